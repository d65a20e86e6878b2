//! Answers to the first notebook.

#![expect(clippy::todo, clippy::unimplemented, reason = "some answers are not there yet")]

use std::collections::{BTreeMap, HashMap};

use course::check;
use grading::Verdict;
use nalgebra::{DMatrix, DVector, Matrix2, SMatrix, dmatrix};

use crate::{fails, not_attempted, passes};

mod tables {
    use super::*;

    #[test]
    fn any_map_any_string_any_integer_will_do() {
        passes(check::shapes(&HashMap::from([
            ("v".to_owned(), (3_i32, 1_u8)),
            ("r".to_owned(), (1, 4)),
            ("m".to_owned(), (2, 3)),
            ("s".to_owned(), (1, 1)),
        ])));
        passes(check::maps(&BTreeMap::from([
            ("a", (2_i64, 6_i64)),
            ("b", (6, 2)),
            ("c", (3, 3)),
        ])));
    }

    #[test]
    fn one_wrong_entry_is_the_counterexample() {
        let shapes = BTreeMap::from([("v", (3, 1)), ("r", (1, 4)), ("m", (2, 3)), ("s", (1, 2))]);
        fails(check::shapes(&shapes), "shapes[\"s\"]", "", "(1, 2)");
        let maps = BTreeMap::from([("a", (2, 6)), ("b", (-6, 2)), ("c", (3, 3))]);
        fails(check::maps(&maps), "maps[\"b\"]", "", "(-6, 2)");
    }

    #[test]
    fn names_must_be_exactly_those_asked_for() {
        #[track_caller]
        fn check(entries: &[(&str, (usize, usize))], got: &str, says: &str) {
            let maps: BTreeMap<&str, (usize, usize)> = entries.iter().copied().collect();
            let verdict = course::check::maps(&maps);
            let failed = fails(verdict, "maps.keys()", "", got);
            assert!(failed.flag.contains(says), "{}", failed.flag);
        }
        let right = [("a", (2, 6)), ("b", (6, 2)), ("c", (3, 3))];
        check(&right[..2], r#"["a", "b"]"#, r#"missing: `"c"`"#);
        let extra = [right.as_slice(), &[("d", (1, 1))]].concat();
        check(&extra, r#"["a", "b", "c", "d"]"#, r#"not asked for: `"d"`"#);
        check(
            &[("A", (2, 6)), right[1], right[2]],
            r#"["A", "b", "c"]"#,
            r#"missing: `"a"`; not asked for: `"A"`"#,
        );
    }

    #[test]
    fn an_empty_map_is_no_answer_yet() {
        not_attempted(check::shapes(&BTreeMap::<&str, (i32, i32)>::new()));
        not_attempted(check::maps(&HashMap::<String, (usize, usize)>::new()));
    }
}

mod values {
    use super::*;

    fn repeat(f: impl Fn(usize, usize) -> f64) -> SMatrix<f64, 6, 2> {
        SMatrix::from_fn(f)
    }

    fn right(i: usize, j: usize) -> f64 {
        f64::from(i % 2 == j)
    }

    #[test]
    fn rounding_is_forgiven_and_nothing_more() {
        passes(check::repeat_3_2(&repeat(|i, j| right(i, j) * (1.0 - 1e-16) + 1e-16)));
        passes(check::pipeline(&Matrix2::new(1.0, -2.0 + 4e-16, -1.0, 1e-16)));
        fails(
            check::repeat_3_2(&repeat(|i, j| right(i, j) + if (i, j) == (4, 1) { 1e-9 } else { 0.0 })),
            "repeat_3_2 * vector![0.0, 1.0]",
            "",
            "vector![0.0, 1.0, 0.0, 1.0, 1e-9, 1.0]",
        );
    }

    #[test]
    fn one_wrong_entry_fails_and_is_no_known_misconception() {
        let failed = fails(
            check::repeat_3_2(&repeat(|i, j| if (i, j) == (5, 0) { 1.0 } else { right(i, j) })),
            "repeat_3_2 * vector![1.0, 0.0]",
            "",
            "vector![1.0, 0.0, 1.0, 0.0, 1.0, 1.0]",
        );
        assert_eq!(failed.misconception, None);
        assert!(failed.flag.contains("1 of 6 entries is wrong"), "{}", failed.flag);
        assert!(failed.flag.contains("Right in 1 of 2 tests"), "{}", failed.flag);
    }

    #[test]
    fn nan_is_never_right() {
        let nan = repeat(|i, j| if i == 3 { f64::NAN } else { right(i, j) });
        fails(
            check::repeat_3_2(&nan),
            "repeat_3_2 * vector![1.0, 0.0]",
            "",
            "vector![1.0, 0.0, 1.0, f64::NAN, 1.0, 0.0]",
        );
        fails(
            check::pipeline(&Matrix2::repeat(f64::INFINITY)),
            "pipeline * vector![1.0, 0.0]",
            "",
            "vector![f64::NAN, f64::NAN]",
        );
    }

    #[test]
    fn an_answer_right_on_some_other_vector_only_is_recognised_too() {
        // Right on [2, 1], by halves and doubles.
        let on_one = repeat(|i, j| match (i % 2, j) {
            (0, 1) => 2.0,
            (1, 0) => 0.5,
            _ => 0.0,
        });
        let Verdict::Failed(failed) = check::repeat_3_2(&on_one) else {
            panic!()
        };
        assert_eq!(failed.misconception.as_deref(), Some("right-on-one-vector-only"));
    }

    /// What is right in one place of a variable is a part of the answer.
    #[test]
    fn no_verdict_on_a_value_gives_a_part_of_it_away() {
        let failed = fails(
            check::pipeline(&Matrix2::new(1.0, 5.0, -1.0, 0.0)),
            "pipeline * vector![0.0, 1.0]",
            "",
            "vector![5.0, 0.0]",
        );
        assert!(failed.flag.contains("the worst at (0, 0): 5.0."), "{}", failed.flag);
        assert!(!failed.flag.contains("-2"), "{}", failed.flag);
    }

    #[test]
    fn two_steps_exchanged_get_a_question_that_fits_any_two() {
        let [w, x, y, z] = [
            Matrix2::new(0.0, -1.0, 1.0, 0.0),
            Matrix2::new(2.0, 0.0, 0.0, 1.0),
            Matrix2::new(1.0, 1.0, 0.0, 1.0),
            Matrix2::new(1.0, 0.0, 0.0, -1.0),
        ];
        for pipeline in [z * x * y * w, z * y * w * x, y * z * x * w] {
            let Verdict::Failed(failed) = check::pipeline(&pipeline) else {
                panic!()
            };
            assert_eq!(failed.misconception.as_deref(), Some("neighbours-exchanged"));
            for step in ["turn", "stretch", "shear", "reflect"] {
                assert!(!failed.question.contains(step), "{}", failed.question);
            }
        }
    }

    #[test]
    fn placeholders_are_no_answer_yet() {
        not_attempted(check::repeat_3_2(&SMatrix::zeros()));
        not_attempted(check::zero_second_and_repeat_3(&SMatrix::zeros()));
        not_attempted(check::pipeline(&Matrix2::identity()));
    }
}

mod functions {
    use super::*;

    #[test]
    fn other_ways_to_the_same_answer_pass() {
        passes(check::shape_of_transpose(|m| {
            (m.row_iter().count(), m.column_iter().count()).swap()
        }));
        passes(check::are_compatible(|a, b| {
            a.row_iter().all(|row| row.len() == b.nrows()) && a.ncols() == b.nrows()
        }));
        passes(check::apply_to_batch(|a, batch| {
            (batch.transpose() * a.transpose()).transpose()
        }));
        passes(check::apply_to_batch(|a, batch| a * batch * (1.0 + f64::EPSILON)));
        passes(check::make_repeater(|k, n| {
            DMatrix::from_rows(&DMatrix::identity(n, n).row_iter().cycle_n(k))
        }));
        // By least squares on u alone, by QR, and by the complement of the complement.
        passes(check::projector(|u| {
            let u = DMatrix::from_column_slice(u.len(), 1, u.as_slice());
            &u * u.clone().pseudo_inverse(0.0).unwrap()
        }));
        passes(check::projector(|u| {
            let q = DMatrix::from_column_slice(u.len(), 1, u.as_slice()).qr().q();
            &q * q.transpose()
        }));
        passes(check::projector(|u| {
            let identity = DMatrix::<f64>::identity(u.len(), u.len());
            &identity - (&identity - u * u.transpose() / u.norm().powi(2))
        }));
    }

    trait Swap {
        fn swap(self) -> Self;
    }

    impl Swap for (usize, usize) {
        fn swap(self) -> Self {
            (self.1, self.0)
        }
    }

    trait CycleN: Iterator + Clone {
        /// All items, `times` times over.
        fn cycle_n(self, times: usize) -> Vec<Self::Item>;
    }

    impl<I: Iterator + Clone> CycleN for I {
        fn cycle_n(self, times: usize) -> Vec<I::Item> {
            (0..times).flat_map(|_| self.clone()).collect()
        }
    }

    #[test]
    fn an_answer_that_fails_somewhere_only_fails_there() {
        fails(
            check::shape_of_transpose(|m| {
                if m.shape() == (1, 1) {
                    (0, 0)
                } else {
                    (m.ncols(), m.nrows())
                }
            }),
            "shape_of_transpose(&DMatrix::<f64>::zeros(1, 1))",
            "(1, 1)",
            "(0, 0)",
        );
        fails(
            check::shape_of_transpose(|m| {
                if m.len() > 900 {
                    m.shape()
                } else {
                    (m.ncols(), m.nrows())
                }
            }),
            "shape_of_transpose(&DMatrix::<f64>::zeros(1, 901))",
            "(901, 1)",
            "(1, 901)",
        );
        fails(
            check::shape_of_transpose(|m| match m.iter().any(|x| x.is_nan()) {
                true => m.shape(),
                false => (m.ncols(), m.nrows()),
            }),
            "shape_of_transpose(&DMatrix::from_element(1, 2, f64::NAN))",
            "(2, 1)",
            "(1, 2)",
        );
        fails(
            check::are_compatible(|a, b| a.ncols() == b.nrows() && !a.is_empty()),
            "are_compatible(&DMatrix::<f64>::zeros(0, 0), &DMatrix::<f64>::zeros(0, 0))",
            "true",
            "false",
        );
        fails(
            check::apply_to_batch(|a, batch| a.map(|x| if x == -1.0 { 1.0 } else { x }) * batch),
            "apply_to_batch(&dmatrix![-1.0], &dmatrix![1.0])",
            "dmatrix![-1.0]",
            "dmatrix![1.0]",
        );
        fails(
            check::make_repeater(|k, n| {
                DMatrix::from_fn(k * n, n, |i, j| if i % n == j && i < 4 * n { 1.0 } else { 0.0 })
            }),
            "make_repeater(5, 1)",
            "dmatrix![1.0;\n         1.0;\n         1.0;\n         1.0;\n         1.0]",
            "dmatrix![1.0;\n         1.0;\n         1.0;\n         1.0;\n         0.0]",
        );
        fails(
            check::projector(|u| {
                let signs = u.map(f64::abs);
                &signs * signs.transpose() / u.norm_squared()
            }),
            "projector(&dvector![1.0, -1.0])",
            "dmatrix![ 0.5, -0.5;\n         -0.5,  0.5]",
            "dmatrix![0.5, 0.5;\n         0.5, 0.5]",
        );
    }

    #[test]
    fn single_precision_is_not_enough() {
        let Verdict::Failed(failed) = check::projector(|u| {
            let u = u.map(|x| x as f32);
            (&u * u.transpose() / u.norm_squared()).map(f64::from)
        }) else {
            panic!()
        };
        assert_eq!(failed.misconception.as_deref(), Some("single-precision"));
    }

    #[test]
    fn short_vectors_are_vectors_like_any_other() {
        for limit in [1e-6, f64::EPSILON, 1e-30] {
            let verdict = match limit {
                1e-6 => check::projector(|u| cut_off(u, 1e-6)),
                f64::EPSILON => check::projector(|u| cut_off(u, f64::EPSILON)),
                _ => check::projector(|u| cut_off(u, 1e-30)),
            };
            assert!(matches!(verdict, Verdict::Failed(_)), "{verdict:#?}");
        }
        // Every way to divide the length out is right for lengths from 1e-100 to 1e100.
        passes(check::projector(|u| u * u.transpose() / u.norm().powi(2)));
        passes(check::projector(|u| (u / u.norm_squared()) * u.transpose()));
        passes(check::projector(|u| (u / u.norm()) * (u / u.norm()).transpose()));
        passes(check::projector(|u| {
            let u = u / u.amax();
            &u * u.transpose() / u.dot(&u)
        }));
    }

    fn cut_off(u: &DVector<f64>, limit: f64) -> DMatrix<f64> {
        if u.norm() < limit {
            return DMatrix::zeros(u.len(), u.len());
        }
        u * u.transpose() / u.norm_squared()
    }

    #[test]
    fn single_precision_shows_in_either_factor() {
        for verdict in [
            check::apply_to_batch(|a, batch| a * batch.map(|x| f64::from(x as f32))),
            check::apply_to_batch(|a, batch| a.map(|x| f64::from(x as f32)) * batch),
        ] {
            assert!(matches!(verdict, Verdict::Failed(_)), "{verdict:#?}");
        }
    }

    #[test]
    fn entries_say_nothing_about_shapes() {
        fails(
            check::are_compatible(|a, b| a.ncols() == b.nrows() && !a.iter().any(|x| x.is_nan())),
            "are_compatible(&DMatrix::from_element(1, 1, f64::NAN), &DMatrix::from_element(1, 1, f64::NAN))",
            "true",
            "false",
        );
        for verdict in [
            check::are_compatible(|a, b| a.ncols() == b.nrows() && b.iter().all(|x| x.is_finite())),
            check::are_compatible(|a, b| a.ncols() == b.nrows() && a.iter().all(|x| *x == 0.0)),
        ] {
            assert!(matches!(verdict, Verdict::Failed(_)), "{verdict:#?}");
        }
    }

    /// nalgebra forms some products without entries that the rule refuses; whoever asks it is right too.
    #[test]
    fn asking_nalgebra_whether_a_product_exists_is_an_answer() {
        passes(check::are_compatible(|a, b| std::panic::catch_unwind(|| a * b).is_ok()));
    }

    #[test]
    fn a_question_fits_the_counterexample_beside_it() {
        let failed = fails(
            check::apply_to_batch(|a, batch| batch * a.transpose()),
            "apply_to_batch(&dmatrix![0.0], &dmatrix![0.0, 0.0])",
            "dmatrix![0.0, 0.0]",
            "a panic: Gemv: dimensions mismatch.",
        );
        assert!(!failed.question.contains("Here"), "{}", failed.question);
        let failed = fails(
            check::shape_of_transpose(|m| (m.ncols(), m.nrows().min(1))),
            "shape_of_transpose(&DMatrix::<f64>::zeros(2, 1))",
            "(1, 2)",
            "(1, 1)",
        );
        assert!(!failed.question.contains("column 2"), "{}", failed.question);
    }

    #[test]
    fn the_numbers_of_a_verdict_say_what_they_are_of() {
        let Verdict::Failed(failed) = check::projector(|u| u * u.transpose()) else {
            panic!()
        };
        let detail = "in the matrix times `u`, which should be `u`, the only entry is 8.0, not 2.0.";
        assert!(failed.flag.contains(detail), "{}", failed.flag);
    }

    #[test]
    fn nan_and_wrong_shapes_fail() {
        fails(
            check::projector(|u| DMatrix::from_element(u.len(), u.len(), f64::NAN)),
            "projector(&dvector![1.0])",
            "dmatrix![1.0]",
            "dmatrix![f64::NAN]",
        );
        fails(
            check::projector(|_| DMatrix::zeros(0, 0)),
            "projector(&dvector![1.0])",
            "dmatrix![1.0]",
            "DMatrix::<f64>::zeros(0, 0)",
        );
        fails(
            check::make_repeater(|_, _| DMatrix::zeros(300, 300)),
            "make_repeater(1, 1)",
            "dmatrix![1.0]",
            "/* a 300x300 matrix */",
        );
        fails(
            check::apply_to_batch(|_, batch| batch.clone()),
            "apply_to_batch(&dmatrix![0.0; 0.0], &dmatrix![0.0])",
            "dmatrix![0.0;\n         0.0]",
            "dmatrix![0.0]",
        );
    }

    #[test]
    fn a_panic_is_a_wrong_answer_with_its_message() {
        let failed = fails(
            check::projector(|u| {
                assert!(u.len() < 3, "only the plane is done");
                u * u.transpose() / u.norm_squared()
            }),
            "projector(&dvector![1.0, 0.0, 0.0])",
            "dmatrix![1.0, 0.0, 0.0;\n         0.0, 0.0, 0.0;\n         0.0, 0.0, 0.0]",
            "a panic: only the plane is done",
        );
        assert!(
            failed.flag.starts_with("Fails: it returns a value for every input"),
            "{}",
            failed.flag
        );
        assert_eq!(failed.misconception, None);
        fails(
            check::projector(|_| std::panic::panic_any(7)),
            "projector(&dvector![1.0])",
            "dmatrix![1.0]",
            "a panic without a message",
        );
    }

    #[test]
    fn what_is_still_to_do_is_not_attempted() {
        not_attempted(check::projector(|_| todo!()));
        let verdict = check::projector(|_| unimplemented!("later, for {}", 7));
        assert!(
            matches!(&verdict, Verdict::NotAttempted { reason } if reason.contains("`unimplemented!()`")),
            "{verdict:#?}"
        );
        // What is left to do for some inputs is wrong there.
        let verdict = check::make_repeater(|k, n| match (k, n) {
            (3, 2) => dmatrix![1.0],
            _ => todo!("the general case"),
        });
        assert!(matches!(verdict, Verdict::Failed(_)), "{verdict:#?}");
        // A message that only sounds like it is a panic like any other.
        let verdict = check::projector(|_| panic!("not implemented yet"));
        assert!(matches!(verdict, Verdict::Failed(_)), "{verdict:#?}");
    }

    #[test]
    fn nothing_of_the_library_costs_an_answer_by_the_book() {
        // `from_columns` panics on an empty batch; a wrong value there would not be excused.
        passes(check::apply_to_batch(|a, batch| {
            let columns: Vec<DVector<f64>> = batch.column_iter().map(|column| a * column).collect();
            DMatrix::from_columns(&columns)
        }));
        let wrong_if_empty: fn(&DMatrix<f64>, &DMatrix<f64>) -> DMatrix<f64> = |a, batch| {
            if batch.is_empty() {
                DMatrix::zeros(7, 7)
            } else {
                a * batch
            }
        };
        let verdict = check::apply_to_batch(wrong_if_empty);
        assert!(matches!(verdict, Verdict::Failed(_)), "{verdict:#?}");
    }
}
