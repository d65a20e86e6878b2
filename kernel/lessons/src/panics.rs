//! What is behind a panic.
//!
//! A table `LESSONS` has a row for each message: the words that it is recognised by, whether nalgebra leaves the shapes
//! out of it, and the function that says what is behind it. The rows are tried in order. A panic inside of a library is no
//! matter of the learner's `unwrap` or index: of such panics only those of nalgebra's have lessons, and the standard
//! library's own, which does what the learner's line asks for.
//!
//! - `matrices`: panics of nalgebra's

mod matrices;

use super::code::{is_name, referent};
use super::complaint::Complaint;
use super::wording::shown;
use Shapes::{Hidden, Told};
use Wording::{Anywhere, AtStart};

/// The expression that panicked, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Site {
    pub thrower: Thrower,
    /// The operator, or the method that is called; empty where it is not known.
    pub operation: String,
    /// The two sides of an operator, or what a method is called on and its arguments.
    pub operands: Vec<Operand>,
}

/// Whose code panicked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Thrower {
    #[default]
    Unknown,
    Learner,
    /// That of the library with this source file.
    Library(String),
}

#[derive(Clone, Debug)]
pub struct Operand {
    pub text: String,
    /// Rows and columns, if the operand is a matrix and they are known.
    pub shape: Option<(usize, usize)>,
}

impl Site {
    /// The text and the shape of the operand with this number, if it is a matrix.
    fn matrix(&self, number: usize) -> Option<(&str, (usize, usize))> {
        let operand = self.operands.get(number)?;
        Some((referent(&operand.text), operand.shape?))
    }

    fn text(&self, number: usize) -> &str {
        self.operands.get(number).map_or("", |operand| operand.text.as_str())
    }

    /// Whether it is an `unwrap` of the learner's that has panicked.
    fn unwraps(&self) -> bool {
        self.operation == "unwrap"
    }
}

/// What to say above a panic with this message, if anything is sure.
pub fn on(message: &str, site: &Site) -> Option<String> {
    lessons(&site.thrower)
        .filter(|(wording, ..)| wording.is_in(message))
        .find_map(|(_, _, lesson)| lesson(message, site))
}

/// Whether this panic is about shapes that nalgebra does not tell, so that the lesson needs those of the [`Site`].
pub fn hides_shapes(message: &str, thrower: &Thrower) -> bool {
    lessons(thrower).any(|(wording, shapes, _)| *shapes == Hidden && wording.is_in(message))
}

/// The lessons on panics of this code.
fn lessons(thrower: &Thrower) -> impl Iterator<Item = &'static Row> {
    let tables: &[Table] = match thrower {
        Thrower::Unknown => &[matrices::WITH_WORDS, LESSONS],
        Thrower::Learner => &[LESSONS],
        Thrower::Library(file) if file.contains("/nalgebra-") => &[matrices::WITH_WORDS, matrices::WITHOUT_WORDS],
        Thrower::Library(file) if is_of_std(file) => &[OF_STD],
        Thrower::Library(_) => &[],
    };
    tables.iter().copied().flatten()
}

/// Whether it is a source of the standard library, which rustc calls by its commit, or by where rustup puts the sources.
fn is_of_std(file: &str) -> bool {
    ["core", "alloc", "std"]
        .iter()
        .any(|name| file.contains(&format!("/library/{name}/src/")))
}

/// Arithmetic or an index that rustc has found to panic before it ran.
pub(super) fn foreseen(complaint: &Complaint) -> Option<String> {
    [&complaint.label, &complaint.message]
        .into_iter()
        .find_map(|text| on(text, &Site::default()))
}

/// The words that a kind of panic is recognised by.
enum Wording {
    Anywhere(&'static str),
    AtStart(&'static str),
}

impl Wording {
    fn is_in(&self, message: &str) -> bool {
        match self {
            Anywhere(words) => message.contains(words),
            AtStart(words) => message.starts_with(words),
        }
    }
}

/// The shapes that a panic is about.
#[derive(PartialEq, Eq)]
enum Shapes {
    /// The message leaves them out.
    Hidden,
    /// The message has them, or it is about other things.
    Told,
}

/// Says what is behind a panic with this message at this site.
type Lesson = fn(&str, &Site) -> Option<String>;

type Row = (Wording, Shapes, Lesson);
type Table = &'static [Row];

/// The lessons on panics in the learner's own code, one a row; the first that has something to say is given.
#[rustfmt::skip]
const LESSONS: Table = &[
    // Numbers.
    (AtStart("attempt to "), Told, arithmetic),
    // Lists.
    (Anywhere("index out of bounds: the "), Told, outside_of_list),
    (AtStart("range end index "), Told, range_outside_of_list),
    (AtStart("range start index "), Told, range_outside_of_list),
    // The place that nalgebra tells of this one is that of the index.
    (AtStart("Matrix index out of bounds"), Hidden, matrices::outside_of_matrix),
    // Values that are missing, or lent already.
    (AtStart("no entry found for key"), Told, key_missing),
    (AtStart("called `Option::unwrap()` on a `None` value"), Told, unwrapped_none),
    (AtStart("called `Result::unwrap()` on an `Err` value: Any {"), Told, joined_thread_panicked),
    (AtStart("called `Result::unwrap()` on an `Err` value"), Told, unwrapped_error),
    (AtStart("not yet implemented"), Told, to_do),
    (AtStart("not implemented"), Told, to_do),
    (AtStart("already borrowed"), Told, already_borrowed),
    (AtStart("already mutably borrowed"), Told, already_borrowed),
    (AtStart("RefCell already borrowed"), Told, already_borrowed),
    (AtStart("RefCell already mutably borrowed"), Told, already_borrowed),
];

/// The lessons on panics of the standard library's, where it does what the learner's line asks for.
#[rustfmt::skip]
const OF_STD: Table = &[
    (AtStart("attempt to "), Told, arithmetic),
];

/// `n - 1` of a `usize` that is 0, `1 / 0`.
fn arithmetic(message: &str, _: &Site) -> Option<String> {
    if message.ends_with("by zero") || message.ends_with("divisor of zero") {
        return Some(division_by_zero());
    }
    (message.ends_with("with overflow") || message.ends_with("which would overflow")).then(|| overflow(message))
}

fn overflow(message: &str) -> String {
    let is_subtraction = message.contains("subtract") || message.contains(" - ");
    match is_subtraction {
        true => {
            "The result does not fit into the type of its operands: a `usize`, which counts, has nothing below 0, and \
                 other integers end somewhere too. Which type is it here, and can the result be negative?"
        }
        false => {
            "The result does not fit into the type of its operands: an `i32` ends at 2 147 483 647, and every integer \
                  type ends somewhere. Which type is it here, and how large can the result become?"
        }
    }
    .to_owned()
}

fn division_by_zero() -> String {
    "An integer can't be divided by 0; a float can, and gives an infinity or NaN. What should the result be where the divisor \
     is 0?"
        .to_owned()
}

/// `handle.join().unwrap()` of a thread that has panicked.
fn joined_thread_panicked(_: &str, site: &Site) -> Option<String> {
    site.unwraps().then(|| {
        "The thread that is waited for has panicked, so there is no value of it: what it was about stands above, among what the \
         cell printed."
            .to_owned()
    })
}

/// `map["b"]` without such a key.
fn key_missing(_: &str, site: &Site) -> Option<String> {
    let (map, key) = (site.text(0), site.text(1));
    let (map, get) = match is_name(map) {
        true => (format!("`{map}`"), shown(&format!("{map}.get({key})"), "`.get(…)`")),
        false => ("The map".to_owned(), "`.get(…)`".to_owned()),
    };
    Some(format!(
        "{map} has no entry for {}: `[…]` looks one up, and panics where there is none. {get} asks first, and is an `Option`. \
         Which keys are there?",
        shown(key, "this key")
    ))
}

/// `v[2]` of a list of two elements.
fn outside_of_list(message: &str, _: &Site) -> Option<String> {
    let (_, rest) = message.split_once("index out of bounds: the ")?;
    let mut numbers = numbers(rest);
    let (length, index): (usize, &str) = (numbers.next()?.parse().ok()?, numbers.next()?);
    Some(match length {
        0 => format!("There is no element at {index}: the list is empty. Should it be?"),
        1 => format!("There is no element at {index}: the only one is at 0. Where does the {index} come from?"),
        _ => format!(
            "There is no element at {index}: {length} elements count from 0 to {}. Where does the {index} come from?",
            length - 1
        ),
    })
}

/// `v[1..5]` of a list of two elements.
fn range_outside_of_list(message: &str, _: &Site) -> Option<String> {
    let [end, length] = numbers(message).collect::<Vec<_>>()[..] else {
        return None;
    };
    Some(format!(
        "The range goes to {end}, and the list has {length} elements: a range may end at {length} at most, since its end is left out."
    ))
}

fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
}

/// `m.try_inverse().unwrap()`.
fn unwrapped_none(_: &str, site: &Site) -> Option<String> {
    site.unwraps().then(||
    "`unwrap` takes out a value, and there is none: what stands before it has returned `None`. When does it do that, and what \
     should happen then?"
        .to_owned()
    )
}

/// `"x".parse::<f64>().unwrap()`.
fn unwrapped_error(_: &str, site: &Site) -> Option<String> {
    site.unwraps().then(|| {
        "`unwrap` takes out a value, and there is an error in its place, which the message names. What was it given?"
            .to_owned()
    })
}

/// `todo!()`.
fn to_do(message: &str, _: &Site) -> Option<String> {
    let name = match message.starts_with("not yet") {
        true => "todo!()",
        false => "unimplemented!()",
    };
    Some(format!(
        "`{name}` marks what is still to be written, and the code has come to one: put the answer in its place."
    ))
}

/// A `RefCell` that is asked for the value that it has lent out already.
fn already_borrowed(_: &str, _: &Site) -> Option<String> {
    Some(
    "A `RefCell` lends its value to one writer or to any number of readers, and here one has it still: what `borrow` or \
     `borrow_mut` returned is given back only where the variable that holds it ends. Which one lives too long?"
        .to_owned()
    )
}

#[cfg(test)]
mod tests;
