//! Multiplication is a loop over the columns.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::LINEAR_ALGEBRA;
use grading::compare::{self, Tolerance};
use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Mistake, Property, Spec, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("apply_to_batch.rs");

type Answer = fn(&DMatrix<f64>, &DMatrix<f64>) -> DMatrix<f64>;
/// A matrix, and a batch that it can be applied to.
type Arguments = (DMatrix<f64>, DMatrix<f64>);

pub(crate) static SPEC: Spec<Answer, Arguments, DMatrix<f64>> = Spec {
    id: "apply_to_batch",
    notebook: &LINEAR_ALGEBRA,
    title: "A whole batch at once",
    points: 2,
    prompt: "A batch is a matrix whose columns are vectors. Write `apply_to_batch`: apply the matrix \
        `a` to every column of `batch`, and return the results as columns, in the same order.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(column_by_column), code!(loop_into_zeros), code!(entry_by_entry)],
    mistakes: &[
        Mistake {
            tag: "rows-taken-for-vectors",
            variants: &[|| |a, batch| batch * a.transpose()],
            ask: "A batch of five vectors with two entries each has two rows and five columns. Is one \
                of those vectors a row of it, or a column?",
            tell: "You applied `a` to the rows of the batch. Its vectors stand upright, side by side.",
            ..Mistake::of(code!(rows_taken_for_vectors))
        },
        Mistake {
            tag: "elementwise-product",
            ask: "Each number of a result depends on a whole row of `a` and a whole vector. On how many \
                numbers does each of yours depend?",
            tell: "You multiplied entry by entry, which only runs where the two shapes are equal. \
                Applying a matrix means rows against columns.",
            ..Mistake::of(code!(elementwise_product))
        },
        Mistake {
            tag: "factors-exchanged",
            ask: "A function is written to the left of what it is applied to. Which of your two \
                factors plays the function?",
            tell: "You let the batch act on `a`. The order matters, even where both orders fit.",
            ..Mistake::of(code!(factors_exchanged))
        },
        Mistake {
            tag: "matrix-transposed",
            ask: "Does the first number of a result come from the first row of `a`, or from its first \
                column?",
            tell: "You applied the transpose of `a`. Each result pairs a row of `a` itself with a \
                vector of the batch.",
            ..Mistake::of(code!(matrix_transposed))
        },
        Mistake {
            tag: "result-transposed",
            ask: "The results should be columns, as the vectors were. Which way do yours lie?",
            tell: "The numbers are right, but each result lies in a row. A batch goes in as columns \
                and comes out as columns.",
            ..Mistake::of(code!(result_transposed))
        },
        Mistake {
            tag: "one-vector-only",
            variants: &[
                || {
                    |a, batch| {
                        let first = a * batch.column(0);
                        DMatrix::from_fn(a.nrows(), batch.ncols(), |i, _| first[i])
                    }
                },
                || {
                    |a, batch| {
                        let last = batch.column_iter().next_back();
                        DMatrix::from_columns(last.map(|last| a * last).as_slice())
                    }
                },
            ],
            ask: "Give it a batch with three columns: how many vectors are that, and how many different \
                results come back from your function?",
            tell: "You applied `a` to a single vector of the batch; the others are never looked at.",
            ..Mistake::of(code!(one_vector_only))
        },
        Mistake {
            tag: "vectors-summed",
            ask: "Should the result for one vector change when another vector of the batch does?",
            tell: "You added the vectors of the batch up. Each is to be mapped by itself, as if the \
                others were not there.",
            ..Mistake::of(code!(vectors_summed))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = Vec::new();
            for (rows, taken) in probe::shapes(3) {
                for vectors in [1, 2, 3, 0] {
                    let a = probe::matrix(random, rows, taken);
                    probes.push((a, probe::matrix(random, taken, vectors)));
                }
            }
            // A basis of the pairs: one entry of each matrix is 1.
            for place in probe::places((2, 3)) {
                for other in probe::places((3, 2)) {
                    let a = probe::unit_matrix((2, 3), place);
                    probes.push((a, probe::unit_matrix((3, 2), other)));
                }
            }
            // Thirds, which no short number holds, in both: what rounds one of the two shows. Sizes that multiply to about 1,
            // to next to nothing, and to very much, all far from where numbers end.
            for [left, right] in [[1e-6, 1e6], [0.1, 10.0], [1e6, 1e-6], [1e-60, 1e-60], [1e60, 1e60]] {
                let a = probe::matrix(random, 5, 4) * left / 3.0;
                probes.push((a, probe::matrix(random, 4, 6) * right / 3.0));
            }
            probes.push((probe::large_matrix(30, 40), probe::large_matrix(40, 50)));
            probes.sort_by_key(|(a, batch)| (a.is_empty() || batch.is_empty(), a.len() + batch.len()));
            probes
        },
        simpler: |(a, batch)| {
            let shared = a.ncols();
            let fewer = shrink::lengths(shared).into_iter();
            let mut simpler: Vec<Arguments> = fewer
                .map(|shared| (a.columns(0, shared).into_owned(), batch.rows(0, shared).into_owned()))
                .collect();
            simpler
                .extend(shrink::droppable(shared).map(|k| (a.clone().remove_column(k), batch.clone().remove_row(k))));
            simpler.extend(
                shrink::matrix(a)
                    .into_iter()
                    .filter(|a| a.ncols() == shared)
                    .map(|a| (a, batch.clone())),
            );
            simpler.extend(
                shrink::matrix(batch)
                    .into_iter()
                    .filter(|b| b.nrows() == shared)
                    .map(|b| (a.clone(), b)),
            );
            simpler
        },
        call: |apply_to_batch, (a, batch)| apply_to_batch(a, batch),
        example: |(a, batch)| format!("apply_to_batch(&{}, &{})", literal::matrix(a), literal::matrix(batch)),
        // `from_columns` and `from_rows` refuse an empty list.
        panic_excused: |(a, batch)| a.is_empty() || batch.is_empty(),
    },
    properties: &[
        Property {
            claim: "there is a column for each vector of the batch, as long as what `a` returns",
            hence: "",
            question: "How many vectors came in, and how many numbers does `a` make of each?",
            holds: |(a, batch), results| compare::shape((a.nrows(), batch.ncols()), results.shape()),
        },
        Property {
            claim: "every column is `a` applied to that vector",
            hence: "on a basis, on random matrices from 1x1 up, and on large ones",
            question: "Take the first vector of the batch alone. What does `a` make of it, and does \
                that stand in the first column?",
            holds: |(a, batch), results| {
                let right = DMatrix::from_fn(a.nrows(), batch.ncols(), |i, j| {
                    (0..a.ncols()).map(|k| a[(i, k)] * batch[(k, j)]).sum()
                });
                let magnitudes = a.abs() * batch.abs();
                compare::matrix(&right, results, |i, j| {
                    Tolerance::rounding(a.ncols(), magnitudes[(i, j)])
                })
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|a: &DMatrix<f64>, batch: &DMatrix<f64>| asked(a, batch));

fn asked(a: &DMatrix<f64>, batch: &DMatrix<f64>) -> Input<Arguments> {
    let (taken, given) = (a.ncols(), batch.nrows());
    let why = format!("`a` takes vectors of length {taken}, and those in `batch` have length {given}");
    provided(taken == given, why)?;
    numbers("`a`", a)?;
    numbers("`batch`", batch)?;
    Ok((a.clone(), batch.clone()))
}

fn starter() -> Answer {
    fn apply_to_batch(a: &DMatrix<f64>, batch: &DMatrix<f64>) -> DMatrix<f64> {
        todo!()
    }
    apply_to_batch
}

fn solution() -> Answer {
    |a, batch| a * batch
}

fn column_by_column() -> Answer {
    |a, batch| {
        let results: Vec<DVector<f64>> = batch.column_iter().map(|vector| a * vector).collect();
        DMatrix::from_columns(&results)
    }
}

fn loop_into_zeros() -> Answer {
    |a, batch| {
        let mut results = DMatrix::zeros(a.nrows(), batch.ncols());
        for (j, vector) in batch.column_iter().enumerate() {
            results.set_column(j, &(a * vector));
        }
        results
    }
}

fn entry_by_entry() -> Answer {
    |a, batch| {
        DMatrix::from_fn(a.nrows(), batch.ncols(), |i, j| {
            a.row(i).iter().zip(batch.column(j).iter()).map(|(x, y)| x * y).sum()
        })
    }
}

fn rows_taken_for_vectors() -> Answer {
    |a, batch| a * batch.transpose()
}

fn elementwise_product() -> Answer {
    |a, batch| a.component_mul(batch)
}

fn factors_exchanged() -> Answer {
    |a, batch| batch * a
}

fn matrix_transposed() -> Answer {
    |a, batch| a.transpose() * batch
}

fn result_transposed() -> Answer {
    |a, batch| (a * batch).transpose()
}

fn one_vector_only() -> Answer {
    |a, batch| DMatrix::from_columns(&[a * batch.column(0)])
}

fn vectors_summed() -> Answer {
    |a, batch| DMatrix::from_columns(&[a * batch.column_sum()])
}

fn sibling() -> RowDVector<f64> {
    // The length of every vector in a batch: the same question for each column, so a loop over them.
    let batch: DMatrix<f64> = dmatrix![3.0, 0.0, 1.0; 4.0, 2.0, 0.0];
    let lengths: Vec<f64> = batch.column_iter().map(|vector| vector.norm()).collect();
    // One number for each column, laid side by side as the columns were: 5, 2, 1.
    RowDVector::from_vec(lengths)
}
