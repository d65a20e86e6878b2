"""Exercises in a notebook: what they are given is there, and none fails because of an earlier one."""

import pytest
from raw_client import refused, run

EXERCISE = "zero_second_and_repeat_3"
COMPOSED = f"let {EXERCISE} = repeat_3_2 * zero_second;"
CHECK = f"%check {EXERCISE}"


def test_what_an_exercise_is_given_is_there_for_its_answer(kernel):
    assert run(kernel, COMPOSED, CHECK).startswith(f"{EXERCISE}: passed")
    assert run(kernel, "%%check pipeline\nlet pipeline = z * y * x * w;").startswith("pipeline: passed")


def test_what_is_given_is_no_variable_of_the_notebooks(kernel):
    variables = run(kernel, COMPOSED, ":vars").splitlines()
    assert [line.partition(":")[0] for line in variables] == [EXERCISE]
    assert refused(kernel, "repeat_3_2")[0] == "E0425"
    assert run(kernel, "%check repeat_3_2").startswith("repeat_3_2: not attempted yet")


def test_a_variable_of_ones_own_comes_before_what_is_given(kernel):
    run(kernel, "let repeat_3_2 = matrix![1., 0.; 0., 1.; 1., 0.; 0., 1.; 1., 0.; 0., 1.];", "let zero_second = 5;")
    assert run(kernel, "let shown = zero_second; let zero_second_and_repeat_3 = repeat_3_2; shown") == "5"


OWN = {
    "right": "let repeat_3_2 = SMatrix::<f64, 6, 2>::from_fn(|i, j| if i % 2 == j { 1. } else { 0. });",
    "untouched": "let repeat_3_2: SMatrix<f64, 6, 2> = SMatrix::zeros();",
    "wrong": "let repeat_3_2 = matrix![1., 0.; 1., 0.; 1., 0.; 0., 1.; 0., 1.; 0., 1.];",
    "of the wrong shape": "let repeat_3_2 = SMatrix::<f64, 2, 6>::zeros();",
}


@pytest.mark.parametrize("own", OWN.values(), ids=OWN.keys())
def test_an_answer_does_not_fail_because_of_an_earlier_one(kernel, own):
    run(kernel, own)
    kernel.run(COMPOSED)
    verdict = run(kernel, CHECK)
    assert verdict.startswith(f"{EXERCISE}: passed"), verdict
    assert ("in your notebook it is not the same" in verdict) == (own != OWN["right"])
    earlier = run(kernel, "%check repeat_3_2")
    assert earlier.startswith("repeat_3_2: passed") == (own == OWN["right"])


def test_a_wrong_answer_fails_whatever_it_is_built_from(kernel):
    for own in OWN.values():
        run(kernel, own, "let zero_second = Matrix2::new(1., 0., 0., 0.);")
        kernel.run(f"let {EXERCISE} = repeat_3_2 * Matrix2::new(0., 0., 0., 1.);")
        assert "passed" not in run(kernel, CHECK)


PROJECTOR = "fn projector(u: &DVector<f64>) -> DMatrix<f64> {{ if u.len() > 1 {{ {} }} u * u.transpose() / u.norm_squared() }}"
DEADLY = {
    "hangs": "loop {}",
    "overflows the stack": "return projector(u) * 1.0;",
    "aborts": "std::process::abort();",
    "exits": "std::process::exit(0);",
    "eats memory": "let mut all = vec![]; loop { all.push(vec![1u8; 1 << 24]); }",
}


@pytest.mark.parametrize("end", DEADLY.values(), ids=DEADLY.keys())
def test_an_answer_that_does_not_survive_is_told_on_which_input(kernel, end):
    verdict = run(kernel, PROJECTOR.format(end), "%check projector")
    assert "projector(&dvector![1.0, 0.0])" in verdict, verdict
    assert "The answer is right on 8 inputs" in verdict
    # The process of the next check knows nothing of it.
    assert "projector(&dvector![2.0])" in run(
        kernel, "fn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() }", "%check projector"
    )


def test_a_wrong_value_is_a_better_example_than_none(kernel):
    cell = "fn projector(u: &DVector<f64>) -> DMatrix<f64> { if u.len() > 1 { loop {} } u * u.transpose() }"
    verdict = run(kernel, cell, "%check projector")
    assert "projector(&dvector![2.0])" in verdict, verdict
    assert "could not be tried further: the cell took too long" in verdict


def test_a_panic_in_a_check_has_its_lesson(kernel):
    verdict = run(kernel, PROJECTOR.format("let all = vec![0.0]; let _ = all[u.len()];"), "%check projector")
    assert "There is no element at 2: the only one is at 0." in verdict, verdict


PRINTS = """fn projector(u: &DVector<f64>) -> DMatrix<f64> {{
    println!("given {{}} of them", u.len());
    eprintln!("by the way");
    print!("no end of line");
    {}
}}"""
SHOWN_OF_IT = "note: your code prints whenever it is called; shown is what it printed on the first call of the check"


@pytest.mark.parametrize("value", ["u * u.transpose() / u.norm_squared()", "u * u.transpose()"], ids=["right", "wrong"])
def test_what_an_answer_prints_is_shown_once(kernel, value):
    for check in [PRINTS.format(value), "%check projector"], ["%%check projector\n" + PRINTS.format(value)]:
        shown = run(kernel, *check)
        for text in "given 1 of them\n", "by the way\n", "no end of line", f"{SHOWN_OF_IT}, `projector(&dvector![1.0])`":
            assert shown.count(text) == 1, shown
        assert "given 2 of them" not in shown
    assert run(kernel, 'println!("heard"); eprintln!("too");') == "heard\ntoo\n"


def test_an_answer_that_prints_nothing_has_no_note(kernel):
    assert "note" not in run(kernel, PROJECTOR.format("return u * 2.0 * u.transpose();"), "%check projector")


LEFT = {
    "todo": "todo!()",
    "unimplemented": 'unimplemented!("more than one")',
    "a panic in these words": 'panic!("not implemented")',
}


@pytest.mark.parametrize("mark", LEFT.values(), ids=LEFT.keys())
def test_something_left_to_do_in_one_branch_is_a_failing_input(kernel, mark):
    verdict = run(kernel, PROJECTOR.format(mark), "%check projector")
    assert verdict.startswith("projector: not yet right"), verdict
    assert "projector(&dvector![1.0, 0.0])" in verdict, verdict
    assert "Right in " in verdict
    whole = f"fn projector(u: &DVector<f64>) -> DMatrix<f64> {{ {mark} }}"
    assert run(kernel, whole, "%check projector").startswith("projector: not attempted yet")


def test_a_cell_that_comes_to_what_is_left_to_do_is_an_attempt_if_there_is_more(kernel):
    code = f"%%check projector\n{PROJECTOR.format('todo!()')}\nprojector(&dvector![1.0, 2.0]);"
    kernel.run(code)
    assert run(kernel, "%check projector").startswith("projector: not yet right")
    kernel.run("%reset")
    kernel.run("%%check projector\nfn projector(u: &DVector<f64>) -> DMatrix<f64> { todo!() }\nprojector(&dvector![1.0]);")
    assert run(kernel, "%check projector").startswith("projector: not attempted yet")
