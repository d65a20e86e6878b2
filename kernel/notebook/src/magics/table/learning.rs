//! The rows of the list of exercises, of predictions and tricks, of looking back at what was recorded, and of saying something of it.

use super::{Argument, Entry, command};
use crate::magics::action::{Action, Request};
use crate::magics::arguments::{alone, one_exercise, prediction, refute, text, trick};
use crate::predictions::line;
use crate::tricks::help;

pub(super) const EXERCISES: Entry = Entry {
    name: "%exercises",
    usage: "%exercises",
    summary: "list the exercises and how you stand",
    help: "Lists every exercise of the course with its notebook, title and points, and with what its last check came \
           to. `%help ID` shows one in full, `%progress` all of them as a map.",
    argument: Argument::Free,
    read: |call| alone(call, Action::ListExercises),
};

pub(super) const ATTEMPTS: Entry = Entry {
    name: "%attempts",
    usage: "%attempts [ID]",
    summary: "show the road to your answer: each attempt, what changed, what came of it",
    help: "Shows what you have had checked so far for an exercise, in this notebook and in earlier sessions: each answer \
           with the lines that changed since the one before, its verdict, the question that its mistake asks, and what \
           you predicted. Without an id it is about the exercise that you checked or defined last.",
    argument: Argument::Exercise,
    read: |call| Ok(Action::Journal(Request::Attempts(one_exercise(call)?))),
};

pub(super) const PROGRESS: Entry = Entry {
    name: "%progress",
    usage: "%progress",
    summary: "show the course as a map: how you stand, your points, what to do next",
    help: "Shows every exercise of the course by notebook, as a link to its place: passed, hinted (a hint is open and the \
           answer is not right yet), tried, or not tried. It knows what you did in the notebooks of this folder, also in \
           earlier sessions. The points are those of the exercises that pass.",
    argument: Argument::Free,
    read: |call| alone(call, Action::Journal(Request::Progress)),
};

pub(super) const ASK: Entry = Entry {
    name: "%ask",
    usage: "%ask [ID]",
    summary: "write a question for a forum: your answer, its verdict, what you have tried",
    help: "Checks your answer, and writes in Markdown what others need to know to help: the answer, the verdict with its \
           example, how often you tried, and the versions, to copy. There is no name and no path in it, unless your own \
           code has one. `MENO_COURSE_URL` adds the course's address. Without an id it is about the exercise that you \
           checked or defined last.",
    argument: Argument::Exercise,
    read: |call| Ok(Action::Journal(Request::Ask(one_exercise(call)?))),
};

pub(super) const WHY: Entry = Entry {
    name: "%why",
    usage: "%why \"TEXT\"",
    summary: "say why it went so, for yourself and for a recording",
    help: "Records a reason, as in `%why \"the length goes in twice\"`. Above Rust it is said of its own cell; alone in a \
           cell, of the last one that had Rust.",
    argument: Argument::Free,
    read: |call| Ok(Action::Journal(Request::Why(text(call)?))),
};

pub(super) const MARK: Entry = Entry {
    name: "%mark",
    usage: "%mark \"TEXT\"",
    summary: "say that something begins here: a heading in a recording",
    help: "Records a heading, as in `%mark \"projections\"`. What comes from here on is below it: its own cell, or if that has \
           no Rust, the next one.",
    argument: Argument::Free,
    read: |call| Ok(Action::Journal(Request::Mark(text(call)?))),
};

pub(super) const KEEP: Entry = Entry {
    name: "%keep",
    usage: "%keep",
    summary: "keep this cell in a recording, whatever it looks like",
    help: "A recording leaves out slips of the fingers. This keeps a cell all the same: its own, where Rust stands below it, \
           also if that fails; alone in a cell, the last one that had Rust.",
    argument: Argument::Free,
    read: |call| alone(call, Action::Journal(Request::Keep)),
};

pub(super) const DROP: Entry = Entry {
    name: "%drop",
    usage: "%drop",
    summary: "leave this cell out of a recording",
    help: "Has a recording leave out a cell: its own, where Rust stands below it; alone in a cell, the last one that had Rust. \
           The last of several `%keep` and `%drop` counts. Nothing changes in the notebook: `%undo` does that.",
    argument: Argument::Free,
    read: |call| alone(call, Action::Journal(Request::Drop)),
};

pub(super) const PREDICT: Entry = Entry {
    name: "%predict",
    usage: "%predict VALUE [--sure 0-100] [--because \"…\"]",
    summary: "say what the cell below will come to, before it runs",
    help: line::HELP,
    argument: Argument::Question,
    read: prediction,
};

pub(super) const TRICK: Entry = Entry {
    name: "%trick",
    usage: "%trick [ID [TAG]]",
    summary: "lay an answer before you, right or wrong, for you to say which",
    help: help::TRICK,
    argument: Argument::Exercise,
    read: trick,
};

pub(super) const REFUTE: Entry = Entry {
    name: "%refute",
    usage: "%refute CALL",
    summary: "try an answer on an input of yours: does it go wrong there?",
    help: help::REFUTE,
    argument: Argument::Exercise,
    read: refute,
};

pub(super) const REVEAL: Entry = command(
    "%reveal",
    "%reveal",
    "tell the next thing about the answer that `%trick` has laid",
    help::REVEAL,
    |call| alone(call, Action::Reveal),
);
