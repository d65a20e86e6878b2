//! What the standard library's types are made of.

use super::debug::{self, word};
use super::number::{Real, tell_apart};
use super::view::{Element, MOST_IN_LINE, View, sample};
use grading::value::{Room, ValueTree};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;

/// A value that is shown by its parts.
pub trait Part {
    /// What there is to show of it, `depth` values inside of another one: the deeper, the less.
    fn part_at(&self, depth: usize) -> View;

    /// What there is to show of it.
    fn part(&self) -> View {
        self.part_at(0)
    }

    /// Its value, if it is a real number.
    fn real(&self) -> Option<f64> {
        None
    }

    /// What it is made of, for the kernel to compare with.
    fn tree(&self, _room: &mut Room) -> ValueTree {
        ValueTree::Opaque
    }
}

/// [`Part`], as a method of a name that nothing else has.
pub trait PartOfParts {
    fn part_of(&self, depth: usize) -> View;
}

impl<T: Part> PartOfParts for T {
    fn part_of(&self, depth: usize) -> View {
        self.part_at(depth)
    }
}

/// Any other value that can be printed for a programmer.
pub trait PartByDebug {
    fn part_of(&mut self, depth: usize) -> View;
}

impl<T: Debug + ?Sized> PartByDebug for &T {
    fn part_of(&mut self, _: usize) -> View {
        debug::view(format_args!("{self:?}"))
    }
}

/// Lists of more elements than these, by how deep they are, lose their middle.
const MOST: [usize; 4] = [60, 24, 8, 4];

/// How many elements are left of such a list.
const LEFT: [usize; 4] = [12, 8, 6, 4];

fn limit(limits: [usize; 4], depth: usize) -> usize {
    limits[depth.min(limits.len() - 1)]
}

/// The elements of a list to show at this depth, by their numbers.
fn shown(length: usize, depth: usize) -> impl Iterator<Item = Option<usize>> {
    let most = match length <= limit(MOST, depth) {
        true => length,
        false => limit(LEFT, depth),
    };
    sample(length, most)
}

fn list(brackets: (&'static str, &'static str), length: usize, depth: usize, at: &dyn Fn(usize) -> View) -> View {
    elements(brackets, length, depth, &|number| Element::One(at(number)))
}

fn elements(
    brackets: (&'static str, &'static str),
    length: usize,
    depth: usize,
    at: &dyn Fn(usize) -> Element,
) -> View {
    let mut elements: Vec<Element> = shown(length, depth)
        .map(|number| number.map_or(Element::Gap, at))
        .collect();
    tell_apart(elements.iter_mut().filter_map(Element::value_mut));
    View::List {
        brackets,
        elements,
        length,
        numbers: None,
    }
}

/// A list that is in order, of elements that may be numbers.
fn sequence(length: usize, depth: usize, at: &dyn Fn(usize) -> View, real: &dyn Fn(usize) -> Option<f64>) -> View {
    let mut view = list(SQUARE, length, depth, at);
    if let View::List { elements, numbers, .. } = &mut view
        && depth == 0
        && length <= MOST_IN_LINE
        && elements.iter().any(|element| matches!(element, Element::Gap))
        && real(0).is_some()
    {
        *numbers = (0..length).map(real).collect();
    }
    view
}

const SQUARE: (&str, &str) = ("[", "]");
const BRACES: (&str, &str) = ("{", "}");

/// What is written by its `Debug`.
macro_rules! words {
    ($($type:ty: $tree:expr),* $(,)?) => {
        $(
            impl Part for $type {
                fn part_at(&self, _: usize) -> View {
                    word(&self)
                }

                fn tree(&self, _: &mut Room) -> ValueTree {
                    let tree: fn(&$type) -> ValueTree = $tree;
                    tree(self)
                }
            }
        )*
    };
}

words!(
    bool: |&value| ValueTree::Bool(value),
    char: |&value| ValueTree::Character(value),
    i128: |value| ValueTree::Integer(value.to_string()),
    u128: |value| ValueTree::Integer(value.to_string()),
    str: |value| ValueTree::Text(value.to_owned()),
    String: |value| ValueTree::Text(value.clone()),
    std::time::Duration: |_| ValueTree::Opaque,
);

/// Numbers, and how they are written.
macro_rules! numbers {
    ($kind:ident, $written:expr => $($type:ty),* $(,)?) => {
        $(
            impl Part for $type {
                fn part_at(&self, _: usize) -> View {
                    $written(*self as f64, self)
                }

                fn real(&self) -> Option<f64> {
                    Some(*self as f64)
                }

                fn tree(&self, _: &mut Room) -> ValueTree {
                    ValueTree::$kind(format!("{self:?}"))
                }
            }
        )*
    };
}

numbers!(Real, |x, number: &dyn Debug| View::Real(Real::new(x, number)) => f64);
numbers!(Single, |x, number: &dyn Debug| View::Real(Real::new(x, number)) => f32);
numbers!(Integer, |_, number: &dyn Debug| word(number) => i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

impl Part for () {
    fn part_at(&self, _: usize) -> View {
        View::Unit
    }

    fn tree(&self, _: &mut Room) -> ValueTree {
        ValueTree::Unit
    }
}

/// What is shown as what it leads to.
macro_rules! pointers {
    ($($type:ty),* $(,)?) => {
        $(
            impl<T: Part + ?Sized> Part for $type {
                fn part_at(&self, depth: usize) -> View {
                    (**self).part_at(depth)
                }

                fn tree(&self, room: &mut Room) -> ValueTree {
                    (**self).tree(room)
                }
            }
        )*
    };
}

pointers!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);

impl<T: Part> Part for RefCell<T> {
    fn part_at(&self, depth: usize) -> View {
        let value = match self.try_borrow() {
            Ok(value) => value.part_at(depth + 1),
            Err(_) => View::Text("<borrowed>".to_owned()),
        };
        match value.has_matrix() {
            true => View::Tuple {
                name: "RefCell",
                parts: vec![value],
            },
            false => View::Fields {
                name: "RefCell",
                fields: vec![("value", value)],
            },
        }
    }
}

impl<T: Part> Part for Option<T> {
    fn part_at(&self, depth: usize) -> View {
        match self {
            Some(value) => View::Tuple {
                name: "Some",
                parts: vec![value.part_at(depth)],
            },
            None => View::Text("None".to_owned()),
        }
    }

    fn tree(&self, room: &mut Room) -> ValueTree {
        match self {
            Some(value) => ValueTree::Named("Some".to_owned(), vec![value.tree(room)]),
            None => ValueTree::Named("None".to_owned(), Vec::new()),
        }
    }
}

impl<T: Part, E: Part> Part for Result<T, E> {
    fn part_at(&self, depth: usize) -> View {
        let (name, part) = match self {
            Ok(value) => ("Ok", value.part_at(depth)),
            Err(error) => ("Err", error.part_at(depth)),
        };
        View::Tuple {
            name,
            parts: vec![part],
        }
    }

    fn tree(&self, room: &mut Room) -> ValueTree {
        match self {
            Ok(value) => ValueTree::Named("Ok".to_owned(), vec![value.tree(room)]),
            Err(error) => ValueTree::Named("Err".to_owned(), vec![error.tree(room)]),
        }
    }
}

impl<T: Part> Part for [T] {
    fn part_at(&self, depth: usize) -> View {
        let at = |number: usize| self[number].part_at(depth + 1);
        sequence(self.len(), depth, &at, &|number| self[number].real())
    }

    fn tree(&self, room: &mut Room) -> ValueTree {
        ValueTree::list(self.len(), room, &|number, room| self[number].tree(room))
    }
}

impl<T: Part, const N: usize> Part for [T; N] {
    fn part_at(&self, depth: usize) -> View {
        self.as_slice().part_at(depth)
    }

    fn tree(&self, room: &mut Room) -> ValueTree {
        self.as_slice().tree(room)
    }
}

impl<T: Part> Part for Vec<T> {
    fn part_at(&self, depth: usize) -> View {
        self.as_slice().part_at(depth)
    }

    fn tree(&self, room: &mut Room) -> ValueTree {
        self.as_slice().tree(room)
    }
}

impl<T: Part> Part for VecDeque<T> {
    fn part_at(&self, depth: usize) -> View {
        let at = |number: usize| self[number].part_at(depth + 1);
        sequence(self.len(), depth, &at, &|number| self[number].real())
    }
}

impl<T: Part> Part for BTreeSet<T> {
    fn part_at(&self, depth: usize) -> View {
        let elements: Vec<&T> = self.iter().collect();
        list(BRACES, elements.len(), depth, &|number| {
            elements[number].part_at(depth + 1)
        })
    }
}

impl<T: Part, S> Part for HashSet<T, S> {
    fn part_at(&self, depth: usize) -> View {
        let elements: Vec<&T> = self.iter().collect();
        let order = in_order(&elements.iter().map(|&element| element as &dyn Part).collect::<Vec<_>>());
        list(BRACES, elements.len(), depth, &|number| {
            elements[order[number]].part_at(depth + 1)
        })
    }
}

impl<K: Part, V: Part> Part for BTreeMap<K, V> {
    fn part_at(&self, depth: usize) -> View {
        let entries: Vec<(&K, &V)> = self.iter().collect();
        elements(BRACES, entries.len(), depth, &|number| {
            let (key, value) = entries[number];
            Element::Entry(key.part_at(depth + 1), value.part_at(depth + 1))
        })
    }
}

impl<K: Part, V: Part, S> Part for HashMap<K, V, S> {
    fn part_at(&self, depth: usize) -> View {
        let entries: Vec<(&K, &V)> = self.iter().collect();
        let order = in_order(&entries.iter().map(|&(key, _)| key as &dyn Part).collect::<Vec<_>>());
        elements(BRACES, entries.len(), depth, &|number| {
            let (key, value) = entries[order[number]];
            Element::Entry(key.part_at(depth + 1), value.part_at(depth + 1))
        })
    }
}

/// An order of what has none of its own: numbers by their size, others by what they show.
fn in_order(keys: &[&dyn Part]) -> Vec<usize> {
    let sizes: Option<Vec<f64>> = keys.iter().map(|key| key.real()).collect();
    if let Some(sizes) = sizes {
        let order = figures::order(&sizes);
        // Integers that differ may be the same `f64`.
        if order.windows(2).all(|pair| sizes[pair[0]] < sizes[pair[1]]) {
            return order;
        }
    }
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_cached_key(|&place| {
        let text = super::plain::inside(&keys[place].part_at(1));
        let number = text.parse::<f64>().unwrap_or(f64::INFINITY);
        // As integers of the same order.
        let bits = number.to_bits().cast_signed();
        (bits ^ (((bits >> 63).cast_unsigned()) >> 1).cast_signed(), text)
    });
    order
}

macro_rules! tuples {
    ($(($($name:ident)+))*) => {
        $(
            #[expect(non_snake_case, reason = "a variable is called as its type")]
            impl<$($name: Part),+> Part for ($($name,)+) {
                fn part_at(&self, depth: usize) -> View {
                    let ($($name,)+) = self;
                    let mut parts = vec![$($name.part_at(depth)),+];
                    tell_apart(parts.iter_mut());
                    View::Tuple { name: "", parts }
                }

                fn tree(&self, room: &mut Room) -> ValueTree {
                    let ($($name,)+) = self;
                    ValueTree::Tuple(vec![$($name.tree(room)),+])
                }
            }
        )*
    };
}

tuples! {
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
}

#[cfg(test)]
mod tests {
    use super::super::plain::text;
    use super::*;

    #[test]
    fn what_has_no_order_is_shown_in_one() {
        let counts: HashMap<i32, &str> = (-5..15).map(|n| (n, "")).collect();
        let numbers: Vec<String> = (-5..15).map(|n| format!("{n}: \"\"")).collect();
        assert_eq!(text(&counts.part()), format!("{{{}}}", numbers.join(", ")));
        let words = HashSet::from(["b", "a", "c"]);
        assert_eq!(text(&words.part()), r#"{"a", "b", "c"}"#);
        let near = HashSet::from([u64::MAX, u64::MAX - 1, 1]);
        assert_eq!(text(&near.part()), "{1, 18446744073709551614, 18446744073709551615}");
    }

    #[test]
    fn the_deeper_a_list_is_the_sooner_it_is_cut() {
        let numbers = vec![vec![1.5; 1000]; 1000];
        let text = text(&numbers.part());
        assert!(text.len() < 2000, "{}", text.len());
        assert!(text.ends_with("1.5] (1000 elements)] (1000 elements)"), "{text}");
    }
}
