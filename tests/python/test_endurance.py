"""Many cells, and processes killed at random: nothing grows, nothing is left, and the next start works."""

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest
from raw_client import PATIENCE, Kernel, run, tree, wait_until
from soak import WRONG, beside_a_fresh_one, soak


def test_memory_and_latency_stay_as_they_are():
    with Kernel() as kernel:
        memory = soak(kernel, 5)
        old, fresh = beside_a_fresh_one(kernel)
    print(f"memory {memory[1]:.0f} MB to {memory[-1]:.0f} MB; a cell takes {old:.0f} ms, in a fresh notebook {fresh:.0f} ms")
    assert memory[-1] < memory[1] + 15
    # On a busy machine nothing is exact.
    assert old < 1.5 * fresh


def named(folder):
    """The processes that name `folder` in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (entry / "cmdline").read_bytes():
                found.append(entry.name)
        except OSError:
            pass
    return found


VICTIMS = {"kernel": None, "states": "meno-", "compilers": "rustc"}


@pytest.mark.parametrize("victim", VICTIMS)
def test_whoever_is_killed_at_whatever_moment_the_next_start_works(tmp_path, victim):
    chance = random.Random(f"seed of {victim}")
    # Data of its own: other notebooks write to the history as well.
    folder, data = tmp_path / "temporary", tmp_path / "data"
    folder.mkdir()
    places = {"TMPDIR": str(folder), "MENO_DATA_DIR": str(data)}
    for _ in range(6):
        with Kernel(spec=places, attended=True) as kernel:
            run(kernel, "let kept = 1;")
            run(kernel, WRONG, "%check projector")
            for cell in ("%check projector", "let s = dmatrix![1.0, 2.0; 3.0, 4.0].svd(true, true);", "kept + 1", "panic!()", "loop {}"):
                kernel.execute(cell, stop_on_error=False)
            time.sleep(chance.uniform(0, 0.3))
            below = [pid for pid, name in tree(kernel.pid).items() if VICTIMS[victim] and name.startswith(VICTIMS[victim])]
            pids = [kernel.pid] if victim == "kernel" else chance.sample(sorted(below), k=min(2, len(below)))
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            if victim == "kernel":
                kernel.manager.provisioner.process.wait(PATIENCE)
            else:
                go_on(kernel)
        wait_until(lambda: not named(folder))
    # A folder whose kernel and reaper were both killed goes with the next start.
    with Kernel(spec=places) as kernel:
        run(kernel, "1 + 1")
        assert len(list(folder.iterdir())) == 1
        history = kernel.ask("history_request", hist_access_type="tail", n=100, raw=True, output=False)["history"]
        assert [code for _session, _line, code in history].count("let kept = 1;") == 6
        kernel.ask("shutdown_request", kernel.control, restart=False)
    wait_until(lambda: not named(folder) and not list(folder.iterdir()))
    # A kernel that is killed while it writes tears the last line at most, and what comes after it begins a new one.
    for name in ("history.jsonl", "journal/journal.jsonl"):
        lines = (data / name).read_text().splitlines()
        assert sum(not whole(line) for line in lines) <= (6 if victim == "kernel" else 0)
        assert len(lines) >= 12


def whole(line):
    try:
        return bool(json.loads(line))
    except ValueError:
        return False


def go_on(kernel):
    """Ends whatever the kernel is at, and sees that it goes on. If what held the variables was killed, that is told once."""
    deadline = time.monotonic() + PATIENCE
    told = []
    while not told or told[-1] != "ok":
        marker = kernel.execute('println!("goes on");', stop_on_error=False)
        while not (reply := kernel.receive(kernel.shell, patience=1)) or reply.parent != marker:
            assert time.monotonic() < deadline, f"no interrupt helps; there are {tree(kernel.pid)}"
            if not reply:
                kernel.interrupt()
        told.append(reply.content.get("ename", "ok"))
    assert told.count("StateLost") <= 1, told
    assert set(told) <= {"ok", "StateLost", "Interrupted"}, told
