//! A course: a value that can be handed to whatever shows and checks exercises.

use std::sync::OnceLock;

use crate::exercise::{Exercise, Notebook};
use crate::progress::Asked;
use crate::random::seed_of;
use crate::specification::Specification;

/// Exercises in the order in which they are met, and the notebooks that they are in.
pub struct Course {
    notebooks: &'static [&'static Notebook],
    specifications: &'static [&'static [&'static dyn Specification]],
    exercises: OnceLock<Vec<Exercise>>,
}

impl Course {
    /// A course of these notebooks. The specifications are a list for each, as [`in_order!`](crate::in_order) makes them.
    pub const fn new(
        notebooks: &'static [&'static Notebook],
        specifications: &'static [&'static [&'static dyn Specification]],
    ) -> Course {
        Course {
            notebooks,
            specifications,
            exercises: OnceLock::new(),
        }
    }

    /// The notebooks, in the order of the course.
    pub fn notebooks(&self) -> &'static [&'static Notebook] {
        self.notebooks
    }

    /// What is shown of each exercise, in the order of the course.
    pub fn exercises(&self) -> &[Exercise] {
        self.exercises
            .get_or_init(|| self.specifications().map(|spec| spec.exercise()).collect())
    }

    /// The exercise of that id.
    pub fn find(&self, id: &str) -> Option<&Exercise> {
        self.exercises().iter().find(|exercise| exercise.id == id)
    }

    /// What each exercise states, in the order of the course.
    pub fn specifications(&self) -> impl Iterator<Item = &'static dyn Specification> + use<> {
        self.specifications.iter().copied().flatten().copied()
    }

    /// What the exercise of that id states.
    pub fn specification(&self, id: &str) -> Option<&'static dyn Specification> {
        self.specifications().find(|spec| spec.id() == id)
    }

    /// The input of that number in the check of an exercise. It is the same in every check, so that a number is all that
    /// has to be kept of it.
    pub fn asked(&self, id: &str, probe: usize) -> Option<Asked> {
        self.specification(id)?.asked(probe, seed_of(id))
    }
}

/// `in_order![shapes, maps]`: the exercises of a notebook, by the names of their modules, in the order of the notebook.
#[macro_export]
macro_rules! in_order {
    ($($exercise:ident),* $(,)?) => {
        pub(crate) const SPECIFICATIONS: &[&dyn $crate::Specification] = &[$(&$exercise::SPEC),*];

        /// The check of each exercise, under its id.
        pub mod checks {
            $(pub use super::$exercise::check as $exercise;)*
        }

        /// What tries an answer to each exercise on one input, under its id.
        pub mod refutations {
            $(pub use super::$exercise::refute as $exercise;)*
        }
    };
}
