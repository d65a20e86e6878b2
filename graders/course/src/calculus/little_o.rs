//! The functions whose size near 0 is asked for, and maps that say yes or no to each.

use std::collections::BTreeMap;

use grading::table::{Found, Place};
use grading::{Outcome, Trial};

pub(crate) type Answer = BTreeMap<String, bool>;

/// What is right, by name.
pub(crate) type Right = [(&'static str, bool); 6];

const NAMES: [&str; 6] = ["x", "x^2", "5x", "1e-6 x", "1e6 x^3", "exp(x)"];

/// The entries of the map that says yes to these functions and no to the others.
pub(crate) const fn right(accepted: [bool; 6]) -> Right {
    let mut right = [("", false); 6];
    let mut i = 0;
    while i < 6 {
        right[i] = (NAMES[i], accepted[i]);
        i += 1;
    }
    right
}

/// The map that says yes to these functions and no to the others.
pub(crate) fn accepting(names: &[&str]) -> Answer {
    NAMES
        .iter()
        .map(|name| ((*name).to_owned(), names.contains(name)))
        .collect()
}

/// What a map says of a function.
pub(crate) fn says(trials: &[Trial<Place, Found<bool>>], name: &str) -> Option<bool> {
    trials.iter().find_map(|trial| match (&trial.probe, &trial.outcome) {
        (Place::Entry(entry), Outcome::Value(Found::Entry(found))) if *entry == name => *found,
        _ => None,
    })
}
