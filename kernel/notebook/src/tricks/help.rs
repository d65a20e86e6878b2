//! What `%help` says of the magics around tricks, in Markdown.

pub(crate) const TRICK: &str = "\
Shows an answer to the exercise and asks whether it is right: `%predict passes` or `%predict fails` says what you think, \
`%refute` tries it on an input of yours, `%reveal` tells. Wrong ones are those that learners give, right ones may look \
wrong; none comes again before you have seen all of them. Nothing of your own changes: if you have an answer of that name, \
it stays. Without an id it is one to the notebook's next exercise. With the tag of a misconception it is the answer that \
stands for that, as a presenter may want it.";

pub(crate) const REFUTE: &str = "\
`%refute projector(&dvector![2.0])` tries the answer that `%trick` has laid, or, if there is none, your own: in the form in \
which verdicts show an example, as `shapes[\"v\"]` and `pipeline * vector![1.0, 0.0]` do for variables. It says whether the \
answer goes wrong on that input, by the claims that the check holds it to, what came and what should have come, and how \
small a counterexample the course knows. An answer that differs from the solution and is as right is not refuted. An input \
of which the exercise says nothing is told so. It runs apart from the notebook, as a check does.";

pub(crate) const REVEAL: &str = "\
Each time it tells one thing more: whether the answer passes, a smallest input on which it goes wrong, a question, a \
statement, a neighbouring problem that is worked, a solution. Once all is told, `%refute` is about your own answer again.";
