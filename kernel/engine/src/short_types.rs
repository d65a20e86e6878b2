//! Writes the types that values are shown with as people write them.

use crate::style::TYPE_END;
use interfaces::evaluator::{Frontend, InputError, Output};
use serde_json::Value;

/// Shows what it is given, and the type of a value by its short name.
pub(crate) struct ShortTypes<'a>(pub(crate) &'a dyn Frontend);

impl Frontend for ShortTypes<'_> {
    fn show(&self, mut output: Output) {
        if let Output::Result(data) = &mut output
            && let Some(Value::String(text)) = data.get_mut("text/plain")
            && let Some((name, value)) = text.strip_prefix(": ").and_then(|text| text.split_once(TYPE_END))
        {
            *text = format!(": {}{value}", lessons::short_type(name));
        }
        self.0.show(output);
    }

    fn input(&self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.0.input(prompt, password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::last_result::LastResult;
    use interfaces::evaluator::MimeBundle;

    #[test]
    fn only_the_type_before_a_value_changes() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let shown = LastResult::default();
            let data = MimeBundle::from_iter([("text/plain".to_owned(), Value::from(text))]);
            ShortTypes(&shown).show(Output::Result(data));
            assert_eq!(shown.into_bundle()["text/plain"], expected);
        }
        check(": alloc::vec::Vec<f64>\u{1f} = [1.0]", ": Vec<f64> = [1.0]");
        check(": a::b = c", ": a::b = c");
        check("a::b\u{1f}", "a::b\u{1f}");
    }
}
