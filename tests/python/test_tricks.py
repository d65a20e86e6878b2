"""Answers laid before a learner, right or wrong, and the inputs that tell which."""

import pytest
from raw_client import Kernel, refused, run

WRONG = "%trick projector not-normalised"
OWN = "fn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() * 3.0 }"
REFUTED = "This answer to projector is refuted: it goes wrong on this input"
NOT_REFUTED = "This answer to projector is not refuted: it is right on this input"


def test_a_learners_road_from_a_trick_to_its_solution(kernel):
    laid = run(kernel, WRONG)
    assert laid.startswith("An answer to projector: is it right?\n      fn projector(u: &DVector<f64>)"), laid
    assert "normal" not in laid and "//" not in laid
    assert run(kernel, "%refute projector(&dvector![1.0])").startswith(NOT_REFUTED)
    outside = run(kernel, "%refute projector(&dvector![0.0, 0.0])")
    assert outside.startswith("That is no input of projector") and "spans no line" in outside
    refuted = run(kernel, "%refute projector(&dvector![2.0, 1.0, 5.0])")
    assert refuted.startswith(REFUTED), refuted
    assert "fails: `u` stays where it is; " in refuted and "Expected:" in refuted and "Got:" in refuted
    assert "The smallest counterexample that the course knows has 1 number, and yours 3." in refuted
    assert "yours has 1 number." in run(kernel, "%refute projector(&dvector![2.0])")
    stages = [run(kernel, "%reveal") for _ in range(7)]
    for stage, words in zip(
        stages,
        [
            "This answer to projector fails",
            "A smallest input on which this answer to projector goes wrong",
            "projector: a question to its author",
            "projector: a statement to its author",
            "projector: a neighbouring problem, worked",
            "projector: a solution",
            "That was all about this answer to projector",
        ],
        strict=True,
    ):
        assert stage.startswith(words), stage
    assert "projector(&dvector![2.0])" in stages[1] and "2.0" not in stages[0]


def test_what_is_right_is_refuted_by_nothing_and_has_no_counterexample():
    with Kernel() as kernel:
        laid = []
        while True:
            laid.append(run(kernel, "%trick image"))
            told = run(kernel, "%reveal")
            if told.startswith("This answer to image passes"):
                break
        assert len(set(laid)) == len(laid)
        # All that is told of it is the sibling and the solution.
        assert run(kernel, "%refute image(&[2, 0, 2])").startswith("This answer to image is not refuted")
        assert [run(kernel, "%reveal").partition("\n")[0] for _ in range(3)] == [
            "image: a neighbouring problem, worked",
            "image: a solution",
            "That was all about this answer to image",
        ]


def test_the_learners_own_answer_is_left_alone_and_can_be_refuted(kernel):
    run(kernel, OWN, WRONG)
    assert run(kernel, "%refute projector(&dvector![1.0])").startswith(NOT_REFUTED)
    assert run(kernel, "projector(&dvector![1.0])[(0, 0)]") == "3.0"
    for _ in range(6):
        run(kernel, "%reveal")
    own = run(kernel, "%refute projector(&dvector![1.0])")
    assert own.startswith("Your projector is refuted"), own
    assert "yours has 1 number." in own
    run(kernel, "%undo 2")
    assert "there is no `projector` to refute" in refused(kernel, "%refute projector(&dvector![1.0])")[1]


def test_an_answer_that_differs_and_is_as_right_is_not_refuted(kernel):
    run(kernel, "fn my_pdf(x: f64) -> f64 { 3.0 * x * x }")
    assert "as right" in run(kernel, "%refute my_pdf(0.25)")
    assert "goes wrong" in run(
        kernel,
        "fn my_pdf(x: f64) -> f64 { x }",
        "%refute (0..1000).map(|i| my_pdf((f64::from(i) + 0.5) / 1000.0)).sum::<f64>() / 1000.0",
    )


PLACES = {
    'shapes["v"]': "BTreeMap::from([(\"v\", (1, 3)), (\"r\", (1, 4)), (\"m\", (2, 3)), (\"s\", (1, 1))])",
    "shapes.keys()": "BTreeMap::from([(\"v\", (3, 1))])",
    "pipeline * vector![1.0, 2.0]": "Matrix2::<f64>::identity()",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_variable_is_looked_at_in_a_place(kernel, place):
    name = place.split("[")[0].split(".")[0].split(" ")[0]
    shown = run(kernel, f"let {name} = {PLACES[place]};", f"%refute {place}")
    assert shown.startswith(f"Your {name} is refuted"), shown
    assert "Expected" not in shown


DOMAINS = {
    "entropy(&dvector![0.5, 0.6])": "probabilities sum to 1, and those in `p` sum to 1.1",
    "entropy(&dvector![1.5, -0.5])": "a probability is not negative",
    "apply_to_batch(&dmatrix![1.0, 2.0], &dmatrix![1.0])": "`a` takes vectors of length 2, and those in `batch` have length 1",
    "mle_gaussian(&dvector![1.0, 1.0])": "two distinct values",
    "my_pdf(1.0)": "not at 0 or 1",
    "sample(&dvector![1.0], 1.0)": "less than 1",
    "gradient(&|x| x[0].ln(), &dvector![-1.0])": "no numbers",
}


@pytest.mark.parametrize("call", DOMAINS)
def test_an_input_outside_of_the_domain_is_told_why(kernel, call):
    shown = run(kernel, f"%trick {call.split('(')[0]}", f"%refute {call}")
    assert "That is no input of" in shown and DOMAINS[call].lower() in shown.lower(), shown


def test_functions_of_a_learners_own_are_inputs(kernel):
    run(kernel, "%trick gradient sign")
    assert "is refuted" in run(kernel, "%refute gradient(&|x| x[0] * x[1] * 7.0, &dvector![1.0, 2.0])")
    run(kernel, "%trick central_difference forward-difference")
    assert "is refuted" in run(kernel, "%refute central_difference(&|x| x * x * x, 1.0, 0.01)")
    assert "is not refuted" in run(kernel, "%refute central_difference(&|x| 2.0 * x, 1.0, 0.01)")
    run(kernel, "%trick run_gd ascent")
    assert "is refuted" in run(kernel, "%refute run_gd(1.0, &dvector![0.0], |mu, data| mu * mu * data.len() as f64, 0.1, 1)")


def test_what_is_wrong_with_the_call_itself_is_told_as_in_any_cell(kernel):
    run(kernel, WRONG)
    name, message = refused(kernel, "%refute projector(dvector![2.0])")
    assert name == "E0308", message
    name, message = refused(kernel, "%refute projector(&dvector![1.0].rows(0, 4).into_owned())")
    assert name == "Panic", message
    for call, words in {
        "": "usage",
        "2 + 2": "write a call of it: `%refute projector(…)`",
        "projector": "is not asked anything there",
        "if false { projector(&dvector![1.0]); }": "nothing was tried",
        "softmax(&dvector![1.0])": "there is no `softmax` to refute",
    }.items():
        assert words in refused(kernel, f"%refute {call}")[1].lower()
    assert run(kernel, "%refute projector(&dvector![2.0])").startswith(REFUTED)


@pytest.mark.parametrize("end", ["loop {}", "return projector(u);", "std::process::abort()"])
def test_an_answer_that_does_not_come_back_is_refuted_and_nothing_else_happens(kernel, end):
    run(kernel, "let kept = 7;", f"fn projector(u: &DVector<f64>) -> DMatrix<f64> {{ {end} }}", "%trick image")
    shown = run(kernel, "%refute projector(&dvector![2.0])")
    assert shown.startswith("Your projector is refuted: it does not come back"), shown
    assert run(kernel, "kept") == "7"


def test_a_trick_is_none_of_the_cells_that_undo_counts(kernel):
    run(kernel, "let x = 1;", "let x = 2;", WRONG, "%refute projector(&dvector![2.0])", "%undo")
    assert run(kernel, "x") == "1"
    assert run(kernel, "%refute projector(&dvector![2.0])").startswith(REFUTED)


def test_names_and_tags_that_are_not_there_are_told(kernel):
    assert "did you mean `projector`?" in refused(kernel, "%trick projektor")[1]
    assert "did you mean `not-normalised`?" in refused(kernel, "%trick projector not-normalized")[1]
    with Kernel() as fresh:
        assert "`%trick` lays an answer" in refused(fresh, "%reveal")[1]


def test_the_same_notebook_prints_the_same_bytes_in_every_kernel():
    cells = ["%trick", "%refute shapes[\"v\"]", "%trick", "%reveal", "%trick softmax", "%refute softmax(&dvector![1000.0])", "%reveal"]

    def session():
        with Kernel() as kernel:
            return [[message.content for message in kernel.run(cell, allow_stdin=False)[1]] for cell in cells]

    assert session() == session()


def test_a_kernel_that_restarts_goes_on_with_what_has_not_been_seen(tmp_path):
    def laid():
        with Kernel({"JPY_SESSION_NAME": str(tmp_path / "tricks.ipynb")}) as kernel:
            _, shown = kernel.run("%trick image", allow_stdin=True)
            return [message.content["data"]["text/plain"] for message in shown if "data" in message.content]

    first, second, third = laid(), laid(), laid()
    assert len({*first, *second, *third}) == 3


def test_the_next_cell_asks_for_a_prediction(kernel):
    reply, _ = kernel.run(WRONG)
    [payload] = reply["payload"]
    assert payload["source"] == "set_next_input" and payload["text"].startswith("%predict ?") and not payload["replace"]


def test_evcxr_says_that_it_refutes_nothing():
    with Kernel() as kernel:
        run(kernel, "%engine evcxr", WRONG)
        assert "`%engine meno` has `%refute`" in refused(kernel, "%refute projector(&dvector![2.0])")[1]
