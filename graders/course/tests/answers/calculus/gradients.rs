//! Gradients from values of the function.

use course::check;
use grading::Verdict;
use nalgebra::{DMatrix, DVector};

use crate::{fails, passes};

type Function<'f> = &'f dyn Fn(&DVector<f64>) -> f64;

fn forward(f: Function, x: &DVector<f64>, h: f64) -> DVector<f64> {
    stencil(f, x, &[(0.0, -1.0 / h), (h, 1.0 / h)])
}

fn central(f: Function, x: &DVector<f64>, h: f64) -> DVector<f64> {
    stencil(f, x, &[(-h, -0.5 / h), (h, 0.5 / h)])
}

/// Along each axis, the sum of the values at these distances with these weights.
fn stencil(f: Function, x: &DVector<f64>, points: &[(f64, f64)]) -> DVector<f64> {
    let value = |axis: usize, distance: f64| {
        let mut moved = x.clone();
        moved[axis] += distance;
        f(&moved)
    };
    DVector::from_fn(x.len(), |axis, _| {
        points
            .iter()
            .map(|&(distance, weight)| weight * value(axis, distance))
            .sum()
    })
}

/// It fails, and that is why.
#[track_caller]
fn says(verdict: Verdict, misconception: &str) {
    let Verdict::Failed(failed) = verdict else {
        panic!("{verdict:#?}")
    };
    assert_eq!(failed.misconception.as_deref(), Some(misconception), "{failed:#?}");
}

#[test]
fn every_sound_step_passes() {
    passes(check::gradient(|f, x| forward(f, x, 1e-6)));
    passes(check::gradient(|f, x| forward(f, x, 1e-7)));
    passes(check::gradient(|f, x| forward(f, x, 1e-8)));
    passes(check::gradient(|f, x| forward(f, x, f64::EPSILON.sqrt())));
    passes(check::gradient(|f, x| forward(f, x, -1e-8)));
    passes(check::gradient(|f, x| central(f, x, 1e-3)));
    passes(check::gradient(|f, x| central(f, x, 1e-4)));
    passes(check::gradient(|f, x| central(f, x, 1e-6)));
    passes(check::gradient(|f, x| central(f, x, 1e-7)));
    passes(check::gradient(|f, x| central(f, x, 1e-8)));
    passes(check::gradient(|f, x| central(f, x, f64::EPSILON.cbrt())));
    passes(check::gradient(|f, x| {
        let h = 0.01;
        let w = 1.0 / (12.0 * h);
        stencil(f, x, &[(-2.0 * h, w), (-h, -8.0 * w), (h, 8.0 * w), (2.0 * h, -w)])
    }));
    // The step in proportion to the whole vector.
    passes(check::gradient(|f, x| central(f, x, 1e-5 * (1.0 + x.norm()))));
    // Each axis in turn, without going back: the differences are between neighbours.
    passes(check::gradient(|f, x| {
        let mut moved = x.clone();
        let mut before = f(x);
        let slopes = (0..x.len()).map(|i| {
            moved[i] += 1e-7;
            let now = f(&moved);
            let slope = (now - before) / 1e-7;
            before = now;
            slope
        });
        DVector::from_vec(slopes.collect())
    }));
    // Along the columns of the identity.
    passes(check::gradient(|f, x| {
        let axes = DMatrix::<f64>::identity(x.len(), x.len()) * 1e-5;
        DVector::from_iterator(
            x.len(),
            axes.column_iter().map(|axis| (f(&(x + axis)) - f(&(x - axis))) / 2e-5),
        )
    }));
}

#[test]
fn steps_that_are_not_sound_say_which_way() {
    says(check::gradient(|f, x| forward(f, x, 1e-13)), "step-far-too-small");
    says(check::gradient(|f, x| central(f, x, 1e-13)), "step-far-too-small");
    says(check::gradient(|f, x| forward(f, x, 1e-11)), "step-far-too-small");
    says(check::gradient(|f, x| central(f, x, 3e-15)), "step-far-too-small");
    says(check::gradient(|f, x| forward(f, x, 1e-30)), "step-far-too-small");
    says(check::gradient(|f, x| forward(f, x, 0.05)), "step-too-large");
    says(check::gradient(|f, x| forward(f, x, 1e-4)), "step-too-large");
    says(check::gradient(|f, x| central(f, x, 0.05)), "step-too-large");
    says(check::gradient(|f, x| forward(f, x, 1e-5)), "step-too-large");
    says(
        check::gradient(|f, x| DVector::from_fn(x.len(), |i, _| central(f, x, 1e-5 * x[i])[i])),
        "no-step-from-zero",
    );
}

#[test]
fn a_wrong_way_is_recognised_whatever_the_step() {
    says(
        check::gradient(|f, x| x.map(|_| (f(&x.add_scalar(1e-5)) - f(&x.add_scalar(-1e-5))) / 2e-5)),
        "shared-step",
    );
    says(
        check::gradient(|f, x| {
            let diagonal = x.map(|_| 1.0 / (x.len() as f64).sqrt());
            let slope = (f(&(x + &diagonal * 1e-6)) - f(x)) / 1e-6;
            x.map(|_| slope)
        }),
        "shared-step",
    );
    says(
        check::gradient(|f, x| {
            let slope = central(f, x, 1e-5)[0];
            DVector::from_fn(x.len(), |i, _| if i == 0 { slope } else { 0.0 })
        }),
        "first-axis-only",
    );
    says(
        check::gradient(|f, x| {
            let slope = forward(f, x, 1e-8)[0];
            x.map(|_| slope)
        }),
        "first-axis-only",
    );
    says(
        check::gradient(|f, x| {
            let (mut ahead, mut behind) = (x.clone(), x.clone());
            let slopes = (0..x.len()).map(|i| {
                ahead[i] += 1e-5;
                behind[i] -= 1e-5;
                (f(&ahead) - f(&behind)) / 2e-5
            });
            DVector::from_vec(slopes.collect())
        }),
        "steps-not-taken-back",
    );
    says(
        check::gradient(|f, x| forward(f, &(x * 0.0), 1e-7)),
        "stepped-from-the-origin",
    );
}

#[test]
fn axes_left_out_are_not_blamed_on_the_step() {
    let verdict = check::gradient(|f, x| {
        let g = central(f, x, 1e-5);
        DVector::from_fn(x.len(), |i, _| if i < 6 { g[i] } else { 0.0 })
    });
    let Verdict::Failed(failed) = verdict else {
        panic!("{verdict:#?}")
    };
    assert_eq!(failed.misconception, None, "{failed:#?}");
}

#[test]
fn nearly_right_gradients_fail() {
    fails(
        check::gradient(|f, x| {
            let g = central(f, x, 1e-6);
            DVector::from_fn(x.len(), |i, _| if i < 2 { g[i] } else { 0.0 })
        }),
        "gradient(&|x| x.sum(), &dvector![0.0, 0.0, 0.0])",
        "dvector![1.0, 1.0, 1.0]",
        "dvector![1.0, 1.0, 0.0]",
    );
    fails(
        check::gradient(|f, x| {
            let g = central(f, x, 1e-6);
            DVector::from_vec(vec![g[0], g[1]])
        }),
        "gradient(&|x| x.sum(), &dvector![0.0])",
        "dvector![1.0]",
        "a panic: Matrix index out of bounds.",
    );
    fails(
        check::gradient(|f, x| {
            let g = central(f, x, 1e-6);
            DVector::from_fn(x.len(), |i, _| g[x.len() - 1 - i])
        }),
        "gradient(&|x| x.dot(x) / 2.0, &dvector![1.0, 0.0])",
        "dvector![1.000000000001, 0.0]",
        "dvector![0.0, 1.0]",
    );
    fails(
        check::gradient(|f, x| central(f, x, 1e-6).normalize()),
        "gradient(&|x| x.dot(x) / 2.0, &dvector![0.0])",
        "dvector![0.0]",
        "dvector![f64::NAN]",
    );
    fails(
        check::gradient(|f, x| central(f, x, 1e-6).abs()),
        "gradient(&|x| x.dot(x) / 2.0, &dvector![-1.0])",
        "dvector![-1.000000000001]",
        "dvector![1.0]",
    );
    fails(
        check::gradient(|f, x| {
            DVector::from_fn(x.len(), |i, _| {
                let h = 1e-8 * x[i];
                let mut y = x.clone();
                y[i] += h;
                (f(&y) - f(x)) / h
            })
        }),
        "gradient(&|x| x.sum(), &dvector![0.0])",
        "dvector![1.0]",
        "dvector![f64::NAN]",
    );
    fails(
        check::gradient(|f, x| {
            DVector::from_fn(x.len(), |i, _| {
                let mut moved = x.clone();
                moved[i] += 1e-6;
                let ahead = f(&moved);
                moved[i] -= 1e-6;
                (ahead - f(&moved)) / 2e-6
            })
        }),
        "gradient(&|x| x.sum(), &dvector![0.0])",
        "dvector![1.0]",
        "dvector![0.5]",
    );
    fails(
        check::gradient(|f, x| {
            let g = central(f, x, 1e-6);
            DVector::from_fn(x.len(), |i, _| if i + 1 == x.len() { g[i] } else { 0.0 })
        }),
        "gradient(&|x| x.sum(), &dvector![0.0, 0.0])",
        "dvector![1.0, 1.0]",
        "dvector![0.0, 1.0]",
    );
    fails(
        check::gradient(|f, x| x.map(|_| f(x))),
        "gradient(&|x| x.sum(), &dvector![0.0])",
        "dvector![1.0]",
        "dvector![0.0]",
    );
    fails(
        check::gradient(|f, x| central(f, x, 1e-6).component_mul(x)),
        "gradient(&|x| x.sum(), &dvector![0.0])",
        "dvector![1.0]",
        "dvector![0.0]",
    );
    fails(
        check::gradient(|f, x| if x.len() > 6 { x.clone() } else { central(f, x, 1e-6) }),
        "gradient(&|x| x.sum(), &dvector![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])",
        "dvector![1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]",
        "dvector![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]",
    );
    fails(
        check::gradient(|f, x| {
            if x.is_empty() {
                DVector::zeros(1)
            } else {
                central(f, x, 1e-6)
            }
        }),
        "gradient(&|x| x.sum(), &DVector::<f64>::zeros(0))",
        "DVector::<f64>::zeros(0)",
        "dvector![0.0]",
    );
    fails(
        check::gradient(|f, x| central(f, &x.map(f64::round), 1e-6)),
        "gradient(&|x| x.dot(x) / 2.0, &dvector![0.5])",
        "dvector![0.5]",
        "dvector![1.0]",
    );
    fails(
        check::gradient(|f, x| central(f, &x.map(|x| x.max(0.0)), 1e-6)),
        "gradient(&|x| x.dot(x) / 2.0, &dvector![-1.0])",
        "dvector![-1.000000000001]",
        "dvector![0.0]",
    );
    fails(
        check::gradient(|f, x| central(f, x, 1e-6).map(|x| f64::from(x as f32 * 1.00001))),
        "gradient(&|x| x.sum(), &dvector![0.0])",
        "dvector![1.0]",
        "dvector![1.0000100135803223]",
    );
    fails(
        check::gradient(|f, x| x.map(|_| central(f, x, 1e-6).sum())),
        "gradient(&|x| x.sum(), &dvector![0.0, 0.0])",
        "dvector![1.0, 1.0]",
        "dvector![2.0, 2.0]",
    );
    fails(
        check::gradient(|f, x| x.map(|_| central(f, x, 1e-6).mean())),
        "gradient(&|x| x.dot(x) / 2.0, &dvector![1.0, 0.0])",
        "dvector![1.000000000001, 0.0]",
        "dvector![0.5, 0.5]",
    );
    fails(
        check::gradient(|_, x| x.clone()),
        "gradient(&|x| x.sum(), &dvector![0.0])",
        "dvector![1.0]",
        "dvector![0.0]",
    );
    fails(
        check::gradient(|_, x| x.map(|_| f64::NAN)),
        "gradient(&|x| x.sum(), &dvector![0.0])",
        "dvector![1.0]",
        "dvector![f64::NAN]",
    );
    fails(
        check::gradient(|f, x| central(f, x, 1e-6) / x.len() as f64),
        "gradient(&|x| x.sum(), &dvector![0.0, 0.0])",
        "dvector![1.0, 1.0]",
        "dvector![0.5, 0.5]",
    );
    fails(
        check::gradient(|f, x| central(f, x, 1e-6).map(|slope| if slope.abs() < 0.1 { 0.0 } else { slope })),
        "gradient(&|x| x.map(f64::sin).sum(), &dvector![1.5])",
        "dvector![0.07073720166284048]",
        "dvector![0.0]",
    );
}
