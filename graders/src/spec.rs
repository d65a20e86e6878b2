//! What an exercise's module states: the typed form of an [`Exercise`], with code that runs beside its text.

use crate::compare::Difference;
use crate::exercise::{Exercise, Kind, Misconception, Notebook};
use crate::judge::{self, Trial, judge};
use crate::progress::{Asked, Nobody};
use crate::source::{self, Last};
use crate::verdict::Verdict;

/// An exercise whose answers have type `A` and are tried on probes of type `I`, giving values of type `O`.
///
/// For a function exercise, `A` is the function pointer, `I` its arguments and `O` its result. For a variable exercise,
/// `A` is the value, `I` a place to look at it (a key, a column), and `O` what is found there.
pub(crate) struct Spec<A: 'static, I: 'static, O: 'static> {
    pub id: &'static str,
    pub notebook: Notebook,
    pub title: &'static str,
    pub points: u32,
    /// Markdown.
    pub prompt: &'static str,
    pub given: Option<Text>,
    pub starter: Code<A>,
    pub solution: Code<A>,
    pub alternatives: &'static [Code<A>],
    pub mistakes: &'static [Mistake<A, I, O>],
    pub sibling: Worked,
    pub trials: Trials<A, I, O>,
    /// What a right answer satisfies on every probe, in the order in which it is worth knowing.
    pub properties: &'static [Property<I, O>],
}

/// A function in an exercise's file whose body is the text of a cell.
///
/// See [`source`](crate::source) for which lines of it are shown.
#[derive(Clone, Copy)]
pub(crate) struct Text {
    pub file: &'static str,
    pub function: &'static str,
}

/// The text of an answer, and the answer.
pub(crate) struct Code<A> {
    pub text: Text,
    pub answer: fn() -> A,
}

/// A worked example: the text of a cell, and the cell.
pub(crate) struct Worked {
    pub text: Text,
    pub run: fn(),
}

/// `text!(name)`: the body of the function `name` of this file. The file must define `SOURCE`, its own text.
macro_rules! text {
    ($function:ident) => {
        $crate::spec::Text {
            file: SOURCE,
            function: stringify!($function),
        }
    };
}

/// `code!(name)`: the answer that the function `name` of this file returns, and its text.
macro_rules! code {
    ($function:ident) => {
        $crate::spec::Code {
            text: $crate::spec::text!($function),
            answer: $function,
        }
    };
}

/// `worked!(name)`: the worked example that is the function `name` of this file.
macro_rules! worked {
    ($function:ident) => {
        $crate::spec::Worked {
            text: $crate::spec::text!($function),
            run: || {
                let _shown = $function();
            },
        }
    };
}

/// `in_order![shapes, maps]`: the exercises of a notebook, by the names of their modules, in the order of the notebook.
macro_rules! in_order {
    ($($exercise:ident),* $(,)?) => {
        pub(crate) const SPECIFICATIONS: &[&dyn $crate::spec::Specification] = &[$(&$exercise::SPEC),*];

        /// The check of each exercise, under its id.
        pub mod checks {
            $(pub use super::$exercise::check as $exercise;)*
        }
    };
}

pub(crate) use {code, in_order, text, worked};

/// How answers are tried.
pub(crate) struct Trials<A, I, O> {
    /// The inputs, simplest first.
    pub probes: fn(&mut crate::random::Random) -> Vec<I>,
    /// What a probe can be replaced by to make it smaller, boldest first; every one a valid input.
    pub simpler: fn(&I) -> Vec<I>,
    pub call: fn(&A, &I) -> O,
    /// The call on a probe, as Rust to paste.
    pub example: fn(&I) -> String,
    /// Probes on which a panic is excused, because answers by the book meet a limit of the library there.
    /// A wrong value on them is still wrong.
    pub panic_excused: fn(&I) -> bool,
}

/// A claim about right answers.
pub(crate) struct Property<I, O> {
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
pub(crate) struct Mistake<A: 'static, I, O> {
    pub tag: &'static str,
    pub shown: Shown<A>,
    /// Other answers that come from the same idea.
    pub variants: &'static [fn() -> A],
    /// Recognises the idea by what went right and wrong, where no answer agrees with a known one.
    pub pattern: Option<Pattern<I, O>>,
    pub ask: &'static str,
    pub tell: &'static str,
}

/// Whether the trials of an answer show an idea.
pub(crate) type Pattern<I, O> = fn(&[Trial<I, O>]) -> bool;

/// The wrong answer that stands for a misconception.
pub(crate) enum Shown<A> {
    Runs(Code<A>),
    /// Does not fit the exercise's type, so that the compiler refuses it first.
    Uncompilable(&'static str),
}

/// What the values that answers give must offer.
pub(crate) trait Observed {
    /// Whether two answers cannot be told apart here: equal up to rounding, NaN equal to NaN.
    fn agrees(&self, other: &Self) -> bool;

    /// As Rust, shortened where it is too large to read.
    fn show(&self) -> String;

    /// What to show of this as what is right. `None` where other values are as right.
    fn show_as_right(&self) -> Option<String> {
        Some(self.show())
    }
}

impl<A, I, O> Mistake<A, I, O> {
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

/// An exercise of any type.
pub(crate) trait Specification: Sync {
    fn exercise(&self) -> Exercise;

    /// The input of that number among those that the seed leads to.
    fn asked(&self, probe: usize, seed: u64) -> Option<Asked>;

    /// The verdict on one of the exercise's own answers; `None` where it has no executable answer of that kind.
    #[cfg_attr(not(test), expect(dead_code, reason = "what the tests hold every exercise to"))]
    fn verdict(&self, own: Own, seed: u64) -> Option<Verdict>;

    /// Runs the worked example. It panics if what it says is not so.
    #[cfg_attr(not(test), expect(dead_code, reason = "what the tests hold every exercise to"))]
    fn run_sibling(&self);

    /// The lines of the exercise's file that say `TODO`, with their numbers.
    #[cfg_attr(not(test), expect(dead_code, reason = "what the tests hold every exercise to"))]
    fn left_to_do(&self) -> Vec<String>;
}

/// One of the answers that an exercise comes with.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "what the tests hold every exercise to"))]
pub(crate) enum Own {
    Starter,
    Solution,
    Alternative(usize),
    /// The index of the misconception, and that of the answer among those that come from it.
    Mistake(usize, usize),
}

impl<A, I, O> Spec<A, I, O> {
    pub(crate) fn kind(&self) -> Kind {
        if self.starter.text.answer().starts_with("fn ") {
            Kind::Function
        } else {
            Kind::Variable
        }
    }

    /// Whether a verdict may show what is right on a probe. A function has more inputs than anyone could copy from
    /// verdicts; a probe of a variable is a part of it, and what is right there a part of the answer.
    pub(crate) fn shows_right(&self) -> bool {
        self.kind() == Kind::Function
    }
}

impl<A, I: Clone, O: Observed> Specification for Spec<A, I, O> {
    fn exercise(&self) -> Exercise {
        let starter = self.starter.text.answer();
        Exercise {
            id: self.id,
            notebook: self.notebook,
            title: self.title,
            points: self.points,
            kind: self.kind(),
            signature: source::signature(starter),
            prompt: self.prompt,
            given: self.given.map_or("", |given| given.answer()),
            starter,
            solution: self.solution.text.answer(),
            alternatives: leak(self.alternatives.iter().map(|code| code.text.answer())),
            misconceptions: leak(self.mistakes.iter().map(|mistake| Misconception {
                tag: mistake.tag,
                code: match &mistake.shown {
                    Shown::Runs(code) => code.text.answer(),
                    Shown::Uncompilable(text) => text,
                },
                compiles: matches!(mistake.shown, Shown::Runs(_)),
                ask: mistake.ask,
                tell: mistake.tell,
            })),
            sibling: source::body(self.sibling.text.file, self.sibling.text.function, Last::Kept),
        }
    }

    fn asked(&self, probe: usize, seed: u64) -> Option<Asked> {
        judge::asked(self, probe, seed)
    }

    fn verdict(&self, own: Own, seed: u64) -> Option<Verdict> {
        let answer = match own {
            Own::Starter => (self.starter.answer)(),
            Own::Solution => (self.solution.answer)(),
            Own::Alternative(index) => (self.alternatives.get(index)?.answer)(),
            Own::Mistake(index, answer) => self.mistakes.get(index)?.answers().nth(answer)?,
        };
        Some(judge(self, &answer, seed, &Nobody))
    }

    fn run_sibling(&self) {
        (self.sibling.run)();
    }

    fn left_to_do(&self) -> Vec<String> {
        let numbered = self.solution.text.file.lines().enumerate();
        let left = numbered.filter(|(_, line)| line.contains("TODO"));
        left.map(|(index, line)| format!("{}: {}", index + 1, line.trim()))
            .collect()
    }
}

impl Text {
    fn answer(self) -> &'static str {
        source::body(self.file, self.function, Last::Dropped)
    }
}

/// Exercises live as long as the process.
fn leak<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    items.collect::<Vec<_>>().leak()
}
