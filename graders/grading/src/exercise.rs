//! Exercises as data: all that a notebook, a command line or a hint shows of them.

use crate::precision;

/// One exercise. Code is text as a learner would write it in a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// The name of the item that the learner defines.
    pub id: &'static str,
    /// Where it is met.
    pub notebook: &'static Notebook,
    /// What it is called, in a few words.
    pub title: &'static str,
    /// What it counts for.
    pub points: u32,
    /// What the learner defines.
    pub kind: Kind,
    /// `fn projector(u: &DVector<f64>) -> DMatrix<f64>`, or `shapes: BTreeMap<&str, (usize, usize)>`.
    pub signature: &'static str,
    /// Markdown.
    pub prompt: &'static str,
    /// Statements that put what the exercise is given in scope, one `let` a line; empty if there is none.
    pub given: &'static str,
    /// What the learner finds in the cell. Runs without an error.
    pub starter: &'static str,
    /// The right answer that learners get to see.
    pub solution: &'static str,
    /// Right answers that go by another way.
    pub alternatives: &'static [&'static str],
    /// Wrong answers, each with the idea behind it.
    pub misconceptions: &'static [Misconception],
    /// A worked example of a neighbouring problem: a cell that runs, explained by its comments.
    pub sibling: &'static str,
}

impl Exercise {
    /// The statements of [`Exercise::given`], each with the name that it defines.
    pub fn givens(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.given.lines().filter_map(|statement| {
            let definition = statement.strip_prefix("let ")?;
            let end = definition.find([' ', ':'])?;
            Some((&definition[..end], statement))
        })
    }

    /// The misconception of that tag: one of its own, or one that any exercise may meet.
    pub fn misconception(&self, tag: &str) -> Option<&'static Misconception> {
        let mut own = self.misconceptions.iter();
        own.find(|misconception| misconception.tag == tag)
            .or_else(|| precision::misconception(tag))
    }
}

/// A wrong answer that learners really give.
#[derive(Clone, Debug, PartialEq)]
pub struct Misconception {
    /// Unique within its exercise: `rows-and-columns-swapped`.
    pub tag: &'static str,
    /// A whole wrong answer.
    pub code: &'static str,
    /// Whether `code` compiles. Where it does not, the compiler's error is what the learner meets.
    pub compiles: bool,
    /// A question that makes the learner see it.
    pub ask: &'static str,
    /// A statement that says it.
    pub tell: &'static str,
}

/// What a learner defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A value, bound by `let`.
    Variable,
    /// A function of exactly the signature.
    Function,
}

/// One notebook of a course: where exercises are met.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Notebook {
    /// The name of its file, without the extension.
    pub file_stem: &'static str,
    /// The folder of its exercises, in the sources of the course.
    pub folder: &'static str,
    /// What its first line says.
    pub title: &'static str,
}
