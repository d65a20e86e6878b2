"""How long work shows itself to people who wait: in the real kernel, where each cell goes on when a file is there."""

import os
import subprocess
import sys
import time

import nbclient
import nbformat
import pytest
from raw_client import Kernel

# Long enough for a line of progress to come, where there is one.
LONG = 3.5


class Gate:
    """What a cell or a build waits for."""

    def __init__(self, path):
        self.path = path
        self.wait = f'while !std::path::Path::new("{path}").exists() {{ std::thread::sleep(std::time::Duration::from_millis(20)); }}'

    def open(self):
        self.path.touch()


@pytest.fixture
def gate(tmp_path):
    return Gate(tmp_path / "gate")


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    with Kernel(env={**os.environ, "TMPDIR": str(tmp_path_factory.mktemp("kernel"))}) as kernel:
        yield kernel


@pytest.fixture
def slow(tmp_path, gate):
    """A crate whose build goes on when the gate is open, and the line that adds it."""
    folder = tmp_path / "slow"
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text('[package]\nname = "slow"\nversion = "1.0.0"\nedition = "2024"\n')
    # Another text, another build, whatever earlier ones have left in a cache.
    (folder / "src/lib.rs").write_text(f"pub const N: i32 = 3; // {tmp_path} {time.monotonic()}\n")
    (folder / "build.rs").write_text(f"fn main() {{ {gate.wait} }}\n")
    return f":dep {folder}"


def watched(kernel, gate, code, told):
    """Runs a cell before someone who waits, and opens the gate once its progress begins with `told` and has been updated.

    Its reply, and all that was shown, split where the gate was opened.
    """
    msg_id = kernel.execute(code, allow_stdin=True)
    assert kernel.await_shown(msg_id, "execute_input")
    before = [kernel.receive(kernel.iopub)]
    while before[-1].type != "update_display_data" or not text(before[-1]).startswith(told):
        before.append(kernel.receive(kernel.iopub))
    gate.open()
    after = [kernel.receive(kernel.iopub)]
    while after[-1].content != {"execution_state": "idle"}:
        after.append(kernel.receive(kernel.iopub))
    return kernel.reply(msg_id), before, [message for message in after[:-1] if not is_progress(message)]


def is_progress(message):
    return message.content.get("transient", {}).get("display_id", "").startswith("progress-")


def text(message):
    return message.content["data"]["text/plain"] if "data" in message.content else message.content.get("text")


def held(messages):
    """What a notebook holds after these."""
    outputs, is_cleared_next = [], False
    for message in messages:
        if message.type == "clear_output":
            is_cleared_next = message.content["wait"]
            outputs = outputs if is_cleared_next else []
        elif message.type != "update_display_data":
            outputs = [] if is_cleared_next else outputs
            is_cleared_next = False
            outputs.append(text(message))
    return outputs


def test_adding_a_crate_tells_which_one_is_compiled_and_leaves_nothing(kernel, gate, slow):
    reply, before, after = watched(kernel, gate, f"{slow}\nslow::N", "Adding crates: compiling slow (")
    assert reply["status"] == "ok", reply
    assert all(is_progress(message) for message in before)
    assert " done) … " in text(before[-1]) and text(before[-1]).endswith(" s")
    assert [message.type for message in after] == ["clear_output", "execute_result"]
    assert held(before + after) == ["3"]
    # One line, in place.
    assert [message.type for message in before].count("display_data") == 1
    assert len({message.content["transient"]["display_id"] for message in before}) == 1


def test_what_stands_above_a_crate_is_shown_below_its_progress(kernel, gate, slow):
    kernel.run("%reset")
    kernel.run("let v = 1;")
    reply, before, after = watched(kernel, gate, f":vars\n{slow}\nslow::N", "Adding crates: compiling slow (")
    assert reply["status"] == "ok", reply
    assert held(before + after) == ["v: i32", "3"]


def test_adding_a_crate_may_be_all_of_a_cell(kernel, gate, slow):
    reply, before, after = watched(kernel, gate, slow, "Adding crates")
    assert reply["status"] == "ok", reply
    assert [message.type for message in after] == ["clear_output"]
    assert held(before + after) == []


def test_a_long_cell_tells_its_time_until_it_shows_something(kernel, gate):
    code = f'{gate.wait} println!("one"); eprintln!("two"); 3'
    reply, before, after = watched(kernel, gate, code, "Running … ")
    assert reply["status"] == "ok", reply
    assert text(before[0]).endswith(" s (interrupt the kernel to stop it)")
    assert held(before + after) == ["one\n", "two\n", "3"]
    # Once it is gone, it does not come back.
    assert [message.type for message in after].count("clear_output") == 1


def test_an_error_takes_the_place_of_the_time(kernel, gate):
    reply, before, after = watched(kernel, gate, f'{gate.wait} panic!("late");', "Running … ")
    assert reply["ename"] == "Panic"
    assert [message.type for message in after] == ["clear_output", "error"]
    assert after[0].content == {"wait": True}


def test_a_question_takes_the_place_of_the_time(kernel, gate):
    code = f"{gate.wait} let mut line = String::new(); std::io::stdin().read_line(&mut line)?; line.trim().to_owned()"
    msg_id = kernel.execute(code, allow_stdin=True)
    kernel.await_shown(msg_id, "display_data")
    gate.open()
    question = kernel.receive(kernel.stdin)
    # A client would take its answer away with the rest, if that came later.
    assert kernel.await_shown(msg_id, "clear_output").content == {"wait": False}
    assert kernel.receive(kernel.iopub, patience=LONG) is None
    kernel.answer(question, "Ada")
    assert kernel.reply(msg_id)["status"] == "ok"
    assert text(kernel.await_shown(msg_id, "execute_result")) == '"Ada"'
    kernel.await_shown(msg_id, "status")


def test_a_cell_that_has_shown_something_is_never_cleared(kernel, gate):
    msg_id = kernel.execute(f'println!("one"); {gate.wait} println!("two");', allow_stdin=True)
    kernel.await_shown(msg_id, "stream")
    assert kernel.receive(kernel.iopub, patience=LONG) is None
    gate.open()
    assert kernel.await_shown(msg_id, "stream").content["text"] == "two\n"
    kernel.await_shown(msg_id, "status")
    kernel.reply(msg_id)


def test_a_check_that_takes_long_tells_what_is_checked(kernel):
    kernel.run("%reset")
    assert kernel.run("fn projector(v: &DVector<f64>) -> DMatrix<f64> { loop {} }")[0]["status"] == "ok"
    msg_id = kernel.execute("%check projector", allow_stdin=True)
    assert text(kernel.await_shown(msg_id, "display_data")).startswith("Checking `projector` … ")
    kernel.await_shown(msg_id, "clear_output")
    assert "projector" in text(kernel.await_shown(msg_id, "display_data"))
    kernel.await_shown(msg_id, "status")
    kernel.reply(msg_id)


def test_whoever_is_not_there_is_told_nothing(kernel, gate, slow):
    msg_id = kernel.execute(f"{slow}\nslow::N", allow_stdin=False)
    kernel.await_shown(msg_id, "execute_input")
    assert kernel.receive(kernel.iopub, patience=LONG) is None
    gate.open()
    assert text(kernel.await_shown(msg_id, "execute_result")) == "3"
    kernel.await_shown(msg_id, "status")
    kernel.reply(msg_id)


class Watching(nbclient.NotebookClient):
    """Runs a notebook as someone does who waits, and opens the gate once a cell's progress has been updated."""

    def __init__(self, notebook, gate, **more):
        super().__init__(notebook, kernel_name="meno", startup_timeout=60, **more)
        self.gate = gate
        self.told = 0

    async def async_start_new_kernel_client(self):
        client = await super().async_start_new_kernel_client()
        client.allow_stdin = True
        return client

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "update_display_data":
            self.told += 1
            self.gate.open()
        return super().process_message(msg, cell, cell_index)


# Cells, and what their outputs are called.
CELLS = {
    "{wait}": [],
    "{wait} 3": ["execute_result"],
    '{wait} println!("a"); eprintln!("b"); plot(|x| x, 0.0..1.0)': ["stream", "stream", "execute_result"],
    '{wait} clear_output(false); println!("a");': ["stream"],
    '{wait} clear_output(true); println!("a");': ["stream"],
    '{wait} panic!("late");': ["error"],
    "{dep}\nslow::N": ["execute_result"],
    "{dep}": [],
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_notebook_holds_the_same_whether_or_not_progress_was_told(cell, tmp_path, gate, slow):
    code = cell.replace("{wait}", gate.wait).replace("{dep}", slow)
    cells = [nbformat.v4.new_code_cell(code)]
    slowly = nbformat.v4.new_notebook(cells=cells)
    client = Watching(slowly, gate, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    assert client.told
    assert [output.output_type for output in slowly.cells[0].outputs] == CELLS[cell]
    # The gate is open now.
    at_once = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(at_once, kernel_name="meno", startup_timeout=60, allow_errors=True).execute()
    assert slowly.cells[0].outputs == at_once.cells[0].outputs


def test_help_is_part_of_an_executed_notebook(tmp_path):
    asked = ["%help", "%help check", "%help projector", ":help :dep", "%exercises", "%lsmagic"]
    path = tmp_path / "help.ipynb"
    kernelspec = {"display_name": "Rust (Meno)", "language": "rust", "name": "meno"}
    cells = [nbformat.v4.new_code_cell(code) for code in asked]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec}), path)
    subprocess.run([sys.executable, "-m", "jupyter", "execute", "--inplace", str(path)], check=True, capture_output=True)
    with Kernel() as kernel:
        for code, cell in zip(asked, nbformat.read(path, as_version=4).cells, strict=True):
            [output] = cell.outputs
            assert len(output["data"]) > 1, f"{code} has a rich form"
            reply, [_, shown] = kernel.run(code)
            assert reply["payload"] == [], f"{code} needs no pager"
            assert shown.content["data"] == output["data"], code
