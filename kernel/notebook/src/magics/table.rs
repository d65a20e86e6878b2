//! The magics and commands: one table for parsing, completion, help and the reference. A row says how its line is read;
//! what the [`Action`] that comes of it does is told in [`crate::notebook`].

mod learning;

use std::fmt;

use super::Call;
use super::action::{Action, Topic, topic};
use super::arguments::{alone, count, digits, exercises, format, limit, one_exercise, opt_level, setting, show_type};
use super::error::{MagicError, Misuse};

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
    /// Of the notebook.
    Variable,
    /// Of a magic, without its sign, or of an exercise.
    Name,
    /// That a lesson asks.
    Question,
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

/// A command whose argument is not known ahead.
const fn command(
    name: &'static str,
    usage: &'static str,
    summary: &'static str,
    help: &'static str,
    read: fn(&Call<'_>) -> Result<Action, Misuse>,
) -> Entry {
    Entry {
        name,
        usage,
        summary,
        help,
        argument: Argument::Free,
        read,
    }
}

/// A command of evcxr's that has nothing to do here, where a sentence says why.
macro_rules! says {
    ($name:literal, $sentence:literal $(,)?) => {
        command($name, $name, "evcxr's; says how it is here", $sentence, |_| {
            Ok(Action::Say($sentence))
        })
    };
}

/// Every magic and command, in the order in which a learner meets them.
pub static MAGICS: [Entry; 65] = [
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
        read: |call| Ok(Action::Hint(one_exercise(call)?)),
    },
    learning::TRICK,
    learning::REFUTE,
    learning::REVEAL,
    learning::EXERCISES,
    learning::ATTEMPTS,
    learning::PROGRESS,
    learning::ASK,
    learning::WHY,
    learning::MARK,
    learning::KEEP,
    learning::DROP,
    learning::PREDICT,
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
               another cell runs. The last 20 cells can be undone.\n\nAs a state must be one that can be come back to, what a \
               cell leaves running ends with the cell: threads, processes, and tasks of tokio's. Join or await them in the \
               cell that starts them. And a socket, a pipe or a locked file that an earlier cell opened stays open in \
               the states before the cell that closes it.",
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
               `off` instead of a value lifts one. `memory` is what a cell may add to what its variables have, copies of \
               those that it changes included, and `auto` what the machine has left; `time` is that of the processor, so \
               that a cell may wait as long as it likes. `states` is what the states that `%undo` leads to may take beside \
               the present one, beyond which the oldest are given up; at `auto` they are when memory runs short. A cell \
               that goes beyond the others is ended and nothing of it stays, except that of too much `output` the rest is \
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
            [level] => Ok(Action::SetOptLevel(opt_level(level)?)),
            _ => Err(Misuse::Usage),
        },
    },
    command(
        "%digits",
        "%digits [N|exact]",
        "show or set how many digits numbers have inside of values",
        "From its own cell on, numbers in matrices, lists and structs have N significant digits, from 1 to 17, or are exact. \
         Without a setting they have 6. Those of a list or a struct that differ look so, whatever it takes. A number that \
         stands by itself is exact in any case. For one cell there is `%%digits`.",
        |call| match call.words[..] {
            [] => Ok(Action::ShowDigits),
            [word] => Ok(Action::SetDigits(digits(word)?)),
            _ => Err(Misuse::Usage),
        },
    ),
    command(
        "%%digits",
        "%%digits N|exact",
        "set that for this cell alone",
        "As `%digits`, until the end of its own cell: `%%digits exact` above `m` shows every digit of it.",
        |call| Ok(Action::SetDigitsHere(digits(call.text.trim())?)),
    ),
    Entry {
        name: "%engine",
        usage: "%engine [NAME]",
        summary: "show or choose what evaluates the cells: `meno` or `evcxr`",
        help: "`%engine evcxr` has evcxr evaluate the cells from here on, for those who need exactly its ways: threads that run \
               on between cells, its commands, its settings. Checks, hints and lessons work as before; `%undo`, checkpoints, \
               limits and cells that are taken back whole are there by `%engine meno` alone. Each engine has variables and \
               items of its own, and keeps them while the other one is at work. `MENO_ENGINE=evcxr` has a kernel begin with \
               it.",
        argument: Argument::Free,
        read: |call| match call.words[..] {
            [] => Ok(Action::ShowEngine),
            [name] => Ok(Action::UseEngine(name.to_owned())),
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
               `:dep rand = \"0.9\"`, or `:dep name = { git = \"…\", features = [\"…\"] }`. `:dep rand` takes the newest version, \
               `:dep ./folder` the crate in that folder. It is downloaded and built if it is not there yet, all `:dep` of a \
               cell in one go, and stays, whatever is undone. `extern crate rand;` does the same.\n\n\
               nalgebra, plotters and num-dual are part of Meno already. Another version of one of them can stand beside it \
               under another name: `:dep older = { package = \"nalgebra\", version = \"0.33\" }`.",
        argument: Argument::Free,
        read: |call| match call.text {
            "" => Err(MagicError::NoCrate.into()),
            dependency => Ok(Action::AddCrates(vec![dependency.trim_end().to_owned()])),
        },
    },
    command(
        ":show_deps",
        ":show_deps",
        "list the crates that `:dep` has added",
        "Lists the crates that were added, each as a line of Cargo's `[dependencies]`.",
        |_| Ok(Action::ListCrates),
    ),
    command(
        ":vars",
        ":vars",
        "list the variables with their types",
        "Lists every variable of the notebook with its type.",
        |_| Ok(Action::ListVariables),
    ),
    Entry {
        argument: Argument::Variable,
        ..command(
            ":type",
            ":type EXPRESSION",
            "show the type of a variable or an expression",
            "Shows the type of a variable, the signature of a function, or the type of an expression, whose effects are undone.",
            show_type,
        )
    },
    Entry {
        argument: Argument::Variable,
        ..command(
            ":t",
            ":t EXPRESSION",
            "short for `:type`",
            "The same as `:type`.",
            show_type,
        )
    },
    Entry {
        argument: Argument::Variable,
        ..command(
            ":doc",
            ":doc NAME",
            "show the documentation of a name",
            "Shows what is known of a name, or of a path such as `f64::sqrt`: its signature and documentation.",
            |call| match call.text.trim() {
                "" => Err(Misuse::Usage),
                name => Ok(Action::Document(name.to_owned())),
            },
        )
    },
    command(
        ":explain",
        ":explain [CODE]",
        "explain the last error of the compiler, or the errors of a code",
        "Shows the compiler's own page on the errors that the last one belongs to, or on `E0382`, say.",
        |call| match call.words[..] {
            [] => Ok(Action::ExplainError(None)),
            [code] => Ok(Action::ExplainError(Some(code.to_owned()))),
            _ => Err(Misuse::Usage),
        },
    ),
    command(
        ":types",
        ":types",
        "show the type of each value, or no longer",
        "From now on the value of a cell is shown as `: TYPE = VALUE`. The next `:types` ends that.",
        |call| alone(call, Action::ToggleTypes),
    ),
    command(
        ":fmt",
        ":fmt [FORMAT]",
        "set how values are shown, as in `format!`; `{:?}` if not said",
        "Sets the format of the values that cells come to: `:fmt {}` for text that people read, `:fmt {:#?}` for one field a \
         line, `:fmt {:.3}` for three decimals. Types that show themselves, such as figures, still do. `:fmt` alone goes back \
         to `{:?}`, with which matrices are set as such.",
        |call| Ok(Action::SetFormat(format(call)?.unwrap_or_default())),
    ),
    command(
        ":efmt",
        ":efmt [FORMAT]",
        "show or set how an error is shown with which `?` ends a cell",
        "Sets the format of the error that `?` returns from a cell: `{:?}`, which it is without a setting, `{}` or `{:#?}`.",
        |call| Ok(Action::SetErrorFormat(format(call)?)),
    ),
    command(
        ":opt",
        ":opt [0|1|2|3]",
        "set how much cells are optimised; alone, go from 2 to 0 or to 2",
        "As `%opt` sets it. Without a level it goes to 2, or from 2 to 0.",
        |call| match call.words[..] {
            [] => Ok(Action::ToggleOptLevel),
            [level] => Ok(Action::SetOptLevel(opt_level(level)?)),
            _ => Err(Misuse::Usage),
        },
    ),
    command(
        ":timing",
        ":timing",
        "tell of each cell how long it takes, or no longer",
        "From now on each cell tells how long its Rust took, compilation included, as with `%time`. The next `:timing` ends that.",
        |call| alone(call, Action::ToggleTiming),
    ),
    command(
        ":env",
        ":env NAME=VALUE",
        "set a variable of the environment for cells",
        "Sets a variable of the environment for this cell and those after it.",
        |call| setting(call).map(|(name, value)| Action::SetEnvironment(name, value)),
    ),
    command(
        ":build_env",
        ":build_env NAME=VALUE",
        "set a variable of the environment for builds of crates",
        "Sets a variable of the environment in which `:dep` builds crates, for build scripts that ask for one.",
        |call| setting(call).map(|(name, value)| Action::SetBuildEnvironment(name, value)),
    ),
    command(
        ":offline",
        ":offline 0|1",
        "set whether `:dep` uses only what is downloaded already",
        "After `:offline 1`, `:dep` looks for nothing on the network. `:offline 0` ends that.",
        |call| match call.words[..] {
            ["0"] => Ok(Action::SetOffline(false)),
            ["1"] => Ok(Action::SetOffline(true)),
            _ => Err(Misuse::Usage),
        },
    ),
    command(
        ":cache",
        ":cache [MEGABYTES]",
        "show or set how much of built crates is kept for all notebooks",
        "Crates that `:dep` has built are kept for all notebooks. When they take more than so many megabytes, they are \
         cleared before the next build. `:cache 0` has this notebook build for itself alone.",
        |call| match call.words[..] {
            [] => Ok(Action::ShowCache),
            [megabytes] => megabytes.parse().map(Action::SetCache).map_err(|_| Misuse::Usage),
            _ => Err(Misuse::Usage),
        },
    ),
    command(
        ":clear_cache",
        ":clear_cache",
        "remove the crates that are kept for all notebooks",
        "Removes what `:dep` has built and kept for all notebooks. What this one has added goes on working.",
        |call| alone(call, Action::ClearCache),
    ),
    command(
        ":load_config",
        ":load_config [--quiet]",
        "do what evcxr's configuration says",
        "Reads `evcxr.toml` in the notebook's folder or in evcxr's folder of the user's configuration: adds its crates, sets \
         its level of optimisation, and runs its prelude; or, where there is none, what `init.evcxr` and `prelude.rs` say. It \
         is never read without being asked for, so that a notebook runs everywhere alike.",
        |call| match call.words[..] {
            [] => Ok(Action::LoadConfiguration { is_quiet: false }),
            ["--quiet"] => Ok(Action::LoadConfiguration { is_quiet: true }),
            _ => Err(Misuse::Usage),
        },
    ),
    command(
        ":clear",
        ":clear",
        "forget every variable and item, as `%reset` does",
        "The name by which evcxr knows `%reset`.",
        |_| Ok(Action::Reset),
    ),
    command(
        ":restart",
        ":restart",
        "start the process of the cells anew: variables go, items stay",
        "Forgets every variable and keeps functions, types and imports. `%undo` does not lead back beyond it.",
        |call| alone(call, Action::Restart),
    ),
    command(
        ":quit",
        ":quit",
        "end the kernel once this cell has run",
        "Ends the kernel after this cell. A client that keeps kernels alive starts another one.",
        |call| alone(call, Action::Quit),
    ),
    command(
        ":version",
        ":version",
        "tell which Meno this is",
        "Tells the version of Meno.",
        |_| Ok(Action::ShowVersion),
    ),
    command(
        ":toolchain",
        ":toolchain",
        "tell which compiler there is",
        "Tells which compiler compiles cells. Another one is chosen by the variable `MENO_RUSTC` when the kernel starts.",
        |_| Ok(Action::ShowCompiler),
    ),
    says!(
        ":preserve_vars_on_panic",
        "It is always so here: a cell that panics, or ends its process, leaves every variable as it was before it.",
    ),
    says!(
        ":allow_static_linking",
        "It is always so here: a crate is linked into each cell that uses it.",
    ),
    says!(
        ":linker",
        "Cells are linked by the linker that belongs to the C compiler. The variable `MENO_LINKER` chooses another C compiler \
         when the kernel starts.",
    ),
    says!(
        ":sccache",
        "Crates are built once for all notebooks, as `:cache` shows. Where `RUSTC_WRAPPER` is set when the kernel starts, cargo \
         uses that too.",
    ),
    says!(
        ":last_compile_dir",
        "A cell is compiled in a folder of the kernel's own, and nothing is left there once it has run. `MENO_LOG=debug` tells \
         what is compiled when; an error shows the lines that it is about.",
    ),
    says!(
        ":last_error_json",
        "An error is shown whole below its cell, and `:explain` says more of it.",
    ),
    says!(
        ":internal_debug",
        "The variable `MENO_LOG=debug`, set when the kernel starts, has it tell what it does in its log.",
    ),
    says!(
        ":time_passes",
        "It needs a nightly compiler. `:timing` tells how long cells take, `MENO_LOG=debug` what compiling takes of that.",
    ),
    says!(
        ":codegen_backend",
        "It needs a nightly compiler. `%opt 0`, the default, is what compiles soonest.",
    ),
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
        argument: Argument::Name,
        ..command(
            ":help",
            ":help [NAME]",
            "list the magics and commands, or explain one, as `%help` does",
            "The name by which evcxr knows `%lsmagic`; with a name it is `%help`.",
            |call| match call.words[..] {
                [] => Ok(Action::ListMagics),
                [name] => Ok(Action::Help(topic(name)?)),
                _ => Err(Misuse::Usage),
            },
        )
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
