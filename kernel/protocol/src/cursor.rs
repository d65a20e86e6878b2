//! Jupyter counts positions in code points, Rust in bytes.

/// Byte offset of the code point at `position`; the end of the code for positions beyond it.
pub(crate) fn to_byte(code: &str, position: usize) -> usize {
    code.char_indices().nth(position).map_or(code.len(), |(byte, _)| byte)
}

/// Number of code points that begin before `byte`. A byte inside a character counts that character as passed.
pub(crate) fn to_code_point(code: &str, byte: usize) -> usize {
    code.char_indices().take_while(|(start, _)| *start < byte).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions() {
        #[track_caller]
        fn check(code: &str, position: usize, byte: usize) {
            assert_eq!(to_byte(code, position), byte);
            assert_eq!(to_code_point(code, byte), position);
        }
        check("", 0, 0);
        check("let x", 5, 5);
        check("é.abs", 1, 2);
        check("𝔸.len", 1, 4);
        check("𝔸.len", 5, 8);
        // One grapheme, three code points.
        check("👩\u{200d}🔬.a", 3, 11);
        check("a\r\nb", 3, 3);
    }

    #[test]
    fn positions_outside_the_code_are_its_end() {
        assert_eq!(to_byte("é", 7), 2);
        assert_eq!(to_code_point("é", 7), 1);
        assert_eq!(to_code_point("é", 1), 1);
    }
}
