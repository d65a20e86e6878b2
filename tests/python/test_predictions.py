"""Predictions above cells of Rust: of values of every kind, of ways to fail, and of checks; and the votes of an audience."""

import pytest
from raw_client import run


def cards(shown):
    """What predictions and votes have shown, as text."""
    displays = [message.content["data"] for message in shown if message.type == "display_data"]
    for data in displays:
        assert {"text/plain", "text/html"} <= data.keys()
    return "\n".join(data["text/plain"] for data in displays)


def predicted(kernel, prediction, cell):
    """The reply to a cell with this prediction, and the card."""
    reply, shown = kernel.run(f"%predict {prediction}\n{cell}")
    return reply, cards(shown)


VALUES = {
    "an f64": ("1.0 / 3.0", "0.33", "0.34"),
    "an f32": ("1.0_f32 / 3.0", "0.333", "0.34"),
    "a whole f64": ("0.1 + 0.2 + 0.7", "1", "0.9"),
    "a number whose type shows late": ("let v = dvector![3.0, 4.0];\nv.norm()", "5", "7"),
    "an integer": ("2 + 2", "4", "5"),
    "a large integer": ("u64::MAX", "18446744073709551615", "18446744073709551614"),
    "an i128": ("-170141183460469231731687303715884105728_i128", "-170141183460469231731687303715884105728", "0"),
    "a truth value": ("1 < 2", "true", "false"),
    "a text": ('"a b"', '"a b"', '"ab"'),
    "a String": ('format!("{}", 7)', '"7"', "7"),
    "a char": ("'x'", "'x'", "'y'"),
    "a matrix of dynamic size": ("dmatrix![1.0, 2.0; 3.0, 4.0]", "matrix![1, 2; 3, 4]", "matrix![1, 3; 2, 4]"),
    "a matrix of fixed size": ("matrix![0.0, 1.0; 1.0, 0.0]", "[[0, 1], [1, 0]]", "[0, 1, 1, 0]"),
    "a vector": ("dvector![1.0, 2.0]", "[1, 2]", "[2, 1]"),
    "a row": ("dvector![1.0, 2.0].transpose()", "1x2", "2x1"),
    "a view": ("dmatrix![1.0, 2.0; 3.0, 4.0].column(1)", "[2, 4]", "[3, 4]"),
    "a matrix of integers": ("dmatrix![1, 2; 3, 4]", "2x2", "4x1"),
    "a large matrix": ("DMatrix::<f64>::zeros(200, 300)", "200x300", "300x200"),
    "a shape": ("dmatrix![1.0, 2.0].shape()", "1x2", "(2, 1)"),
    "a tuple": ("(1, 0.5, dvector![1.0])", "(1, 0.5, [1])", "(1, 0.5, 1)"),
    "an Option": ("[1, 5].iter().position(|&x| x == 5)", "Some(1)", "None"),
    "a Vec": ("vec![1, 2, 3]", "[1, 2, 3]", "[1, 2]"),
    "an array of arrays": ("[[1, 2], [3, 4]]", "[[1, 2], [3, 4]]", "[[1, 3], [2, 4]]"),
    "a slice": ("&[1, 2, 3][1..]", "[2, 3]", "[1, 2]"),
    "a complex number": ("nalgebra::Complex::new(1.0, -2.0)", "1 - 2i", "1 + 2i"),
    "a dual number": ("let x = Dual64::from(3.0).derivative();\nx * x", "9 + 6ε", "9 + 3ε"),
    "what is no number": ("0.0_f64 / 0.0", "NaN", "inf"),
    "another type, by its text": ("#[derive(Debug)] struct P { x: i32 }\nP { x: 1 }", '"P { x: 1 }"', '"P { x: 2 }"'),
    "a map, by its text": ("BTreeMap::from([(1, true)])", '"{1: true}"', '"{1: false}"'),
}


@pytest.mark.parametrize(("cell", "right", "wrong"), VALUES.values(), ids=VALUES.keys())
def test_a_value(kernel, cell, right, wrong):
    for prediction, judgement in [(right, "right"), (wrong, "something else came out")]:
        reply, card = predicted(kernel, prediction, cell)
        assert reply["status"] == "ok", reply
        assert card.startswith(f"prediction: {judgement}\n  You said: {prediction}"), card


def test_a_prediction_changes_nothing_of_what_its_cell_shows_and_keeps(kernel):
    cell = 'println!("a"); let m = dmatrix![1.0, 2.0];\n&m * 2.0'
    plain = [(message.type, message.content) for message in kernel.run(cell)[1] if message.type in ("stream", "execute_result")]
    _, shown = kernel.run(f"%predict [2, 4]\n{cell}")
    watched = [(message.type, message.content) for message in shown if message.type in ("stream", "execute_result")]
    without_number = [[{**content, "execution_count": None} for _, content in outputs] for outputs in (plain, watched)]
    assert without_number[0] == without_number[1]
    assert run(kernel, "m.len() == 2")


FAILURES = {
    "what doesn't compile": ('let x: i32 = "a";\nx', "error", "E0308"),
    "the code of the error": ('let x: i32 = "a";\nx', "E0308", "E0308"),
    "what can't be parsed": ("let x = ;", "error", "CompileError"),
    "a panic": ("let v = vec![1]; v[3]", "panic", "Panic"),
    "a product that doesn't exist": ("dvector![1.0] * dvector![1.0, 2.0]", "panic", "Panic"),
    "an answer that doesn't run": ("fn projector() { x }", "fails\n%%check projector", "E0425"),
}


@pytest.mark.parametrize(("cell", "prediction", "name"), FAILURES.values(), ids=FAILURES.keys())
def test_a_way_to_fail(kernel, cell, prediction, name):
    reply, card = predicted(kernel, prediction, cell)
    assert (reply["status"], reply["ename"]) == ("error", name)
    assert "prediction: right" in card, card


@pytest.mark.parametrize("cell", ['let x: i32 = "a";\nx', "panic!()", "std::process::abort();\n1", "fn f(n: u64) -> u64 { f(n + 1) + n }\nf(0)"])
def test_a_value_that_was_predicted_of_a_cell_that_fails_stands_beside_the_error(kernel, cell):
    reply, card = predicted(kernel, '3 --sure 90 --because "it is three"', cell)
    assert reply["status"] == "error"
    assert card.startswith("prediction: something else came out\n  You said: 3 (90 % sure, because “it is three”)\n  What came: ")
    assert "Which part of that reason doesn't hold?" in card


def test_what_is_ended_from_outside_decides_nothing(kernel):
    msg_id = kernel.execute("%predict 3\nprintln!(\"on\"); loop {}\n3")
    kernel.await_shown(msg_id, "stream")
    kernel.interrupt()
    card = kernel.await_shown(msg_id, "display_data").content["data"]["text/plain"]
    assert "Not decided: the cell was interrupted before anything came out." in card
    assert kernel.reply(msg_id)["ename"] == "Interrupted"
    while kernel.await_shown(msg_id, "status").content["execution_state"] != "idle":
        pass
    reply, card = predicted(kernel, "3\n%limits time=1s", "let mut n = 0_u64; while n != 1 { n = n.wrapping_add(2); }\n3")
    run(kernel, "%limits time=off")
    assert reply["ename"] == "TimeOut"
    assert "Not decided: the cell was ended before anything came out." in card


def test_what_has_no_value_or_is_not_come_to_decides_nothing(kernel):
    assert "Not decided: the cell's last expression has no value." in predicted(kernel, "3", 'println!("a")')[1]
    assert "Not decided: the cell ended before its last expression." in predicted(kernel, "3", "if 1 < 2 { return; }\n3")[1]
    assert "can be compared with its text alone" in predicted(kernel, "3", "BTreeSet::from([3])")[1]


def test_what_is_refused_is_refused_before_anything_runs(kernel):
    run(kernel, "let mut n = 0;")
    for prediction in ["hello", "3 --sure 120", "3 --because so", "3\n%predict 4", "passes", "sheared-then-truned 3"]:
        reply, shown = kernel.run(f"%predict {prediction}\nn += 1; n")
        assert (reply["status"], reply["ename"]) == ("error", "UsageError"), prediction
        assert not [message for message in shown if message.type in ("display_data", "execute_result")]
    reply, _ = kernel.run("%predict 3\nn += 1;")
    assert "leave out the `;`" in reply["evalue"]
    reply, _ = kernel.run("%predict 3")
    assert "nothing below" in reply["evalue"]
    _, card = predicted(kernel, "0", "n")
    assert "prediction: right" in card


def test_a_blank_asks_and_leaves_the_cell_unrun(kernel):
    reply, card = predicted(kernel, "too-short ?", "let seven = 7;\nseven")
    assert reply["status"] == "ok"
    assert card.startswith("prediction: still to be made\n  `sum_of_three` is a row of three numbers")
    assert kernel.run("seven")[0]["status"] == "error"


def test_a_check_is_predicted(kernel):
    right = "fn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() / u.norm_squared() }"
    assert "prediction: right" in predicted(kernel, "passes\n%%check projector", right)[1]
    wrong = right.replace(" / u.norm_squared()", "")
    assert "prediction: something else came out" in predicted(kernel, "passes\n%%check projector", wrong)[1]
    assert "prediction: right" in cards(kernel.run("%check projector\n%predict fails")[1])


def test_an_undo_takes_back_the_cell_and_not_the_prediction(kernel):
    run(kernel, "let mut n = 0;")
    assert "prediction: right" in predicted(kernel, "1", "n += 1;\nn")[1]
    run(kernel, "%undo")
    assert "prediction: right" in predicted(kernel, "1", "n += 1;\nn")[1]


def test_votes_are_drawn_before_and_after_a_discussion(kernel):
    assert cards(kernel.run('%predict "[1, 1]"=12 "[0, 1]"=7')[1]).startswith("19 votes\n  [1, 1]  ███")
    _, shown = kernel.run('%predict "[1, 1]"=2 "[0, 1]"=17\n%predict [0, 1]\nvector![0.0, 1.0]')
    card = cards(shown)
    assert "Before: 19 votes" in card and "After the discussion: 19 votes" in card
    assert "prediction: right" in card


def test_the_same_cells_show_the_same(kernel):
    cells = ['%predict a=12 b=7', '%predict a=2 b=17\n%predict 4 --sure 80 --because "so"\n2 + 1']
    twice = [[cards(kernel.run(cell)[1]) for cell in cells] for _ in range(2)]
    assert twice[0] == twice[1]


def test_evcxr_tells_no_values(kernel):
    reply, shown = kernel.run("%engine evcxr\n%predict 3")
    assert reply["status"] == "error"
    run(kernel, "%engine evcxr")
    try:
        reply, _ = predicted(kernel, "3", "3")
        assert "evcxr does not tell what a cell comes to" in reply["evalue"]
        assert "prediction: right" in predicted(kernel, "panic", 'panic!("a")')[1]
    finally:
        run(kernel, "%engine meno")
