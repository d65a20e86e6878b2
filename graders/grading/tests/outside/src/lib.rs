//! A course of one exercise.

mod unit_vector;

use grading::{Course, Notebook};

/// All of it.
pub static COURSE: Course = Course::new(&[&VECTORS], &[SPECIFICATIONS]);

static VECTORS: Notebook = Notebook {
    file_stem: "01_vectors",
    folder: "vectors",
    title: "Vectors",
};

grading::in_order![unit_vector];
