//! The vector of length 1 that points where another does.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::VECTORS;
use grading::compare::{self, Tolerance};
use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Mistake, Property, Spec, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("unit_vector.rs");

type Answer = fn(&DVector<f64>) -> DVector<f64>;

pub(crate) static SPEC: Spec<Answer, DVector<f64>, DVector<f64>> = Spec {
    id: "unit_vector",
    notebook: &VECTORS,
    title: "Which way, and nothing else",
    points: 1,
    prompt: "Write `unit_vector`: the vector of length 1 that points where `v` points, for a `v` that is not zero.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_the_library), code!(entry_by_entry)],
    mistakes: &[
        Mistake {
            tag: "divided-by-the-square",
            variants: &[|| |v| v / v.dot(v)],
            ask: "Double `v`. By which factor does your result change, and by which should it?",
            tell: "You divided by the squared length, so a long vector comes out too short.",
            ..Mistake::of(code!(divided_by_the_square))
        },
        Mistake {
            tag: "entries-sum-to-one",
            variants: &[|| |v| v / v.iter().map(|x| x.abs()).sum::<f64>()],
            ask: "Draw what you return for (1, 1). How far from the origin does it end?",
            tell: "Your entries sum to one. A length is the root of a sum of squares.",
            ..Mistake::of(code!(entries_sum_to_one))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = vec![dvector![1.0], dvector![-2.0], dvector![1.0, 1.0], dvector![0.0, -3.0]];
            probes.extend((1..=6).map(|n| probe::vector(random, n)));
            probes.extend([1e-100, 0.1, 1e100].map(|scale| probe::vector(random, 3) * scale));
            probes.push(probe::large_vector(50));
            probes
        },
        simpler: |v| shrink::only(shrink::vector(v), |v| v.iter().any(|&x| x != 0.0)),
        call: |unit_vector, v| unit_vector(v),
        example: |v| format!("unit_vector(&{})", literal::vector(v)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "it has as many entries as `v`",
            hence: "",
            question: "In which space does `v` point?",
            holds: |v, unit| compare::shape(v.shape(), unit.shape()),
        },
        Property {
            claim: "every entry is that of `v`, divided by the length of `v`",
            hence: "",
            question: "What is the length of `v`, and what is left of `v` without it?",
            holds: |v, unit| {
                // A sum of n squares, its root, and a division, of numbers of at most 1.
                compare::matrix(&v.normalize(), unit, |_, _| Tolerance::rounding(v.len() + 4, 1.0))
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|v: &DVector<f64>| asked(v));

fn asked(v: &DVector<f64>) -> Input<DVector<f64>> {
    numbers("`v`", v)?;
    provided(v.iter().any(|&x| x != 0.0), "the zero vector points nowhere")?;
    Ok(v.clone())
}

fn starter() -> Answer {
    fn unit_vector(v: &DVector<f64>) -> DVector<f64> {
        todo!()
    }
    unit_vector
}

fn solution() -> Answer {
    |v| v / v.norm()
}

fn by_the_library() -> Answer {
    |v| v.normalize()
}

fn entry_by_entry() -> Answer {
    |v| {
        let length = v.iter().map(|x| x * x).sum::<f64>().sqrt();
        v.map(|x| x / length)
    }
}

fn divided_by_the_square() -> Answer {
    |v| v / v.norm_squared()
}

fn entries_sum_to_one() -> Answer {
    |v| v / v.lp_norm(1)
}

fn sibling() -> DVector<f64> {
    // The same question of a weight in place of a length: what share of the whole is each part?
    let parts: DVector<f64> = dvector![2.0, 3.0, 5.0];
    let shares = &parts / parts.sum();
    assert!((shares.sum() - 1.0).abs() < 1e-12);
    shares
}
