"""evcxr as a second engine: it evaluates the cells in its own ways, what Meno adds works there, and the rest is refused."""

import pytest
from raw_client import Kernel, refused, run, texts, tree, wait_until

KEPT = "functions and types are kept"


@pytest.fixture(scope="module")
def kernel():
    with Kernel(spec={"MENO_ENGINE": "evcxr"}) as kernel:
        run(kernel, "%opt 0")
        yield kernel


def test_evcxr_evaluates_cells_with_the_names_of_the_prelude(kernel):
    assert run(kernel, "let a = dmatrix![1.0, 2.0; 3.0, 4.0]; let v = vector![1.0, 2.0];", "&a * dvector![1.0, 1.0]") == "[ 3 ]\n[ 7 ]"
    assert run(kernel, "let fixed = matrix![1.0, 2.0, 3.0; 4.0, 5.0, 6.0];", "fixed.shape()") == "(2, 3)"
    assert run(kernel, "let x: Dual64 = Dual64::from(2.0).derivative();", "(x * x).eps") == "4.0"
    assert run(kernel, "let names: BTreeMap<i32, &str> = BTreeMap::from([(1, \"a\")]);", "names") == '{1: "a"}'


def test_what_a_cell_prints_and_shows_comes_in_order(kernel):
    _, shown = kernel.run('println!("a"); eprintln!("b"); print!("c"); 5')
    contents = [message.content for message in shown]
    assert "".join(content.get("text", "") for content in contents) == "a\nb\nc"
    assert contents[-1]["data"] == {"text/plain": "5"}
    _, shown = kernel.run(
        "use plotters::prelude::*;\nevcxr_figure((200, 100), |root| { root.fill(&WHITE)?; Ok(()) })"
    )
    assert any("<svg" in message.content["data"].get("text/html", "") for message in shown if "data" in message.content)


def test_figures_are_pictures(kernel):
    for cell in ("plot(|x| x.sin(), -3.0..3.0)", "animate(0.0..1.0, |t| bars([t]))"):
        _, shown = kernel.run(cell)
        [data] = [message.content["data"] for message in shown if "data" in message.content]
        assert "data:image/svg+xml," in data["text/html"] and "image/png" in data, data


def test_threads_run_on_between_cells(kernel):
    run(kernel, "use std::sync::mpsc::{channel, Receiver, Sender};",
        "let asking: (Sender<i32>, Receiver<i32>) = channel(); let telling: (Sender<i32>, Receiver<i32>) = channel();",
        "let ask: Sender<i32> = asking.0; let told: Receiver<i32> = telling.1;\n"
        "{ let (asked, tell) = (asking.1, telling.0); std::thread::spawn(move || for n in asked { tell.send(n + 1).unwrap() }); }")
    assert run(kernel, "ask.send(41).unwrap();", "told.recv().unwrap()") == "42"


def test_checks_and_hints_work(kernel):
    assert run(kernel, "%%check projector\nfn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() / u.norm_squared() }").startswith("projector: passed")
    wrong = run(kernel, "fn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() }", "%check projector")
    assert wrong.startswith("projector: not yet right") or "not yet" in wrong, wrong
    assert "hint" in run(kernel, "%hint projector").lower()
    endless = run(kernel, "fn projector(u: &DVector<f64>) -> DMatrix<f64> { loop {} }", "%check projector")
    assert "took too long" in endless
    assert run(kernel, "let zero_second_and_repeat_3: SMatrix<f64, 6, 2> = repeat_3_2 * zero_second;", "%check zero_second_and_repeat_3").startswith("zero_second_and_repeat_3: passed")
    assert run(kernel, "1 + 1") == "2"


def test_lessons_stand_above_what_rustc_says_and_point_at_the_cell(kernel):
    run(kernel, "let x = 1.5f64;")
    reply, _ = kernel.run("let y = 1;\n2 * x")
    assert reply["ename"] == "E0277"
    text = "\n".join(reply["traceback"])
    assert "`2` is an integer and `x` is of type `f64`" in text
    assert "2 * x" in text and "^" in text
    reply, _ = kernel.run("let v: Vec<i32> = vec![1];\nv[9]")
    assert reply["ename"] == "Panic"
    assert "index" in reply["evalue"]


def test_what_evcxr_does_not_give_is_refused_with_a_sentence(kernel):
    for code in ["%undo", "%redo", "%checkpoint", "%checkpoint a", "%restore a", "%limits", "%limits time=1s", "%reset\n1 + 1"]:
        name, message = refused(kernel, code)
        assert name == "CommandError" and "`%engine meno`" in message, (code, message)
    assert "shut it down" in refused(kernel, ":quit")[1]
    assert run(kernel, "1 + 1") == "2"


def test_evcxrs_commands_are_evcxrs(kernel):
    run(kernel, "let shown = 5u8;")
    assert "shown: u8" in run(kernel, ":vars")
    assert run(kernel, ":version").strip() == "0.22.0"
    assert run(kernel, ":fmt {:?} // as before", "shown")
    assert "Output format" in run(kernel, ":fmt {:#?}")
    assert run(kernel, "Some(1)") == "Some(\n    1,\n)"
    run(kernel, ":fmt {:?}")
    assert run(kernel, "!echo from the shell").strip() == "from the shell"
    run(kernel, ":env MENO_TEST_VARIABLE=set")
    assert run(kernel, 'std::env::var("MENO_TEST_VARIABLE").unwrap()') == '"set"'


ENDS = {
    "exit": ("std::process::exit(3)", "Exit", "exit code 3"),
    "abort": ("std::process::abort()", "Abort", "aborted"),
    "segfault": ("unsafe { *(1 as *mut u8) = 1 }", "SegmentationFault", "segmentation fault"),
    "stack overflow": ("fn deep(n: u64) -> u64 { if n == 0 { 0 } else { 1 + deep(n + 1) } }\ndeep(1)", "StackOverflow", "stack overflow"),
}


@pytest.mark.parametrize(("code", "kind", "words"), ENDS.values(), ids=ENDS.keys())
def test_a_process_that_ends_takes_the_variables_with_it_and_that_is_said(kernel, code, kind, words):
    run(kernel, "fn kept() -> i32 { 7 }", "let lost = 1;")
    name, message = refused(kernel, code)
    assert name == kind and words in message and "all variables are lost" in message and KEPT in message
    assert run(kernel, "kept()") == "7"
    assert refused(kernel, "lost")[0] == "E0425"


def test_an_interrupt_ends_what_runs(kernel):
    msg_id = kernel.execute('println!("begun"); loop {}')
    kernel.await_shown(msg_id, "stream")
    kernel.interrupt()
    reply = kernel.reply(msg_id)
    kernel.await_shown(msg_id, "status")
    assert reply["ename"] == "Interrupted" and "all variables are lost" in reply["evalue"]
    assert run(kernel, "1 + 1") == "2"


def test_a_cell_reads_from_the_notebook(kernel):
    msg_id = kernel.execute("let mut line: String = String::new(); std::io::stdin().read_line(&mut line)?; line", allow_stdin=True)
    question = kernel.receive(kernel.stdin)
    kernel.answer(question, "typed")
    assert kernel.reply(msg_id)["status"] == "ok"
    shown = kernel.shown(msg_id)
    assert shown[-1].content["data"]["text/plain"] == '"typed\\n"'


def test_each_engine_keeps_what_it_has():
    with Kernel() as kernel:
        assert "`meno` evaluates" in run(kernel, "%engine")
        run(kernel, "let x = 1;", "%%check projector\nfn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() / u.norm_squared() }")
        assert "do not go over" in run(kernel, "%engine evcxr")
        assert refused(kernel, "x")[0] == "E0425"
        assert run(kernel, "%check projector").startswith("projector: not attempted yet")
        assert "passed" in run(kernel, "%exercises")
        run(kernel, "let x = 2;", "%engine meno")
        assert run(kernel, "x") == "1"
        assert run(kernel, "%check projector").startswith("projector: passed")
        run(kernel, "%undo 1", "%engine evcxr")
        assert run(kernel, "x") == "2"
        assert "did you mean `evcxr`?" in refused(kernel, "%engine evxcr")[1]
        assert refused(kernel, "%engine meno\nlet x: i32 = \"a\";")[0] == "E0308"
        assert run(kernel, "x") == "2", "the engine is what it was before the cell"


def test_nothing_is_left_of_evcxr(tmp_path):
    with Kernel(spec={"MENO_ENGINE": "evcxr", "TMPDIR": str(tmp_path)}) as kernel:
        run(kernel, "1 + 1")
        # What a kernel that is killed leaves there, the next one removes.
        assert {entry.name.rsplit("-", 1)[0] for entry in tmp_path.iterdir()} == {"meno-kernel"}
        processes = tree(kernel.pid)
        assert processes
        kernel.manager.shutdown_kernel()
        wait_until(lambda: not any(is_alive(pid) for pid in processes))


def is_alive(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
