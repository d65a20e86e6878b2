//! How an audience has voted, and how it votes after a discussion.
//!
//! Two votes on the same options are the two of one question, unless Rust has run between them: what it shows decides the
//! question. Where the lesson's question is named, its votes belong together whatever has run.

use grading::Question;

use super::reader::{outside_quotes, quoted};

/// Options that can be voted for; more have no room.
const MOST_OPTIONS: usize = 12;

/// Voters for one option; more are a slip.
const MOST_VOTES: u32 = 1_000_000;

/// One round of votes.
#[derive(Clone, Debug, PartialEq)]
pub struct Votes {
    pub question: Option<&'static Question>,
    /// By option, in the order in which they were written.
    pub counts: Vec<(String, u32)>,
}

/// The votes on a question.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Poll {
    pub(crate) before: Votes,
    pub(crate) after: Option<Votes>,
    /// Whether what comes next is another question.
    is_closed: bool,
}

impl Votes {
    /// Reads `a=12 b=7`, where an option of several words stands in quotes.
    ///
    /// # Errors
    /// What can't be read of it, in a sentence.
    pub(super) fn read(text: &str, question: Option<&'static Question>) -> Result<Votes, String> {
        let mut counts: Vec<(String, u32)> = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (option, after) = match quoted(rest) {
                Some((option, after)) => (option, after.strip_prefix('=')),
                None => {
                    let equals = outside_quotes(rest).find(|&(_, c)| c == '=').map(|(at, _)| at);
                    let space = rest.find(char::is_whitespace).unwrap_or(rest.len());
                    let end = equals.unwrap_or(rest.len()).min(space);
                    (rest[..end].to_owned(), rest[end..].strip_prefix('='))
                }
            };
            let option = option.trim();
            let Some(after) = after else {
                return Err(format!(
                    "`{option}` has no votes: write `{option}=3`, and an option of several words in quotes, `\"a or b\"=3`"
                ));
            };
            let (count, after) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
            if option.is_empty() {
                return Err(format!("`={count}` has no option before it: write `a={count}`"));
            }
            if counts.iter().any(|(known, _)| known == option) {
                return Err(format!("the option `{option}` is there twice"));
            }
            let votes = count.parse().ok().filter(|&votes| votes <= MOST_VOTES);
            let votes = votes.ok_or_else(|| format!("`{option}={count}`: how many voted for it is a whole number"))?;
            counts.push((option.to_owned(), votes));
            rest = after.trim_start();
        }
        match counts.len() {
            2..=MOST_OPTIONS => Ok(Votes { question, counts }),
            1 => Err("a vote is between two options at least: `%predict a=12 b=7`".to_owned()),
            _ => Err(format!("a vote is between {MOST_OPTIONS} options at most")),
        }
    }

    /// How many have voted.
    pub(crate) fn total(&self) -> u32 {
        self.counts.iter().map(|(_, votes)| votes).sum()
    }

    /// The votes for an option.
    pub(crate) fn of(&self, option: &str) -> u32 {
        let found = self.counts.iter().find(|(known, _)| known == option);
        found.map_or(0, |(_, votes)| *votes)
    }

    fn is_on_the_same(&self, other: &Votes) -> bool {
        let options = |votes: &Votes| {
            let mut options: Vec<String> = votes.counts.iter().map(|(option, _)| option.clone()).collect();
            options.sort();
            options
        };
        self.question == other.question && options(self) == options(other)
    }

    fn has_the_same_counts(&self, other: &Votes) -> bool {
        self.counts.iter().all(|(option, votes)| other.of(option) == *votes)
    }
}

impl Poll {
    /// The poll that `votes` belong to, which may be the one before. Votes that are there already are shown again, as where a
    /// cell is run twice.
    pub(crate) fn with(former: Option<Poll>, votes: Votes) -> Poll {
        let begun = |before: Votes| Poll {
            before,
            after: None,
            is_closed: false,
        };
        let Some(former) = former.filter(|former| former.before.is_on_the_same(&votes)) else {
            return begun(votes);
        };
        let is_repeated = former
            .after
            .as_ref()
            .is_some_and(|after| after.has_the_same_counts(&votes));
        match former {
            former if is_repeated => former,
            former if former.before.has_the_same_counts(&votes) => begun(votes),
            Poll { is_closed: true, .. } => begun(votes),
            Poll { before, .. } => Poll {
                before,
                after: Some(votes),
                is_closed: false,
            },
        }
    }

    /// Rust has run.
    pub(crate) fn close(&mut self) {
        self.is_closed |= self.before.question.is_none();
    }
}
