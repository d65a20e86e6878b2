//! The third notebook's.

use grading::Question;

use crate::PROBABILITY;

pub(super) static QUESTIONS: &[Question] = &[
    Question {
        id: "ten-tenths",
        notebook: &PROBABILITY,
        cell: "is-pmf-tenths",
        prompt: "Ten tenths, added up as `f64`s: is that exactly 1, `true` or `false`?",
        outcome: "false",
        wrong: &[(
            "true",
            "On paper it is. But 0.1 has no end in binary, so an `f64` holds a neighbour of it, and every sum is rounded again.",
        )],
    },
    Question {
        id: "coin-by-coin",
        notebook: &PROBABILITY,
        cell: "surprise-coins",
        prompt: "The probability of exactly these 1100 flips, multiplied out in `f64`: is it above 0, `true` or `false`?",
        outcome: "false",
        wrong: &[(
            "true",
            "It is on paper: 2 to the power of −1100. The smallest positive `f64` is some 5e-324, which is about 2 to the power of −1074, and anything less than half of \
             that is rounded to 0.",
        )],
    },
    Question {
        id: "infinity-by-infinity",
        notebook: &PROBABILITY,
        cell: "softmax-overflow",
        prompt: "`large` has left the range of `f64`: what is `large / large`?",
        outcome: "NaN",
        wrong: &[
            (
                "1",
                "A number divided by itself is 1. `large` is no number any more: all that is known of it is that it was too large.",
            ),
            (
                "inf",
                "The upper one pulls towards infinity, the lower one towards 0, and nothing is left to say which of them wins.",
            ),
            (
                "panic",
                "Integers panic where they overflow. Floating-point numbers go on, with values that say what happened.",
            ),
        ],
    },
    Question {
        id: "worth-of-a-round",
        notebook: &PROBABILITY,
        cell: "entropy-worth",
        prompt: "In the long run, what is a round worth that pays 0, 1 or 10 with the chances 0.5, 0.3 and 0.2?",
        outcome: "2.3",
        wrong: &[
            (
                "3.67",
                "This is the plain mean of the payments, which takes all three for equally likely.",
            ),
            (
                "10",
                "10 is the best that can happen. It happens in one round of five, and counts as much.",
            ),
            (
                "0",
                "0 is what comes most often. The other rounds pay, and a mean counts them too.",
            ),
        ],
    },
    Question {
        id: "zero-times-log-zero",
        notebook: &PROBABILITY,
        cell: "entropy-nan",
        prompt: "What does the computer say of 0 · ln 0?",
        outcome: "NaN",
        wrong: &[
            (
                "0",
                "0 times any number is 0. The logarithm of 0 is no number but −∞, and 0 · ∞ could be anything: the limit says 0, the \
                 arithmetic can't know.",
            ),
            ("-inf", "This is `0.0_f64.ln()` by itself. Times 0 it is undecided."),
            (
                "panic",
                "Floating-point numbers don't panic: what has no answer is a value of its own, not a number.",
            ),
        ],
    },
    Question {
        id: "sure-of-a-fair-coin",
        notebook: &PROBABILITY,
        cell: "divergence-dearer",
        prompt: "Is it dearer to be nearly sure of a coin that is fair than to be open-minded about a loaded one: `true` or `false`?",
        outcome: "true",
        wrong: &[(
            "false",
            "The same two distributions, exchanged. But whoever is nearly sure of heads calls tails next to impossible, and sees it in half of \
             the flips.",
        )],
    },
    Question {
        id: "lost-belief",
        notebook: &PROBABILITY,
        cell: "softmax-cross-entropy-lost",
        prompt: "A belief of e to the power of −1000, and its surprise, one after the other in `f64`: what comes out?",
        outcome: "inf",
        wrong: &[
            (
                "1000",
                "This is right on paper, where logarithm and exponential cancel. In between, the computer had to hold that belief, and could not.",
            ),
            (
                "NaN",
                "NaN stands for what is undecided. Minus the logarithm of 0 is not: it grows beyond all bounds.",
            ),
        ],
    },
];
