//! Orthogonal projection onto a line.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::LINEAR_ALGEBRA;
use grading::compare::{self, Tolerance};
use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Mistake, Property, Spec, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("projector.rs");

type Answer = fn(&DVector<f64>) -> DMatrix<f64>;

pub(crate) static SPEC: Spec<Answer, DVector<f64>, DMatrix<f64>> = Spec {
    id: "projector",
    notebook: &LINEAR_ALGEBRA,
    title: "The shadow on a line",
    points: 3,
    prompt: "Write `projector`: given a vector `u` that is not zero, the matrix that projects every \
        vector orthogonally onto the line through `u`. It leaves `u` where it is, and sends \
        everything perpendicular to `u` to zero.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(normalised_first), code!(entry_by_entry), code!(column_by_column)],
    mistakes: &[
        Mistake {
            tag: "not-normalised",
            ask: "Apply your matrix to `u` itself, for a `u` of length 2. A shadow of something that \
                already lies on the line should be itself: how many times too long is yours?",
            tell: "Your matrix is right for vectors of length 1 only. Its effect grows with the \
                length of `u`, yet the line through `u` does not depend on that length.",
            ..Mistake::of(code!(not_normalised))
        },
        Mistake {
            tag: "divided-by-norm-once",
            ask: "Double `u`. By which factor do the products of its entries grow, and by which \
                factor does what you divide by?",
            tell: "`u` appears twice in every entry, so its length has to be divided out twice; you \
                divided by it once.",
            ..Mistake::of(code!(divided_by_norm_once))
        },
        Mistake {
            tag: "inner-for-outer",
            variants: &[
                || |u| DMatrix::from_element(1, 1, u.dot(u)),
                || |u| DMatrix::from_element(u.len(), u.len(), u.dot(u)),
                || |u| DMatrix::identity(u.len(), u.len()) * u.dot(u),
            ],
            ask: "A row times a column and a column times a row: what shape has each, and which of \
                the two can be applied to a vector as long as `u`?",
            tell: "You multiplied row by column, which collapses `u` to a single number. The other \
                order keeps every pair of entries apart.",
            ..Mistake::of(code!(inner_for_outer))
        },
        Mistake {
            tag: "complement",
            ask: "Where does your matrix send `u`: to itself, or to zero?",
            tell: "Your matrix keeps what is perpendicular to the line and removes what lies along \
                it: that is the other half of the split.",
            ..Mistake::of(code!(complement))
        },
        Mistake {
            tag: "reflection",
            ask: "Take a vector perpendicular to `u`. After your matrix, is it gone, or has it only \
                turned round?",
            tell: "Your matrix mirrors at the line: what is perpendicular comes out negated, where a \
                shadow has none of it left.",
            ..Mistake::of(code!(reflection))
        },
        Mistake {
            tag: "coordinates-scaled",
            ask: "Can a matrix with zeros off its diagonal move anything from one coordinate to \
                another? Does the shadow of the first axis on a slanted line have a second \
                coordinate?",
            tell: "You kept only the products of an entry with itself. A slanted line mixes the \
                coordinates, so the products of different entries count as well.",
            ..Mistake::of(code!(coordinates_scaled))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = vec![dvector![1.0], dvector![2.0], dvector![-3.0]];
            for n in 1..=6 {
                probes.extend((0..n).map(|axis| DVector::from_fn(n, |i, _| f64::from(i == axis))));
                probes.extend((0..4).map(|_| probe::vector(random, n)));
            }
            // The largest entry is 0.
            probes.extend([dvector![0.0, -1.0], dvector![-2.0, 0.0, -1.0]]);
            // Whole numbers hide answers that round; tiny and huge ones show answers that don't scale. The squares of these
            // neither vanish nor overflow, so every formula for the projector is as accurate here as anywhere.
            probes.extend([1e-100, 1e-6, 0.1, 1e6, 1e100].map(|scale| probe::vector(random, 3) * scale));
            probes.push(probe::large_vector(50));
            probes
        },
        simpler: |u| shrink::only(shrink::vector(u), |u| u.iter().any(|&x| x != 0.0)),
        call: |projector, u| projector(u),
        example: |u| format!("projector(&{})", literal::vector(u)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "the matrix is n by n for a `u` of n entries",
            hence: "",
            question: "Which vectors go in, which come out, and so how many rows and columns must \
                the matrix have?",
            holds: |u, p| compare::shape((u.len(), u.len()), p.shape()),
        },
        Property {
            claim: "`u` stays where it is",
            hence: "",
            question: "What is the shadow of a vector that already lies on the line?",
            holds: |u, p| {
                let tolerance = Tolerance::rounding(2 * u.len() + 4, u.lp_norm(1));
                compare::matrix(u, &(p * u), |_, _| tolerance)
                    .map_err(|difference| difference.inside("in the matrix times `u`, which should be `u`"))
            },
        },
        Property {
            claim: "every entry is that of the projector",
            hence: "so it agrees on a basis, hence on every vector",
            question: "What should become of a vector perpendicular to `u`, and what does your \
                matrix do with it?",
            holds: |u, p| {
                let square = u.norm_squared();
                let right = DMatrix::from_fn(u.len(), u.len(), |i, j| u[i] * u[j] / square);
                compare::matrix(&right, p, |_, _| Tolerance::rounding(u.len() + 4, 1.0))
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|u: &DVector<f64>| asked(u));

fn asked(u: &DVector<f64>) -> Input<DVector<f64>> {
    numbers("`u`", u)?;
    let is_zero = u.iter().all(|&x| x == 0.0);
    provided(
        !is_zero,
        "`u` is to be a vector that is not zero: the zero vector spans no line",
    )?;
    Ok(u.clone())
}

fn starter() -> Answer {
    fn projector(u: &DVector<f64>) -> DMatrix<f64> {
        todo!()
    }
    projector
}

fn solution() -> Answer {
    |u| u * u.transpose() / u.norm_squared()
}

fn normalised_first() -> Answer {
    |u| {
        let unit = u.normalize();
        &unit * unit.transpose()
    }
}

fn entry_by_entry() -> Answer {
    |u| {
        let n = u.len();
        DMatrix::from_fn(n, n, |i, j| u[i] * u[j] / u.dot(u))
    }
}

fn column_by_column() -> Answer {
    |u| {
        // Column j is the shadow of the j-th axis, of which the dot product with `u` is `u[j]`.
        let shadows: Vec<DVector<f64>> = u.iter().map(|x| u * (x / u.dot(u))).collect();
        DMatrix::from_columns(&shadows)
    }
}

fn not_normalised() -> Answer {
    |u| u * u.transpose()
}

fn divided_by_norm_once() -> Answer {
    |u| u * u.transpose() / u.norm()
}

fn inner_for_outer() -> Answer {
    |u| DMatrix::from_element(1, 1, u.dot(u) / u.norm_squared())
}

fn complement() -> Answer {
    |u| DMatrix::identity(u.len(), u.len()) - u * u.transpose() / u.norm_squared()
}

fn reflection() -> Answer {
    |u| 2.0 * u * u.transpose() / u.norm_squared() - DMatrix::identity(u.len(), u.len())
}

fn coordinates_scaled() -> Answer {
    |u| DMatrix::from_diagonal(&u.component_mul(u)) / u.norm_squared()
}

fn sibling() -> DVector<f64> {
    // Splitting one vector at a line is a question of how much of it points along the line.
    let u: DVector<f64> = dvector![3.0, 4.0];
    let x = dvector![5.0, 0.0];
    // u has length 5, so u/5 is a unit vector, and the amount is a dot product with it.
    let direction = &u / 5.0;
    let along = direction.dot(&x);
    // What is left over after taking that much of the direction away is perpendicular to the line.
    let rest = &x - &direction * along;
    assert!(rest.dot(&u).abs() < 1e-12);
    rest
}
