"""The fault matrix: whatever goes wrong in a cell or around the kernel, the notebook goes on.

Each row is a fault, and each column a promise. `pytest -s test_faults.py` prints the table.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from raw_client import BESIDE_CELLS, DELIMITER, Kernel, run, tree, wait_until

COLUMNS = ("kernel alive", "variables kept", "next cell works", "message clear", "nothing left behind")


@dataclass
class Row:
    """What was seen; `None` where a column has no meaning."""

    alive: bool | None = None
    kept: bool | None = None
    goes_on: bool | None = None
    clear: bool | None = None
    clean: bool | None = None
    said: str = ""

    def cells(self):
        return ["–" if seen is None else "yes" if seen else "NO" for seen in astuple(self)[: len(COLUMNS)]]


@pytest.fixture(scope="module")
def table():
    rows = {}
    yield rows
    print("\n\n| fault | " + " | ".join(COLUMNS) + " |\n|---|" + "---|" * len(COLUMNS))
    for name, row in rows.items():
        print(f"| {name} | " + " | ".join(row.cells()) + " |")


@pytest.fixture
def folder(tmp_path):
    """Where the kernel under test makes its runtime folder."""
    return tmp_path


@pytest.fixture(scope="module")
def shared():
    with tempfile.TemporaryDirectory() as folder, started(folder) as kernel:
        yield kernel


@contextmanager
def started(folder, **environment):
    """A kernel whose runtime folder is in `folder`."""
    with Kernel(spec={name: str(value) for name, value in {"TMPDIR": folder, **environment}.items()}) as kernel:
        kernel.folder = Path(folder)
        yield kernel


def prepared(kernel):
    """Gives the kernel something to lose."""
    run(kernel, "%reset", 'let kept = vec![1, 2]; let mut count = 0; let moved = String::from("m"); fn twice(x: i32) -> i32 { 2 * x }')


def settled(kernel):
    """The names of the kernel's processes, once none is at work on a cell, and the files of its runtime folder."""
    def names():
        return sorted(name for name in tree(kernel.pid).values() if name not in BESIDE_CELLS)

    wait_until(lambda: "meno-ready" in names() and "meno-cell" not in names())
    return names(), len(list(kernel.folder.rglob("*.so")))


def observe(kernel, reply, words, before):
    """The row of a fault that a cell's reply tells of."""
    row = Row(said=f"{reply.get('ename')}: {reply.get('evalue')}")
    row.alive = kernel.manager.provisioner.process.poll() is None
    row.clear = reply["status"] == "error" and re.search(words, row.said) is not None
    # Evaluated beside a cell, so that it makes no state of its own.
    reply, _ = kernel.run("", user_expressions={"all": "(kept.len(), count, moved.len(), twice(4))"})
    seen = reply["user_expressions"]["all"]
    row.goes_on = seen["status"] == "ok"
    row.kept = row.goes_on and seen["data"]["text/plain"] == "(2, 0, 1, 8)"
    row.clean = settled(kernel) == before
    return row


def holds(table, name, row):
    table[name] = row
    assert "NO" not in row.cells(), row


C = 'unsafe extern "C" { fn free(p: *mut u8); fn malloc(n: usize) -> *mut u8; fn close(f: i32) -> i32; }'

# The cell, and words that its failure is told in. Bounded by itself where it could do harm.
CELLS = {
    "panic": ('panic!("no")', "^Panic: no$"),
    "panic in drop": (
        "struct D; impl Drop for D { fn drop(&mut self) { panic!() } } let _d = D; panic!();",
        "^Abort: the cell aborted",
    ),
    "panic in a thread": ('std::thread::spawn(|| panic!("no")).join().expect("the thread");', "^Panic: the thread"),
    "segfault": ("unsafe { std::ptr::null_mut::<i32>().add(1).write_volatile(1) }", "memory that is not its own"),
    "stack overflow": (
        "fn f(n: u64) -> u64 { if n == u64::MAX { 0 } else { f(n + 1) + 1 } } f(std::hint::black_box(0))",
        "does the recursion reach its base case",
    ),
    "abort": ("std::process::abort()", "the cell aborted"),
    "exit": ("std::process::exit(3)", "exit code 3"),
    "double free": (f"{C} unsafe {{ let p = malloc(99); free(p); free(p); }}", "the cell aborted"),
    "SIGKILL of its own process": (
        'std::process::Command::new("sh").args(["-c", "kill -9 $PPID"]).status(); loop {}',
        "killed from outside",
    ),
    "out of memory": ("let v: Vec<u8> = Vec::with_capacity(1 << 46);", "more memory than there is"),
    "fork bomb": (
        'for _ in 0..200 { std::process::Command::new("sleep").arg("30").spawn()?; } loop { std::thread::park() }',
        "more than 64 processes",
    ),
    "brackets 100,000 deep": ("{" * 100_000, "nested more than 500 deep"),
    "a sum of 100,000 terms": ("1 + " * 100_000 + "1", "follow each other"),
    "a closed descriptor": (f"{C} for f in 3..64 {{ unsafe {{ close(f) }}; }}", "file descriptor"),
}

ENDLESS_COMPILATION = """
macro_rules! four { ($e:expr) => { ($e + $e + $e + $e) }; }
let sum: i64 = four!(four!(four!(four!(four!(four!(four!(four!(four!(1)))))))));
"""

INTERRUPTED = {
    "endless loop + interrupt": ('println!("on my way"); loop {}', "stream"),
    "endless compile + interrupt": (ENDLESS_COMPILATION, "execute_input"),
    "waiting for input + interrupt": ("std::io::stdin().lines().count()", None),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_that_fails(shared, table, name):
    code, words = CELLS[name]
    prepared(shared)
    before = settled(shared)
    reply, _ = shared.run(f"count += 1; drop(moved); {code}")
    holds(table, name, observe(shared, reply, words, before))


@pytest.mark.parametrize("name", INTERRUPTED)
def test_a_cell_that_is_interrupted(shared, table, name):
    code, sign = INTERRUPTED[name]
    prepared(shared)
    before = settled(shared)
    msg_id = shared.execute(f"count += 1; drop(moved); {code}", allow_stdin=True)
    if sign:
        shared.await_shown(msg_id, sign)
    else:
        shared.receive(shared.stdin)
    shared.interrupt()
    reply = shared.reply(msg_id)
    while shared.await_shown(msg_id, "status").content != {"execution_state": "idle"}:
        pass
    holds(table, name, observe(shared, reply, "interrupted", before))


# Of these no failure comes, but a note.
NOTED = {
    "1 GB of output": ('let line = "x".repeat(1 << 20); for _ in 0..1024 { println!("{line}"); }', "output was cut after 10MB"),
    "closed stdout": (f"{C} unsafe {{ close(1) }}; println!(\"lost\"); eprintln!(\"said\");", "said"),
}


@pytest.mark.parametrize("name", NOTED)
def test_a_cell_that_puts_out_what_nobody_can_take(shared, table, name):
    code, words = NOTED[name]
    prepared(shared)
    before = settled(shared)
    reply, shown = shared.run(f'{code} panic!("at the end");')
    said = "".join(message.content.get("text", "") for message in shown)
    row = observe(shared, reply, "^Panic: at the end", before)
    row.clear &= words in said
    holds(table, name, row)


def test_the_worker_is_killed(folder, table):
    with started(folder) as kernel:
        prepared(kernel)
        before = settled(kernel)
        [ready] = [pid for pid, name in tree(kernel.pid).items() if name == "meno-ready"]
        msg_id = kernel.execute('println!("on my way"); loop {}')
        kernel.await_shown(msg_id, "stream")
        os.kill(ready, signal.SIGKILL)
        reply = kernel.reply(msg_id)
        kernel.await_shown(msg_id, "status")
        holds(table, "SIGKILL of the worker", observe(kernel, reply, "killed from outside", before))


def test_the_disk_is_full(folder, table):
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], stderr=subprocess.DEVNULL).returncode:
        table["disk full (no mount allowed here)"] = Row()
        return
    try:
        with started(disk) as kernel:
            prepared(kernel)
            before = settled(kernel)
            filler = disk / "filler"
            with open(filler, "wb", buffering=0) as file:
                try:
                    while file.write(b"x" * 4096):
                        pass
                except OSError:
                    pass
            reply, _ = kernel.run("count += 1; drop(moved);")
            filler.unlink()
            holds(table, "disk full", observe(kernel, reply, "(?i)no space left|disk.*full", before))
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_the_temporary_folder_is_deleted(folder, table):
    with started(folder) as kernel:
        prepared(kernel)
        before = settled(kernel)
        for runtime in folder.glob("meno-*"):
            shutil.rmtree(runtime)
        reply, _ = kernel.run("undefined_name")
        holds(table, "deleted temp folder", observe(kernel, reply, "cannot find value `undefined_name`", before))


def test_the_home_can_not_be_written(folder, table):
    # Nobody can write there, not even root.
    with started(folder, HOME="/proc/home", MENO_DATA_DIR="/proc/home/data") as kernel:
        prepared(kernel)
        before = settled(kernel)
        holds(table, "read-only home", observe(kernel, kernel.run("panic!()")[0], "^Panic", before))


def test_two_kernels_at_once(folder, table):
    with started(folder) as one, started(folder) as other:
        for kernel in (one, other):
            prepared(kernel)
        run(other, "count += 1;")
        before = settled(one)
        reply, _ = one.run("panic!()")
        row = observe(one, reply, "^Panic", before)
        row.kept &= run(other, "count") == "1"
        holds(table, "two kernels at once", row)


def test_there_is_no_toolchain(folder, table):
    rustc = KernelSpecManager().get_kernel_spec("meno").env["MENO_RUSTC"]
    link = folder / "rustc"
    with started(folder, MENO_RUSTC=link) as kernel:
        reply, _ = kernel.run("let x = 1;")
        row = Row(said=reply["evalue"], clear=re.search("MENO_RUSTC|toolchain", reply["evalue"]) is not None)
        link.symlink_to(rustc)
        row.alive = kernel.manager.provisioner.process.poll() is None
        row.goes_on = kernel.run("1 + 1")[0]["status"] == "ok"
        holds(table, "toolchain missing", row)


@pytest.mark.parametrize("part", ["libmeno_prelude.so", "externs.json", "meno-worker"])
def test_the_prelude_is_corrupted(folder, table, part):
    """A machine's shared prelude is passed over in favour of the user's own."""
    shared = preludes(folder / "shared")
    damage(shared, part)
    runtime = folder / "runtime"
    runtime.mkdir()
    with started(runtime, MENO_SHARED_DIR=shared) as kernel:
        prepared(kernel)
        before = settled(kernel)
        holds(table, f"corrupted prelude ({part})", observe(kernel, kernel.run("panic!()")[0], "^Panic", before))


@pytest.mark.parametrize("part", [None, "libmeno_prelude.so", "meno-worker"])
def test_a_prelude_of_ones_own_that_is_corrupted_is_built_anew(folder, part):
    own = preludes(folder / "own")
    if part:
        damage(own, part)
    meno = KernelSpecManager().get_kernel_spec("meno").argv[0]
    places = {**os.environ, **KernelSpecManager().get_kernel_spec("meno").env, "MENO_CACHE_DIR": str(own)}
    preparing = subprocess.Popen([meno, "prepare"], env=places, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with preparing:
        said = preparing.stdout.readline()
        preparing.kill()
    assert (b"compiling what cells build on" in said) == bool(part), said


def preludes(folder):
    """A copy of the preludes that there are, in `folder`."""
    cache = Path(os.environ["MENO_CACHE_DIR"]) / "prelude"
    shutil.copytree(cache, folder / "prelude", copy_function=os.link, ignore=shutil.ignore_patterns("*.lock"))
    return folder


def damage(folder, part):
    for file in (folder / "prelude").glob(f"*/{part}"):
        half = file.read_bytes()[: file.stat().st_size // 2]
        file.unlink()
        file.write_bytes(half)


def wrong_signature(kernel):
    frames, _ = kernel.frames("execute_request", {"code": "count += 1;"})
    kernel.shell.send_multipart([DELIMITER, b"0" * 64, *frames[2:]])


def malformed(kernel):
    for frames in ([b""], [DELIMITER], [DELIMITER, *[b"\xff"] * 9], [DELIMITER, kernel.sign([b"{"] * 4), *[b"{"] * 4]):
        for socket in (kernel.shell, kernel.control, kernel.stdin):
            socket.send_multipart(frames)


def oversize(kernel):
    # ZeroMQ ends the connection, and the client comes back by itself.
    kernel.shell.send_multipart([DELIMITER, b"x" * (65 << 20)])


def queue(kernel):
    ids = [kernel.send(kernel.shell, "comm_info_request") for _ in range(10_000)]
    assert all(kernel.reply(msg_id)["status"] == "ok" and kernel.shown(msg_id) == [] for msg_id in ids)


def client_gone(kernel):
    kernel.execute('println!("to nobody"); panic!()')
    kernel.context.destroy(linger=0)
    kernel.connect_again()


MESSAGES = {
    "bad HMAC": (wrong_signature, "dropped a message on Shell: wrong signature"),
    "malformed frames": (malformed, "dropped a message on Control: no delimiter"),
    "oversize messages": (oversize, None),
    "10,000 queued requests": (queue, None),
    "client gone": (client_gone, None),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_client_misbehaves(folder, table, name):
    send, words = MESSAGES[name]
    with open(folder / "log", "w+") as log:
        (folder / "runtime").mkdir()
        with Kernel(spec={"TMPDIR": str(folder / "runtime")}, stderr=log) as kernel:
            kernel.folder = folder / "runtime"
            prepared(kernel)
            before = settled(kernel)
            send(kernel)
            row = observe(kernel, {"status": "error"}, "", before)
        said = (folder / "log").read_text()
        row.clear = words in said if words else None
        assert kernel.key.decode() not in said
        holds(table, name, row)
