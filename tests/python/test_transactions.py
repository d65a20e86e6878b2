"""A cell whose magics have changed something, and which then is interrupted, or loses its state: all is as it was before it."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from raw_client import Kernel, refused, run, wait_until
from test_checkpoints import is_running, number, present, processes, reaper


@pytest.fixture
def fresh():
    with Kernel() as kernel:
        yield kernel


def running(kernel):
    """The process of the cell that runs, and the holder of the state that it runs on."""
    wait_until(lambda: processes(kernel, b"meno-cell"))
    [(runner, holder)] = processes(kernel, b"meno-cell").items()
    return [runner, holder]


def kill_all(pids):
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def stop(pid):
    """Stops all threads of a process: those that run go on until one of them has heard of it."""
    os.kill(pid, signal.SIGSTOP)
    threads = Path(f"/proc/{pid}/task")
    wait_until(lambda: all(thread.joinpath("stat").read_text().rpartition(") ")[2].startswith("T") for thread in threads.iterdir()))


# What stands above the cell that runs when its state is killed.
BEFORE = ("%undo", ":clear", "%restore early", "%checkpoint here", "%undo\n:clear")


@pytest.mark.parametrize("before", BEFORE)
def test_a_state_that_is_killed_within_a_cell_that_goes_elsewhere_takes_only_the_cell(fresh, before):
    run(fresh, "let x = 1;", "%checkpoint early", "let x = 2; fn f() -> i32 { 7 }")
    msg_id = fresh.execute(f'{before}\nprintln!("on my way"); loop {{}}')
    fresh.await_shown(msg_id, "stream")
    victims = running(fresh)
    # Where the cell goes nowhere, its state is what it goes back to.
    if before == "%checkpoint here":
        victims = victims[:1]
    kill_all(reversed(victims))
    reply = fresh.reply(msg_id)
    told = "Killed" if before == "%checkpoint here" else "StateLost"
    assert reply["ename"] == told
    if told == "StateLost":
        assert reply["evalue"] == "the process that held the variables was killed from outside; everything is as it was before the cell"
    while fresh.await_shown(msg_id, "status").content != {"execution_state": "idle"}:
        pass
    # It is told once.
    assert run(fresh, "(x, f())") == "(2, 7)"
    assert refused(fresh, "%restore here")[0] == "NoSuchState"
    if before in ("%undo", "%restore early"):
        # That is the state that was killed.
        assert refused(fresh, "%undo 2")[0] == "StateLost"
    else:
        run(fresh, "%undo 2")
        assert run(fresh, "x") == "1"


def test_where_what_a_cell_goes_back_to_is_killed_as_well_the_loss_is_told_once(fresh):
    run(fresh, "let x = 1;", "let x = 2;")
    lost = number(fresh)
    run(fresh, "let x = 3;")
    former = present(fresh)
    msg_id = fresh.execute('%undo\nprintln!("on my way"); loop {}')
    fresh.await_shown(msg_id, "stream")
    kill_all(former)
    wait_until(lambda: not any(is_running(pid) for pid in former))
    kill_all(reversed(running(fresh)))
    reply = fresh.reply(msg_id)
    assert reply["ename"] == "StateLost"
    assert f"everything is as it was before cell [{lost - 2}] and cell [{lost}]: to have" in reply["evalue"]
    while fresh.await_shown(msg_id, "status").content != {"execution_state": "idle"}:
        pass
    assert run(fresh, "x") == "1"


def test_where_all_states_are_killed_within_a_cell_that_goes_elsewhere_functions_are_left(fresh):
    run(fresh, "let x = 1; fn f() -> i32 { 7 }", "let x = 2;")
    msg_id = fresh.execute('%undo\nprintln!("on my way"); loop {}')
    fresh.await_shown(msg_id, "stream")
    # The kernel sees all of them end at once.
    stop(fresh.pid)
    while len(found := processes(fresh)) > 1:
        # The states before the cell, of whose end one that lives would tell.
        states = processes(fresh, b"meno-state")
        kill_all(sorted(found.keys() - {reaper(found)}, key=lambda pid: pid not in states))
    os.kill(fresh.pid, signal.SIGCONT)
    assert fresh.reply(msg_id)["evalue"] == (
        "the process that held the variables was killed from outside; variables are gone, functions and types are kept"
    )
    while fresh.await_shown(msg_id, "status").content != {"execution_state": "idle"}:
        pass
    assert run(fresh, "f()") == "7"
    assert refused(fresh, "x")[0] == "E0425"


@pytest.mark.parametrize("before", BEFORE)
def test_an_interrupt_takes_back_what_stands_above_the_cell(fresh, before):
    run(fresh, "let x = 1;", "%checkpoint early", "let x = 2;")
    msg_id = fresh.execute(f'{before}\nprintln!("on my way"); loop {{}}')
    fresh.await_shown(msg_id, "stream")
    fresh.interrupt()
    assert fresh.reply(msg_id)["ename"] == "Interrupted"
    while fresh.await_shown(msg_id, "status").content != {"execution_state": "idle"}:
        pass
    assert run(fresh, "x") == "2"
    assert refused(fresh, "%restore here")[0] == "NoSuchState"
    run(fresh, "%undo 2")
    assert run(fresh, "x") == "1"


def test_a_first_cell_that_fails_leaves_no_checkpoint(fresh):
    assert refused(fresh, "%checkpoint a\nnonsense()")[0] == "E0425"
    assert run(fresh, "%checkpoint").startswith("There are no checkpoints")
    assert refused(fresh, "%restore a")[0] == "NoSuchState"
    assert run(fresh, "let x = 1;", "x") == "1"
