"""What must not get out, and how soon a kernel listens."""

import os
import stat
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


def test_the_runtime_folder_is_its_users_alone(kernel):
    [folder] = kernel.folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_only_the_given_address_is_listened_on(kernel):
    sockets = set()
    for pid in (kernel.pid, *tree(kernel.pid)):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            try:
                sockets.add(os.readlink(entry).removeprefix("socket:[").removesuffix("]"))
            except OSError:
                pass
    listening = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            if rest[5] in sockets and state in ("0A", "07"):
                listening.add(local.partition(":")[0])
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
