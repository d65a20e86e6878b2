"""Completion and inspection, in a kernel that has neither a network nor cargo's registry nor rustup."""

import os
import signal
import statistics
import time
from pathlib import Path

import pytest
from raw_client import Kernel, wait_until

# How long rust-analyzer may take to start on a busy machine.
START = 60

TOOLCHAIN = ("CARGO", "RUST", "HTTP", "NO_PROXY", "ALL_PROXY")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """What a desktop or a hub gives a kernel, without a way out: the kernelspec adds where the toolchain is."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(TOOLCHAIN)}
    nowhere = "http://127.0.0.1:9"
    return {
        **kept,
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "https_proxy": nowhere,
        "http_proxy": nowhere,
        "CARGO_NET_RETRY": "0",
    }


@pytest.fixture(scope="module")
def kernel(environment):
    with Kernel(env=environment) as kernel:
        run(kernel, "let m = dmatrix![1., 2.; 3., 4.];")
        run(kernel, "struct Point { across: f64 }\nimpl Point { fn length(&self) -> f64 { self.across } }")
        run(kernel, "let p = Point { across: 1.0 };")
        run(kernel, "/// Twice as much.\nfn twice(x: f64) -> f64 { 2.0 * x }")
        until(lambda: complete(kernel, "DMatrix::|"))
        yield kernel


def run(kernel, code):
    reply, _ = kernel.run(code)
    assert reply["status"] == "ok", reply


def until(answer):
    """The first answer that is not empty."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        found = answer()
        if found:
            return found
    raise AssertionError("rust-analyzer does not answer")


def test_a_pause_after_a_cell_gets_completion_ready(environment):
    with Kernel(env=environment) as kernel:
        for _ in range(3):
            run(kernel, "let m = dmatrix![1., 2.; 3., 4.];")
            time.sleep(0.5)
        assert not analysers(kernel)
        wait_until(lambda: analysers(kernel))
        # How soon it has read all is for the machine.
        assert "from_fn" in until(lambda: complete(kernel, "DMatrix::|"))


def complete(kernel, marked):
    """What the text before the cursor `|` may become, without what stands before the completed name."""
    cursor = marked.index("|")
    code = marked.replace("|", "", 1)
    reply = kernel.ask("complete_request", code=code, cursor_pos=cursor)
    assert reply["status"] == "ok"
    assert reply["cursor_end"] == cursor
    typed = code[reply["cursor_start"] : cursor]
    assert all(match.startswith(typed) for match in reply["matches"])
    return reply["matches"]


def explain(kernel, code, cursor):
    reply = kernel.ask("inspect_request", code=code, cursor_pos=cursor, detail_level=0)
    assert reply["status"] == "ok"
    return reply["data"].get("text/plain") if reply["found"] else None


COMPLETIONS = {
    "functions of a type": ("DMatrix::|", {"from_fn", "zeros", "identity"}),
    "functions of an alias": ("Matrix2::|", {"new", "identity"}),
    "the standard library's": ("BTreeMap::|", {"new", "from_iter"}),
    "methods of a variable": ("m.transp|", {"transpose"}),
    "figures": ("let figure = map_o|", {"map_of"}),
    "options of a figure": ("bars([1.0]).x_la|", {"x_label"}),
    "methods of a result": ("m.clone().svd(true, true).sing|", {"singular_values"}),
    "methods of what a macro makes": ("let q = matrix![1., 2.; 3., 4.]; q.determ|", {"determinant"}),
    "methods of a vector of fixed length": ("let w = Vector3::new(1., 2., 3.); w.no|", {"norm", "normalize"}),
    "methods of a number": ("let x: f64 = 2.0; x.sq|", {"sqrt"}),
    "methods of the notebook's own type": ("p.|", {"across", "length"}),
    "a crate": ("nalgebra::linalg::|", {"SVD", "QR"}),
    "drawing": ("plotters::prelude::Chart|", {"ChartBuilder"}),
    "a path": ("std::collections::|", {"BTreeMap"}),
    "after other scripts": ('let t = "𝔸𝔹ℂ 👩\u200d🔬"; m.transp|', {"transpose"}),
    "below a magic": ("%time 𝔸\n%check\nm.transp|", {"transpose"}),
    "in a cell that is not complete": ("fn f(a: &DMatrix<f64>) -> f64 {\n    a.tra|\n", {"trace", "transpose"}),
    "in a name": ("m.transp|ose()", {"transpose"}),
}


@pytest.mark.parametrize("case", COMPLETIONS)
def test_completion(kernel, case):
    marked, expected = COMPLETIONS[case]
    # On a busy machine rust-analyzer may not have read yet what the first question is about.
    assert expected <= set(until(lambda: complete(kernel, marked)))


def test_what_makes_a_value_comes_first(kernel):
    assert complete(kernel, "DMatrix::|").index("zeros") < complete(kernel, "DMatrix::|").index("transpose")


INSPECTIONS = {
    "a type": ("DMatrix::zeros(2, 2)", "DMatrix", "dynamically sized"),
    "a function of a type": ("DMatrix::zeros(2, 2)", "zeros", "fn zeros"),
    "a method": ("m.transpose()", "transpose", "fn transpose"),
    "a variable": ("𝔸; m.transpose()", "m", "m: "),
    "a function of the notebook": ("twice(1.0)", "twice", "fn twice(x: f64) -> f64"),
    "a type of the notebook": ("let q: Point = p;", "Point", "across: f64"),
    "a variable of the cell": ("let sum = 1.0 + 2.0; sum", "sum", "f64"),
}


@pytest.mark.parametrize("case", INSPECTIONS)
def test_inspection_from_every_position_in_a_name(kernel, case):
    code, name, expected = INSPECTIONS[case]
    start = code.index(name)
    for cursor in range(start, start + len(name) + 1):
        assert expected in (explain(kernel, code, cursor) or ""), cursor


def test_own_names_are_there_at_once(environment):
    with Kernel(env=environment) as kernel:
        run(kernel, "let unmistakable = 1;")
        began = time.monotonic()
        assert "unmistakable" in complete(kernel, "unmis|")
        assert explain(kernel, "unmistakable", 3) == "unmistakable: i32"
        assert "DMatrix" in complete(kernel, "DMat|")
        for name in ("DMatrix", "Vector2", "println", "Option"):
            assert name in explain(kernel, f"{name}", 3)
        assert time.monotonic() - began < 0.5


def test_answers_are_fast(kernel):
    def seconds():
        began = time.monotonic()
        assert complete(kernel, "DMatrix::|")
        return time.monotonic() - began

    # 60 ms where nothing else runs.
    assert statistics.median(seconds() for _ in range(10)) < 0.4


def test_a_dependency_can_be_added_after_a_completion(kernel, tmp_path):
    assert complete(kernel, "m.transp|")
    crate = tmp_path / "doubling"
    (crate / "src").mkdir(parents=True)
    (crate / "Cargo.toml").write_text('[package]\nname = "doubling"\nversion = "1.0.0"\nedition = "2024"\n')
    (crate / "src/lib.rs").write_text("pub fn double(x: i32) -> i32 { 2 * x }\n")
    _, shown = kernel.run(f':dep doubling = {{ path = "{crate}" }}\ndoubling::double(21)')
    assert [message.content["data"]["text/plain"] for message in shown if message.type == "execute_result"] == ["42"]
    assert complete(kernel, "m.transp|")
    # What is not here is looked for on the network, even if there is none.
    reply, _ = kernel.run(':dep itoa = "1"')
    assert reply["status"] == "error"
    assert "offline" not in reply["evalue"], reply


def test_cells_do_not_wait_for_it(environment):
    with Kernel(env=environment) as kernel:
        run(kernel, "let m = DMatrix::<f64>::identity(3, 3);")

        def cell():
            began = time.monotonic()
            run(kernel, "(&m * &m).trace()")
            return time.monotonic() - began

        cell()
        before = statistics.median(cell() for _ in range(5))
        complete(kernel, "unknown|")
        during = statistics.median(cell() for _ in range(5))
        assert during < 2 * before + 0.2, (before, during)
        msg_id = kernel.execute("loop {}")
        kernel.await_shown(msg_id, "execute_input")
        kernel.interrupt()
        assert kernel.reply(msg_id)["ename"] == "Interrupted"


def analysers(kernel):
    """The processes that run rust-analyzer for this kernel."""
    parent = kernel.manager.provisioner.pid
    found = []
    for task in Path(f"/proc/{parent}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            if b"MENO_ANALYSIS=" in Path(f"/proc/{child}/environ").read_bytes():
                found.append(child)
    return found


def test_its_process_comes_back_and_ends_with_the_kernel(environment):
    with Kernel(env=environment) as kernel:
        run(kernel, "1")
        assert analysers(kernel) == []
        assert until(lambda: complete(kernel, "DMatrix::identi|"))[0] == "identity"
        (first,) = analysers(kernel)
        assert os.getpriority(os.PRIO_PROCESS, first) == 10
        os.kill(first, signal.SIGKILL)
        assert until(lambda: complete(kernel, "DMatrix::identi|"))[0] == "identity"
        (second,) = analysers(kernel)
        assert second != first
        os.kill(kernel.manager.provisioner.pid, signal.SIGKILL)
        deadline = time.monotonic() + START
        while Path(f"/proc/{second}/exe").exists():
            assert time.monotonic() < deadline
