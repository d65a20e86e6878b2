//! How many directions a matrix keeps apart.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::matrices;
use crate::SVD;
use grading::compare::Difference;
use grading::compare::spectrum::Spectrum;
use grading::refutation::provided;
use grading::scope::*;
use grading::{Input, Mistake, Outcome, Property, Spec, Trials, Verdict, code, literal, shrink, worked};

const SOURCE: &str = include_str!("rank.rs");

type Answer = fn(&DMatrix<f64>) -> usize;

pub(crate) static SPEC: Spec<Answer, DMatrix<f64>, usize> = Spec {
    id: "rank",
    notebook: &SVD,
    title: "How much gets through",
    points: 2,
    prompt: "Write `rank`: the number of singular values of `m` that are more than rounding. Those of the \
        test matrices that count are above a millionth of the largest one, those that don't are below a \
        millionth of a millionth of it. The matrices themselves may be of any size, from 1e-100 to 1e100. \
        A zero matrix has rank 0.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[
        code!(by_machine_precision),
        code!(scaled_first),
        code!(by_eigenvalues),
        code!(by_elimination),
    ],
    mistakes: &[
        Mistake {
            tag: "exact-zero-test",
            variants: &[
                || |m| m.singular_values().iter().filter(|&&s| s != 0.0).count(),
                || |m| m.rank(1e-300),
            ],
            ask: "0.1 + 0.2 - 0.3 is not 0 for a computer. How exactly will a singular value that should \
                vanish come out?",
            tell: "You count every value that is not exactly zero. A value that rounding alone has made is \
                about 1e-16 of the largest one, and should not count.",
            ..Mistake::of(code!(exact_zero_test))
        },
        Mistake {
            tag: "smaller-dimension",
            variants: &[|| |m| m.singular_values().len()],
            ask: "How many different vectors come out of a matrix full of zeros?",
            tell: "The smaller dimension is the most that the rank can be. How much of that is reached \
                depends on the entries.",
            ..Mistake::of(code!(smaller_dimension))
        },
        Mistake {
            tag: "absolute-tolerance",
            variants: &[|| |m| m.rank(1e-12), || |m| m.rank(1e-7)],
            // Right on matrices of everyday size; too few on tiny ones, too many on huge ones.
            pattern: Some(|trials| {
                trials.iter().all(|trial| {
                    let spectrum = Spectrum::of(&trial.probe);
                    match (&trial.outcome, spectrum.largest()) {
                        (Outcome::Panicked(_), _) => false,
                        (Outcome::Value(rank), 0.0..1e-2) => *rank <= spectrum.rank(),
                        (Outcome::Value(rank), 1e3..) => *rank >= spectrum.rank(),
                        (Outcome::Value(_), _) => trial.fault.is_none(),
                    }
                })
            }),
            ask: "Measure in kilometres instead of metres, and every entry is divided by 1000. Does the \
                rank change? Does your answer?",
            tell: "Your tolerance is the same for every matrix. What counts as small depends on how large \
                the matrix is, so the tolerance has to grow with it.",
            ..Mistake::of(code!(absolute_tolerance))
        },
        Mistake {
            tag: "zero-compared-with-zero",
            ask: "If the largest singular value is 0, what is your tolerance, and which values pass it?",
            tell: "For a zero matrix you compare 0 with 0, and let that pass. Nothing in it should count.",
            ..Mistake::of(code!(zero_compared_with_zero))
        },
        Mistake {
            tag: "too-coarse",
            variants: &[
                || |m| m.rank(1e-5 * m.norm()),
                || |m| m.rank(1e-4 * m.norm()),
                || |m| m.rank(0.1 * m.norm()),
            ],
            ask: "A direction may be shrunk to a thousandth of the others. Has it been thrown away?",
            tell: "Your tolerance scales with the matrix, and is too large: it drops directions that get \
                through, if only weakly. Rounding is far smaller than that.",
            ..Mistake::of(code!(too_coarse))
        },
        Mistake {
            tag: "rows-counted",
            variants: &[
                || |m| m.row_iter().filter(|row| row.iter().any(|&x| x != 0.0)).count(),
                || {
                    |m| {
                        m.column_iter()
                            .filter(|column| column.iter().any(|&x| x != 0.0))
                            .count()
                    }
                },
                || |m| m.ncols(),
            ],
            ask: "Of two equal rows, or two equal columns: does the second one tell you anything that the first \
                one does not?",
            tell: "You count rows or columns as they stand. One that is made up from others adds no \
                direction of its own.",
            ..Mistake::of(code!(rows_counted))
        },
        Mistake {
            tag: "different-values-counted",
            ask: "The identity has the singular values 1, 1, 1. How many directions does it keep?",
            tell: "You count equal singular values once. Each of them stands for a direction of its own.",
            ..Mistake::of(code!(different_values_counted))
        },
        Mistake {
            tag: "dimensions-lost-counted",
            variants: &[
                || |m| m.nrows() - solution()(m),
                || |m| m.nrows().min(m.ncols()) - solution()(m),
            ],
            ask: "The identity loses nothing. Is its rank 0?",
            tell: "You count the directions that vanish. The rank counts those that survive.",
            ..Mistake::of(code!(dimensions_lost_counted))
        },
        Mistake {
            tag: "off-by-one",
            variants: &[|| |m| solution()(m).saturating_sub(1)],
            ask: "Which singular value of [[2]] counts? And which of [[0]]?",
            tell: "Your count is one off: an index of a value is not a number of values.",
            ..Mistake::of(code!(off_by_one))
        },
        Mistake {
            tag: "all-or-nothing",
            ask: "A determinant of 0 says that something is lost. Does it say how much?",
            tell: "A determinant only tells full rank from less. It cannot tell rank 1 from rank 2, and a \
                matrix that is not square has none.",
            ..Mistake::of(code!(all_or_nothing))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = matrices::probes(random);
            for scale in [1e-100, 1e-9, 1e-4, 1e9, 1e100] {
                let scaled = [(1, 1, 1), (3, 3, 2), (2, 3, 2), (4, 3, 1)];
                probes.extend(scaled.map(|kind| matrices::of_rank(random, kind, scale)));
            }
            // Its determinant is far from zero, since it is rounded.
            probes.push(dmatrix![2.0, 1.0, 3.0; 1.0, 3.0, 4.0; 3.0, 1.0, 4.0] * 1e20);
            probes.extend([
                // The second values of these are 2.5e-6 to 4e-5 of the first.
                dmatrix![1.0, 1.0; 1.0, 1.00001],
                dmatrix![4e-5, 0.0; 0.0, 1.0],
                dmatrix![1e9, 0.0, 0.0; 0.0, 4e3, 0.0],
                // The entries add up to 0, so their sum does not measure its size.
                dmatrix![1.0, 3.0, 5.0; 2.0, 6.0, 10.0; -3.0, -9.0, -15.0] / 7.0,
            ]);
            probes
        },
        simpler: |m| shrink::matrix(m).into_iter().filter(is_settled).collect(),
        call: |rank, m| rank(m),
        example: |m| format!("rank(&{})", literal::matrix(m)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "every singular value counts that is more than rounding",
            hence: "for matrices of every shape and rank up to 4x4, for larger ones, and from 1e-100 to 1e100",
            question: "Print the singular values of this matrix. Which of them does your count miss?",
            holds: |m, &rank| {
                let right = Spectrum::of(m).rank();
                let held = if rank < right { off(right, rank) } else { Ok(()) };
                matrices::unless_untrusted(m, held)
            },
        },
        Property {
            claim: "nothing else counts",
            hence: "",
            question: "Print the singular values of this matrix. How many of them would be zero if the \
                computer made no rounding errors?",
            holds: |m, &rank| {
                let right = Spectrum::of(m).rank();
                let held = if rank > right { off(right, rank) } else { Ok(()) };
                matrices::unless_untrusted(m, held)
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|m: &DMatrix<f64>| asked(m));

fn asked(m: &DMatrix<f64>) -> Input<DMatrix<f64>> {
    let m = matrices::asked("m", m)?;
    provided(
        is_settled(&m),
        "some singular values are neither clearly zero nor clearly not, by what the exercise calls a zero",
    )?;
    Ok(m)
}

fn off(right: usize, rank: usize) -> Result<(), Difference> {
    Err(format!("the rank is {right}, not {rank}").into())
}

/// Whether every singular value is clearly zero or clearly not.
fn is_settled(m: &DMatrix<f64>) -> bool {
    Spectrum::of(m).relative().all(|value| !(1e-14..2e-6).contains(&value))
}

fn starter() -> Answer {
    fn rank(m: &DMatrix<f64>) -> usize {
        todo!()
    }
    rank
}

fn solution() -> Answer {
    |m| {
        let values = m.singular_values();
        let tolerance = 1e-9 * values.max();
        values.iter().filter(|&&value| value > tolerance).count()
    }
}

fn by_machine_precision() -> Answer {
    |m| {
        let largest = m.singular_values()[0];
        let size = m.nrows().max(m.ncols()) as f64;
        m.rank(f64::EPSILON * size * largest)
    }
}

fn scaled_first() -> Answer {
    |m| {
        let size = m.amax();
        if size == 0.0 { 0 } else { (m / size).rank(1e-8) }
    }
}

fn by_eigenvalues() -> Answer {
    |m| {
        // The eigenvalues of the Gram matrix are the squares of the singular values.
        let squares = (m.transpose() * m).symmetric_eigenvalues();
        squares.iter().filter(|&&square| square > 1e-13 * squares.max()).count()
    }
}

fn by_elimination() -> Answer {
    |m| {
        let mut left = m.clone();
        let mut rank = 0;
        // Take the largest entry that is left, and clear its row and column.
        while left.amax() > 1e-10 * m.amax() {
            let (i, j) = left.iamax_full();
            left -= left.column(j) * left.row(i) / left[(i, j)];
            rank += 1;
        }
        rank
    }
}

fn exact_zero_test() -> Answer {
    |m| m.rank(0.0)
}

fn smaller_dimension() -> Answer {
    |m| m.nrows().min(m.ncols())
}

fn absolute_tolerance() -> Answer {
    |m| m.rank(1e-9)
}

fn zero_compared_with_zero() -> Answer {
    |m| {
        let values = m.singular_values();
        values.iter().filter(|&&value| value >= 1e-9 * values[0]).count()
    }
}

fn too_coarse() -> Answer {
    |m| {
        let values = m.singular_values();
        values.iter().filter(|&&value| value > 1e-3 * values[0]).count()
    }
}

fn rows_counted() -> Answer {
    |m| m.nrows()
}

fn different_values_counted() -> Answer {
    |m| {
        let values = m.singular_values();
        let step = 1e-9 * values[0];
        (0..values.len())
            .filter(|&i| values[i] > step && (i == 0 || values[i - 1] - values[i] > step))
            .count()
    }
}

fn dimensions_lost_counted() -> Answer {
    |m| {
        let values = m.singular_values();
        m.ncols() - values.iter().filter(|&&value| value > 1e-9 * values[0]).count()
    }
}

fn off_by_one() -> Answer {
    |m| {
        let values = m.singular_values();
        values.iter().filter(|&&value| value > 1e-9 * values[0]).count() + 1
    }
}

fn all_or_nothing() -> Answer {
    |m| {
        if !m.is_square() {
            return m.nrows().min(m.ncols());
        }
        let scaled = m / m.amax();
        if scaled.determinant().abs() > 1e-9 {
            m.nrows()
        } else {
            m.nrows() - 1
        }
    }
}

fn sibling() -> usize {
    // How many of these terms matter in their sum? Compare with the largest, not with a fixed
    // number: the same terms in other units must give the same answer.
    let terms = [3e-20, 2e-20, 5e-37];
    let largest = terms.iter().copied().fold(0.0, f64::max);
    // A double carries some 16 digits, so what is below 1e-16 of the largest leaves no trace in it.
    assert!(terms[0] + terms[2] == terms[0]);
    let matter = terms.iter().filter(|&&term| term > 1e-12 * largest).count();
    assert_eq!(matter, 2);
    matter
}
