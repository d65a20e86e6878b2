"""What becomes of variables when a cell goes wrong, and of processes and files when the kernel ends."""

import os
import signal
import time
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager
from raw_client import PATIENCE, Kernel, run, texts, wait_until


@pytest.fixture
def folder(tmp_path):
    """Where the kernel under test makes its runtime folder."""
    return tmp_path


@pytest.fixture
def kernel(folder):
    with Kernel(env={**os.environ, "TMPDIR": str(folder)}) as kernel:
        yield kernel


def process(kernel):
    return kernel.manager.provisioner.process


def workers(folder):
    """The processes that name a runtime folder in `folder`, with their parents."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            named = str(folder).encode() in (entry / "cmdline").read_bytes()
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if named and state != "Z":
            found[int(entry.name)] = int(parent)
    return found


def name(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return None


def nothing_is_left(folder):
    return not workers(folder) and not list(folder.iterdir())


def value(kernel, expression):
    reply, shown = kernel.run(expression)
    assert reply["status"] == "ok", reply
    return next(message.content["data"]["text/plain"] for message in shown if message.type == "execute_result")


# Beside those of the fault matrix in `test_faults.py`.
FAULTS = {
    "a question mark": ('"x".parse::<i32>()?;', "Error"),
    "an exit that says all is well": ("std::process::exit(0)", "Exit"),
    "a panic": ('panic!("no")', "Panic"),
}


@pytest.mark.parametrize(("code", "name"), FAULTS.values(), ids=FAULTS.keys())
def test_no_cell_loses_a_variable_or_what_it_printed(kernel, code, name):
    kernel.run('let kept = vec![1, 2]; let mut count = 0; fn twice(x: i32) -> i32 { 2 * x } let moved = String::from("m");')
    reply, shown = kernel.run(f'println!("before"); drop(moved); count += 1; {code}')
    assert (reply["status"], reply["ename"]) == ("error", name), reply
    assert texts(shown) == "before\n"
    assert value(kernel, "(kept.len(), count, twice(4), moved.len())") == "(2, 0, 8, 1)"


def test_memory_that_is_not_there_is_no_ones_loss(kernel):
    kernel.run("let kept = 1;")
    reply, _ = kernel.run("let v: Vec<u8> = Vec::with_capacity(usize::MAX >> 1);")
    assert reply["status"] == "error"
    assert value(kernel, "kept") == "1"


def compilers(kernel):
    """The compilers that wait for a cell."""
    children = Path(f"/proc/{process(kernel).pid}/task").glob("*/children")
    return [pid for task in children for pid in map(int, task.read_text().split()) if name(pid) == "rustc"]


def test_a_compiler_that_is_killed_while_it_waits_is_no_ones_loss(kernel):
    kernel.run("let kept = 42;")
    wait_until(lambda: len(compilers(kernel)) == 2)
    for pid in compilers(kernel):
        os.kill(pid, signal.SIGKILL)
    assert value(kernel, "kept") == "42"


def test_on_one_core_no_more_compilers_wait_than_on_two(folder):
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        with Kernel(env={**os.environ, "TMPDIR": str(folder)}) as kernel:
            for _ in range(4):
                # Each is compiled twice, to find out that it moves.
                kernel.run("let v = vec![1];")
                kernel.run("let w = v;")
            wait_until(lambda: len(compilers(kernel)) >= 2)
            assert len(compilers(kernel)) == 2
    finally:
        os.sched_setaffinity(0, cores)


def test_cells_that_fail_leave_no_processes_behind(kernel, folder):
    kernel.run("let mut count = 0;")
    # The state forks what will run the next cell when the kernel has heard of the last one.
    wait_until(lambda: any(name(pid) == "meno-ready" for pid in workers(folder)))
    before = len(workers(folder))
    for _ in range(5):
        kernel.run("panic!()")
        kernel.run("std::process::abort()")
    wait_until(lambda: len(workers(folder)) == before)
    assert value(kernel, "count") == "0"


def test_shutdown_leaves_nothing(kernel, folder):
    kernel.run("let x = 1;")
    kernel.ask("shutdown_request", kernel.control, restart=False)
    assert process(kernel).wait(PATIENCE) == 0
    wait_until(lambda: nothing_is_left(folder))


@pytest.mark.parametrize("cell", ["1", "loop {}", "std::thread::sleep(std::time::Duration::from_secs(600))"])
def test_a_killed_kernel_leaves_nothing(kernel, folder, cell):
    kernel.run("let x = 1;")
    msg_id = kernel.execute(f'println!("on my way"); {cell}')
    kernel.await_shown(msg_id, "stream")
    process(kernel).kill()
    wait_until(lambda: nothing_is_left(folder))


@pytest.mark.parametrize("milliseconds", range(0, 60, 5))
def test_a_kernel_killed_at_any_moment_of_a_cell_leaves_nothing(kernel, folder, milliseconds):
    kernel.run("let x = 1;")
    kernel.execute("let s = dmatrix![1.0, 2.0; 3.0, 4.0].svd(true, true);")
    time.sleep(milliseconds / 1000)
    process(kernel).kill()
    wait_until(lambda: nothing_is_left(folder))


def test_what_a_kernel_killed_at_its_start_leaves_goes_with_the_next_one(folder):
    environment = {**os.environ, "TMPDIR": str(folder)}
    manager = KernelManager(kernel_name="meno")
    manager.start_kernel(env=environment)
    wait_until(lambda: list(folder.iterdir()))
    os.kill(manager.provisioner.process.pid, signal.SIGKILL)
    manager.shutdown_kernel(now=True)
    with Kernel(env=environment) as kernel:
        run(kernel, "1")
        wait_until(lambda: len(list(folder.iterdir())) == 1)
    wait_until(lambda: nothing_is_left(folder))


def test_a_client_that_goes_takes_nothing_along(kernel, folder):
    kernel.run("let x = 42;")
    kernel.execute("let y = x + 1;")
    kernel.context.destroy(linger=0)
    kernel.connect_again()
    assert value(kernel, "(x, y)") == "(42, 43)"
