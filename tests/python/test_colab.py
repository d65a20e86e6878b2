"""Meno in an IPython session, as in Colab: a Python kernel in the environment of this interpreter, where the wheel is."""

import time

import pytest
from jupyter_client import KernelManager

PATIENCE = 60


class Session:
    """A Python kernel, and what its cells show."""

    def __init__(self):
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel()
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel()

    def begin(self, code, stop_on_error=False, **more):
        """After an error ipykernel aborts what comes within a moment, unless it is asked not to."""
        return self.client.execute(code, stop_on_error=stop_on_error, **more)

    def end(self, sent):
        """The reply, and the messages from busy to idle."""
        shown = []
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != sent:
                continue
            if message["content"].get("execution_state") == "idle":
                break
            shown.append(message)
        while True:
            reply = self.client.get_shell_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == sent:
                return reply["content"], shown[2:]

    def run(self, code, **more):
        return self.end(self.begin(code, **more))

    def shows(self, code):
        """The text that a cell shows, which must succeed."""
        reply, shown = self.run(code)
        assert reply["status"] == "ok", reply
        return "".join(text(message) for message in shown)


def text(message):
    content = message["content"]
    return content["data"]["text/plain"] if "data" in content else content.get("text", "")


@pytest.fixture(scope="module")
def session():
    session = Session()
    reply, shown = session.run("%load_ext meno")
    assert reply["status"] == "ok", reply
    assert shown == []
    yield session
    session.close()


@pytest.fixture
def routed(session):
    session.shows("%rust on")
    yield session
    session.shows("%rust off")


def test_a_cell_runs_in_rust_and_variables_stay(session):
    assert session.shows("%%rust\nlet x: DVector<f64> = dvector![1.0, 2.0];\nx.norm_squared()") == "5.0"
    assert session.shows("%%rust\nx.len()") == "2"


def test_python_goes_on_beside_it(session):
    assert session.shows("print(1 + 1)") == "2\n"


def test_every_magic_is_there_and_answers(session):
    assert "%check" in session.shows("%lsmagic") or "Available" in session.shows("%lsmagic")
    session.shows("%%rust\nfn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() }")
    assert "not yet right" in session.shows("%check projector")
    solved = "%%check projector\nfn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() / u.norm_squared() }"
    assert "passed" in session.shows(solved)
    assert session.shows("%undo") != ""


def test_output_keeps_its_order_and_its_kinds(session):
    _, shown = session.run(
        '%%rust\nprintln!("one");\n'
        'println!("EVCXR_BEGIN_CONTENT text/html\\n<b>two</b>\\nEVCXR_END_CONTENT");\n'
        'println!("three");\n"four"'
    )
    kinds = [message["msg_type"] for message in shown]
    assert kinds == ["stream", "display_data", "stream", "display_data"], shown
    assert shown[1]["content"]["data"]["text/html"] == "<b>two</b>"


def test_an_error_is_rusts_and_ends_run_all(session):
    first = session.begin('%%rust\nlet n: i32 = "text";', stop_on_error=True)
    second = session.begin("print('never')")
    reply, shown = session.end(first)
    assert (reply["status"], reply["ename"]) == ("error", "E0308"), reply
    assert "mismatched types" in "".join(reply["traceback"])
    assert not any("File " in line for line in reply["traceback"]), "nothing of the Python in between"
    assert session.client.get_shell_msg(timeout=PATIENCE)["content"]["status"] in ("aborted", "error")
    # What was queued is told to be over; nothing of it was run.
    while session.client.get_iopub_msg(timeout=PATIENCE)["parent_header"].get("msg_id") != second:
        pass
    session.run("")


def test_an_interrupt_ends_the_rust_cell_and_keeps_the_variables(session):
    session.shows("%%rust\nlet kept = 7;")
    sent = session.begin('%%rust\nprintln!("started");\nloop {}')
    while True:
        message = session.client.get_iopub_msg(timeout=PATIENCE)
        if message["msg_type"] == "stream":
            break
    started = time.monotonic()
    session.manager.interrupt_kernel()
    reply, _ = session.end(sent)
    assert (reply["status"], reply["ename"]) == ("error", "Interrupted"), reply
    assert time.monotonic() - started < 5
    assert session.shows("%%rust\nkept") == "7"


def test_a_cell_asks_for_input(session):
    sent = session.begin(
        "%%rust\nlet mut line = String::new();\nstd::io::stdin().read_line(&mut line).unwrap();\nline.trim().len()",
        allow_stdin=True,
    )
    assert session.client.get_stdin_msg(timeout=PATIENCE)["msg_type"] == "input_request"
    session.client.input("hello")
    reply, shown = session.end(sent)
    assert reply["status"] == "ok", reply
    assert text(shown[-1]) == "5"


def test_one_notebook_serves_all(routed):
    assert routed.shows("let answer = 42;\nanswer") == "42"
    assert routed.shows("// a comment first\nprintln!(\"{answer} \\u{e9}\");") == "42 \u00e9\n"
    assert routed.shows("%time answer + 1").startswith("43")
    assert routed.shows("%pip --version").startswith("pip ")
    assert routed.shows("!echo shell") .split() == ["shell"]
    assert routed.shows("%%python3\nprint('python')") == "python\n"
    reply, _ = routed.run("let broken = ;")
    assert reply["status"] == "error"


def test_the_kernel_can_be_started_anew(session):
    session.shows("%%rust\nlet gone = 1;")
    session.shows("%rust restart")
    reply, _ = session.run("%%rust\ngone")
    assert reply["ename"] == "E0425", reply
    reply, _ = session.run("%rust sideways")
    assert reply["ename"] == "UsageError"


def test_unloading_takes_everything_back(session):
    session.shows("%unload_ext meno")
    reply, _ = session.run("%%rust\n1")
    assert reply["status"] == "error"
    session.shows("%load_ext meno")
    assert session.shows("%%rust\n1 + 1") == "2"

