"""What becomes of variables when a cell goes wrong, and of processes and files when the kernel ends."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager
from raw_client import PATIENCE, Kernel, refused, run, texts, wait_until


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


C = """unsafe extern "C" {
    fn fork() -> i32; fn setsid() -> i32; fn pause() -> i32; fn _exit(code: i32) -> !; fn kill(pid: i32, signal: i32) -> i32;
    fn getpid() -> i32; fn getppid() -> i32; fn prctl(option: i32, ...) -> i32; fn signal(signal: i32, action: usize) -> usize;
    fn close(fd: i32) -> i32;
}
"""

# What a process may do not to be found.
DISGUISES = {
    "none": "",
    "a state's name": 'prctl(15, c"meno-state".as_ptr());',
    "the name of what waits for a cell": 'prctl(15, c"meno-ready".as_ptr());',
    "no descriptors, no signals": "for fd in 0..1024 { close(fd); } for n in 1..65 { signal(n, 1); }",
    "children that come to it": "prctl(36, 1); if fork() == 0 { if fork() == 0 { loop { pause(); } } _exit(0); }",
}


def left(folder, disguise, before=""):
    """Code that leaves a process in a session of its own, whose parent is gone, and waits until it is there."""
    file = folder.parent / f"{folder.name}.pid"
    file.unlink(missing_ok=True)
    return file, f"""{C}
    let file = std::path::Path::new("{file}");
    unsafe {{
        {before}
        if fork() == 0 {{
            setsid();
            if fork() == 0 {{
                {disguise}
                std::fs::write(file.with_extension("new"), format!("{{}}", getpid())).unwrap();
                std::fs::rename(file.with_extension("new"), file).unwrap();
                loop {{ pause(); }}
            }}
            _exit(0);
        }}
    }}
    while !file.exists() {{ std::thread::yield_now(); }}
    """


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


# How a cell ends that has left a process; and a cell that is no orphans' parent.
ENDS = {
    "success": ("", ""),
    "abort": ("", "std::process::abort();"),
    "panic": ("", "panic!();"),
    "success, and orphans go past it": ("prctl(36, 0);", ""),
    "abort, and orphans go past it": ("prctl(36, 0);", "std::process::abort();"),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("disguise", DISGUISES)
def test_what_a_cell_leaves_ends_with_it_whatever_it_calls_itself(shared, disguise, end):
    kernel, folder = shared
    before, after = ENDS[end]
    file, code = left(folder, DISGUISES[disguise], before)
    run(kernel, "%reset", "let kept = 42;", "let other = 1;")
    kernel.run(code + after)
    assert not is_running(file.read_text())
    assert value(kernel, "kept") == "42"
    run(kernel, "%undo 2" if end.startswith("success") else "%undo")
    assert value(kernel, "kept") == "42"


SIBLING = """
unsafe extern "C" { fn syscall(number: i64, ...) -> i64; }
let sibling = unsafe { syscall(56, 0x8000_i64 | 17, 0_i64, 0_i64, 0_i64, 0_i64) };
if sibling == 0 { unsafe { setsid(); loop { pause(); } } }
println!("{sibling}");
"""


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers of system calls differ")
@pytest.mark.parametrize("end", ["", "std::process::abort();"])
def test_a_process_that_a_cell_makes_its_own_sibling_ends_with_it(shared, end):
    kernel, _ = shared
    _, shown = kernel.run(C + SIBLING + end)
    wait_until(lambda: not is_running(texts(shown).strip()))
    run(kernel, "1")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    with Kernel(env={**os.environ, "TMPDIR": str(folder)}) as kernel:
        yield kernel, folder


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def above(kernel, pid):
    """The processes between the kernel and this one, from below."""
    found = []
    while (pid := parent(pid)) not in (process(kernel).pid, 1):
        found.append(pid)
    return found


def begun(kernel, folder, before="prctl(36, 0);"):
    """Runs a cell that leaves a process and goes on for ever. Returns its request, the process, and those above the cell."""
    file, code = left(folder, DISGUISES["a state's name"], before)
    run(kernel, "let kept = 42;", "let other = 1;")
    msg_id = kernel.execute(f'{code} println!("{{}}", unsafe {{ getpid() }}); loop {{}}')
    cell = int(kernel.await_shown(msg_id, "stream").content["text"])
    return msg_id, file.read_text(), above(kernel, cell)


def harm(pids, signal):
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal)


# What a cell may do to the processes above it: to the reaper, to the state, or to all.
HARM = {
    "the reaper is killed": (signal.SIGKILL, lambda pids: pids[-1:]),
    "the reaper is stopped": (signal.SIGSTOP, lambda pids: pids[-1:]),
    "the reaper is asked to end": (signal.SIGTERM, lambda pids: pids[-1:]),
    "the state is stopped": (signal.SIGSTOP, lambda pids: pids[:1]),
    "all are stopped": (signal.SIGSTOP, lambda pids: pids),
}


@pytest.mark.parametrize("harmed", HARM)
@pytest.mark.parametrize("end", ["interrupt", "shutdown", "kill"])
def test_nothing_outlives_the_kernel_whatever_a_cell_does_to_those_above_it(kernel, folder, harmed, end):
    msg_id, stray, pids = begun(kernel, folder)
    number, choose = HARM[harmed]
    harm(choose(pids), number)
    if number == signal.SIGKILL:
        # What has nobody left above it comes to the kernel, which ends it at once.
        wait_until(lambda: not is_running(stray))
    if end == "interrupt":
        kernel.interrupt()
        assert kernel.reply(msg_id)["ename"] == "Interrupted"
        kernel.await_shown(msg_id, "error")
        kernel.await_shown(msg_id, "status")
        assert not is_running(stray)
        assert value(kernel, "kept") == "42"
        run(kernel, "%undo")
        assert value(kernel, "kept") == "42"
        kernel.ask("shutdown_request", kernel.control, restart=False)
    elif end == "shutdown":
        assert kernel.reply(kernel.send(kernel.control, "shutdown_request", restart=False), kernel.control)["status"] == "ok"
    else:
        process(kernel).kill()
    process(kernel).wait(PATIENCE)
    wait_until(lambda: not any(map(is_running, [stray, *pids])))
    wait_until(lambda: not workers(folder))


def test_a_killed_kernel_leaves_nothing_though_the_reaper_was_killed_before_and_the_cell_keeps_orphans(kernel, folder):
    _, stray, pids = begun(kernel, folder, before="")
    harm(pids[-1:], signal.SIGKILL)
    process(kernel).kill()
    process(kernel).wait(PATIENCE)
    wait_until(lambda: not any(map(is_running, [stray, *pids])))


@pytest.mark.parametrize("stopped", [{"meno-state"}, {"meno-ready"}, {"meno-state", "meno-ready"}], ids=" and ".join)
def test_a_stopped_state_holds_no_cell_up(kernel, folder, stopped):
    run(kernel, "let mut x = 1;", "x += 1;")
    for _ in range(3):
        # The process that waits for the next cell is called as the state until it has its own name.
        wait_until(lambda: "meno-ready" in map(name, workers(folder)))
        harm([pid for pid in workers(folder) if name(pid) in stopped], signal.SIGSTOP)
        assert value(kernel, "x") == "2"
        assert refused(kernel, "panic!()")[0] == "Panic"
    harm([pid for pid in workers(folder) if name(pid) == "meno-state"], signal.SIGSTOP)
    # Looking at it has made states as well.
    run(kernel, "%undo 4")
    assert value(kernel, "x") == "1"
