//! Reads what stands behind `%predict`.

use base::suggest::nearest;
use grading::Question;

use super::guess::Guess;
use super::reader::{outside_quotes, quoted};
use super::votes::Votes;

/// What the magic does, in Markdown.
pub(crate) const HELP: &str = "\
Locks in what you say will come out, runs the cell, and shows both beside each other. How sure you are, and why, comes back to \
you where the prediction was wrong: what you were sure of teaches most.

Predict the value of the cell's last expression: `%predict 3`, `0.5`, `[1, 2]`, `dmatrix![1.0, 2.0; 3.0, 4.0]`, `(2, 3)`, \
`true`, `\"text\"`; its shape: `6x2`; that the compiler refuses the cell: `error`, or `E0308` with that code; that it panics: \
`panic`; what a `%check` or `%%check` in it says: `passes`, `fails`. A number with decimals is right if the value rounds to it: \
`0.33` for a third. A whole one is meant exactly.

`%predict ?` asks you, and runs nothing of the cell until you have put your prediction there.

`%predict a=12 b=7` shows how an audience has voted; voted again, before any Rust runs, it shows both rounds. An option of several \
words stands in quotes: `\"a or b\"=3`.";

/// What someone says will come of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    pub guess: Guess,
    /// As it was written.
    pub text: String,
    /// In percent.
    pub sure: Option<u8>,
    pub because: Option<String>,
    /// What the lesson asks here.
    pub question: Option<&'static Question>,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Line {
    /// Of one person.
    Said(Said),
    /// Of many.
    Votes(Votes),
}

/// What a line says of the cell that it stands in.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Prediction(Prediction),
    /// `?`: the prediction is still to be made.
    Blank(Option<&'static Question>),
}

/// Reads what stands behind the name of the magic.
///
/// # Errors
/// What can't be read of it, in a sentence.
pub(crate) fn read(line: &str) -> Result<Line, String> {
    let line = without_comment(line).trim();
    let (head, options) = line.split_at(start_of_options(line));
    let (head, options) = (head.trim(), Options::read(options)?);
    let (question, text) = named_question(head)?;
    if text.is_empty() && question.is_none() {
        return Err(
            "what do you predict? write a value, as in `%predict 3`; `%help %predict` shows what can be predicted"
                .to_owned(),
        );
    }
    if ["", "?", "…"].contains(&text) {
        return Ok(Line::Said(Said::Blank(question)));
    }
    if outside_quotes(text).any(|(_, c)| c == '=') {
        return match options.is_empty() {
            true => Votes::read(text, question).map(Line::Votes),
            false => Err("votes are of many: `--sure` and `--because` belong to one prediction".to_owned()),
        };
    }
    let Options { sure, because } = options;
    Ok(Line::Said(Said::Prediction(Prediction {
        guess: Guess::parse(text)?,
        text: text.to_owned(),
        sure,
        because,
        question,
    })))
}

/// The question that the first word names, and the rest. Without one, all of it is the prediction.
fn named_question(head: &str) -> Result<(Option<&'static Question>, &str), String> {
    let (word, rest) = head.split_once(char::is_whitespace).unwrap_or((head, ""));
    if let Some(question) = course::question(word) {
        return Ok((Some(question), rest.trim_start()));
    }
    let is_id = word.contains('-')
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_id {
        return Ok((None, head));
    }
    let ids = course::questions().map(|question| question.id);
    Err(match nearest(word, ids) {
        Some(nearest) => format!("there is no question `{word}`; did you mean `{nearest}`?"),
        None => format!("there is no question `{word}`; without a name, `%predict` stands above any cell"),
    })
}

#[derive(Debug, Default)]
struct Options {
    sure: Option<u8>,
    because: Option<String>,
}

impl Options {
    fn read(text: &str) -> Result<Options, String> {
        let mut options = Options::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let after = after.trim_start_matches('=').trim_start();
            rest = match name {
                "--sure" if options.sure.is_some() => return Err("`--sure` is there twice".to_owned()),
                "--sure" => {
                    let (word, after) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
                    options.sure = Some(percent(word)?);
                    after
                }
                "--because" if options.because.is_some() => return Err("`--because` is there twice".to_owned()),
                "--because" => {
                    let (reason, after) = reason(after)?;
                    options.because = Some(reason);
                    after
                }
                _ => return Err(unknown(name)),
            }
            .trim_start();
        }
        Ok(options)
    }

    fn is_empty(&self) -> bool {
        self.sure.is_none() && self.because.is_none()
    }
}

fn unknown(name: &str) -> String {
    let known = "there are `--sure 80` and `--because \"…\"`";
    match nearest(name, ["--sure", "--because"]) {
        Some(nearest) => format!("`{name}` is no option of `%predict`; did you mean `{nearest}`?"),
        None if name.starts_with("--") => format!("`{name}` is no option of `%predict`: {known}"),
        None => format!("`{name}` is left over behind the prediction: {known}"),
    }
}

fn percent(word: &str) -> Result<u8, String> {
    let sure = word.strip_suffix('%').unwrap_or(word);
    match sure.parse() {
        Ok(sure @ 0..=100) => Ok(sure),
        _ if word.is_empty() => Err("`--sure` takes how sure you are, from 0 to 100: `--sure 80`".to_owned()),
        _ => Err(format!(
            "`--sure {word}`: say how sure you are by a whole number from 0 to 100, as in `--sure 80`"
        )),
    }
}

/// The text between quotes, and what follows it.
fn reason(text: &str) -> Result<(String, &str), String> {
    if text.is_empty() {
        return Err("`--because` takes your reason in quotes: `--because \"…\"`".to_owned());
    }
    if !text.starts_with(['"', '“']) {
        return Err(format!("put the reason in quotes: `--because \"{text}\"`"));
    }
    let (reason, rest) = quoted(text).ok_or("the reason behind `--because` has no closing quote")?;
    match reason.trim() {
        "" => Err("the reason behind `--because` is empty: say why, or leave it out".to_owned()),
        reason => Ok((reason.to_owned(), rest)),
    }
}

fn without_comment(line: &str) -> &str {
    let end = outside_quotes(line).find(|&(at, _)| line[at..].starts_with("//"));
    end.map_or(line, |(at, _)| &line[..at])
}

/// Where the options begin, or the end of the line.
fn start_of_options(line: &str) -> usize {
    let is_option = |at: usize| {
        line[at..]
            .strip_prefix("--")
            .is_some_and(|name| name.starts_with(char::is_alphabetic))
            && line[..at].chars().next_back().is_none_or(char::is_whitespace)
    };
    outside_quotes(line)
        .map(|(at, _)| at)
        .find(|&at| is_option(at))
        .unwrap_or(line.len())
}
