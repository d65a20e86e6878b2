//! How long code may be, and how deeply nested. What parses it recurses, and a stack that overflows takes the process
//! along.

use crate::tokens::{Token, tokens};
use std::{fmt, mem};

/// Bytes of the longest code: what a cell would hold, many times over.
pub const SIZE: usize = 1 << 20;
/// How deep brackets may be nested.
const DEPTH: usize = 500;
/// How many words and signs may follow each other without a comma or a semicolon, since each can be an operator on all
/// that come after it or before it.
const CHAIN: usize = 5_000;
/// Bytes of stack that a thread needs to parse code within the bounds. Only what is used of it takes memory.
pub const STACK: usize = 128 << 20;

/// Which bound code is beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    Size,
    Depth,
    Chain,
}

/// # Errors
/// If code is too long, or nested too deeply, to be parsed.
pub fn check(code: &str) -> Result<(), Excess> {
    if code.len() > SIZE {
        return Err(Excess::Size);
    }
    // How long the chain before each open bracket is, the one after the last of them, and those before all of them.
    let mut outside = Vec::new();
    let (mut chain, mut around) = (0, 0);
    let mut after_block = false;
    for token in tokens(code) {
        let begins = after_block && begins_after_block(token);
        after_block = token == Token::Sign('}') || (after_block && token == Token::Comment);
        match token {
            Token::Sign('(' | '[' | '{') => {
                around += chain;
                outside.push(mem::take(&mut chain));
            }
            Token::Sign(')' | ']' | '}') => {
                chain = outside.pop().unwrap_or(0);
                around -= chain;
                chain += 1;
            }
            Token::Sign(',' | ';') => chain = 0,
            _ if begins => chain = 1,
            Token::Sign(_) | Token::Word(_) | Token::Text | Token::Unfinished(_) => chain += 1,
            Token::Comment => {}
        }
        if outside.len() > DEPTH {
            return Err(Excess::Depth);
        }
        if around + chain > CHAIN {
            return Err(Excess::Chain);
        }
    }
    Ok(())
}

/// Whether an item or a statement begins with `token`, where a block has ended before it.
fn begins_after_block(token: Token<'_>) -> bool {
    matches!(token, Token::Word(word) if word != "else") || token == Token::Sign('#')
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Excess::Size => write!(f, "it is larger than 1 MiB: read what is long from a file"),
            Excess::Depth => write!(
                f,
                "its brackets are nested more than {DEPTH} deep: give inner parts names of their own"
            ),
            Excess::Chain => write!(
                f,
                "more than {CHAIN} words and signs follow each other without a comma or semicolon: make parts of them"
            ),
        }
    }
}

impl std::error::Error for Excess {}

/// The longest code within the limits of each kind that is parsed by recursion: what parses code is tested on them, on a
/// thread with [`STACK`].
pub fn longest() -> [String; 15] {
    let filled = |before: &str, link: &str, after: &str| {
        let (mut few, mut many) = (0, SIZE);
        let code = |count: usize| before.to_owned() + &link.repeat(count) + after;
        while many - few > 1 {
            let middle = few.midpoint(many);
            match check(&code(middle)) {
                Ok(()) => few = middle,
                Err(_) => many = middle,
            }
        }
        code(few)
    };
    [
        filled("let shapes = ", "-", "1;"),
        filled("let shapes = ", "!", "1;"),
        filled("let shapes = ", "& ", "1;"),
        filled("let shapes = ", "1+", "1;"),
        filled("shapes = ", "a=", "1;"),
        filled("", "||", "1;"),
        filled("", "return ", "1;"),
        filled("shapes", ".f()", ";"),
        filled("shapes", "?", ";"),
        filled("", "if a{}else ", "{}"),
        filled("type A = ", "&", "A;"),
        filled("type A = ", "A<", "A;"),
        filled("use a::", "b::", "c;"),
        filled("let ", "&", "shapes = 1;"),
        filled("let shapes = ", "({[", ""),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_beyond_the_bounds_is_refused() {
        let nested = |depth: usize| "(".repeat(depth) + &")".repeat(depth);
        assert_eq!(check(&nested(DEPTH)), Ok(()));
        assert_eq!(check(&nested(DEPTH + 1)), Err(Excess::Depth));
        assert_eq!(check(&"()".repeat(DEPTH + 1)), Ok(()));
        let sum = |terms: usize| "1+".repeat(terms - 1) + "1";
        assert_eq!(check(&sum(CHAIN / 2)), Ok(()));
        assert_eq!(check(&sum(CHAIN)), Err(Excess::Chain));
        assert_eq!(check(&format!("[{}]", "1,".repeat(CHAIN))), Ok(()));
        assert_eq!(check(&format!("\"{}\"", "(".repeat(CHAIN))), Ok(()));
        assert_eq!(check(&"fn f() {}\n// g\n#[test]\n".repeat(CHAIN)), Ok(()));
        assert_eq!(check(&"// f\n".repeat(CHAIN + 1)), Ok(()));
        assert_eq!(check(&"{} + ".repeat(CHAIN)), Err(Excess::Chain));
        assert_eq!(check(&" ".repeat(SIZE)), Ok(()));
        assert_eq!(check(&" ".repeat(SIZE + 1)), Err(Excess::Size));
    }
}
