//! Exercises as data: all that a notebook, a command line or a hint shows of them.

use std::sync::LazyLock;

use crate::spec::Specification;
use crate::{calculus, linear_algebra, probability, svd};

/// Every exercise, in the order of the course.
pub fn exercises() -> &'static [Exercise] {
    static EXERCISES: LazyLock<Vec<Exercise>> =
        LazyLock::new(|| specifications().map(|spec| spec.exercise()).collect());
    &EXERCISES
}

/// The exercise of that id.
pub fn find(id: &str) -> Option<&'static Exercise> {
    exercises().iter().find(|exercise| exercise.id == id)
}

pub(crate) fn specifications() -> impl Iterator<Item = &'static dyn Specification> {
    [
        linear_algebra::SPECIFICATIONS,
        calculus::SPECIFICATIONS,
        probability::SPECIFICATIONS,
        svd::SPECIFICATIONS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// One exercise. Code is text as a learner would write it in a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// The name of the item that the learner defines.
    pub id: &'static str,
    pub notebook: Notebook,
    pub title: &'static str,
    pub points: u32,
    pub kind: Kind,
    /// `fn projector(u: &DVector<f64>) -> DMatrix<f64>`, or `shapes: BTreeMap<&str, (usize, usize)>`.
    pub signature: &'static str,
    /// Markdown.
    pub prompt: &'static str,
    /// Statements that put what the exercise is given in scope, one `let` a line; empty if there is none.
    pub given: &'static str,
    /// What the learner finds in the cell. Runs without an error.
    pub starter: &'static str,
    pub solution: &'static str,
    pub alternatives: &'static [&'static str],
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

    /// The misconception of that tag.
    pub fn misconception(&self, tag: &str) -> Option<&'static Misconception> {
        self.misconceptions
            .iter()
            .find(|misconception| misconception.tag == tag)
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A value, bound by `let`.
    Variable,
    /// A function of exactly the signature.
    Function,
}

/// The notebooks of the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Notebook {
    LinearAlgebra,
    Calculus,
    Probability,
    Svd,
}

impl Notebook {
    pub const ALL: [Notebook; 4] = [
        Notebook::LinearAlgebra,
        Notebook::Calculus,
        Notebook::Probability,
        Notebook::Svd,
    ];

    /// The name of its file, without the extension.
    pub fn file_stem(self) -> &'static str {
        match self {
            Notebook::LinearAlgebra => "01_linear_algebra",
            Notebook::Calculus => "02_calculus",
            Notebook::Probability => "03_probability",
            Notebook::Svd => "04_svd_of_any_function",
        }
    }

    /// The folder of its exercises, in `graders/src`.
    pub fn folder(self) -> &'static str {
        match self {
            Notebook::LinearAlgebra => "linear_algebra",
            Notebook::Calculus => "calculus",
            Notebook::Probability => "probability",
            Notebook::Svd => "svd",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Notebook::LinearAlgebra => "Linear algebra as programming",
            Notebook::Calculus => "Calculus: limits, gradients, descent",
            Notebook::Probability => "Probability: surprise and what it averages to",
            Notebook::Svd => "The SVD of any function",
        }
    }
}
