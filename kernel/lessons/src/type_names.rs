//! Types by their short names, as learners write them.

use crate::types::Type;

/// The type that rustc prints as `name`, without paths, and matrices by the names that they are made by: `DMatrix<f64>` for
/// `nalgebra::Matrix<f64, nalgebra::Dyn, nalgebra::Dyn, nalgebra::VecStorage<f64, nalgebra::Dyn, nalgebra::Dyn>>`.
pub fn short_type(name: &str) -> String {
    matrices_by_name(&without_paths(name))
}

fn without_paths(name: &str) -> String {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut short = String::new();
    for c in name.chars() {
        short.push(c);
        if short.ends_with("::") {
            let kept = short.trim_end_matches(is_path).len();
            // What follows `>` is a part of the type before it.
            match short[..kept].ends_with('>') {
                true => {}
                false => short.truncate(kept),
            }
        }
    }
    short
}

fn matrices_by_name(name: &str) -> String {
    const HEAD: &str = "Matrix<";
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut named = String::new();
    let mut rest = name;
    while let Some(at) = rest.find(HEAD) {
        let is_whole = !rest[..at].ends_with(is_word);
        let end = end_of_arguments(&rest[at + HEAD.len()..]).map(|end| at + HEAD.len() + end);
        named += &rest[..at];
        rest = match end {
            // Of views, the storage says more than these names do.
            Some(end) if is_whole && owns_its_entries(&rest[at..end]) => {
                named += &Type::parse(&rest[at..end]).to_string();
                &rest[end..]
            }
            _ => {
                named += HEAD;
                &rest[at + HEAD.len()..]
            }
        };
    }
    named + rest
}

fn owns_its_entries(matrix: &str) -> bool {
    matrix.contains(" VecStorage<") || matrix.contains(" ArrayStorage<")
}

/// Where the arguments of a type end, the bracket that closes them included.
fn end_of_arguments(text: &str) -> Option<usize> {
    let mut depth = 1_usize;
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if text[..at].ends_with('-') => {}
            '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_and_matrices_have_the_names_that_they_are_made_by() {
        #[track_caller]
        fn check(name: &str, expected: &str) {
            assert_eq!(short_type(name), expected);
        }
        check("i32", "i32");
        check("std::vec::Vec<std::string::String>", "Vec<String>");
        check(
            "std::collections::HashMap<std::string::String, (i32, std::option::Option<f64>)>",
            "HashMap<String, (i32, Option<f64>)>",
        );
        check(
            "nalgebra::Matrix<f64, nalgebra::Dyn, nalgebra::Dyn, nalgebra::VecStorage<f64, nalgebra::Dyn, nalgebra::Dyn>>",
            "DMatrix<f64>",
        );
        check(
            "std::vec::Vec<nalgebra::Matrix<f64, nalgebra::Dyn, nalgebra::Const<1>, nalgebra::VecStorage<f64, \
             nalgebra::Dyn, nalgebra::Const<1>>>>",
            "Vec<DVector<f64>>",
        );
        check(
            "nalgebra::Matrix<nalgebra::Complex<f64>, nalgebra::Const<2>, nalgebra::Const<2>, \
             nalgebra::ArrayStorage<nalgebra::Complex<f64>, 2, 2>>",
            "SMatrix<Complex<f64>, 2, 2>",
        );
        check(
            "std::boxed::Box<dyn std::ops::Fn(f64) -> std::vec::Vec<f64>>",
            "Box<dyn Fn(f64) -> Vec<f64>>",
        );
        check("[cell::P; 3]", "[P; 3]");
        check("<T as std::iter::Iterator>::Item", "<T as Iterator>::Item");
        check("&'static str", "&'static str");
    }
}
