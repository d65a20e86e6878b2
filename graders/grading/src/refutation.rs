//! One input of a learner's own choosing: whether an answer goes wrong on it.
//!
//! An exercise says by [`refutable!`](crate::refutable) what a call of its function asks: which input the arguments are, or why they
//! are none. The function that the macro makes takes an answer before the arguments, and keeps what comes of it for [`take`].

use std::cell::RefCell;
use std::ops::Mul;

use nalgebra::{SMatrix, SVector};

use crate::judge;
use crate::observed::Observed;
use crate::progress;
use crate::spec::Spec;
use crate::verdict::Refutation;

/// What the arguments of a call are to an exercise: an input, or a sentence on why they are none.
pub type Input<I> = Result<I, String>;

thread_local! {
    /// With how many inputs there have been.
    static KEPT: RefCell<(Option<Refutation>, usize)> = const { RefCell::new((None, 0)) };
}

/// What the inputs have said since the last time: the first on which a claim breaks, else the last one. `None` where an answer
/// was asked nothing.
pub fn take() -> Option<Refutation> {
    KEPT.take().0
}

/// On how many inputs an answer was tried since the last time.
pub fn inputs() -> usize {
    KEPT.with_borrow(|(_, inputs)| *inputs)
}

fn keep(refutation: Refutation) {
    KEPT.with_borrow_mut(|(kept, inputs)| {
        *inputs += 1;
        if !matches!(kept, Some(Refutation::Breaks { .. })) {
            *kept = Some(refutation);
        }
    });
}

/// `input`, if `condition` holds; else why there is none.
///
/// # Errors
/// The sentence `why`.
pub fn provided(condition: bool, why: impl Into<String>) -> Input<()> {
    match condition {
        true => Ok(()),
        false => Err(why.into()),
    }
}

/// That `values`, called `name` in the sentence, are all finite.
///
/// # Errors
/// Why they are no input.
pub fn numbers<'v>(name: &str, values: impl IntoIterator<Item = &'v f64>) -> Input<()> {
    let are_finite = values.into_iter().all(|x| x.is_finite());
    provided(
        are_finite,
        format!("{name} is to be made of numbers, and holds NaN or an infinity"),
    )
}

impl<A, I: Clone, O: Observed> Spec<A, I, O> {
    /// Tries an answer on one input, which `call` calls it on, and keeps for [`take`] what comes of it.
    pub fn refute(&self, answer: &A, input: Input<I>, call: impl Fn(&A) -> O) {
        keep(match input {
            Ok(probe) => judge::refutation(self, answer, probe, call, progress::observer()),
            Err(why) => Refutation::Outside { why },
        });
    }
}

/// A matrix that is applied in an answer's place: each product tries the answer on its vector.
#[derive(Clone, Copy)]
pub struct Applied<const R: usize, const C: usize> {
    spec: &'static MatrixSpec<R, C>,
    matrix: SMatrix<f64, R, C>,
}

type MatrixSpec<const R: usize, const C: usize> = Spec<SMatrix<f64, R, C>, SVector<f64, C>, SVector<f64, R>>;

impl<const R: usize, const C: usize> Applied<R, C> {
    /// In place of `matrix`, an answer to the exercise that `spec` states.
    pub fn new(spec: &'static MatrixSpec<R, C>, matrix: &SMatrix<f64, R, C>) -> Applied<R, C> {
        let matrix = *matrix;
        Applied { spec, matrix }
    }
}

impl<const R: usize, const C: usize> Mul<SVector<f64, C>> for Applied<R, C> {
    type Output = ();

    fn mul(self, v: SVector<f64, C>) {
        let input = numbers("the vector", &v).map(|()| v);
        self.spec.refute(&self.matrix, input, |matrix| matrix * v);
    }
}

/// `refutable!(|u: &DVector<f64>| input(u))`: makes the function `refute`, which tries an answer of the type `Answer` on the
/// arguments of one call, and its test. `input` is the [`Input`] that the arguments are; the file must define `SPEC`, whose outputs
/// what an answer returns can be made into. Where one call is not all that an input needs, `refute` and its test are written out.
#[macro_export]
macro_rules! refutable {
    (|$($name:ident: $type:ty),* $(,)?| $input:expr) => {
        /// Tries an answer on the arguments of one call.
        pub fn refute(answer: Answer, $($name: $type),*) {
            SPEC.refute(&answer, $input, |answer: &Answer| answer($($name),*).into());
        }

        #[cfg(test)]
        mod refutation {
            use super::*;

            thread_local! {
                static TRIED: std::cell::Cell<Option<Answer>> = const { std::cell::Cell::new(None) };
            }

            #[test]
            fn a_call_says_of_an_answer_what_its_check_says_of_the_same_input() {
                let relay: Answer = |$($name),*| {
                    let answer = TRIED.get().expect("an answer is set");
                    refute(answer, $($name),*);
                    answer($($name),*)
                };
                $crate::gates::refutations::hold(&SPEC, &relay, |answer| TRIED.set(Some(*answer)));
            }
        }
    };
}
