//! A line that tells how long a cell has been at work and with what, and that is gone when the cell shows something itself.
//!
//! No client can take away one output alone. So the line is shown only while it would be all there is, and goes with the
//! cell's first output, or with its end: nothing that a cell has shown is ever cleared for it, and nothing of it is kept.

use crate::Publication;
use interfaces::evaluator::MimeBundle;
use serde_json::json;
use std::time::{Duration, Instant};

/// A cell that is done by then never has the line.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it tells the time at most, and how often at least, once the cell has taken long.
const OFTEN: Duration = Duration::from_secs(1);
const SELDOM: Duration = Duration::from_secs(60);

/// What to send is returned; when, is told by [`ProgressLine::due`].
#[derive(Debug)]
pub(super) struct ProgressLine {
    id: String,
    begun: Instant,
    activity: Option<String>,
    is_shown: bool,
    /// `None` once the cell has shown something.
    due: Option<Instant>,
}

impl ProgressLine {
    /// The line of the cell whose request has the id `cell`. If it is not `wanted`, there is never one.
    pub(super) fn new(cell: &str, wanted: bool, now: Instant) -> Self {
        Self {
            // In a client, two cells with displays of the same name would be updated together.
            id: format!("progress-{cell}"),
            begun: now,
            activity: None,
            is_shown: false,
            due: wanted.then_some(now + PATIENCE),
        }
    }

    /// The cell is busy with this from now on; with its own code, if that is `None`.
    pub(super) fn set(&mut self, activity: Option<String>, now: Instant) {
        self.activity = activity;
        if self.is_shown {
            self.due = self.due.map(|due| due.min(now + OFTEN));
        }
    }

    /// When [`ProgressLine::take_due`] is to be called.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// The line, or what replaces it, if it is time.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<Publication> {
        self.due.filter(|due| *due <= now)?;
        let elapsed = now - self.begun;
        // A cell that runs for days does not fill the memory of a server whose client is away.
        self.due = Some(now + (elapsed / 60).clamp(OFTEN, SELDOM));
        let data = MimeBundle::from_iter([("text/plain".to_owned(), json!(self.text(elapsed)))]);
        let id = self.id.clone();
        Some(match std::mem::replace(&mut self.is_shown, true) {
            true => Publication::update(data, id),
            false => Publication::display(data, Some(id)),
        })
    }

    /// Ends it for good, and returns what takes it away: at once, or with the output that is sent next.
    pub(super) fn end(&mut self, with_next_output: bool) -> Option<Publication> {
        self.due = None;
        std::mem::take(&mut self.is_shown).then_some(Publication::ClearOutput { wait: with_next_output })
    }

    fn text(&self, elapsed: Duration) -> String {
        let time = time(elapsed.as_secs());
        match &self.activity {
            Some(activity) => format!("{activity} … {time}"),
            None => format!("Running … {time} (interrupt the kernel to stop it)"),
        }
    }
}

fn time(seconds: u64) -> String {
    let minutes = seconds / 60;
    match minutes {
        0 => format!("{seconds} s"),
        1..60 => format!("{minutes} min {} s", seconds % 60),
        _ => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is sent at so many seconds after the beginning: type and text.
    #[track_caller]
    fn check(line: &mut ProgressLine, seconds: u64, expected: Option<(&str, &str)>) {
        let sent = line.take_due(line.begun + Duration::from_secs(seconds));
        let sent = sent.map(|publication| match &publication {
            Publication::DisplayData { data, transient, .. }
            | Publication::UpdateDisplayData { data, transient, .. } => {
                assert_eq!(transient.0.as_deref(), Some("progress-7"));
                (publication.msg_type(), data["text/plain"].as_str().map(str::to_owned))
            }
            other => panic!("{other:?}"),
        });
        let sent = sent
            .as_ref()
            .map(|(kind, text)| (*kind, text.as_deref().unwrap_or_default()));
        assert_eq!(sent, expected);
    }

    #[track_caller]
    fn check_cleared(publication: Option<Publication>, expected: Option<bool>) {
        let wait = publication.map(|publication| match publication {
            Publication::ClearOutput { wait } => wait,
            other => panic!("{other:?}"),
        });
        assert_eq!(wait, expected);
    }

    fn line() -> ProgressLine {
        ProgressLine::new("7", true, Instant::now())
    }

    #[test]
    fn a_quick_cell_has_none() {
        let mut line = line();
        assert_eq!(line.due(), Some(line.begun + PATIENCE));
        check(&mut line, 1, None);
        check_cleared(line.end(true), None);
        assert_eq!(line.due(), None);
    }

    #[test]
    fn it_counts_the_seconds_in_place() {
        let mut line = line();
        check(
            &mut line,
            2,
            Some(("display_data", "Running … 2 s (interrupt the kernel to stop it)")),
        );
        check(&mut line, 2, None);
        check(
            &mut line,
            3,
            Some(("update_display_data", "Running … 3 s (interrupt the kernel to stop it)")),
        );
    }

    #[test]
    fn it_tells_what_the_cell_is_busy_with() {
        let mut line = line();
        line.set(Some("Adding crates".to_owned()), line.begun);
        check(&mut line, 1, None);
        check(&mut line, 600, Some(("display_data", "Adding crates … 10 min 0 s")));
        // Something else is told soon, however seldom the time is by then.
        line.set(Some("Checking".to_owned()), line.begun + Duration::from_secs(600));
        check(&mut line, 601, Some(("update_display_data", "Checking … 10 min 1 s")));
    }

    #[test]
    fn it_goes_with_the_first_output_and_stays_away() {
        let mut line = line();
        check(
            &mut line,
            2,
            Some(("display_data", "Running … 2 s (interrupt the kernel to stop it)")),
        );
        check_cleared(line.end(true), Some(true));
        check_cleared(line.end(false), None);
        line.set(Some("Adding crates".to_owned()), Instant::now());
        check(&mut line, 9, None);
    }

    #[test]
    fn there_is_none_where_it_is_not_wanted() {
        let mut line = ProgressLine::new("7", false, Instant::now());
        check(&mut line, 100, None);
        check_cleared(line.end(false), None);
    }

    #[test]
    fn the_longer_it_takes_the_less_often_it_is_told() {
        let mut line = line();
        let mut check_after = |seconds: u64, expected: u64| {
            let now = line.begun + Duration::from_secs(seconds);
            assert!(line.take_due(now).is_some());
            assert_eq!(line.due(), Some(now + Duration::from_secs(expected)));
        };
        check_after(59, 1);
        check_after(600, 10);
        check_after(86_400, 60);
    }

    #[test]
    fn times_are_short() {
        assert_eq!(time(59), "59 s");
        assert_eq!(time(125), "2 min 5 s");
        assert_eq!(time(3_660), "1 h 1 min");
    }
}
