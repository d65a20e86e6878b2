//! Finds numbers with a point that do not say their type.
//!
//! Rust takes such a number for an `f64` if nothing else decides, but only at the end of a function: `v.norm()` just below
//! `let v = dvector![3.0, 4.0];` is refused, while it is fine in the next cell. Of a cell that is refused for that reason
//! these numbers are written out.

use proc_macro2::{TokenStream, TokenTree};
use syn::Lit;

/// Where in `text`, which must be tokens of Rust, to put a suffix, and which, to make each of these numbers an `f64`.
/// Ascending.
pub(crate) fn suffixes(text: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    if let Ok(tokens) = text.parse() {
        collect(tokens, &mut found);
    }
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<(usize, &'static str)>) {
    let mut dots = 0;
    for token in tokens {
        let is_part_of_tuple = dots == 1;
        dots = match &token {
            TokenTree::Punct(punct) if punct.as_char() == '.' => dots + 1,
            _ => 0,
        };
        match token {
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Literal(literal) if !is_part_of_tuple => {
                let end = literal.span().byte_range().end;
                if let Lit::Float(number) = Lit::new(literal)
                    && number.suffix().is_empty()
                {
                    // A name behind the point would be a method.
                    let ends_with_point = number.to_string().ends_with('.');
                    found.push((end, if ends_with_point { "0_f64" } else { "_f64" }));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_leave_their_type_open_are_written_out() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let mut written = text.to_owned();
            for (at, suffix) in suffixes(text).into_iter().rev() {
                written.insert_str(at, suffix);
            }
            assert_eq!(written, expected);
        }
        check("dvector![3.0, 4.]", "dvector![3.0_f64, 4.0_f64]");
        check(
            "/* 1.0 */ π + 1e-3 + \"1.0\".len()",
            "/* 1.0 */ π + 1e-3_f64 + \"1.0\".len()",
        );
        check("1.0f32 + 1.0_f64 + 2 + 0x1e3", "1.0f32 + 1.0_f64 + 2 + 0x1e3");
        check("t.0.1 + (0.5..1.5).end", "t.0.1 + (0.5_f64..1.5_f64).end");
        check("f(1.0", "f(1.0");
    }
}
