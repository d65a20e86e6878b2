//! The magics: one table for parsing, completion, help and the README.

/// What a magic does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Magic {
    Check,
    CheckAfter,
    Hint,
    ListExercises,
    Time,
    Undo,
    Redo,
    Checkpoint,
    Restore,
    Limits,
    Opt,
    Reset,
    ListMagics,
    Help,
    Pip,
    LoadExtension,
    Rust,
    RustCell,
}

/// How a magic is written and explained.
#[derive(Debug)]
pub struct Entry {
    pub magic: Magic,
    /// With its `%` or `%%`.
    pub name: &'static str,
    pub usage: &'static str,
    /// One line, without a full stop.
    pub summary: &'static str,
    /// Markdown.
    pub help: &'static str,
}

/// The entry of `magic`.
pub fn entry(magic: Magic) -> &'static Entry {
    // The table is in the order of the enum; a test holds it there.
    &MAGICS[magic as usize]
}

/// Every magic, in the order in which a learner meets them.
pub static MAGICS: [Entry; 18] = [
    Entry {
        magic: Magic::Check,
        name: "%check",
        usage: "%check [ID…]",
        summary: "check your answers to these exercises, or to all that you have attempted",
        help: "Checks what the notebook defines under the exercise's name, and says what holds, what does not, and on \
               which input. Without an id it checks every exercise that you have attempted. A check changes nothing \
               in the notebook, and an answer that is wrong is no error: the cells after it still run.\n\n\
               A `%check` looks at what is defined *before* its own cell runs; to define and check in one go, use \
               `%%check`.",
    },
    Entry {
        magic: Magic::CheckAfter,
        name: "%%check",
        usage: "%%check ID…",
        summary: "run this cell, then check",
        help: "Put it above your answer: the cell runs, and if it succeeds, the exercise is checked at once. If the \
               cell fails, its error is shown instead; where the error comes from a known wrong idea about the \
               exercise, so is the verdict on that idea.",
    },
    Entry {
        magic: Magic::Hint,
        name: "%hint",
        usage: "%hint [ID]",
        summary: "a hint on what is wrong: a question, a statement, then a worked example, the solution",
        help: "The first hint is a question about what is wrong with your answer, the second a statement about it, the \
               third a worked example of a neighbouring problem, the last the solution with something to think about. \
               Where a check has asked you the question, the hint goes on with the statement. The next one opens when \
               the code of your answer has changed since the one before; until then you see those that are open again. \
               Another mistake gets a question and a statement of its own; a right answer gets no hints. Without an id \
               it is about the exercise that you checked or defined last.",
    },
    Entry {
        magic: Magic::ListExercises,
        name: "%exercises",
        usage: "%exercises",
        summary: "list the exercises and how you stand",
        help: "Lists every exercise of the course with its notebook, title, signature and points, and with what its last \
               check in this session came to. `%help ID` shows one in full.",
    },
    Entry {
        magic: Magic::Time,
        name: "%time",
        usage: "%time [RUST]",
        summary: "tell how long the rest of the cell takes",
        help: "Runs the rest of the cell, and prints how long that took, compilation included. Rust may follow on the \
               same line.",
    },
    Entry {
        magic: Magic::Undo,
        name: "%undo",
        usage: "%undo [N]",
        summary: "go back before the last cell that succeeded, or the last N",
        help: "Every variable, function and type is again as it was before that cell; what the cell wrote to files or \
               printed stays. Cells that failed have changed nothing, and do not count. `%redo` goes forward again, until \
               another cell runs. The last 20 cells can be undone.",
    },
    Entry {
        magic: Magic::Redo,
        name: "%redo",
        usage: "%redo [N]",
        summary: "go forward again over a cell that was undone, or over N",
        help: "Takes back an `%undo`, without running anything again. Once another cell has succeeded, what was undone \
               before it is gone.",
    },
    Entry {
        magic: Magic::Checkpoint,
        name: "%checkpoint",
        usage: "%checkpoint [NAME]",
        summary: "name the present state, to go back to it with %restore",
        help: "Names the state before the Rust of its own cell runs. It is kept until the name is given again or \
               `%reset`, however many cells come after it; there can be 10. Without a name it lists what there is to go \
               back to.",
    },
    Entry {
        magic: Magic::Restore,
        name: "%restore",
        usage: "%restore NAME",
        summary: "go back to a checkpoint",
        help: "Every variable, function and type is again as it was at `%checkpoint NAME`. It counts as a cell, so that \
               `%undo` leads back to where you were.",
    },
    Entry {
        magic: Magic::Limits,
        name: "%limits",
        usage: "%limits [NAME=VALUE…]",
        summary: "show or set what a cell may use",
        help: "Sets limits for the cells of this notebook: `%limits memory=512MB time=60s output=1MB processes=64`; \
               `off` instead of a value lifts one. `memory` is what a cell may add to what its variables have, and `auto` \
               what the machine has left; `time` is that of the processor, so that a cell may wait as long as it likes. \
               A cell that goes beyond them is ended and nothing of it stays, except that of too much `output` the rest is \
               not shown. Without a setting it shows the limits.",
    },
    Entry {
        magic: Magic::Opt,
        name: "%opt",
        usage: "%opt [0|1|2|3]",
        summary: "show or set how much rustc optimises cells",
        help: "At level 0, the default, a cell is compiled soonest, and the libraries that it calls are optimised all the \
               same. A cell whose own loops take seconds is done sooner at level 1, which costs little to compile, or at \
               2 or 3, at which a cell with much nalgebra in it takes a second to compile. The level holds for this \
               cell and those after it, the functions that they call included.",
    },
    Entry {
        magic: Magic::Reset,
        name: "%reset",
        usage: "%reset",
        summary: "forget every variable and item",
        help: "Forgets every variable, function, type and import of the notebook, as a restart of the kernel would, \
               without the wait, checkpoints included. Hints that are open stay open, and `%exercises` still shows what \
               the last checks came to.",
    },
    Entry {
        magic: Magic::ListMagics,
        name: "%lsmagic",
        usage: "%lsmagic",
        summary: "list the magics",
        help: "Lists the magics with a line on each. `%help NAME` says more.",
    },
    Entry {
        magic: Magic::Help,
        name: "%help",
        usage: "%help [NAME]",
        summary: "explain a magic or an exercise",
        help: "Explains a magic (`%help hint`) or shows an exercise with its signature and prompt (`%help projector`). \
               Without a name it says how to get about.",
    },
    Entry {
        magic: Magic::Pip,
        name: "%pip",
        usage: "%pip install meno-kernel",
        summary: "for Colab; nothing here",
        help: "In Colab, where Python runs the cells, it installs Meno. Here Meno is installed, and the line does nothing, so that \
               one notebook serves both.",
    },
    Entry {
        magic: Magic::LoadExtension,
        name: "%load_ext",
        usage: "%load_ext meno",
        summary: "for Colab; nothing here",
        help: "In Colab it makes Meno's magics known to Python. Here they are known, and the line does nothing.",
    },
    Entry {
        magic: Magic::Rust,
        name: "%rust",
        usage: "%rust on",
        summary: "for Colab; nothing here",
        help: "In Colab it sends every cell to Rust, setting Rust up first where it is missing. Here every cell is Rust, and the \
               line does nothing.",
    },
    Entry {
        magic: Magic::RustCell,
        name: "%%rust",
        usage: "%%rust",
        summary: "for Colab; nothing here",
        help: "In Colab it sends its own cell to Rust. Here every cell is Rust, and the line does nothing.",
    },
];
