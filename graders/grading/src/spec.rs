//! What an exercise's module states: the typed form of an [`Exercise`](crate::Exercise), with code that runs beside its text.

use crate::compare::Difference;
use crate::exercise::{Kind, Notebook};
use crate::random::Random;
use crate::source;
use crate::trial::Trial;

/// An exercise whose answers have type `A` and are tried on probes of type `I`, giving values of type `O`.
///
/// For a function exercise, `A` is the function pointer, `I` its arguments and `O` its result. For a variable exercise,
/// `A` is the value, `I` a place to look at it (a key, a column), and `O` what is found there.
pub struct Spec<A: 'static, I: 'static, O: 'static> {
    /// The name of the item that the learner defines.
    pub id: &'static str,
    /// Where it is met.
    pub notebook: &'static Notebook,
    /// What it is called, in a few words.
    pub title: &'static str,
    /// What it counts for.
    pub points: u32,
    /// What is to be defined, in Markdown.
    pub prompt: &'static str,
    /// The function whose `let`s put what the exercise is given in scope.
    pub given: Option<Text>,
    /// What the learner finds: runs, and is no answer.
    pub starter: Code<A>,
    /// The right answer that learners get to see.
    pub solution: Code<A>,
    /// Right answers that go by another way.
    pub alternatives: &'static [Code<A>],
    /// Wrong answers that learners really give, the most particular idea first.
    pub mistakes: &'static [Mistake<A, I, O>],
    /// A neighbouring problem, worked.
    pub sibling: Worked,
    /// How answers are tried.
    pub trials: Trials<A, I, O>,
    /// What a right answer satisfies on every probe, in the order in which it is worth knowing.
    pub properties: &'static [Property<I, O>],
}

/// A function in an exercise's file whose body is the text of a cell.
///
/// See [`source`](crate::source) for which lines of it are shown.
#[derive(Clone, Copy)]
pub struct Text {
    /// The text of the file.
    pub file: &'static str,
    /// The function's name.
    pub function: &'static str,
}

/// The text of an answer, and the answer.
pub struct Code<A> {
    /// What a learner would write.
    pub text: Text,
    /// What it comes to.
    pub answer: fn() -> A,
}

/// A worked example: the text of a cell, and the cell.
pub struct Worked {
    /// What is shown.
    pub text: Text,
    /// What it does; a panic says that it is not so.
    pub run: fn(),
}

/// `text!(name)`: the body of the function `name` of this file. The file must define `SOURCE`, its own text.
#[macro_export]
macro_rules! text {
    ($function:ident) => {
        $crate::Text {
            file: SOURCE,
            function: stringify!($function),
        }
    };
}

/// `code!(name)`: the answer that the function `name` of this file returns, and its text.
#[macro_export]
macro_rules! code {
    ($function:ident) => {
        $crate::Code {
            text: $crate::text!($function),
            answer: $function,
        }
    };
}

/// `worked!(name)`: the worked example that is the function `name` of this file.
#[macro_export]
macro_rules! worked {
    ($function:ident) => {
        $crate::Worked {
            text: $crate::text!($function),
            run: || {
                let _shown = $function();
            },
        }
    };
}

/// How answers are tried.
pub struct Trials<A, I, O> {
    /// The inputs, simplest first.
    pub probes: fn(&mut Random) -> Vec<I>,
    /// What a probe can be replaced by to make it smaller, boldest first; every one a valid input.
    pub simpler: fn(&I) -> Vec<I>,
    /// What the answer does with a probe.
    pub call: fn(&A, &I) -> O,
    /// The call on a probe, as Rust to paste.
    pub example: fn(&I) -> String,
    /// Probes on which a panic is excused, because answers by the book meet a limit of the library there.
    /// A wrong value on them is still wrong.
    pub panic_excused: fn(&I) -> bool,
}

/// A claim about right answers.
pub struct Property<I, O> {
    /// A sentence without capital and full stop: `the matrix is n by n`.
    pub claim: &'static str,
    /// What more is known once every probe has shown the claim to hold, as a clause that goes on after a comma: `a basis,
    /// hence on every vector`. May be empty.
    pub hence: &'static str,
    /// Asked when the claim is broken and no misconception was recognised.
    pub question: &'static str,
    /// `Err` says where the claim breaks, with the numbers.
    pub holds: fn(&I, &O) -> Result<(), Difference>,
}

/// A misconception, with what recognises it.
pub struct Mistake<A: 'static, I, O> {
    /// Unique within its exercise: `rows-and-columns-swapped`.
    pub tag: &'static str,
    /// The wrong answer that stands for the idea.
    pub shown: Shown<A>,
    /// Other answers that come from the same idea.
    pub variants: &'static [fn() -> A],
    /// Recognises the idea by what went right and wrong, where no answer agrees with a known one.
    pub pattern: Option<Pattern<I, O>>,
    /// A question that makes the learner see it. It names no code of a right answer.
    pub ask: &'static str,
    /// A statement that says it.
    pub tell: &'static str,
}

/// Whether the trials of an answer show an idea.
pub type Pattern<I, O> = fn(&[Trial<I, O>]) -> bool;

/// The wrong answer that stands for a misconception.
pub enum Shown<A> {
    /// It compiles, and does something wrong.
    Runs(Code<A>),
    /// Does not fit the exercise's type, so that the compiler refuses it first.
    Uncompilable(&'static str),
}

impl<A, I, O> Mistake<A, I, O> {
    /// A mistake that is shown by an answer: the rest of one that states its tag and its hints, as in
    /// `Mistake { tag, ask, tell, ..Mistake::of(code!(not_normalised)) }`.
    pub const fn of(shown: Code<A>) -> Mistake<A, I, O> {
        Mistake {
            tag: "",
            shown: Shown::Runs(shown),
            variants: &[],
            pattern: None,
            ask: "",
            tell: "",
        }
    }

    /// The answers that come from this idea.
    pub(crate) fn answers(&self) -> impl Iterator<Item = A> {
        let shown = match &self.shown {
            Shown::Runs(code) => Some(code.answer),
            Shown::Uncompilable(_) => None,
        };
        shown
            .into_iter()
            .chain(self.variants.iter().copied())
            .map(|answer| answer())
    }
}

impl<A, I, O> Spec<A, I, O> {
    pub(crate) fn kind(&self) -> Kind {
        if self.answer_text(self.starter.text).starts_with("fn ") {
            Kind::Function
        } else {
            Kind::Variable
        }
    }

    /// What a learner would write in place of the starter.
    pub(crate) fn answer_text(&self, text: Text) -> &'static str {
        source::answer(text.file, text.function, self.starter.text.function)
    }

    /// Whether a verdict may show what is right on a probe. A function has more inputs than anyone could copy from
    /// verdicts; a probe of a variable is a part of it, and what is right there a part of the answer.
    pub(crate) fn shows_right(&self) -> bool {
        self.kind() == Kind::Function
    }
}
