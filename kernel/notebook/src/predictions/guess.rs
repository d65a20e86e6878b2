//! A prediction: a value as someone writes it, a shape, or a way for a cell to end.

use base::suggest::nearest;

use super::reader;
use super::written::Written;

/// What is said to come out.
#[derive(Clone, Debug, PartialEq)]
pub enum Guess {
    Value(Written),
    /// Rows and columns.
    Shape(usize, usize),
    /// The compiler refuses the cell.
    Refused,
    /// It does so with this code.
    Code(String),
    Panics,
    /// The check in the cell passes.
    Passes,
    /// It does not.
    Fails,
}

/// Words that stand for themselves.
const WORDS: [&str; 6] = ["true", "false", "error", "panic", "passes", "fails"];

impl Guess {
    /// Reads a prediction.
    ///
    /// # Errors
    /// If it is none: a sentence that says what is.
    pub fn parse(text: &str) -> Result<Guess, String> {
        match text {
            "error" => return Ok(Guess::Refused),
            "panic" => return Ok(Guess::Panics),
            "passes" => return Ok(Guess::Passes),
            "fails" => return Ok(Guess::Fails),
            _ => {}
        }
        if let Some(guess) = code(text).or_else(|| shape(text)) {
            return Ok(guess);
        }
        reader::value(text).map(Guess::Value).map_err(|fault| {
            let is_word = text.chars().all(char::is_alphanumeric);
            match nearest(text, WORDS).filter(|_| is_word) {
                Some(word) => format!("`{text}` is no prediction; did you mean `{word}`?"),
                None => format!(
                    "`{text}` can't be read as a prediction: {fault}; predict a value (`3`, `[1, 2]`, `\"text\"`), a shape \
                     (`6x2`), `true`, `false`, `error`, `E0308`, `panic`, `passes` or `fails`"
                ),
            }
        })
    }

    /// Whether it is about what the cell's last expression comes to.
    pub fn is_value(&self) -> bool {
        matches!(self, Guess::Value(_) | Guess::Shape(..))
    }

    /// Whether it is about a check.
    pub fn is_of_check(&self) -> bool {
        matches!(self, Guess::Passes | Guess::Fails)
    }
}

/// A code of the compiler's errors.
fn code(text: &str) -> Option<Guess> {
    let digits = text.strip_prefix(['E', 'e'])?;
    let is_code = digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_code.then(|| Guess::Code(format!("E{digits}")))
}

/// `6x2`, also with the sign of multiplication.
fn shape(text: &str) -> Option<Guess> {
    let (rows, columns) = text.split_once(['x', '×'])?;
    let number = |text: &str| {
        let text = text.trim();
        let is_plain = text.bytes().all(|digit| digit.is_ascii_digit());
        is_plain.then(|| text.parse().ok()).flatten()
    };
    Some(Guess::Shape(number(rows)?, number(columns)?))
}
