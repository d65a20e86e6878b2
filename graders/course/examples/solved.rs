//! Prints a notebook with its exercises solved:
//! `cargo run --release --package meno-course --example solved < notebooks/01_linear_algebra.ipynb`

use std::{error::Error, io};

use grading::notebooks::{exercise_of, solved};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let learner: Value = serde_json::from_reader(io::stdin().lock())?;
    let cells = learner["cells"].as_array().into_iter().flatten();
    let exercises = cells.filter_map(exercise_of).filter_map(course::find);
    println!("{}", solved(&learner, exercises)?);
    Ok(())
}
