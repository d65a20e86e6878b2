//! What cells find in their environment, beside what the kernel has.

use std::collections::BTreeMap;

/// Statements that make the environment of a process that has had `before` one that has `now`.
pub(crate) fn statements(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> String {
    let new = now.iter().filter(|(name, value)| before.get(*name) != Some(*value));
    let set = |(name, value): (&String, &String)| format!("unsafe {{ ::std::env::set_var({name:?}, {value:?}); }}\n");
    new.map(set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_new_is_set() {
        let environment = |entries: &[(&str, &str)]| -> BTreeMap<String, String> {
            let owned = entries
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            owned.collect()
        };
        let before = environment(&[("A", "1"), ("B", "2")]);
        let now = environment(&[("A", "1"), ("B", "\"3\""), ("C", "4")]);
        assert_eq!(
            statements(&before, &now),
            "unsafe { ::std::env::set_var(\"B\", \"\\\"3\\\"\"); }\nunsafe { ::std::env::set_var(\"C\", \"4\"); }\n"
        );
        assert_eq!(statements(&now, &now), "");
    }
}
