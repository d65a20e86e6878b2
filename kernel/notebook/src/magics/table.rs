//! The magics and commands: one table for parsing, completion, help and the reference. A row says how its line is read;
//! what the [`Action`] that comes of it does is told in [`crate::notebook`].

use std::fmt;

use grading::Exercise;
use interfaces::limits::Setting;

use super::Call;
use super::action::{Action, Topic, topic};
use super::error::{MagicError, Misuse};
use crate::exercise::find as exercise;

/// How a magic or a command is written and explained.
pub struct Entry {
    /// With its `%`, `%%` or `:`.
    pub name: &'static str,
    pub usage: &'static str,
    /// One line, without a full stop.
    pub summary: &'static str,
    /// Markdown.
    pub help: &'static str,
    /// What may stand behind it, to be proposed.
    pub argument: Argument,
    pub(super) read: fn(&Call<'_>) -> Result<Action, Misuse>,
}

/// What may stand behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing, or nothing that is known ahead.
    Free,
    Exercise,
    Checkpoint,
    Limit,
    /// Of a magic, without its sign, or of an exercise.
    Name,
}

impl Entry {
    /// Without its sign.
    pub fn bare_name(&self) -> &'static str {
        self.name.trim_start_matches(['%', ':'])
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)
    }
}

pub(super) fn find(name: &str) -> Option<&'static Entry> {
    MAGICS.iter().find(|entry| entry.name == name)
}

fn exercises(ids: &[&str]) -> Result<Vec<&'static Exercise>, Misuse> {
    Ok(ids.iter().map(|id| exercise(id)).collect::<Result<_, _>>()?)
}

/// How many cells a call asks for; one if it doesn't say.
fn count(call: &Call<'_>) -> Result<usize, Misuse> {
    match call.words[..] {
        [] => Ok(1),
        [word] => match word.parse() {
            Ok(count) if count > 0 => Ok(count),
            _ => Err(Misuse::NotACount(word.to_owned())),
        },
        _ => Err(Misuse::Usage),
    }
}

fn limit(text: &str) -> Result<Setting, MagicError> {
    Setting::parse(text).map_err(MagicError::BadLimit)
}

/// For what takes no words.
fn alone(call: &Call<'_>, action: Action) -> Result<Action, Misuse> {
    match call.words.is_empty() {
        true => Ok(action),
        false => Err(Misuse::Usage),
    }
}

/// Every magic and command, in the order in which a learner meets them.
pub static MAGICS: [Entry; 21] = [
    Entry {
        name: "%check",
        usage: "%check [ID…]",
        summary: "check your answers to these exercises, or to all that you have attempted",
        help: "Checks what the notebook defines under the exercise's name, and says what holds, what does not, and on \
               which input. Without an id it checks every exercise that you have attempted. A check changes nothing \
               in the notebook, and an answer that is wrong is no error: the cells after it still run.\n\n\
               A `%check` looks at what is defined *before* its own cell runs; to define and check in one go, use \
               `%%check`.",
        argument: Argument::Exercise,
        read: |call| Ok(Action::Check(exercises(&call.words)?)),
    },
    Entry {
        name: "%%check",
        usage: "%%check ID…",
        summary: "run this cell, then check",
        help: "Put it above your answer: the cell runs, and if it succeeds, the exercise is checked at once. If the \
               cell fails, its error is shown instead; where the error comes from a known wrong idea about the \
               exercise, so is the verdict on that idea.",
        argument: Argument::Exercise,
        read: |call| match call.words[..] {
            [] => Err(Misuse::Usage),
            _ => Ok(Action::CheckAfter(exercises(&call.words)?)),
        },
    },
    Entry {
        name: "%hint",
        usage: "%hint [ID]",
        summary: "a hint on what is wrong: a question, a statement, then a worked example, the solution",
        help: "The first hint is a question about what is wrong with your answer, the second a statement about it, the \
               third a worked example of a neighbouring problem, the last the solution with something to think about. \
               Where a check has asked you the question, the hint goes on with the statement. The next one opens when \
               the code of your answer has changed since the one before; until then you see those that are open again. \
               Another mistake gets a question and a statement of its own; a right answer gets no hints. Without an id \
               it is about the exercise that you checked or defined last.",
        argument: Argument::Exercise,
        read: |call| match call.words[..] {
            [] => Ok(Action::Hint(None)),
            [id] => Ok(Action::Hint(Some(exercise(id)?))),
            _ => Err(Misuse::Usage),
        },
    },
    Entry {
        name: "%exercises",
        usage: "%exercises",
        summary: "list the exercises and how you stand",
        help: "Lists every exercise of the course with its notebook, title, signature and points, and with what its last \
               check in this session came to. `%help ID` shows one in full.",
        argument: Argument::Free,
        read: |call| alone(call, Action::ListExercises),
    },
    Entry {
        name: "%time",
        usage: "%time [RUST]",
        summary: "tell how long the rest of the cell takes",
        help: "Runs the rest of the cell, and prints how long that took, compilation included. Rust may follow on the \
               same line.",
        argument: Argument::Free,
        read: |_| Ok(Action::Time),
    },
    Entry {
        name: "%undo",
        usage: "%undo [N]",
        summary: "go back before the last cell that succeeded, or the last N",
        help: "Every variable, function and type is again as it was before that cell; what the cell wrote to files or \
               printed stays. Cells that failed have changed nothing, and do not count. `%redo` goes forward again, until \
               another cell runs. The last 20 cells can be undone.",
        argument: Argument::Free,
        read: |call| Ok(Action::Undo(count(call)?)),
    },
    Entry {
        name: "%redo",
        usage: "%redo [N]",
        summary: "go forward again over a cell that was undone, or over N",
        help: "Takes back an `%undo`, without running anything again. Once another cell has succeeded, what was undone \
               before it is gone.",
        argument: Argument::Free,
        read: |call| Ok(Action::Redo(count(call)?)),
    },
    Entry {
        name: "%checkpoint",
        usage: "%checkpoint [NAME]",
        summary: "name the present state, to go back to it with %restore",
        help: "Names the state before the Rust of its own cell runs. It is kept until the name is given again or \
               `%reset`, however many cells come after it; there can be 10. Without a name it lists what there is to go \
               back to.",
        argument: Argument::Checkpoint,
        read: |call| match call.words[..] {
            [] => Ok(Action::ListCheckpoints),
            [name] => Ok(Action::Checkpoint(name.to_owned())),
            _ => Err(Misuse::Usage),
        },
    },
    Entry {
        name: "%restore",
        usage: "%restore NAME",
        summary: "go back to a checkpoint",
        help: "Every variable, function and type is again as it was at `%checkpoint NAME`. It counts as a cell, so that \
               `%undo` leads back to where you were.",
        argument: Argument::Checkpoint,
        read: |call| match call.words[..] {
            [name] => Ok(Action::Restore(name.to_owned())),
            _ => Err(Misuse::Usage),
        },
    },
    Entry {
        name: "%limits",
        usage: "%limits [NAME=VALUE…]",
        summary: "show or set what a cell may use",
        help: "Sets limits for the cells of this notebook: `%limits memory=512MB time=60s output=1MB processes=64`; \
               `off` instead of a value lifts one. `memory` is what a cell may add to what its variables have, and `auto` \
               what the machine has left; `time` is that of the processor, so that a cell may wait as long as it likes. \
               A cell that goes beyond them is ended and nothing of it stays, except that of too much `output` the rest is \
               not shown. Without a setting it shows the limits.",
        argument: Argument::Limit,
        read: |call| match call.words[..] {
            [] => Ok(Action::ShowLimits),
            _ => {
                let settings = call.words.iter().map(|text| limit(text));
                Ok(Action::SetLimits(settings.collect::<Result<_, _>>()?))
            }
        },
    },
    Entry {
        name: "%opt",
        usage: "%opt [0|1|2|3]",
        summary: "show or set how much rustc optimises cells",
        help: "At level 0, the default, a cell is compiled soonest, and the libraries that it calls are optimised all the \
               same. A cell whose own loops take seconds is done sooner at level 1, which costs little to compile, or at \
               2 or 3, at which a cell with much nalgebra in it takes a second to compile. The level holds for this \
               cell and those after it, the functions that they call included.",
        argument: Argument::Free,
        read: |call| match call.words[..] {
            [] => Ok(Action::ShowOptLevel),
            ["0"] => Ok(Action::SetOptLevel(0)),
            ["1"] => Ok(Action::SetOptLevel(1)),
            ["2"] => Ok(Action::SetOptLevel(2)),
            ["3"] => Ok(Action::SetOptLevel(3)),
            _ => Err(Misuse::Usage),
        },
    },
    Entry {
        name: "%reset",
        usage: "%reset",
        summary: "forget every variable and item",
        help: "Forgets every variable, function, type and import of the notebook, as a restart of the kernel would, \
               without the wait, checkpoints included. Hints that are open stay open, and `%exercises` still shows what \
               the last checks came to.",
        argument: Argument::Free,
        read: |call| alone(call, Action::Reset),
    },
    Entry {
        name: ":dep",
        usage: ":dep CRATE = \"VERSION\"",
        summary: "add a crate",
        help: "Adds a crate for the cells of this notebook, as a line of Cargo's `[dependencies]` would, after a colon: \
               `:dep rand = \"0.9\"`, or `:dep name = { path = \"…\", features = [\"…\"] }`. It is downloaded and built if it is \
               not there yet. nalgebra, plotters and num-dual are part of Meno already.",
        argument: Argument::Free,
        read: |call| match call.text {
            "" => Err(MagicError::NoCrate.into()),
            dependency => Ok(Action::AddCrate(dependency.trim_end().to_owned())),
        },
    },
    Entry {
        name: ":vars",
        usage: ":vars",
        summary: "list the variables with their types",
        help: "Lists every variable of the notebook with its type, a line each.",
        argument: Argument::Free,
        read: |_| Ok(Action::ListVariables),
    },
    Entry {
        name: ":clear",
        usage: ":clear",
        summary: "forget every variable and item, as `%reset` does",
        help: "The name by which evcxr knows `%reset`.",
        argument: Argument::Free,
        read: |_| Ok(Action::Reset),
    },
    Entry {
        name: "%lsmagic",
        usage: "%lsmagic",
        summary: "list the magics",
        help: "Lists the magics with a line on each. `%help NAME` says more.",
        argument: Argument::Free,
        read: |call| alone(call, Action::ListMagics),
    },
    Entry {
        name: "%help",
        usage: "%help [NAME]",
        summary: "explain a magic or an exercise",
        help: "Explains a magic (`%help hint`) or shows an exercise with its signature and prompt (`%help projector`). \
               Without a name it says how to get about.",
        argument: Argument::Name,
        read: |call| match call.words[..] {
            [] => Ok(Action::Help(Topic::Overview)),
            [name] => Ok(Action::Help(topic(name)?)),
            _ => Err(Misuse::Usage),
        },
    },
    Entry {
        name: "%pip",
        usage: "%pip install meno-kernel",
        summary: "for Colab; nothing here",
        help: "In Colab, where Python runs the cells, it installs Meno. Here Meno is installed, and the line does nothing, so that \
               one notebook serves both.",
        argument: Argument::Free,
        read: |_| Ok(Action::Nothing),
    },
    Entry {
        name: "%load_ext",
        usage: "%load_ext meno",
        summary: "for Colab; nothing here",
        help: "In Colab it makes Meno's magics known to Python. Here they are known, and the line does nothing.",
        argument: Argument::Free,
        read: |_| Ok(Action::Nothing),
    },
    Entry {
        name: "%rust",
        usage: "%rust on",
        summary: "for Colab; nothing here",
        help: "In Colab it sends every cell to Rust, setting Rust up first where it is missing. Here every cell is Rust, and the \
               line does nothing.",
        argument: Argument::Free,
        read: |_| Ok(Action::Nothing),
    },
    Entry {
        name: "%%rust",
        usage: "%%rust",
        summary: "for Colab; nothing here",
        help: "In Colab it sends its own cell to Rust. Here every cell is Rust, and the line does nothing.",
        argument: Argument::Free,
        read: |_| Ok(Action::Nothing),
    },
];
