//! Ways to draw.

use course::check;
use nalgebra::DVector;

use super::{recognised, unknown};
use crate::{fails, passes};

fn last(p: &DVector<f64>) -> usize {
    p.iter().rposition(|&x| x > 0.0).unwrap()
}

#[test]
fn other_ways_to_draw_pass() {
    passes(check::sample(|p, u| {
        let sums = |i: usize| p.iter().take(i + 1).sum::<f64>();
        (0..p.len()).find(|&i| sums(i) > u).unwrap_or_else(|| last(p))
    }));
    passes(check::sample(|p, u| {
        // Scaled so that the sum isn't short, and still guarded.
        let target = u * p.sum();
        let mut sum = 0.0;
        let found = p.iter().position(|x| {
            sum += x;
            sum > target
        });
        found.unwrap_or(last(p))
    }));
    passes(check::sample(|p, u| {
        let possible: Vec<usize> = (0..p.len()).filter(|&i| p[i] > 0.0).collect();
        let mut sum = 0.0;
        for &i in &possible[..possible.len() - 1] {
            sum += p[i];
            if u < sum {
                return i;
            }
        }
        possible[possible.len() - 1]
    }));
    passes(check::sample(|p, u| {
        fn from(p: &DVector<f64>, i: usize, rest: f64) -> usize {
            if i == last(p) || rest < p[i] {
                i
            } else {
                from(p, i + 1, rest - p[i])
            }
        }
        from(p, 0, u)
    }));
    passes(check::sample(|p, u| {
        // From the other end: what is left above an outcome's beginning.
        let mut above = 0.0;
        for i in (0..p.len()).rev() {
            above += p[i];
            if p[i] > 0.0 && 1.0 - above <= u {
                return i;
            }
        }
        p.iter().position(|&x| x > 0.0).unwrap()
    }));
}

#[test]
fn what_is_nearly_right_fails() {
    unknown(fails(
        check::sample(|p, u| {
            let mut sum = 0.0;
            p.iter()
                .position(|x| {
                    sum += x;
                    sum > u
                })
                .unwrap()
        }),
        "sample(&dvector![0.9999999999999999], 0.9999999999999999)",
        "0",
        "a panic: called `Option::unwrap()` on a `None` value",
    ));
    unknown(fails(
        check::sample(|p, u| {
            let mut sum = 0.0;
            p.iter()
                .position(|x| {
                    sum += x;
                    sum > u + 1e-3
                })
                .unwrap_or_else(|| last(p))
        }),
        "sample(&dvector![0.5, 0.5], 0.49999999999999994)",
        "0",
        "1",
    ));
    unknown(fails(
        check::sample(|p, u| {
            let mut sum = 0.0;
            p.iter()
                .take(8)
                .position(|x| {
                    sum += x;
                    sum > u
                })
                .unwrap_or_else(|| last(p))
        }),
        "sample(&DVector::from_element(1000, 0.001), 0.1235)",
        "123",
        "999",
    ));
    unknown(fails(
        check::sample(|p, u| {
            // The outcome that ends nearest to u.
            let distance = |i: usize| (p.rows(0, i + 1).sum() - u).abs();
            (0..p.len())
                .min_by(|&i, &j| distance(i).total_cmp(&distance(j)))
                .unwrap()
        }),
        "sample(&dvector![0.0, 1.0], 0.0)",
        "1",
        "0",
    ));
    unknown(fails(
        check::sample(|p, u| {
            // The outcome whose probability is nearest to u.
            (0..p.len())
                .min_by(|&i, &j| (p[i] - u).abs().total_cmp(&(p[j] - u).abs()))
                .unwrap()
        }),
        "sample(&dvector![0.0, 1.0], 0.0)",
        "1",
        "0",
    ));
    unknown(fails(
        check::sample(|p, u| usize::from(u >= p[0])),
        "sample(&dvector![0.5, 0.0, 0.5], 0.5)",
        "2",
        "1",
    ));
    unknown(fails(
        check::sample(|_, u| (u * 6.0) as usize),
        "sample(&dvector![1.0], 0.5)",
        "0",
        "3",
    ));
    unknown(fails(
        check::sample(|p, u| {
            let mut sum = 0.0;
            p.iter()
                .filter(|x| **x > 0.0)
                .position(|x| {
                    sum += x;
                    sum > u
                })
                .unwrap_or(0)
        }),
        "sample(&dvector![0.0, 1.0], 0.0)",
        "1",
        "0",
    ));
    unknown(fails(
        check::sample(|p, u| {
            let mut rest = u;
            for i in 0..p.len() {
                if rest <= p[i] {
                    return i;
                }
                rest -= p[i];
            }
            p.len() - 1
        }),
        "sample(&dvector![0.0, 1.0], 0.0)",
        "1",
        "0",
    ));
    unknown(fails(
        check::sample(|p, u| {
            let mut sum = 0.0;
            for i in 0..p.len() {
                sum += p[i];
                if sum > u {
                    return i + 1;
                }
            }
            last(p)
        }),
        "sample(&dvector![1.0], 0.0)",
        "0",
        "1",
    ));
    unknown(fails(
        check::sample(|_, _| usize::MAX),
        "sample(&dvector![1.0], 0.0)",
        "0",
        "18446744073709551615",
    ));
    recognised(
        fails(
            check::sample(|p, u| (u * p.len() as f64).floor() as usize % p.len()),
            "sample(&dvector![0.0, 1.0], 0.0)",
            "1",
            "0",
        ),
        "all-equally-likely",
    );
    recognised(
        fails(
            check::sample(|p, u| {
                let mut sum = 0.0;
                p.iter()
                    .position(|x| {
                        sum += x;
                        sum > u
                    })
                    .unwrap_or(usize::MAX)
            }),
            "sample(&dvector![0.9999999999999999], 0.9999999999999999)",
            "0",
            "18446744073709551615",
        ),
        "short-sum-out-of-range",
    );
}

#[test]
fn one_too_far_is_recognised_whatever_is_returned_at_the_end() {
    let counted: fn(&DVector<f64>, f64) -> usize = |p, u| {
        let (mut sum, mut count) = (0.0, 0);
        while sum <= u && count < p.len() {
            sum += p[count];
            count += 1;
        }
        count
    };
    let compared_before_adding: fn(&DVector<f64>, f64) -> usize = |p, u| {
        let mut sum = 0.0;
        for i in 0..p.len() {
            if sum > u {
                return i;
            }
            sum += p[i];
        }
        last(p)
    };
    recognised(
        fails(check::sample(counted), "sample(&dvector![1.0, 0.0], 0.0)", "0", "1"),
        "one-too-far",
    );
    recognised(
        fails(
            check::sample(compared_before_adding),
            "sample(&dvector![1.0, 0.0], 0.0)",
            "0",
            "1",
        ),
        "one-too-far",
    );
}
