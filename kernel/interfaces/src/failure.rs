//! Why a cell did not succeed.

use base::parse_limits::Excess;
use std::fmt;

/// Why a cell did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub kind: FailureKind,
    /// One line that says what happened.
    pub message: String,
    /// What is behind that, in a sentence or two for a learner, where it is sure.
    pub lesson: Option<String>,
    /// Where in a cell it is, and how to mend that, as far as it is known.
    pub place: Option<Box<MarkedPlace>>,
    /// The full account, that among it, what matters in bold by ANSI's codes, line by line.
    pub traceback: Vec<String>,
}

/// What of a cell a failure is about, in lines, what matters in bold by ANSI's codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkedPlace {
    /// The lines of the cell, with what is marked in them.
    pub excerpt: Vec<String>,
    /// What to write instead, where something is offered.
    pub fix: Vec<String>,
}

/// What kind of thing went wrong. Jupyter shows its name.
///
/// Match on all kinds, without `_`, wherever a new one must be decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The compiler refuses the cell, with this code if it gives one.
    Rejected {
        code: Option<String>,
    },
    /// The cell is nested too deeply for the compiler.
    TooComplex,
    /// The cell names something that no library has.
    Link,
    Panic,
    /// `?` has ended the cell with an error.
    Returned,
    TimeOut,
    StackOverflow,
    OutOfMemory,
    /// The cell has ended its process.
    Exit,
    Abort,
    SegmentationFault,
    BusError,
    IllegalInstruction,
    ArithmeticFault,
    /// A signal from outside has ended the cell.
    Killed,
    TooManyProcesses,
    /// The cell has closed what the notebook speaks with it by.
    CutOff,
    /// By the user.
    Interrupted,
    /// There is no state where the cell wants to go.
    NoSuchState,
    /// The process that held the variables was killed from outside.
    StateLost,
    /// A fault of ours or of the machine, in what compiles and runs cells.
    Internal,
    /// A fault of ours or of the machine, in what carries cells out.
    Kernel,
    UnknownMagic,
    UnknownExercise,
    /// There is no help on this name.
    UnknownName,
    /// A magic's line is not as its usage says.
    Usage,
    /// A command, such as `:dep`, can't be carried out.
    Command,
    /// The cell is too long, or nested too deeply, to be read.
    CellTooLarge,
    /// A client sent what is no request.
    InvalidRequest,
}

impl FailureKind {
    /// The class of the error, as Jupyter calls it.
    pub fn name(&self) -> &str {
        match self {
            FailureKind::Rejected { code: Some(code) } => code,
            FailureKind::Rejected { code: None } => "CompileError",
            FailureKind::TooComplex => "TooComplex",
            FailureKind::Link => "LinkError",
            FailureKind::Panic => "Panic",
            FailureKind::Returned => "Error",
            FailureKind::TimeOut => "TimeOut",
            FailureKind::StackOverflow => "StackOverflow",
            FailureKind::OutOfMemory => "OutOfMemory",
            FailureKind::Exit => "Exit",
            FailureKind::Abort => "Abort",
            FailureKind::SegmentationFault => "SegmentationFault",
            FailureKind::BusError => "BusError",
            FailureKind::IllegalInstruction => "IllegalInstruction",
            FailureKind::ArithmeticFault => "ArithmeticFault",
            FailureKind::Killed => "Killed",
            FailureKind::TooManyProcesses => "TooManyProcesses",
            FailureKind::CutOff => "CutOff",
            FailureKind::Interrupted => "Interrupted",
            FailureKind::NoSuchState => "NoSuchState",
            FailureKind::StateLost => "StateLost",
            FailureKind::Internal => "InternalError",
            FailureKind::Kernel => "KernelError",
            FailureKind::UnknownMagic => "UnknownMagic",
            FailureKind::UnknownExercise => "UnknownExercise",
            FailureKind::UnknownName => "UnknownName",
            FailureKind::Usage => "UsageError",
            FailureKind::Command => "CommandError",
            FailureKind::CellTooLarge => "CellTooLarge",
            FailureKind::InvalidRequest => "InvalidRequest",
        }
    }

    /// Who has it in hand to mend it.
    pub fn cause(&self) -> Cause {
        match self {
            FailureKind::Internal | FailureKind::Kernel | FailureKind::StateLost => Cause::Machine,
            FailureKind::Interrupted => Cause::Interrupt,
            FailureKind::Rejected { .. }
            | FailureKind::TooComplex
            | FailureKind::Link
            | FailureKind::Panic
            | FailureKind::Returned
            | FailureKind::TimeOut
            | FailureKind::StackOverflow
            | FailureKind::OutOfMemory
            | FailureKind::Exit
            | FailureKind::Abort
            | FailureKind::SegmentationFault
            | FailureKind::BusError
            | FailureKind::IllegalInstruction
            | FailureKind::ArithmeticFault
            | FailureKind::Killed
            | FailureKind::TooManyProcesses
            | FailureKind::CutOff
            | FailureKind::NoSuchState
            | FailureKind::UnknownMagic
            | FailureKind::UnknownExercise
            | FailureKind::UnknownName
            | FailureKind::Usage
            | FailureKind::Command
            | FailureKind::CellTooLarge
            | FailureKind::InvalidRequest => Cause::Code,
        }
    }
}

/// Where a failure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// What was asked for.
    Code,
    /// The user's interrupt.
    Interrupt,
    /// Neither the code nor the user, but Meno or the machine.
    Machine,
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Failure {
    /// A failure of which there is no more to tell than its kind and message.
    pub fn plain(kind: FailureKind, message: &str) -> Failure {
        Failure {
            message: message.to_owned(),
            lesson: None,
            place: None,
            traceback: format!("\u{1b}[1m{kind}\u{1b}[0m: {message}")
                .lines()
                .map(str::to_owned)
                .collect(),
            kind,
        }
    }
}

impl From<Excess> for Failure {
    fn from(excess: Excess) -> Failure {
        Failure::plain(FailureKind::CellTooLarge, &format!("the cell can't be read: {excess}"))
    }
}
