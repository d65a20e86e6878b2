//! Answers that are maps from names to values, in whichever map, key and integer types the learner chose.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Index;

use crate::compare::Difference;
use crate::observed::Observed;
use crate::random::Random;
use crate::refutation::Input;
use crate::spec::Spec;

/// A map whose keys are names.
pub trait Table {
    /// What an entry says, in one type for all the types it may be written in.
    type Plain;

    /// The map in one type for all the types it may have.
    fn plain(&self) -> BTreeMap<String, Self::Plain>;
}

/// What a table may hold.
pub trait Entry {
    /// What it says, in one type for all the types it may be written in.
    type Plain;

    /// What it says.
    fn plain(&self) -> Self::Plain;
}

/// (rows, columns), or any other pair of counts.
pub type Shape = (i128, i128);

/// An integer type.
pub trait Count: Copy {
    /// The number; the largest there is for what does not fit.
    fn count(self) -> i128;
}

impl<K: AsRef<str>, V: Entry> Table for BTreeMap<K, V> {
    type Plain = V::Plain;

    fn plain(&self) -> BTreeMap<String, V::Plain> {
        self.iter()
            .map(|(name, entry)| (name.as_ref().to_owned(), entry.plain()))
            .collect()
    }
}

impl<K: AsRef<str>, V: Entry, S> Table for HashMap<K, V, S> {
    type Plain = V::Plain;

    fn plain(&self) -> BTreeMap<String, V::Plain> {
        self.iter()
            .map(|(name, entry)| (name.as_ref().to_owned(), entry.plain()))
            .collect()
    }
}

impl<R: Count, C: Count> Entry for (R, C) {
    type Plain = Shape;

    fn plain(&self) -> Shape {
        (self.0.count(), self.1.count())
    }
}

impl Entry for bool {
    type Plain = bool;

    fn plain(&self) -> bool {
        *self
    }
}

macro_rules! count {
    ($($integer:ty)*) => {
        $(impl Count for $integer {
            fn count(self) -> i128 {
                // Only counts beyond those of any matrix do not fit.
                i128::try_from(self).unwrap_or(i128::MAX)
            }
        })*
    };
}

count!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// Where to look at a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// All of its names.
    Names,
    /// The entry of that name.
    Entry(&'static str),
}

/// What a table has at a [`Place`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<V> {
    /// All of its names.
    Names(Vec<String>),
    /// The entry, if there is one.
    Entry(Option<V>),
}

/// A table that is looked at in an answer's place: each look tries the answer there. See [`refutation`](crate::refutation).
pub struct Looked<V: Clone + PartialEq + fmt::Debug + 'static> {
    spec: &'static TableSpec<V>,
    table: BTreeMap<String, V>,
}

type TableSpec<V> = Spec<BTreeMap<String, V>, Place, Found<V>>;

impl<V: Clone + PartialEq + fmt::Debug> Looked<V> {
    /// In place of `table`, an answer to the exercise that `spec` states.
    pub fn new(spec: &'static TableSpec<V>, table: BTreeMap<String, V>) -> Looked<V> {
        Looked { spec, table }
    }

    /// Tries the answer on all of its names.
    pub fn keys(&self) {
        self.look(Ok(Place::Names));
    }

    fn look(&self, place: Input<Place>) {
        let there = place.clone();
        self.spec.refute(&self.table, place, |table| {
            there.as_ref().map_or(Found::Entry(None), |place| look(table, place))
        });
    }
}

impl<V: Clone + PartialEq + fmt::Debug> Index<&str> for Looked<V> {
    type Output = ();

    /// Tries the answer on the entry of that name.
    fn index(&self, name: &str) -> &() {
        let places = (self.spec.trials.probes)(&mut Random::new(0));
        let is_asked = |place: &Place| matches!(place, Place::Entry(entry) if *entry == name);
        let place = places.into_iter().find(is_asked);
        self.look(place.ok_or_else(|| format!("no entry `{name:?}` is asked for")));
        &()
    }
}

/// The places that a table with the right entries has.
pub fn places<V>(right: &[(&'static str, V)]) -> Vec<Place> {
    let entries = right.iter().map(|&(name, _)| Place::Entry(name));
    [Place::Names].into_iter().chain(entries).collect()
}

/// What a table has there.
pub fn look<V: Clone>(table: &BTreeMap<String, V>, place: &Place) -> Found<V> {
    match place {
        Place::Names => Found::Names(table.keys().cloned().collect()),
        Place::Entry(name) => Found::Entry(table.get(*name).cloned()),
    }
}

/// How to look there, as Rust. `table` is the variable's name.
pub fn example(table: &str, place: &Place) -> String {
    match place {
        Place::Names => format!("{table}.keys()"),
        Place::Entry(name) => format!("{table}[{name:?}]"),
    }
}

/// Whether the names are exactly those of `right`.
///
/// # Errors
/// The names that are missing, or those that are too many.
pub fn names<V, W>(right: &[(&str, V)], found: &Found<W>) -> Result<(), Difference> {
    let Found::Names(names) = found else {
        return Ok(());
    };
    let missing: Vec<&str> = right
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !names.iter().any(|n| n == name))
        .collect();
    let extra: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| !right.iter().any(|(n, _)| n == name))
        .collect();
    let list = |names: &[&str]| {
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name:?}`")).collect();
        quoted.join(", ")
    };
    match (missing.as_slice(), extra.as_slice()) {
        ([], []) => Ok(()),
        (missing, []) => Err(format!("missing: {}", list(missing)).into()),
        ([], extra) => Err(format!("not asked for: {}", list(extra)).into()),
        (missing, extra) => Err(format!("missing: {}; not asked for: {}", list(missing), list(extra)).into()),
    }
}

/// Whether an entry is that of `right`.
///
/// # Errors
/// The name of which the entry is missing or wrong.
pub fn entry<V: PartialEq + Copy>(right: &[(&str, V)], place: &Place, found: &Found<V>) -> Result<(), Difference> {
    let (Place::Entry(name), Found::Entry(found)) = (place, found) else {
        return Ok(());
    };
    let right = right.iter().find(|(n, _)| n == name).map(|(_, entry)| *entry);
    match found {
        found if *found == right => Ok(()),
        None => Err(format!("`{name}` has no entry").into()),
        Some(_) => Err(format!("it is not so for `{name}`").into()),
    }
}

impl<V: PartialEq + fmt::Debug> Observed for Found<V> {
    fn agrees(&self, other: &Self) -> bool {
        self == other
    }

    fn show(&self) -> String {
        match self {
            Found::Names(names) => format!("{names:?}"),
            Found::Entry(Some(entry)) => format!("{entry:?}"),
            Found::Entry(None) => "no such key".to_owned(),
        }
    }
}
