//! Which functions compose: the type check of a product.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::LINEAR_ALGEBRA;
use grading::refutation::provided;
use grading::scope::*;
use grading::{Input, Mistake, Property, Spec, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("are_compatible.rs");

type Answer = fn(&DMatrix<f64>, &DMatrix<f64>) -> bool;

/// What an answer is tried on.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    /// Of `a` and of `b`.
    shapes: [(usize, usize); 2],
    /// All entries of both: they must be of no account.
    entries: f64,
}

pub(crate) static SPEC: Spec<Answer, Pair, bool> = Spec {
    id: "are_compatible",
    notebook: &LINEAR_ALGEBRA,
    title: "Do they compose?",
    points: 2,
    prompt: "Write `are_compatible`: whether the product `a * b` can be formed. It should say so from \
        the shapes, without trying.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_shapes), code!(by_rows_and_columns)],
    mistakes: &[
        Mistake {
            tag: "equal-shapes-wanted",
            ask: "That is what a + b needs. Must the output of one function have the type of its own \
                input before it can be passed on?",
            tell: "You ask that both have the same shape. A product chains two functions, so only the \
                dimension where they meet has to agree.",
            ..Mistake::of(code!(equal_shapes_wanted))
        },
        Mistake {
            tag: "outer-dimensions-compared",
            ask: "In `a * b` applied to a vector, which matrix acts first? What does it hand over, and \
                to which side of the other?",
            tell: "You compare the outer dimensions, which is what `b * a` needs. In `a * b` the inner \
                two have to meet.",
            ..Mistake::of(code!(outer_dimensions_compared))
        },
        Mistake {
            tag: "both-orders-wanted",
            ask: "f(g(x)) may make sense where g(f(x)) does not. Does your test let such a pair pass?",
            tell: "You ask that the product exists in both orders. One order was asked for; the other \
                may fail.",
            ..Mistake::of(code!(both_orders_wanted))
        },
        Mistake {
            tag: "either-order-accepted",
            ask: "You let a pair pass if it fits in some order. Does `a * b` let you choose which one \
                comes first?",
            tell: "A pair that fits only as `b * a` has to be refused.",
            ..Mistake::of(code!(either_order_accepted))
        },
        Mistake {
            tag: "rows-compared-with-rows",
            ask: "The number of rows is the length of what a matrix returns. Is a product formed from \
                two things that are returned?",
            tell: "You compare what the two matrices return. What one returns has to fit what the \
                other takes.",
            ..Mistake::of(code!(rows_compared_with_rows))
        },
        Mistake {
            tag: "columns-compared-with-columns",
            ask: "The number of columns is the length of what a matrix takes. Do both factors take the \
                same vector?",
            tell: "You compare what the two matrices take. Only the right factor takes the vector; the \
                left one takes what the right one returns.",
            ..Mistake::of(code!(columns_compared_with_columns))
        },
        Mistake {
            tag: "square-wanted",
            ask: "A 2x3 matrix takes 3 numbers, and a 3x4 matrix returns 3. What stands in the way of \
                chaining them?",
            tell: "Nothing asks a factor to be square: a function may return something of another \
                type than it takes.",
            ..Mistake::of(code!(square_wanted))
        },
        Mistake {
            tag: "negated",
            ask: "What should `true` mean here, and what does your function say of two 1x1 matrices?",
            tell: "You compare the right two numbers and return the opposite of what was asked.",
            ..Mistake::of(code!(negated))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| {
            let small = probe::shapes(3);
            let mut shapes: Vec<Shapes> = small.iter().flat_map(|&a| small.iter().map(move |&b| [a, b])).collect();
            let sizes = |shapes: &Shapes| shapes.map(|(rows, columns)| [rows, columns]).concat();
            shapes.sort_by_key(|shapes| (sizes(shapes).contains(&0), sizes(shapes).iter().sum::<usize>()));
            shapes.extend([[(40, 50), (50, 60)], [(40, 50), (40, 50)], [(50, 40), (50, 40)]]);
            let entries = [0.0, 1.0, f64::NAN, f64::INFINITY];
            let pairs = entries.iter().flat_map(|&entries| {
                let pair = move |&shapes: &Shapes| Pair { shapes, entries };
                shapes.iter().map(pair)
            });
            pairs.filter(is_settled).collect()
        },
        simpler: |&Pair { shapes, entries }| {
            let plainer = (entries != 0.0).then_some(Pair { shapes, entries: 0.0 });
            let fewer = smaller(shapes).into_iter().map(|shapes| Pair { shapes, entries });
            plainer.into_iter().chain(fewer).filter(is_settled).collect()
        },
        call: |are_compatible,
               &Pair {
                   shapes: [a, b],
                   entries,
               }| {
            let filled = |(rows, columns)| DMatrix::from_element(rows, columns, entries);
            are_compatible(&filled(a), &filled(b))
        },
        example: |&Pair {
                      shapes: [a, b],
                      entries,
                  }| {
            let filled = |shape| literal::filled(shape, entries);
            format!("are_compatible(&{}, &{})", filled(a), filled(b))
        },
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "every pair that composes is accepted",
            hence: "for all shapes up to 3x3 and for large ones, whatever the entries",
            question: "`b` hands its result over to `a`. Does what comes out fit what goes in, and is \
                there anything else to ask?",
            holds: |Pair { shapes, .. }, &answer| match composes(shapes) {
                true if !answer => Err(format!("{} is refused", product(shapes)).into()),
                _ => Ok(()),
            },
        },
        Property {
            claim: "every pair that does not compose is refused",
            hence: "for all shapes up to 3x3 and for large ones, whatever the entries",
            question: "How long is the vector that `b` returns here, and how long must a vector be for \
                `a` to take it?",
            holds: |Pair { shapes, .. }, &answer| match composes(shapes) {
                false if answer => Err(format!("{} is accepted", product(shapes)).into()),
                _ => Ok(()),
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|a: &DMatrix<f64>, b: &DMatrix<f64>| asked(a, b));

fn asked(a: &DMatrix<f64>, b: &DMatrix<f64>) -> Input<Pair> {
    let shapes = [a.shape(), b.shape()];
    let pair = Pair { shapes, entries: 0.0 };
    let why = "of matrices whose product has no entries, either answer is right where the rule refuses them";
    provided(is_settled(&pair), why)?;
    Ok(pair)
}

type Shapes = [(usize, usize); 2];

/// Whether both the rule and nalgebra say the same of a pair: without rows in `a` or columns in `b` there is nothing to
/// compute, and nalgebra then forms some products that the rule refuses. Either is a right answer there.
fn is_settled(pair: &Pair) -> bool {
    let [(rows, _), (_, columns)] = pair.shapes;
    composes(&pair.shapes) || (rows > 0 && columns > 0)
}

/// Shapes with less in one dimension, or in both that meet.
fn smaller([(m, k), (l, n)]: Shapes) -> Vec<Shapes> {
    let inner = shrink::lengths(k)
        .into_iter()
        .filter(|_| k == l)
        .map(|k| [(m, k), (k, n)]);
    let all = [
        inner.collect::<Vec<Shapes>>(),
        shrink::lengths(m).into_iter().map(|m| [(m, k), (l, n)]).collect(),
        shrink::lengths(k).into_iter().map(|k| [(m, k), (l, n)]).collect(),
        shrink::lengths(l).into_iter().map(|l| [(m, k), (l, n)]).collect(),
        shrink::lengths(n).into_iter().map(|n| [(m, k), (l, n)]).collect(),
    ];
    all.concat()
}

fn composes([a, b]: &Shapes) -> bool {
    a.1 == b.0
}

fn product([a, b]: &Shapes) -> String {
    format!("{}x{} times {}x{}", a.0, a.1, b.0, b.1)
}

fn starter() -> Answer {
    fn are_compatible(a: &DMatrix<f64>, b: &DMatrix<f64>) -> bool {
        todo!()
    }
    are_compatible
}

fn solution() -> Answer {
    |a, b| a.ncols() == b.nrows()
}

fn by_shapes() -> Answer {
    |a, b| {
        let (_, taken) = a.shape();
        let (returned, _) = b.shape();
        taken == returned
    }
}

fn by_rows_and_columns() -> Answer {
    |a, b| !(a.shape().1 < b.shape().0 || a.shape().1 > b.shape().0)
}

fn equal_shapes_wanted() -> Answer {
    |a, b| a.shape() == b.shape()
}

fn outer_dimensions_compared() -> Answer {
    |a, b| a.nrows() == b.ncols()
}

fn both_orders_wanted() -> Answer {
    |a, b| a.ncols() == b.nrows() && b.ncols() == a.nrows()
}

fn either_order_accepted() -> Answer {
    |a, b| a.ncols() == b.nrows() || b.ncols() == a.nrows()
}

fn rows_compared_with_rows() -> Answer {
    |a, b| a.nrows() == b.nrows()
}

fn columns_compared_with_columns() -> Answer {
    |a, b| a.ncols() == b.ncols()
}

fn square_wanted() -> Answer {
    |a, b| a.is_square() && b.is_square() && a.nrows() == b.nrows()
}

fn negated() -> Answer {
    |a, b| a.ncols() != b.nrows()
}

fn sibling() -> bool {
    // Can a column of numbers be added to every row of a table? Ask the shapes, not the numbers.
    let table = DMatrix::<f64>::zeros(4, 3);
    let row = RowDVector::<f64>::zeros(3);
    // A row of the table has a number for each column, so that is what the addend must have too.
    // How many rows the table has does not come into it.
    row.len() == table.ncols()
}
