//! The first notebook's.

use grading::Question;

use crate::LINEAR_ALGEBRA;

pub(super) static QUESTIONS: &[Question] = &[
    Question {
        id: "column-and-row",
        notebook: &LINEAR_ALGEBRA,
        cell: "shapes-column-and-row",
        prompt: "What are the shapes of `column` and of its transpose, as a pair of pairs `((rows, columns), (rows, columns))`?",
        outcome: "((2, 1), (1, 2))",
        wrong: &[
            (
                "((1, 2), (2, 1))",
                "This reads `dvector![2.0, 3.0]` as it is typed, lying down. It stands upright: two rows, one column.",
            ),
            (
                "((2, 1), (2, 1))",
                "The transpose holds the same numbers, and yet it is another thing: its rows are the columns of what it came from.",
            ),
        ],
    },
    Question {
        id: "too-short",
        notebook: &LINEAR_ALGEBRA,
        cell: "maps-misfit",
        prompt: "`sum_of_three` is a row of three numbers, and this vector has two: what comes of it?",
        outcome: "panic",
        wrong: &[
            (
                "[3]",
                "That would take the number that is missing for 0. Three numbers can't be paired with two, so there is no product.",
            ),
            (
                "error",
                "The size of a `dmatrix!` or `dvector!` is known when the code runs, so the compiler has nothing to object to.",
            ),
        ],
    },
    Question {
        id: "same-entry",
        notebook: &LINEAR_ALGEBRA,
        cell: "transpose-entry",
        prompt: "Which two numbers are these?",
        outcome: "(3, 3)",
        wrong: &[
            (
                "panic",
                "`scores` has no third row, but its transpose has: row 2, column 0 is there.",
            ),
            (
                "(3, 4)",
                "The 4 stands in row 1, column 0 of `scores`. To swap row and column of the index is to find the same number again.",
            ),
        ],
    },
    Question {
        id: "three-for-swap",
        notebook: &LINEAR_ALGEBRA,
        cell: "static-misfit",
        prompt: "`swap` takes two numbers, and here are three: what comes of it this time?",
        outcome: "error",
        wrong: &[
            (
                "panic",
                "To panic it would have to run. The sizes are part of the types here, so the compiler sees that they don't meet.",
            ),
            (
                "[8, 3]",
                "Nothing is left out in silence: each row of `swap` has two numbers, and the third of the vector has no partner.",
            ),
        ],
    },
    Question {
        id: "first-basis-vector",
        notebook: &LINEAR_ALGEBRA,
        cell: "static-columns",
        prompt: "What does `stretch` make of the first basis vector?",
        outcome: "[1, 2, 3]",
        wrong: &[
            (
                "[1, 4]",
                "That is the first row. Each of the three rows is paired with `[1, 0]`, and gives one number.",
            ),
            (
                "[4, 5, 6]",
                "That is the second column, which is what becomes of the second basis vector, `[0, 1]`.",
            ),
            (
                "[5, 7, 9]",
                "Here the rows are summed, as if the vector were `[1, 1]`: the 0 takes the second number of each row away.",
            ),
        ],
    },
    Question {
        id: "double-and-shear",
        notebook: &LINEAR_ALGEBRA,
        cell: "pipeline-double",
        prompt: "Are the two products equal: `true` or `false`?",
        outcome: "true",
        wrong: &[(
            "false",
            "Order matters for most pairs. But `double` multiplies every vector by 2, and a linear function treats multiples \
             fairly, whether that comes before it or after.",
        )],
    },
    Question {
        id: "sheared-then-turned",
        notebook: &LINEAR_ALGEBRA,
        cell: "pipeline-shear-first",
        prompt: "Where does `[1, 0]` end up now?",
        outcome: "[0, 1]",
        wrong: &[
            (
                "[1, 1]",
                "That is where it went when it was turned first. The matrix next to the vector acts first, and that is `shear` now.",
            ),
            (
                "[1, 0]",
                "So far has the shear brought it: this vector is left where it is. The quarter turn is still to come.",
            ),
            (
                "[0, -1]",
                "That is a quarter turn the other way. The first column of `quarter_turn` says where `[1, 0]` goes.",
            ),
        ],
    },
    Question {
        id: "recipe-for-four",
        notebook: &LINEAR_ALGEBRA,
        cell: "batch-concatenated",
        prompt: "`recipe` is 2 × 2: what comes of applying it to the two vectors end to end?",
        outcome: "panic",
        wrong: &[
            (
                "[4, 6, 8, 0]",
                "That is what the recipe makes of the one vector and of the other. End to end they are one vector of length 4, and \
                 nothing says any more where the first ends.",
            ),
            (
                "2x2",
                "That is the shape of what it makes of the vectors when they are stacked. End to end there is one column, of four numbers.",
            ),
            (
                "error",
                "Their sizes are dynamic, so the compiler lets it pass; it is found when the code runs.",
            ),
        ],
    },
    Question {
        id: "outer-shape",
        notebook: &LINEAR_ALGEBRA,
        cell: "projector-outer",
        prompt: "`p` has two entries and `q` three: which shape does this product have, as in `6x2`?",
        outcome: "2x3",
        wrong: &[
            (
                "3x2",
                "The rows are those of the factor on the left, and `p` has two. The columns are those of the factor on the right.",
            ),
            (
                "1x1",
                "That is row times column, the inner product, for which both have to be of one length. Here the column comes first.",
            ),
            (
                "panic",
                "A column is 2 × 1 and a row is 1 × 3: they meet in the 1, so the product can be formed whatever their lengths.",
            ),
        ],
    },
];
