//! The second notebook's.

use grading::Question;

use crate::CALCULUS;

pub(super) static QUESTIONS: &[Question] = &[
    Question {
        id: "higher-power",
        notebook: &CALCULUS,
        cell: "little-o-power",
        prompt: "Is the cube of 0.1 larger than its square: `true` or `false`?",
        outcome: "false",
        wrong: &[(
            "true",
            "So it is beyond 1, where every factor makes a power larger. Below 1, every factor makes it smaller.",
        )],
    },
    Question {
        id: "rate-of-a-square",
        notebook: &CALCULUS,
        cell: "dual-product",
        prompt: "With `p` as 3 + ε, what is `p * p + p`, as in `2 + 5ε`?",
        outcome: "12 + 7ε",
        wrong: &[
            (
                "12 + 2ε",
                "Here the rates have been multiplied as the values were. In a product each rate meets the other value: \
                 3 · 1 + 1 · 3 is the rate of `p * p`.",
            ),
            ("12 + 6ε", "6 is the rate of `p * p`. The `p` that is added moves too."),
            (
                "12 + 3ε",
                "Both factors of `p * p` move, not one: 3 · 1 from the first and 1 · 3 from the second, and 1 from the `p` that is added.",
            ),
        ],
    },
    Question {
        id: "smaller-step",
        notebook: &CALCULUS,
        cell: "difference-smaller",
        prompt: "Is the error with a step of 1e-15 smaller than that with a step of 1e-7: `true` or `false`?",
        outcome: "false",
        wrong: &[(
            "true",
            "On paper it is, by far. An `f64` has some 16 digits, though: what is left of the difference of two values that agree in \
             15 of them?",
        )],
    },
    Question {
        id: "two-to-the-left",
        notebook: &CALCULUS,
        cell: "descent-two",
        prompt: "From 1 on the parabola x², a step of 2 to the left: how high is it there?",
        outcome: "1",
        wrong: &[
            (
                "-3",
                "This is what the line promises, 1 − 2 · 2. A square is never below 0: so far the line can't be trusted.",
            ),
            (
                "0",
                "The bottom is one step of length 1 away. A step of 2 leads past it.",
            ),
            (
                "-1",
                "−1 is the place that the step leads to. How high the parabola is there is its square.",
            ),
        ],
    },
    Question {
        id: "rate-of-one",
        notebook: &CALCULUS,
        cell: "descent-rate-one",
        prompt: "Four steps of gradient descent on x² from 1, with a learning rate of 1: where do they end?",
        outcome: "1",
        wrong: &[
            (
                "0",
                "The slope at 1 is 2, so the first step is 2 long: it leads past the bottom, to a place that is as steep.",
            ),
            (
                "-1",
                "There it is after one step, or three. Each step leads to the other side, and four are an even number.",
            ),
            (
                "-7",
                "Here the slope was read once, at the start. It is read anew at each step, and has the other sign on the other side.",
            ),
        ],
    },
];
