//! An exercise outside of any course, judged.

#![allow(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use grading::compare::{self, Tolerance};
use grading::{Course, Mistake, Notebook, Property, Spec, Trials, Verdict, code, literal, shrink, worked};

// The texts that learners see are those of the functions below.
const SOURCE: &str = include_str!("../examples/hypotenuse.rs");

static NOTEBOOK: Notebook = Notebook {
    file_stem: "01_triangles",
    folder: "triangles",
    title: "Triangles",
};

type Answer = fn(f64, f64) -> f64;

static SPEC: Spec<Answer, (f64, f64), f64> = Spec {
    id: "hypotenuse",
    notebook: &NOTEBOOK,
    title: "The long side",
    points: 1,
    prompt: "Write `hypotenuse`: the length of the side opposite the right angle, given the two others.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_the_library)],
    mistakes: &[Mistake {
        tag: "root-missing",
        variants: &[|| |a, b| a * a + b * b],
        ask: "Measure the sides in centimetres instead of metres. How many times larger does your answer get?",
        tell: "You return an area, that of the square on the long side.",
        ..Mistake::of(code!(root_missing))
    }],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = vec![(3.0, 4.0), (1.0, 1.0), (0.0, 2.0)];
            probes.extend((0..10).map(|_| (random.integer(1, 99), random.integer(1, 99) / 7.0)));
            probes
        },
        simpler: |sides| shrink::pair(sides, |&a| shrink::number(a), |&b| shrink::number(b)),
        call: |hypotenuse, &(a, b)| hypotenuse(a, b),
        example: |&(a, b)| format!("hypotenuse({}, {})", literal::number(a), literal::number(b)),
        panic_excused: |_| false,
    },
    properties: &[Property {
        claim: "its square is the sum of the two squares",
        hence: "",
        question: "What does Pythagoras say of the squares on the sides?",
        holds: |&(a, b), &got| {
            let right = a.hypot(b);
            // Two squares, a sum and a root: four roundings, of numbers that don't cancel.
            compare::number(right, got, Tolerance::rounding(4, right))
        },
    }],
};

static COURSE: Course = Course::new(&[&NOTEBOOK], &[&[&SPEC]]);

fn starter() -> Answer {
    fn hypotenuse(a: f64, b: f64) -> f64 {
        todo!()
    }
    hypotenuse
}

fn solution() -> Answer {
    |a, b| (a * a + b * b).sqrt()
}

fn by_the_library() -> Answer {
    |a, b| a.hypot(b)
}

fn root_missing() -> Answer {
    |a, b| a.powi(2) + b.powi(2)
}

fn sibling() -> f64 {
    // The diagonal of a box is one of a wall and the height, at a right angle again.
    let (width, depth, height) = (2.0, 3.0, 6.0_f64);
    let floor = width * width + depth * depth;
    let diagonal = (floor + height * height).sqrt();
    assert_eq!(diagonal, 7.0);
    diagonal
}

fn main() {
    assert!(matches!(SPEC.check(&solution()), Verdict::Passed { .. }));
    let Verdict::Failed(failed) = SPEC.check(&root_missing()) else {
        panic!("a wrong answer does not fail")
    };
    assert_eq!(failed.misconception.as_deref(), Some("root-missing"));
    assert_eq!(failed.counterexample.as_deref(), Some("hypotenuse(0.0, 2.0)"));
    let solution = COURSE.find("hypotenuse").map(|exercise| exercise.solution);
    assert_eq!(
        solution,
        Some("fn hypotenuse(a: f64, b: f64) -> f64 {\n    (a * a + b * b).sqrt()\n}")
    );
    grading::gates::hold(&COURSE);
}
