//! What holds for any chain of types: exactly the variables go whose type is made of what is redefined.

use super::{Origin, State, Variable};
use proptest::prelude::*;
use std::sync::Arc;
use syntax::Cell;

/// A way for one definition to be made of another.
#[derive(Clone, Copy, Debug)]
enum Link {
    Struct,
    Enum,
    Alias,
    Default,
    Module,
    Glob,
    Macro,
    Trait,
    Associated,
    Constant,
    Function,
}

/// What the next definition of a chain is made of.
#[derive(Clone)]
enum End {
    Type(String),
    Length(String),
}

impl End {
    fn as_type(&self) -> String {
        match self {
            End::Type(ty) => ty.clone(),
            End::Length(length) => format!("[u8; {length}]"),
        }
    }

    fn as_length(&self) -> String {
        match self {
            End::Type(ty) => format!("std::mem::size_of::<{ty}>()"),
            End::Length(length) => length.clone(),
        }
    }
}

/// A definition of a chain: the cells that make it in either of two ways, and what goes on from it.
struct Step {
    cells: [Vec<String>; 2],
    end: End,
}

fn step(link: Link, id: &str, before: &End) -> Step {
    let ty = before.as_type();
    let other = format!("({ty}, u8)");
    let both = |write: &dyn Fn(&str) -> Vec<String>| [write(&ty), write(&other)];
    let one = |write: &dyn Fn(&str) -> String| both(&|ty| vec![write(ty)]);
    let name = format!("L{id}");
    let made = End::Type(name.clone());
    let (cells, end) = match link {
        Link::Struct => (one(&|ty| format!("struct L{id} {{ value: Vec<{ty}> }}")), made),
        Link::Enum => (one(&|ty| format!("enum L{id} {{ None, One(Box<{ty}>) }}")), made),
        Link::Alias => (one(&|ty| format!("type L{id} = Option<{ty}>;")), made),
        Link::Default => (one(&|ty| format!("struct L{id}<T = {ty}>(T);")), made),
        Link::Module => (
            both(&|ty| {
                vec![
                    format!("mod m{id} {{ use super::*; pub struct L{id}(pub {ty}); }}"),
                    format!("use m{id}::L{id};"),
                ]
            }),
            made,
        ),
        Link::Glob => (
            both(&|ty| {
                vec![
                    format!("mod m{id} {{ use super::*; pub struct L{id}(pub {ty}); }}"),
                    format!("use m{id}::*;"),
                ]
            }),
            made,
        ),
        Link::Macro => (
            both(&|ty| {
                let rules = format!("macro_rules! mk{id} {{ ($n:ident) => {{ struct $n {{ value: {ty} }} }} }}");
                vec![rules, format!("mk{id}!(L{id});")]
            }),
            made,
        ),
        Link::Trait => (
            one(&|ty| format!("trait L{id} {{ fn f(&self, value: {ty}); }}")),
            End::Type(format!("Box<dyn L{id}>")),
        ),
        Link::Associated => (
            both(&|ty| {
                vec![
                    format!("struct K{id}; trait T{id} {{ type Out{id}; }} struct L{id}(<K{id} as T{id}>::Out{id});"),
                    format!("impl T{id} for K{id} {{ type Out{id} = {ty}; }}"),
                ]
            }),
            made,
        ),
        Link::Constant => {
            let length = before.as_length();
            let cells = ["", " + 1"].map(|more| vec![format!("const L{id}: usize = {length}{more};")]);
            (cells, End::Length(name))
        }
        Link::Function => {
            let length = before.as_length();
            let cells =
                ["", " + 1"].map(|more| vec![format!("const fn l{id}() -> usize {{ let n = {length}; n{more} }}")]);
            (cells, End::Length(format!("l{id}()")))
        }
    };
    Step { cells, end }
}

fn run(state: &State, cell: &str) -> (State, Vec<String>) {
    let origin = Arc::new(Origin {
        execution: 1,
        text: cell.to_owned(),
    });
    let cell = Cell::of(cell);
    let cell = cell.with_made_items(&|name| state.makes_items(name, &cell.items));
    let transition = state.with_items(&cell, &origin);
    (transition.next, transition.lost)
}

fn link() -> impl Strategy<Value = Link> {
    prop::sample::select(vec![
        Link::Struct,
        Link::Enum,
        Link::Alias,
        Link::Default,
        Link::Module,
        Link::Glob,
        Link::Macro,
        Link::Trait,
        Link::Associated,
        Link::Constant,
        Link::Function,
    ])
}

/// The steps of a chain that begins with a type of its own.
fn chain(links: &[Link], id: usize) -> Vec<Step> {
    let mut end = End::Type("i32".to_owned());
    let number = |(at, link): (usize, &Link)| {
        let step = step(*link, &format!("{id}x{at}"), &end);
        end = step.end.clone();
        step
    };
    links.iter().enumerate().map(number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(5),
        ..ProptestConfig::default()
    })]

    #[test]
    fn exactly_the_variables_go_that_are_made_of_what_is_redefined(
        chains in prop::collection::vec(prop::collection::vec(link(), 1..7), 1..4),
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        in_one_cell in any::<bool>(),
    ) {
        let chains: Vec<Vec<Step>> = chains.iter().enumerate().map(|(id, links)| chain(links, id)).collect();
        let mut state = State::default();
        let cells = |cells: &[String]| if in_one_cell { vec![cells.join("\n")] } else { cells.to_vec() };
        for step in chains.iter().flatten() {
            for cell in cells(&step.cells[0]) {
                state = run(&state, &cell).0;
            }
        }
        for (id, chain) in chains.iter().enumerate() {
            for (at, step) in chain.iter().enumerate() {
                let type_name = format!("std::rc::Rc<{}>", step.end.as_type());
                state.keep(&format!("v{id}x{at}"), Variable { type_name, mutable: false });
            }
        }
        state.keep("n", Variable { type_name: "i32".to_owned(), mutable: false });
        let which = which.index(chains.len());
        let at = at.index(chains[which].len());
        let [same, other] = &chains[which][at].cells;
        for cell in cells(same) {
            let (_, lost) = run(&state, &format!("// again\n{cell}"));
            prop_assert_eq!(lost, Vec::<String>::new(), "{}", cell);
        }
        let (mut next, mut lost) = (state.clone(), Vec::new());
        for cell in cells(other) {
            let (after, gone) = run(&next, &cell);
            next = after;
            lost.extend(gone);
        }
        lost.sort();
        let mut expected: Vec<String> = (at..chains[which].len()).map(|at| format!("v{which}x{at}")).collect();
        expected.sort();
        prop_assert_eq!(lost, expected, "{:?}", other);
    }
}
