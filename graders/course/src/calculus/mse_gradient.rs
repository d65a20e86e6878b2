//! The gradient of a loss: a product of matrices again.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::CALCULUS;
use grading::compare::{self, Tolerance};
use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Mistake, Property, Spec, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("mse_gradient.rs");

type Answer = fn(&DMatrix<f64>, &DVector<f64>, &DVector<f64>) -> DVector<f64>;

/// What an answer is tried on: a row of `a` and an entry of `b` for each sample, an entry of `x` for each column.
#[derive(Clone)]
pub(crate) struct Arguments {
    a: DMatrix<f64>,
    b: DVector<f64>,
    x: DVector<f64>,
}

pub(crate) static SPEC: Spec<Answer, Arguments, DVector<f64>> = Spec {
    id: "mse_gradient",
    notebook: &CALCULUS,
    title: "The slope of a loss",
    points: 3,
    prompt: "Write `mse_gradient`: the gradient, with respect to `x`, of the mean squared error of `a * x` \
        as an estimate of `b`. That error is $\\frac1n \\sum_{i=1}^n \\big((Ax)_i - b_i\\big)^2$, where $n \\ge 1$ is \
        the number of rows.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[
        code!(sample_by_sample),
        code!(entry_by_entry),
        code!(expanded),
        code!(by_differences),
    ],
    mistakes: &[
        Mistake {
            tag: "factor-2-missing",
            variants: &[|| |a, b, x| a.tr_mul(&(a * x - b)) / (2 * a.nrows()) as f64],
            ask: "What is the derivative of a square, and what has become of the exponent in yours?",
            tell: "Each square brings its exponent down as a factor. (Some books put a half before the sum to \
                be rid of it; this loss has none.)",
            ..Mistake::of(code!(factor_2_missing))
        },
        Mistake {
            tag: "mean-left-out",
            ask: "Give every sample twice. The mean stays the same: does your gradient?",
            tell: "Yours is the gradient of the sum of the squares. Of a mean, it has to be divided by the \
                number of samples.",
            ..Mistake::of(code!(mean_left_out))
        },
        Mistake {
            tag: "constants-left-out",
            ask: "For a single row and column, write the loss out as a function of one number. Which \
                factors stand before its derivative?",
            tell: "The direction is right, but not the length: a square has a factor to give, and a mean \
                another.",
            ..Mistake::of(code!(constants_left_out))
        },
        Mistake {
            tag: "sign",
            variants: &[
                || |a, b, x| a.tr_mul(&(b - a * x)) / a.nrows() as f64,
                || |a, b, x| a.tr_mul(&(b - a * x)) * 2.0,
                || |a, b, x| a.tr_mul(&(b - a * x)),
            ],
            ask: "If every estimate is too large, and all the entries of `a` are positive, does the loss grow \
                or shrink with `x`?",
            tell: "Yours points the way down. The gradient points up; it is descent that turns it round.",
            ..Mistake::of(code!(sign))
        },
        Mistake {
            tag: "transpose-missing",
            variants: &[
                || |a, b, x| a * (b - a * x) * (-2.0 / a.nrows() as f64),
                || |a, b, x| a * (a * x - b) / a.nrows() as f64,
                || |a, b, x| a * (a * x - b) * 2.0,
            ],
            ask: "The residual has an entry a row, the gradient an entry a column. Which way does a matrix \
                have to lie to take the one and return the other?",
            tell: "You apply `a` itself to the residual. For a square matrix the shapes don't object, but \
                entry j of the gradient adds up over column j of `a`, not along a row.",
            ..Mistake::of(code!(transpose_missing))
        },
        Mistake {
            tag: "divided-by-another-count",
            variants: &[|| |a, b, x| a.tr_mul(&(a * x - b)) * (2.0 / a.len() as f64)],
            ask: "Over what is the mean taken: over the samples, or over the entries of `x`?",
            tell: "A mean is divided by the number of things it is taken of. Here these are the rows of `a`, \
                one a sample.",
            ..Mistake::of(code!(divided_by_another_count))
        },
        Mistake {
            tag: "half-of-the-residual",
            variants: &[
                || |a, b, x| a.tr_mul(&(a * x)) * (2.0 / a.nrows() as f64),
                || |a, b, x| a.tr_mul(b) * (-2.0 / a.nrows() as f64),
            ],
            ask: "At an `x` with no error at all, what should the gradient be? Is it, in yours?",
            tell: "Only one of the two parts of the residual is in your formula. The gradient depends on how \
                far the estimate is from the target, so on their difference.",
            ..Mistake::of(code!(half_of_the_residual))
        },
        Mistake {
            tag: "gradient-of-the-root",
            ask: "Double all the errors. A loss of squares grows fourfold: by how much does its slope, and by \
                how much does yours?",
            tell: "You have the gradient of the root of the mean squared error. No root was asked for.",
            ..Mistake::of(code!(gradient_of_the_root))
        },
        Mistake {
            tag: "residual-squared",
            variants: &[|| {
                |a, b, x| {
                    let residual = a * x - b;
                    a.tr_mul(&residual.component_mul(&residual)) / a.nrows() as f64
                }
            }],
            ask: "Is the derivative of a square a square?",
            tell: "The exponent comes down by one: the gradient is linear in the residual.",
            ..Mistake::of(code!(residual_squared))
        },
        Mistake {
            tag: "inner-derivative-left-out",
            variants: &[|| |a, b, x| (a * x - b) * 2.0, || |a, b, x| a * x - b],
            ask: "By how much does a residual change when an entry of `x` does? Where does that stand in your \
                formula?",
            tell: "Yours is the slope with respect to the estimates. By the chain rule, the slope of the \
                estimates with respect to `x` comes in as well.",
            ..Mistake::of(code!(inner_derivative_left_out))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = Vec::new();
            for (rows, columns) in probe::shapes(5) {
                for thirds in [false, true] {
                    let mut draw = || {
                        let whole = random.integer(-3, 3);
                        if thirds { whole / 3.0 } else { whole }
                    };
                    let a = DMatrix::from_fn(rows, columns, |_, _| draw());
                    let b = DVector::from_fn(rows, |_, _| draw());
                    let x = DVector::from_fn(columns, |_, _| draw());
                    probes.push(Arguments { a, b, x });
                }
            }
            probes.retain(is_defined);
            let x = probe::large_vector(15);
            let a = probe::large_matrix(60, 15);
            probes.push(Arguments {
                b: probe::large_vector(60),
                a: a.clone(),
                x: x.clone(),
            });
            // No error, so no slope.
            let solved = &probes[10];
            probes.push(Arguments {
                b: &solved.a * &solved.x,
                ..solved.clone()
            });
            probes
        },
        simpler: |Arguments { a, b, x }| {
            let (rows, columns) = a.shape();
            let top = |rows| Arguments {
                a: a.rows(0, rows).into_owned(),
                b: b.rows(0, rows).into_owned(),
                x: x.clone(),
            };
            let left = |columns| Arguments {
                a: a.columns(0, columns).into_owned(),
                b: b.clone(),
                x: x.rows(0, columns).into_owned(),
            };
            let without_row = |i| Arguments {
                a: a.clone().remove_row(i),
                b: b.clone().remove_row(i),
                x: x.clone(),
            };
            let without_column = |j| Arguments {
                a: a.clone().remove_column(j),
                b: b.clone(),
                x: x.clone().remove_row(j),
            };
            let square = |n| Arguments {
                a: a.view((0, 0), (n, n)).into_owned(),
                b: b.rows(0, n).into_owned(),
                x: x.rows(0, n).into_owned(),
            };
            let smaller_squares = shrink::lengths(rows).into_iter().filter(|_| rows == columns);
            let mut simpler: Vec<Arguments> = smaller_squares.map(square).collect();
            simpler.extend(shrink::lengths(rows).into_iter().map(top));
            simpler.extend(shrink::lengths(columns).into_iter().map(left));
            // What is left of the large matrix is readable as long as its entries are those of its formula.
            if a.len() > 30 {
                return simpler;
            }
            simpler.extend(shrink::droppable(rows).map(without_row));
            simpler.extend(shrink::droppable(columns).map(without_column));
            let matrices = shrink::matrix_entries(a).into_iter();
            simpler.extend(matrices.map(|a| Arguments {
                a,
                b: b.clone(),
                x: x.clone(),
            }));
            let targets = shrink::vector(b).into_iter().filter(|b| b.len() == rows);
            simpler.extend(targets.map(|b| Arguments {
                a: a.clone(),
                b,
                x: x.clone(),
            }));
            let places = shrink::vector(x).into_iter().filter(|x| x.len() == columns);
            simpler.extend(places.map(|x| Arguments {
                a: a.clone(),
                b: b.clone(),
                x,
            }));
            simpler
        },
        call: |mse_gradient, Arguments { a, b, x }| mse_gradient(a, b, x),
        example: |Arguments { a, b, x }| {
            let [b, x] = [b, x].map(literal::vector);
            format!("mse_gradient(&{}, &{b}, &{x})", literal::matrix(a))
        },
        // Some constructors refuse an empty list.
        panic_excused: |Arguments { x, .. }| x.is_empty(),
    },
    properties: &[
        Property {
            claim: "it has an entry for each entry of `x`",
            hence: "",
            question: "The gradient is taken with respect to `x`. How many slopes are there?",
            holds: |Arguments { x, .. }, gradient| compare::shape(x.shape(), gradient.shape()),
        },
        Property {
            claim: "it is the gradient of the mean squared error",
            hence: "for matrices of all shapes up to 5x5 and for a large one",
            question: "Take one row and one column, and write the loss out as a function of the one number in \
                `x`. What is its derivative?",
            holds: |probe, gradient| compare::matrix(&right(probe), gradient, |_, _| tolerance(probe)),
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|a: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>| asked(a, b, x));

fn asked(a: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> Input<Arguments> {
    let (rows, columns) = a.shape();
    provided(rows > 0, "`a` is to have a row at least: there is no mean of nothing")?;
    let lengths = [("b", b.len(), "rows", rows), ("x", x.len(), "columns", columns)];
    for (name, len, of, asked) in lengths {
        let why = format!("`{name}` has length {len}, and `a` has this many {of}: {asked}");
        provided(len == asked, why)?;
    }
    numbers("`a`", a)?;
    numbers("`b`", b)?;
    numbers("`x`", x)?;
    let [b, x] = [b, x].map(DVector::clone);
    Ok(Arguments { a: a.clone(), b, x })
}

/// A mean over no samples is nothing.
fn is_defined(Arguments { a, .. }: &Arguments) -> bool {
    a.nrows() > 0
}

fn right(Arguments { a, b, x }: &Arguments) -> DVector<f64> {
    let n = a.nrows();
    let residual = |i: usize| (0..a.ncols()).map(|j| a[(i, j)] * x[j]).sum::<f64>() - b[i];
    DVector::from_fn(a.ncols(), |j, _| {
        (0..n).map(|i| 2.0 * a[(i, j)] * residual(i)).sum::<f64>() / n as f64
    })
}

/// The formula is off by rounding only, but no less right is the numerical gradient of the loss; so this is what is allowed
/// in `gradient`.
fn tolerance(probe: &Arguments) -> Tolerance {
    let Arguments { a, b, x } = probe;
    let loss = (a * x - b).norm_squared() / a.nrows() as f64;
    Tolerance::within(1e-6 * (1.0 + right(probe).norm() + loss))
}

fn starter() -> Answer {
    fn mse_gradient(a: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
        todo!()
    }
    mse_gradient
}

fn solution() -> Answer {
    |a, b, x| {
        let residual = a * x - b;
        a.transpose() * residual * (2.0 / a.nrows() as f64)
    }
}

fn sample_by_sample() -> Answer {
    |a, b, x| {
        let mut gradient = DVector::zeros(x.len());
        for (row, target) in a.row_iter().zip(b.iter()) {
            let sample = row.transpose();
            let error = sample.dot(x) - target;
            gradient += sample * (2.0 * error / b.len() as f64);
        }
        gradient
    }
}

fn entry_by_entry() -> Answer {
    |a, b, x| {
        let residual = a * x - b;
        DVector::from_fn(x.len(), |j, _| 2.0 * a.column(j).component_mul(&residual).mean())
    }
}

fn expanded() -> Answer {
    |a, b, x| {
        let n = a.nrows() as f64;
        (a.tr_mul(a) * x - a.tr_mul(b)) * 2.0 / n
    }
}

fn by_differences() -> Answer {
    |a, b, x| {
        let loss = |x: &DVector<f64>| (a * x - b).norm_squared() / b.len() as f64;
        let h = 1e-4;
        DVector::from_fn(x.len(), |j, _| {
            let mut ahead = x.clone();
            let mut behind = x.clone();
            ahead[j] += h;
            behind[j] -= h;
            (loss(&ahead) - loss(&behind)) / (2.0 * h)
        })
    }
}

fn factor_2_missing() -> Answer {
    |a, b, x| a.transpose() * (a * x - b) / a.nrows() as f64
}

fn mean_left_out() -> Answer {
    |a, b, x| a.transpose() * (a * x - b) * 2.0
}

fn constants_left_out() -> Answer {
    |a, b, x| a.transpose() * (a * x - b)
}

fn sign() -> Answer {
    |a, b, x| {
        let residual = b - a * x;
        a.transpose() * residual * (2.0 / a.nrows() as f64)
    }
}

fn transpose_missing() -> Answer {
    |a, b, x| {
        let residual = a * x - b;
        a * residual * (2.0 / a.nrows() as f64)
    }
}

fn divided_by_another_count() -> Answer {
    |a, b, x| {
        let residual = a * x - b;
        a.transpose() * residual * (2.0 / x.len() as f64)
    }
}

fn half_of_the_residual() -> Answer {
    |a, b, x| a.transpose() * b * (2.0 / a.nrows() as f64)
}

fn gradient_of_the_root() -> Answer {
    |a, b, x| {
        let residual = a * x - b;
        let n = a.nrows() as f64;
        a.transpose() * &residual / (n.sqrt() * residual.norm())
    }
}

fn residual_squared() -> Answer {
    |a, b, x| {
        let residual = a * x - b;
        a.transpose() * residual.map(|error| error * error) * (2.0 / a.nrows() as f64)
    }
}

fn inner_derivative_left_out() -> Answer {
    |a, b, x| (a * x - b) * (2.0 / a.nrows() as f64)
}

fn sibling() -> DVector<f64> {
    // The gradient of a simpler loss: the sum of the entries of w, each times the same entry of x, and squared.
    let w = dvector![1.0, 3.0];
    let x = dvector![2.0, -1.0];
    // Seen from x[j], the loss is (w[j] x[j])² and something constant. The square brings a 2 down and leaves w[j] x[j]; inside,
    // x[j] stands beside the factor w[j], so that comes in once more.
    let gradient = DVector::from_fn(2, |j, _| 2.0 * (w[j] * x[j]) * w[j]);
    // Two chances to go wrong, and one number to tell: a small step along the first axis.
    let loss = |x: &DVector<f64>| w.component_mul(x).norm_squared();
    let rise = loss(&dvector![2.0001, -1.0]) - loss(&x);
    assert!((rise / 0.0001 - gradient[0]).abs() < 1e-3);
    gradient
}
