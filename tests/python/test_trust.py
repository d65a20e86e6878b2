"""What must not get out, and how soon a kernel listens."""

import ctypes
import json
import os
import stat
import subprocess
import time
from pathlib import Path

import pytest
from raw_client import Kernel, run, texts, tree, wait_until
from test_raw_client import READ_A_LINE, SLOW_TO_COMPILE

# Under the load of other tests; `pytest -s` prints what it is. By itself it is below 200 ms.
SOON = 1


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    with open(tmp_path_factory.mktemp("trust") / "log", "w+") as file:
        yield file


@pytest.fixture(scope="module")
def kernel(log, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runtime")
    with Kernel(spec={"TMPDIR": str(folder), "MENO_LOG": "trace"}, stderr=log) as kernel:
        kernel.folder = folder
        run(kernel, "let warm = 1;")
        yield kernel


def test_the_key_reaches_no_learners_code(kernel):
    seen = run(
        kernel,
        """
        for (name, value) in std::env::vars() { println!("{name}={value}"); }
        for file in ["cmdline", "environ", "maps"] {
            println!("{}", String::from_utf8_lossy(&std::fs::read(format!("/proc/self/{file}"))?));
        }
        for entry in std::fs::read_dir("/proc/self/fd")? { println!("{:?}", std::fs::read_link(entry?.path())); }
        """,
    )
    assert "cmdline" not in seen and "PATH=" in seen
    assert kernel.key.decode() not in seen
    assert kernel.manager.connection_file not in seen


def test_the_key_is_in_no_log(kernel, log):
    run(kernel, "1 + 1")
    said = Path(log.name).read_text()
    assert "execute_request" in said
    assert kernel.key.decode() not in said


def test_what_a_learner_ran_is_theirs_alone_whatever_the_umask(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    old = folder / "history.jsonl"
    old.write_text("")
    old.chmod(0o666)
    folder.chmod(0o777)
    former = os.umask(0)
    try:
        with Kernel(spec={"MENO_DATA_DIR": str(folder)}, attended=True) as kernel:
            run(kernel, "fn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() }", "%check projector")
            found = {path: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
            files = {path.name: mode for path, mode in found.items() if path.is_file()}
            assert {"history.jsonl", "journal.jsonl"} <= files.keys()
            assert set(files.values()) == {0o600}
            assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "journal")} == {0o700}
    finally:
        os.umask(former)


HTML = "<img src=x onerror=alert(1)>"


def test_a_doc_comment_of_a_cell_that_has_not_run_is_shown_as_text(kernel):
    code = f"/// {HTML} [a](javascript:alert(1)) `Vec<u8>`\nfn documented() {{}}\ndocumented();"

    def explained():
        reply = kernel.ask("inspect_request", code=code, cursor_pos=len(code) - 5, detail_level=0)
        return reply["data"].get("text/markdown") if "documented" in json.dumps(reply["data"]) else None

    wait_until(explained)
    assert "<img" not in explained() and "](javascript" not in explained()
    assert "&lt;img src=x onerror=alert(1)>" in explained()


def test_the_runtime_folder_is_its_users_alone(kernel):
    [folder] = kernel.folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


LOOK = """
for pid in [{pids}] {{
    for file in ["mem", "environ", "maps", "auxv"] {{
        let path = format!("/proc/{{pid}}/{{file}}");
        if std::fs::File::open(&path).and_then(|mut file| std::io::Read::read(&mut file, &mut [0])).is_ok() {{
            println!("{{path}}");
        }}
    }}
    if std::fs::read_link(format!("/proc/{{pid}}/fd/1")).is_ok() {{ println!("fd"); }}
    unsafe extern "C" {{ fn ptrace(request: i64, ...) -> i64; }}
    if unsafe {{ ptrace(16, pid as i64, 0_i64, 0_i64) }} == 0 {{ println!("ptrace"); }}
}}
"""


def like_any_user():
    """Gives root's capabilities up: to root nothing is closed."""
    if os.geteuid() == 0:
        for capability in range(64):
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


def test_a_cell_can_not_look_into_the_kernel_nor_into_what_watches_over_it():
    with Kernel(preexec_fn=like_any_user) as kernel:
        run(kernel, "let x = 1;")
        names = tree(kernel.pid)
        [reaper] = [pid for pid, name in names.items() if name == "meno-worker"]
        assert run(kernel, LOOK.format(pids=f"{kernel.pid}, {reaper}")) == ""
        # Into another process of the same user it can.
        with subprocess.Popen(["sleep", "600"], preexec_fn=like_any_user) as other:
            try:
                assert run(kernel, f'std::fs::read("/proc/{other.pid}/environ").is_ok()') == "true"
            finally:
                other.kill()
        assert run(kernel, "x") == "1"


def test_only_the_given_address_is_listened_on(kernel):
    sockets = set()
    for pid in (kernel.pid, *tree(kernel.pid)):
        try:
            entries = list(Path(f"/proc/{pid}/fd").iterdir())
        except PermissionError:
            continue  # The kernel's own, to all but root.
        for entry in entries:
            try:
                sockets.add(os.readlink(entry).removeprefix("socket:[").removesuffix("]"))
            except OSError:
                pass
    listening = set()
    info = kernel.manager.get_connection_info()
    ports = {f"{port:04X}" for name, port in info.items() if name.endswith("_port")}
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            address, _, port = local.partition(":")
            if state in ("0A", "07") and (rest[5] in sockets or port in ports):
                listening.add(address)
    # 127.0.0.1, by itself or mapped into IPv6, and nothing else.
    assert listening and all(address.endswith("0100007F") for address in listening)


ENDLESS_ANSWER = "fn projector(u: &DVector<f64>) -> DMatrix<f64> { loop {} }"

# A cell, and what is shown once it is at it.
BUSY = {
    "computing": ('println!("on my way"); loop {}', "stream"),
    "compiling": (SLOW_TO_COMPILE, "execute_input"),
    "checking": ("%check projector", "execute_input"),
    "waiting for input": (READ_A_LINE, "execute_input"),
    "sleeping": ('println!("on my way"); std::thread::sleep(std::time::Duration::from_secs(99));', "stream"),
}


@pytest.mark.parametrize("at", BUSY)
def test_an_interrupt_is_answered_soon(kernel, at):
    run(kernel, ENDLESS_ANSWER)
    code, sign = BUSY[at]
    msg_id = kernel.execute(code, allow_stdin=True)
    kernel.await_shown(msg_id, sign)
    # It has begun; now let it get to the thick of it.
    time.sleep(0.3)
    started = time.monotonic()
    kernel.interrupt()
    reply = kernel.reply(msg_id)
    took = time.monotonic() - started
    assert reply["ename"] == "Interrupted"
    print(f"interrupted while {at} after {took * 1000:.0f} ms")
    assert took < SOON
    while kernel.await_shown(msg_id, "status").content != {"execution_state": "idle"}:
        pass
    while kernel.receive(kernel.stdin, patience=0.05):
        pass
    wait_until(lambda: "cargo" not in tree(kernel.pid).values())
    kernel.assert_unharmed()


def test_an_interrupt_while_idle_is_harmless(kernel):
    for _ in range(3):
        kernel.ask("interrupt_request", kernel.control)
    reply, shown = kernel.run('println!("all is well"); warm')
    assert (reply["status"], texts(shown)) == ("ok", "all is well\n")
