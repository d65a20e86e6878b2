//! The votes of an audience as bars, before a discussion and after it.

use super::bundle;
use super::html::escaped;
use crate::predictions::{Poll, Votes};
use interfaces::evaluator::MimeBundle;

/// How long the longest bar can be: characters, or a share of a column of 100.
const CHARACTERS: u32 = 20;

/// The rounds of a poll beside each other.
pub(crate) fn bars(poll: &Poll) -> MimeBundle {
    bundle([("text/plain", plain(poll)), ("text/html", html(poll))])
}

/// A round with its name.
type Round<'a> = (&'static str, &'a Votes);

fn rounds(poll: &Poll) -> Vec<Round<'_>> {
    match &poll.after {
        None => vec![("", &poll.before)],
        Some(after) => vec![("Before: ", &poll.before), ("After the discussion: ", after)],
    }
}

fn options(poll: &Poll) -> impl Iterator<Item = &str> {
    poll.before.counts.iter().map(|(option, _)| option.as_str())
}

/// Votes of all votes, as a share of `whole`, rounded.
fn share(votes: u32, total: u32, whole: u32) -> u32 {
    let rounded = (u64::from(votes) * u64::from(whole) * 2 + u64::from(total)).checked_div(2 * u64::from(total));
    rounded.and_then(|share| share.try_into().ok()).unwrap_or(0)
}

fn told(votes: u32, total: u32) -> String {
    format!("{votes} ({} %)", share(votes, total, 100))
}

fn voters(total: u32) -> String {
    match total {
        1 => "1 vote".to_owned(),
        total => format!("{total} votes"),
    }
}

fn plain(poll: &Poll) -> String {
    let width = options(poll).map(|option| option.chars().count()).max().unwrap_or(0);
    let round = |(name, votes): Round<'_>| {
        let total = votes.total();
        let lines = options(poll).map(|option| {
            let count = votes.of(option);
            let bar = "█".repeat(share(count, total, CHARACTERS) as usize);
            let space = if bar.is_empty() { "" } else { " " };
            format!("  {option:width$}  {bar}{space}{}", told(count, total))
        });
        let lines: Vec<String> = lines.collect();
        format!("{name}{}\n{}", voters(total), lines.join("\n"))
    };
    let all: Vec<String> = rounds(poll).into_iter().map(round).collect();
    all.join("\n")
}

fn html(poll: &Poll) -> String {
    let rounds = rounds(poll);
    let column = |&(name, votes): &Round<'_>| {
        format!(
            "<th scope=\"col\" style=\"text-align: left; padding: 0.1em 1.5em 0.1em 0; background: none\">{name}{}</th>",
            voters(votes.total())
        )
    };
    let headings: String = rounds.iter().map(column).collect();
    let row = |option: &str| {
        let bar = |&(_, votes): &Round<'_>| {
            let (count, total) = (votes.of(option), votes.total());
            let percent = share(count, total, 100);
            format!(
                "<td style=\"text-align: left; padding: 0.1em 1.5em 0.1em 0; background: none; white-space: nowrap\"><span \
                 aria-hidden=\"true\" style=\"display: inline-block; vertical-align: middle; height: 0.9em; width: {:.1}em; \
                 background: currentColor; opacity: 0.55; margin-right: 0.4em\"></span>{}</td>",
                f64::from(percent) * 0.12,
                told(count, total)
            )
        };
        let bars: String = rounds.iter().map(bar).collect();
        format!(
            "<tr style=\"background: none\"><th scope=\"row\" style=\"text-align: right; padding: 0.1em 0.7em 0.1em 0; \
             font-weight: normal; background: none\">{}</th>{bars}</tr>",
            escaped(option)
        )
    };
    let rows: String = options(poll).map(row).collect();
    format!(
        "<table aria-label=\"Votes\" style=\"margin: 0.3em 0; border: none; border-collapse: collapse; color: \
         inherit\"><thead><tr style=\"background: none\"><td style=\"background: none\"></td>{headings}</tr></thead><tbody>{rows}</tbody></table>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(counts: &[(&str, u32)]) -> Votes {
        Votes {
            question: None,
            counts: counts
                .iter()
                .map(|&(option, votes)| (option.to_owned(), votes))
                .collect(),
        }
    }

    #[test]
    fn bars_are_as_long_as_the_share_of_the_votes() {
        let first = Poll::with(None, votes(&[("a", 12), ("both of them", 7)]));
        assert_eq!(
            plain(&first),
            "19 votes\n  a             █████████████ 12 (63 %)\n  both of them  ███████ 7 (37 %)"
        );
        let second = Poll::with(Some(first), votes(&[("a", 0), ("both of them", 1)]));
        assert_eq!(
            plain(&second),
            "Before: 19 votes\n  a             █████████████ 12 (63 %)\n  both of them  ███████ 7 (37 %)\n\
             After the discussion: 1 vote\n  a             0 (0 %)\n  both of them  ████████████████████ 1 (100 %)"
        );
    }

    #[test]
    fn without_voters_there_are_no_bars() {
        let poll = Poll::with(None, votes(&[("a", 0), ("b", 0)]));
        assert_eq!(plain(&poll), "0 votes\n  a  0 (0 %)\n  b  0 (0 %)");
    }

    #[test]
    fn html_has_a_row_an_option_and_a_column_a_round() {
        let first = Poll::with(None, votes(&[("<a>", 3), ("b", 1)]));
        let html = super::html(&Poll::with(Some(first), votes(&[("b", 4), ("<a>", 0)])));
        assert_eq!(
            (
                html.matches("scope=\"row\"").count(),
                html.matches("scope=\"col\"").count()
            ),
            (2, 2)
        );
        assert!(html.contains("&lt;a&gt;</th>") && !html.contains("<a>"), "{html}");
        assert!(html.contains("width: 9.0em") && html.contains("3 (75 %)"), "{html}");
    }
}
