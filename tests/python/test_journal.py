"""The journal through the real kernel: what only it can show."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from jupyter_core.paths import jupyter_runtime_dir
from raw_client import PATIENCE, Kernel, refused, run, texts, wait_until

WRONG = "%%check projector\nfn projector(u: &DVector<f64>) -> DMatrix<f64> {\n    u * u.transpose()\n}"
HALF = WRONG.replace("()\n}", "() / u.norm()\n}")
RIGHT = WRONG.replace("()\n}", "() / u.norm_squared()\n}")


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def kernel_of(data, notebook, **more):
    return Kernel(spec={"MENO_DATA_DIR": str(data), "JPY_SESSION_NAME": str(notebook), **more}, attended=True)


def environment_of(data, **more):
    """That of a program which starts kernels itself. The kernelspec sets where data is, so there is another one."""
    specification = KernelManager(kernel_name="meno").kernel_spec.to_dict()
    specification["env"] |= {"MENO_DATA_DIR": str(data)}
    folder = data.parent / f"share-{data.name}"
    (folder / "kernels" / "meno").mkdir(parents=True, exist_ok=True)
    (folder / "kernels" / "meno" / "kernel.json").write_text(json.dumps(specification))
    return {**os.environ, "JUPYTER_PATH": str(folder), "MENO_DATA_DIR": str(data), **more}


def journal(data):
    return data / "journal" / "journal.jsonl"


def entries(data, kind=None):
    """The lines that are whole."""
    found = []
    for line in journal(data).read_text().splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            pass
    return [entry for entry in found if kind in (None, entry["kind"])]


def recorded_cells(data):
    return [entry["code"] for entry in entries(data, "cell")]


def meno(data, *arguments):
    program = KernelManager(kernel_name="meno").kernel_spec.argv[0]
    environment = environment_of(data)
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, env=environment)


def test_what_is_done_is_recorded_as_it_was_typed(data, tmp_path):
    with kernel_of(data, tmp_path / "01.ipynb") as kernel:
        run(kernel, WRONG, "%hint")
        assert refused(kernel, "let n: usize = 1.5;")[0] == "E0308"
        run(kernel, "%undo", '%why "so"')
        kernel.run("let hidden = 1;", silent=True)
    kinds = [entry["kind"] for entry in entries(data)]
    assert kinds == ["session", "verdict", "cell", "hint", "cell", "cell", "undone", "cell", "why", "cell"]
    assert {entry["notebook"] for entry in entries(data)} == {str(tmp_path / "01.ipynb")}
    assert recorded_cells(data) == [WRONG, "%hint", "let n: usize = 1.5;", "%undo", '%why "so"']
    failed = entries(data, "cell")[2]["outcome"]["failed"]
    assert (failed["class"], failed["rustc"], failed["message"]) == ("E0308", "E0308", "mismatched types")
    assert entries(data, "undone")[0]["cells"] == [1]
    assert entries(data, "verdict")[0]["code"] == WRONG.partition("\n")[2]
    times = [entry["at"] for entry in entries(data)]
    assert times == sorted(times)


def test_another_session_goes_on_where_the_last_one_ended(data, tmp_path):
    for name in ("01.ipynb", "02.ipynb"):
        (tmp_path / name).touch()
    with kernel_of(data, tmp_path / "01.ipynb") as kernel:
        told = run(kernel, WRONG, "%hint")
    with kernel_of(data, tmp_path / "01.ipynb") as kernel:
        assert "has not changed since the last hint" in run(kernel, WRONG, "%hint")
        run(kernel, HALF, RIGHT)
        road = run(kernel, "%attempts projector")
        assert road.startswith("projector: 3 attempts, and it passes"), road
        assert "Hints: a statement" in road and told.startswith("projector: a hint")
        assert "-     u * u.transpose() / u.norm()\n" in road and "+     u * u.transpose() / u.norm_squared()\n" in road
    # The other notebooks of the folder know how it stands, and nothing of the hints.
    with kernel_of(data, tmp_path / "02.ipynb") as kernel:
        assert "✓ projector" in run(kernel, "%progress")
        assert run(kernel, "%attempts projector").startswith("projector: no answer has been checked yet")
    with kernel_of(data, tmp_path / "elsewhere" / "01.ipynb") as kernel:
        assert "○ projector" in run(kernel, "%progress")


LOOKING = [WRONG, "%hint", "%hint projector", "%exercises", "%progress", "%attempts", "%ask"]


def test_what_runs_a_notebook_by_itself_prints_the_same_whatever_was_recorded(data, tmp_path):
    source = tmp_path / "01.ipynb"
    cells = [nbformat.v4.new_code_cell(cell, id=f"cell-{at}") for at, cell in enumerate(LOOKING)]
    metadata = {"kernelspec": {"display_name": "Rust (Meno)", "language": "rust", "name": "meno"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), source)

    def outputs(folder):
        target = tmp_path / "run.ipynb"
        # As a learner's cell would, which runs it: what the kernel was told is passed on.
        environment = environment_of(folder, JPY_SESSION_NAME=str(source))
        command = [sys.executable, Path(__file__).with_name("execute.py"), source, target]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        return [cell["outputs"] for cell in json.loads(target.read_text())["cells"]]

    with kernel_of(data, source) as kernel:
        run(kernel, RIGHT, WRONG, "%hint", HALF, "%hint", "%hint")
    before = journal(data).read_bytes()
    assert outputs(data) == outputs(tmp_path / "empty")
    assert journal(data).read_bytes() == before
    assert (tmp_path / "empty" / "history.jsonl").exists() and not (tmp_path / "empty" / "journal").exists()


def test_nothing_is_recorded_where_it_is_off(data, tmp_path):
    with kernel_of(data, tmp_path / "01.ipynb", MENO_JOURNAL="off") as kernel:
        run(kernel, WRONG, "%hint")
        assert run(kernel, "%attempts").startswith("projector: one attempt")
    assert not (data / "journal").exists()


class Server:
    """Jupyter's own, with its root in `folder`."""

    def __init__(self, folder, data):
        options = ["--port=0", "--ServerApp.token=t", "--no-browser", "--allow-root", f"--ServerApp.root_dir={folder}"]
        environment = environment_of(data)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *options],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        told = Path(jupyter_runtime_dir()) / f"jpserver-{self.process.pid}.json"
        wait_until(lambda: told.exists() and told.read_text().rstrip().endswith("}"))
        self.url = json.loads(told.read_text())["url"]
        wait_until(self.answers)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def answers(self):
        try:
            return self.ask("GET", "api/status")
        except urllib.error.URLError:
            return None

    def ask(self, method, address, **content):
        headers = {"Authorization": "token t", "Content-Type": "application/json"}
        body = json.dumps(content).encode() if content else None
        request = urllib.request.Request(self.url + address, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or "null")

    def run(self, path, *cells):
        """Runs cells in a session of the notebook at `path`."""
        kernel = {"name": "meno"}
        session = self.ask("POST", "api/sessions", path=path, name=Path(path).name, type="notebook", kernel=kernel)
        connection = f"kernel-{session['kernel']['id']}.json"
        client = BlockingKernelClient(connection_file=str(Path(jupyter_runtime_dir()) / connection))
        client.load_connection_file()
        client.start_channels()
        client.wait_for_ready(timeout=PATIENCE)
        for cell in cells:
            assert client.execute_interactive(cell, timeout=300, output_hook=lambda _: None)["content"]["status"] == "ok"
        client.stop_channels()
        self.ask("DELETE", f"api/sessions/{session['id']}")


def test_a_server_tells_the_notebook_whatever_its_own_folder_is(data, tmp_path):
    course = tmp_path / "work" / "course"
    course.mkdir(parents=True)
    (course / "01.ipynb").write_text(json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    with Server(tmp_path, data) as server:
        server.run("work/course/01.ipynb", WRONG, "%hint")
    with Server(course, data) as server:
        server.run("01.ipynb", "%hint projector")
    assert {entry["notebook"] for entry in entries(data)} == {str(course / "01.ipynb")}
    assert len({entry["session"] for entry in entries(data)}) == 2


def test_kernels_that_are_killed_while_they_write_lose_no_cell_that_has_its_reply(data, tmp_path):
    done = []
    for life in range(6):
        with kernel_of(data, tmp_path / "01.ipynb") as kernel:
            for cell in range(10 + life):
                code = f"let kept = \"{life} {cell} {'∂' * 100 * life}\";"
                done.append(code)
                run(kernel, code)
            # While it is at the next ones.
            for cell in range(5):
                kernel.execute(f"%mark \"{'x' * 20_000}\"")
            time.sleep(0.003 * life)
            os.kill(kernel.pid, signal.SIGKILL)
            kernel.manager.provisioner.process.wait(PATIENCE)
    assert [code for code in recorded_cells(data) if code.startswith("let kept")] == done
    lines = journal(data).read_text(errors="replace").splitlines()
    assert len(lines) - len(entries(data)) <= 6


def test_kernels_at_once_lose_nothing(data, tmp_path):
    with kernel_of(data, tmp_path / "01.ipynb") as one, kernel_of(data, tmp_path / "02.ipynb") as two:
        for number in range(20):
            sent = [(kernel, kernel.execute(f'%mark "{number}"')) for kernel in (one, two)]
            for kernel, msg_id in sent:
                assert kernel.reply(msg_id)["status"] == "ok"
                kernel.shown(msg_id)
    for name in ("01.ipynb", "02.ipynb"):
        own = [entry["text"] for entry in entries(data, "mark") if entry["notebook"].endswith(name)]
        assert own == [str(number) for number in range(20)]


NOTE = "note: what you do is not being recorded"


def test_a_folder_that_cannot_be_written_is_told_of_once(data, tmp_path):
    data.mkdir()
    # Root, too, can't make a folder where a file is.
    (data / "journal").write_text("")
    with kernel_of(data, tmp_path / "01.ipynb") as kernel:
        told = ""
        for _ in range(20):
            reply, shown = kernel.run(RIGHT)
            assert reply["status"] == "ok"
            told += texts(shown, "stderr")
        assert told.count(NOTE) == 1 and str(data) not in told
        assert run(kernel, "%attempts").startswith("projector: one attempt, and it passes")
        # With room again, nothing is lost.
        (data / "journal").unlink()
        run(kernel, "1 + 1")
    assert recorded_cells(data) == [RIGHT] * 20 + ["%attempts", "1 + 1"]


def test_a_file_that_may_not_grow_costs_no_cell(data, tmp_path):
    with kernel_of(data, tmp_path / "01.ipynb") as kernel:
        run(kernel, "let a = 1;")
        with open(journal(data), "a") as file:
            file.write("x" * (20 << 20) + "\n")
        size = journal(data).stat().st_size
        resource.prlimit(kernel.pid, resource.RLIMIT_FSIZE, (size + 100, resource.RLIM_INFINITY))
        told = ""
        for cell in range(20):
            reply, shown = kernel.run(f"a + {cell}")
            assert reply["status"] == "ok"
            told += texts(shown, "stderr")
        assert told.count(NOTE) == 1 and "File too large" in told
        assert journal(data).stat().st_size == size
        resource.prlimit(kernel.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        kernel.assert_unharmed()
    assert recorded_cells(data)[:21] == ["let a = 1;", *(f"a + {cell}" for cell in range(20))]


def test_a_cell_that_is_too_long_is_recorded_as_far_as_it_goes(data, tmp_path):
    with kernel_of(data, tmp_path / "01.ipynb") as kernel:
        code = "// " + "∂" * 400_000
        assert refused(kernel, code)[0] == "CellTooLarge"
    cell = entries(data, "cell")[0]
    assert cell["cut"] == len(code.encode()) and code.startswith(cell["code"]) and len(cell["code"].encode()) > 999_990


def test_the_command_line_shows_copies_and_forgets(data, tmp_path):
    one, two = tmp_path / "01.ipynb", tmp_path / "02.ipynb"
    for notebook in (one, two):
        with kernel_of(data, notebook) as kernel:
            run(kernel, WRONG, "1 + 1")
    shown = meno(data, "journal", "show", "--exercise", "projector").stdout.splitlines()
    assert len(shown) == 2 and shown[0].endswith("01.ipynb [1]  projector: not yet right (not-normalised)"), shown
    assert meno(data, "journal", "show", "--json").stdout == journal(data).read_text()
    assert "did you mean `projector`?" in meno(data, "journal", "show", "--exercise", "projectr").stderr
    copy = tmp_path / "copy.jsonl"
    assert meno(data, "journal", "export", copy).stdout == f"8 entries exported to {copy}\n"
    assert copy.read_text() == journal(data).read_text() and copy.stat().st_mode & 0o777 == 0o600
    assert "is there already" in meno(data, "journal", "export", copy).stderr

    def forget(*arguments):
        return meno(data, "journal", "forget", *arguments)

    asked = forget("--notebook", one)
    assert asked.returncode == 1 and "4 entries would be forgotten for good: say `--yes`" in asked.stderr
    assert "nothing of that is recorded" in forget("--notebook", tmp_path / "03.ipynb", "--yes").stderr
    assert forget("--before", "yesterday", "--yes").returncode == 2
    assert "nothing of that" in forget("--before", "2020-01-01", "--yes").stderr
    assert forget("--yes").returncode == 2
    assert forget("--notebook", one, "--yes").stdout == "4 entries forgotten\n"
    assert {entry["notebook"] for entry in entries(data)} == {str(two)}
    (data / "journal.jsonl").write_text("of an earlier version")
    assert forget("--all", "--yes").stdout == "4 entries forgotten\n"
    assert not journal(data).exists() and not (data / "journal.jsonl").exists()
    assert "Nothing is recorded." in meno(data, "journal", "show").stderr
