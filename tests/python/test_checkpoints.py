"""Back to earlier states and forward again; what a cell leaves running; what states cost."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from raw_client import Kernel, refused, run, texts, wait_until

# How many cells can be undone, and how many states can have a name.
KEPT, NAMED = 20, 10


@pytest.fixture
def fresh():
    with Kernel() as kernel:
        yield kernel


def number(kernel):
    """The number of the next cell."""
    reply, _ = kernel.run("")
    return reply["execution_count"] + 1


# Before the cell to undo, the cell, and what is seen after the undo.
UNDOABLE = {
    "a let": (["let x = 1;"], "let x = 2;", "x", "1"),
    "a let of another type": (["let x = 1;"], 'let x = "one";', "x", "1"),
    "an assignment": (["let mut x = 1;"], "x += 1;", "x", "1"),
    "a change inside": (["let mut v = vec![1];"], "v.push(2);", "v", "[1]"),
    "a move": (['let s = String::from("s");'], "drop(s);", "s", '"s"'),
    "a move into another": (['let s = String::from("s");'], "let t = s;", "s", '"s"'),
    "a function": (["fn f() -> i32 { 1 }"], "fn f() -> i32 { 2 }", "f()", "1"),
    "a type, with the variables that it took along": (
        ["#[derive(Debug)] struct P { x: i32 }", "let p = P { x: 1 };"],
        "struct P { x: f64 }",
        "p",
        "P { x: 1 }",
    ),
    "an import": (["mod a { pub fn f() -> i32 { 1 } } mod b { pub fn f() -> i32 { 2 } }", "use a::f;"], "use b::f;", "f()", "1"),
    "a check that ran": (["let x = 1;"], "%%check shapes\nlet x = 2;", "x", "1"),
}


@pytest.mark.parametrize(("before", "cell", "seen", "expected"), UNDOABLE.values(), ids=UNDOABLE.keys())
def test_a_cell_can_be_undone_and_done_again(kernel, before, cell, seen, expected):
    run(kernel, *before, cell, "%undo")
    assert run(kernel, seen) == expected
    run(kernel, "%undo")
    assert run(kernel, seen) == expected


def test_undo_and_redo_say_where_they_lead(kernel):
    first = number(kernel)
    run(kernel, "let x = 1;", "let x = 2;", "let x = 3;")
    assert run(kernel, "%undo") == f"Back before cell [{first + 2}]. `%redo` takes you forward again."
    assert run(kernel, "%redo") == f"Forward again: this is the state after cell [{first + 2}]."
    assert (
        run(kernel, "%undo 2")
        == f"Back before cell [{first + 1}]: cell [{first + 1}] and cell [{first + 2}] are undone. "
        "`%redo 2` takes you forward again."
    )
    assert run(kernel, "%redo 2", "x") == "3"


def test_a_name_that_was_not_there_is_not_there_again(kernel):
    run(kernel, "let x = 1;", "%undo")
    assert refused(kernel, "x")[0] == "E0425"
    run(kernel, "%redo")
    assert run(kernel, "x") == "1"


def test_a_new_cell_ends_what_could_be_redone(kernel):
    run(kernel, "let x = 1;", "let x = 2;", "%undo", "let y = 5;")
    assert refused(kernel, "%redo") == (
        "NoSuchState",
        "there is nothing to redo: nothing was undone, or a cell has run since",
    )
    assert run(kernel, "(x, y)") == "(1, 5)"


# Changes that stand above a cell's Rust.
CHANGES = ("%reset", ":clear", "%undo", "%restore early", "%undo\n:clear")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("fault", ["nonsense()", "panic!()", "std::process::abort()"])
def test_a_cell_that_fails_takes_its_magics_back(kernel, change, fault):
    run(kernel, "let x = 1;", "%checkpoint early", "fn f() -> i32 { 2 }", 'let moved = String::from("m");')
    assert kernel.run(f"{change}\nlet y = 3;\n{fault}")[0]["status"] == "error"
    assert run(kernel, "(x, f(), moved.len())") == "(1, 2, 1)"
    assert refused(kernel, "y")[0] == "E0425"
    # The ways to other states are as they were, too.
    assert refused(kernel, "%redo")[0] == "NoSuchState"
    run(kernel, "%undo 2")
    assert refused(kernel, "moved")[0] == "E0425"
    assert run(kernel, "(x, f())") == "(1, 2)"
    run(kernel, "%restore early")
    assert refused(kernel, "f()")[0] == "E0425"
    assert run(kernel, "x") == "1"


def test_a_change_above_a_cell_that_succeeds_stays(kernel):
    run(kernel, "let x = 1;", "%checkpoint early", ":clear\nlet y = 2;")
    assert refused(kernel, "x")[0] == "E0425"
    assert refused(kernel, "%restore early")[0] == "NoSuchState"
    assert run(kernel, "y") == "2"
    run(kernel, "%undo 2")
    assert refused(kernel, "y")[0] == "E0425"


def test_why_a_name_is_not_there_outlasts_what_is_taken_back(kernel):
    run(kernel, "let x = 1;")
    first = number(kernel)
    reply, shown = kernel.run(':clear\nlet b: i32 = "x";')
    assert reply["status"] == "error"
    assert texts(shown, "stderr") == "note: the cell has failed, so what its magics had changed is as it was before\n"
    assert refused(kernel, "b")[1].startswith(f"`b` was to be made in cell [{first}], which failed")
    assert run(kernel, "x") == "1"


def test_two_resets_in_one_cell_are_taken_back_and_stay_like_one(kernel):
    run(kernel, "let x = 1;")
    assert kernel.run(":clear\n%reset\nx")[0]["status"] == "error"
    assert run(kernel, "x") == "1"
    run(kernel, ":clear\n%reset\nlet y = 2;")
    assert refused(kernel, "x")[0] == "E0425"
    assert run(kernel, "y") == "2"


def test_a_first_cell_may_fail_with_a_reset(fresh):
    assert fresh.run(":clear\nnonsense()")[0]["status"] == "error"
    assert run(fresh, "let x = 1;", "x") == "1"


def test_a_reset_in_a_cell_that_fails_leaves_no_processes(kernel):
    run(kernel, "let x = 1;")
    # The process that waits for the next cell comes a moment after the reply.
    wait_until(lambda: processes(kernel, b"meno-ready"))
    before = len(processes(kernel))
    for _ in range(5):
        assert kernel.run(":clear\npanic!()")[0]["status"] == "error"
    wait_until(lambda: len(processes(kernel)) <= before)
    assert run(kernel, "x") == "1"


def test_cells_that_fail_do_not_count(kernel):
    run(kernel, "let mut x = 1;", "x += 1;")
    for fault in ("panic!()", "x.nonsense()", "std::process::abort()", "x += 5; panic!()"):
        assert kernel.run(fault)[0]["status"] == "error"
    run(kernel, "%undo")
    assert run(kernel, "x") == "1"


def test_nobody_goes_further_than_there_is(kernel):
    assert refused(kernel, "%undo") == ("NoSuchState", "there is nothing to undo")
    first = number(kernel)
    run(kernel, "let mut x = 0;")
    assert refused(kernel, "%undo 2")[1] == f"only one step can be undone: `%undo` goes back before cell [{first}]"
    assert refused(kernel, "%undo 0")[1] == "`0` is no number of cells; usage: `%undo [N]`"
    assert run(kernel, "x") == "0"


def test_twenty_of_thirty_cells_can_be_undone(kernel):
    run(kernel, "let mut x = 0;", *["x += 1;"] * 30)
    _, message = refused(kernel, f"%undo {KEPT + 1}")
    assert message.startswith(f"only {KEPT} steps can be undone: `%undo {KEPT}` goes back before cell [")
    run(kernel, f"%undo {KEPT}", f"%redo {KEPT}", f"%undo {KEPT}")
    assert run(kernel, "x") == "10"


def test_a_checkpoint_stays_however_many_cells_come_after_it(kernel):
    first = number(kernel)
    run(kernel, "let mut x = 0; fn f() -> i32 { 1 }")
    assert run(kernel, "%checkpoint basis") == f"Checkpoint `basis` is set after cell [{first}]. `%restore basis` comes back here."
    run(kernel, "fn f() -> i32 { 2 }", *["x += 1;"] * (KEPT + 5))
    assert (
        run(kernel, "%restore basis")
        == f"Back at checkpoint `basis`, after cell [{first}]. `%undo` takes you to where you were."
    )
    assert run(kernel, "(x, f())") == "(0, 1)"
    run(kernel, "%undo 2")
    assert run(kernel, "(x, f())") == f"({KEPT + 5}, 2)"


def test_checkpoints_are_listed_and_the_nearest_is_suggested(kernel):
    assert run(kernel, "%checkpoint").startswith("There are no checkpoints: `%checkpoint NAME` makes one.")
    first = number(kernel)
    run(kernel, "%checkpoint empty", "let x = 1;", "%checkpoint one")
    assert run(kernel, "%checkpoint") == (
        "Checkpoints:\n  empty  before all cells\n"
        f"  one    after cell [{first + 1}]\n"
        f"This is the state after cell [{first + 1}]. `%undo` can go back one step, `%redo` forward nothing."
    )
    assert refused(kernel, "%restore onee")[1] == "there is no checkpoint `onee`; did you mean `one`?"
    assert refused(kernel, "%restore elsewhere")[1].startswith("there is no checkpoint `elsewhere`; `%checkpoint` lists")
    reply = kernel.ask("complete_request", code="%restore o", cursor_pos=10)
    assert reply["matches"] == ["one"]


def test_checkpoints_are_few_and_can_be_replaced(kernel):
    run(kernel, "let x = 1;", *(f"%checkpoint c{i}" for i in range(NAMED)))
    assert refused(kernel, "%checkpoint more")[1].startswith(f"there are {NAMED} checkpoints, as many as are kept")
    run(kernel, "let x = 2;", "%checkpoint c0", "let x = 3;", "%restore c0")
    assert run(kernel, "x") == "2"
    run(kernel, "%reset")
    assert refused(kernel, "%restore c0")[0] == "NoSuchState"


def test_checks_speak_of_what_is_there(kernel):
    wrong = "fn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() }"
    right = "fn projector(u: &DVector<f64>) -> DMatrix<f64> { let n = u.norm_squared(); if n == 0.0 { DMatrix::zeros(u.len(), u.len()) } else { u * u.transpose() / n } }"
    run(kernel, wrong, right)
    assert run(kernel, "%check projector").startswith("projector: passed")
    run(kernel, "%undo")
    assert run(kernel, "%check projector").startswith("projector: not yet right")
    run(kernel, "%undo")
    assert run(kernel, "%check projector").startswith("projector: not attempted")
    run(kernel, "%redo 2")
    assert run(kernel, "%check projector").startswith("projector: passed")


def processes(kernel, name=b"meno-"):
    """The processes of this kernel that hold states or run cells, with their parents; the reaper is `meno-worker`."""
    children = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            before, _, after = (entry / "stat").read_bytes().rpartition(b")")
        except OSError:
            continue
        state, parent = after.split()[:2]
        if state != b"Z":
            children.setdefault(int(parent), []).append((int(entry.name), before.partition(b"(")[2]))
    found, pending = {}, [kernel.manager.provisioner.process.pid]
    while pending:
        parent = pending.pop()
        for pid, comm in children.get(parent, []):
            pending.append(pid)
            if comm.startswith(name):
                found[pid] = parent
    return found


def test_states_are_bounded_in_number(fresh):
    run(fresh, "let mut x = 0;", *["x += 1;"] * (KEPT + 10))
    # A reaper, the states before, the present one, and the process that is to run the next cell on it.
    wait_until(lambda: len(processes(fresh)) == 1 + KEPT + 2)
    run(fresh, f"%undo {KEPT}", "x += 100;")
    wait_until(lambda: len(processes(fresh)) == 1 + 1 + 2)
    assert run(fresh, "x") == "110"
    run(fresh, "%reset")
    wait_until(lambda: len(processes(fresh)) == 1 + 2)


def mappings(kernel):
    _, runner = present(kernel)
    return len(Path(f"/proc/{runner}/maps").read_text().splitlines())


def test_a_process_does_not_grow_by_the_cells_that_it_has_run(fresh):
    """Every mapping makes each fork, and each end of a process, slower."""
    cells = ("let v = vec![1];", "v.len()", "fn f() -> i32 { 1 }", "f()", 'format!("{:?}", v.iter().max())')
    run(fresh, *cells)
    before = mappings(fresh)
    for _ in range(6):
        run(fresh, *cells)
        refused(fresh, "panic!()")
    assert mappings(fresh) <= before + 6


def test_code_of_one_branch_stays_beside_that_of_another(fresh):
    counter = """let next: Box<dyn Fn() -> usize> = Box::new(|| {
        static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(10);
        COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    });"""
    run(fresh, "let base = 1;", 'let word = "one";', counter, "next()", "%checkpoint one")
    run(fresh, "%undo 3", 'let word = "other";', counter.replace("10", "20"), "next(); next()", "%checkpoint other")
    assert run(fresh, 'format!("{word} {}", next())') == '"other 22"'
    run(fresh, "%restore one")
    assert run(fresh, 'format!("{word} {}", next())') == '"one 11"'
    run(fresh, "%restore other")
    assert run(fresh, 'format!("{word} {}", next())') == '"other 22"'


def test_states_cost_no_time(fresh):
    run(fresh, "let mut x = 0;", *["x += 1;"] * KEPT)

    def ticks():
        total = 0
        for pid in processes(fresh):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total

    time.sleep(0.2)
    before = ticks()
    time.sleep(1)
    assert ticks() == before


def pss(kernel):
    """Kilobytes that the processes of this kernel's worker have, shared ones counted once, when all have come to rest."""
    wait_until(lambda: present(kernel))
    total = 0
    for pid in processes(kernel):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            return pss(kernel)
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def test_a_state_costs_what_it_does_not_share(fresh):
    def cost(cell, count=5):
        before = pss(fresh)
        run(fresh, *[cell] * count)
        return (pss(fresh) - before) / count

    run(fresh, "let mut x = 0;", "x += 1;")
    small = cost("x += 1;")
    run(fresh, "let mut m = DMatrix::<f64>::zeros(1000, 1000);", "m.add_scalar_mut(1.0);")
    beside = cost("x += 1;")
    changed = cost("m.add_scalar_mut(1.0);")
    print(f"a small cell {small:.0f} kB, one beside a matrix of 8 MB {beside:.0f} kB, one that changes it {changed:.0f} kB")
    assert small < 1000
    assert beside < 1000
    assert 7000 < changed < 10000


def present(kernel):
    """The holder of the present state, and its runner: only the present state has a process that is ready for a cell."""
    wait_until(lambda: len(processes(kernel, b"meno-ready")) == 1)
    [(runner, holder)] = processes(kernel, b"meno-ready").items()
    return holder, runner


def reaper(pids):
    return next(pid for pid, parent in pids.items() if parent not in pids)


def test_the_state_outlives_whichever_process_is_killed(fresh):
    run(fresh, "let kept = 42;")
    for victim in (0, 1):
        for _ in range(3):
            dead = present(fresh)[victim]
            os.kill(dead, signal.SIGKILL)
            wait_until(lambda: dead not in processes(fresh))
            assert run(fresh, "kept") == "42"
            assert refused(fresh, "panic!()")[0] == "Panic"
    assert run(fresh, "kept") == "42"


def test_a_state_that_is_killed_whole_gives_way_to_the_one_before(fresh):
    run(fresh, "let mut x = 1;", "x += 1;")
    lost = number(fresh)
    run(fresh, "x += 1; fn f() {}")
    for pid in present(fresh):
        os.kill(pid, signal.SIGKILL)
    name, message = refused(fresh, "x += 10;")
    assert name == "StateLost"
    assert f"everything is as it was before cell [{lost}]" in message
    assert run(fresh, "x") == "2"
    assert refused(fresh, "f()")[0] == "E0425"
    run(fresh, "%undo 2")
    assert run(fresh, "x") == "1"


def test_where_all_states_are_killed_functions_are_left(fresh):
    run(fresh, "let x = 1; fn f() -> i32 { 7 }", "let y = 2;")
    # A holder whose runner goes first has time to fork another one.
    while len(found := processes(fresh)) > 1:
        for pid in found.keys() - {reaper(found)}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert refused(fresh, "x")[0] == "StateLost"
    assert run(fresh, "f()") == "7"
    assert refused(fresh, "x")[0] == "E0425"


def test_a_former_state_that_is_killed_is_told_of_and_nothing_changes(fresh):
    run(fresh, "let x = 1;")
    first, _ = present(fresh)
    run(fresh, "let x = 2;")
    # The present state's process has come to rest, and so has its parent.
    present(fresh)
    run(fresh, "let x = 3;")
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: first not in processes(fresh))
    assert refused(fresh, "%undo 2")[0] == "StateLost"
    assert run(fresh, "x") == "3"
    run(fresh, "%undo 2")
    assert run(fresh, "x") == "2"


def test_states_end_with_the_kernel_also_without_their_reaper(fresh):
    run(fresh, "let mut x = 1;", "x += 1;")
    found = processes(fresh)
    holders = [pid for pid in found if pid != reaper(found)]
    os.kill(reaper(found), signal.SIGKILL)
    assert run(fresh, "%undo", "x") == "1"
    msg_id = fresh.execute('println!("on my way"); loop {}')
    fresh.await_shown(msg_id, "stream")
    fresh.manager.provisioner.process.kill()
    wait_until(lambda: not any(is_running(pid) for pid in holders))


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_threads_end_with_their_cell(kernel):
    forever = "std::thread::spawn(|| loop { println!(\"still here\"); std::thread::sleep(std::time::Duration::from_millis(1)); });"
    reply, shown = kernel.run(f"let mut x = 1; {forever} {forever}")
    assert reply["status"] == "ok"
    assert texts(shown, "stderr") == (
        "note: 2 threads were still running when the cell ended, and ended with it: join them to wait for them\n"
    )
    for _ in range(5):
        assert run(kernel, "x += 1;") == ""
    busy = [pid for pid in processes(kernel) if len(os.listdir(f"/proc/{pid}/task")) > 1]
    assert busy == []
    run(kernel, "%undo 5")
    assert run(kernel, "x") == "1"


def test_threads_that_were_joined_are_not_spoken_of(kernel):
    for _ in range(10):
        assert run(kernel, "let hs: Vec<_> = (0..8).map(|i| std::thread::spawn(move || i)).collect(); for h in hs { h.join().unwrap(); }") == ""
    assert run(kernel, "let mut a = [1, 2]; std::thread::scope(|s| { for x in &mut a { s.spawn(move || *x += 1); } });") == ""
    assert run(kernel, "a") == "[2, 3]"


def test_what_threads_leave_half_printed_comes_once(kernel):
    reply, shown = kernel.run('print!("half a line"); std::thread::spawn(|| loop { std::thread::park() });')
    assert reply["status"] == "ok"
    assert texts(shown) == "half a line"
    assert run(kernel, 'print!("next")') == "next"


PROCESSES = {
    "a child": ('std::process::Command::new("sleep").arg("987").spawn()?;', "a process was"),
    "a child with children": ('std::process::Command::new("sh").args(["-c", "sleep 987 & sleep 987; true"]).spawn()?; std::thread::sleep(std::time::Duration::from_millis(100));', "3 processes were"),
    "one that has left the group": ('std::process::Command::new("setsid").args(["sleep", "987"]).spawn()?; std::thread::sleep(std::time::Duration::from_millis(100));', "a process was"),
}


@pytest.mark.parametrize(("code", "told"), PROCESSES.values(), ids=PROCESSES.keys())
@pytest.mark.parametrize("end", ["", "panic!();", "std::process::abort();", "std::process::exit(0);"], ids=["success", "panic", "abort", "exit"])
def test_processes_end_with_their_cell(kernel, code, told, end):
    _, shown = kernel.run(f"let x = 1; {code} {end}")
    if not end:
        assert f"note: {told} still running when the cell ended, and ended with it" in texts(shown, "stderr")
    assert processes(kernel, b"sleep") == {}
    assert processes(kernel, b"sh") == {}


def test_a_fork_that_comes_to_the_end_of_the_cell_ends_there(kernel):
    fork = "unsafe extern \"C\" { fn fork() -> i32; fn waitpid(p: i32, s: *mut i32, o: i32) -> i32; }"
    cell = f"{fork} let mut x = 1; let p = unsafe {{ fork() }}; if p > 0 {{ unsafe {{ waitpid(p, std::ptr::null_mut(), 0) }}; }} else {{ x = 2; }}"
    assert run(kernel, f'{cell} println!("{{x}}");') == "2\n1\n"
    assert run(kernel, f"{cell} if p == 0 {{ panic!() }}", "x") == "1"


CUT_OFF = "unsafe extern \"C\" { fn close(fd: i32) -> i32; }"


@pytest.mark.parametrize("fds", ["3..1024", "3..4", "10..12", "13..14"])
def test_a_cell_that_closes_what_is_not_its_own_fails_by_itself(kernel, fds):
    run(kernel, "let mut x = 1;")
    name, message = refused(kernel, f"{CUT_OFF} x += 1; for fd in {fds} {{ unsafe {{ close(fd) }}; }}")
    assert name == "CutOff"
    assert "file descriptor" in message and message.endswith("all variables are as they were before the cell")
    assert run(kernel, "x") == "1"


def test_a_cell_that_writes_to_the_notebooks_own_socket_is_ignored(kernel):
    write = 'use std::io::Write; use std::os::fd::FromRawFd; let mut f = std::mem::ManuallyDrop::new(unsafe { std::fs::File::from_raw_fd(3) });'
    for text in ("x", "{}", "a" * 100, "\\u{1}" * 9):
        reply, shown = kernel.run(f'{write} f.write_all("{text}".as_bytes())?; let y = 5;')
        assert reply["status"] == "ok"
        assert "note: the cell wrote to a file descriptor that it had not opened" in texts(shown, "stderr")
        assert run(kernel, "y") == "5"


def test_a_closed_standard_output_is_open_again_in_the_next_cell(kernel):
    reply, shown = kernel.run(f'{CUT_OFF} println!("before"); unsafe {{ close(1) }}; println!("lost");')
    assert reply["status"] == "ok"
    assert texts(shown) == "before\n"
    assert run(kernel, 'println!("after")') == "after\n"
