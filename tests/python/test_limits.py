"""What a cell may use: where it goes beyond a limit, it ends or is cut, and the notebook goes on."""

import os
import re
import time
from pathlib import Path

import pytest
from raw_client import Kernel, refused, run, texts, wait_until

# A cell, a check of its output included, may take this much longer on a busy machine.
SOON = 5


@pytest.fixture
def kernel(shared):
    run(shared, "%reset", "%limits memory=auto time=off output=10MB processes=64 states=auto", "let kept = 42;")
    yield shared
    assert run(shared, "kept") == "42"


def value(kernel, expression):
    """The value of an expression, which makes no state of its own."""
    reply, _ = kernel.run("", user_expressions={"it": expression})
    seen = reply["user_expressions"]["it"]
    assert seen["status"] == "ok", seen
    return seen["data"]["text/plain"]


def below(pid):
    """The processes below this one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            found += [child, *below(child)]
    return found


def test_limits_are_shown_and_set(kernel):
    run(kernel, "%limits memory=512MB time=60s output=1MB processes=8 states=2GB")
    shown = run(kernel, "%limits")
    for setting in ("memory=512MB", "time=60s", "output=1MB", "processes=8", "states=2GB"):
        assert setting in shown
    assert refused(kernel, "%limits memroy=1GB") == ("UsageError", "there is no limit `memroy`; did you mean `memory`?")
    assert refused(kernel, "%limits time=soon")[1] == "`soon` is no limit of time: write `time=60s` or `time=off`"


def test_limits_come_from_the_environment():
    limits = {"MEMORY": "100MB", "TIME": "7s", "OUTPUT": "nonsense", "PROCESSES": "off", "STATES": "1GB"}
    variables = {f"MENO_LIMIT_{name}": value for name, value in limits.items()}
    with Kernel(env={**os.environ, **variables}) as kernel:
        shown = run(kernel, "%limits")
        for setting in ("memory=100MB", "time=7s", "output=10MB", "processes=off", "states=1GB"):
            assert setting in shown
        assert refused(kernel, "vec![1_u8; 200_000_000].len()")[0] == "OutOfMemory"


GREEDY = {
    "at once": "let v = vec![1_u8; 300_000_000];",
    "bit by bit": "let mut v = Vec::new(); loop { v.push(vec![1_u8; 1_000_000]); }",
    "a matrix": "let m = DMatrix::<f64>::zeros(10_000, 10_000);",
    "in a thread": "std::thread::spawn(|| vec![1_u8; 300_000_000].len()).join()",
}


@pytest.mark.parametrize("cell", GREEDY.values(), ids=GREEDY.keys())
def test_a_cell_that_asks_for_too_much_memory_fails_by_itself(kernel, cell):
    run(kernel, "%limits memory=200MB")
    name, message = refused(kernel, f"kept; {cell}")
    assert name == "OutOfMemory"
    assert message.startswith("the cell asked for more memory than there is for it, which is 200 MB beside what variables have")
    run(kernel, "%limits memory=off")
    assert run(kernel, "vec![1_u8; 300_000_000].len()") == "300000000"


def test_variables_do_not_count_towards_a_cells_memory(kernel):
    run(kernel, "%limits memory=200MB", *(f"let v{i} = vec![1_u8; 100_000_000];" for i in range(4)))
    assert run(kernel, "v0.len() + v1.len() + v2.len() + v3.len()") == "400000000"


# A cell that changes every page of this many of the four variables, of 40 MB each.
CHANGE = "for v in [&mut v0, &mut v1, &mut v2, &mut v3].into_iter().take({n}) {{ for i in (0..v.len()).step_by(4096) {{ v[i] += 1; }} }}"


def test_what_a_cell_changes_of_its_variables_counts(kernel):
    run(kernel, "%limits memory=100MB", *(f"let mut v{i} = vec![1_u8; 40_000_000];" for i in range(4)))
    run(kernel, CHANGE.format(n=2))
    assert run(kernel, "(v0[0], v1[4096], v2[0])") == "(2, 2, 1)"
    for end in ("", "loop {}"):
        name, message = refused(kernel, CHANGE.format(n=4) + end)
        assert name == "OutOfMemory"
        assert message.startswith("the cell asked for more memory than there is for it, which is 100 MB beside what variables have")
        assert "what a cell changes of its variables counts" in message
        assert run(kernel, "(v0[0], v1[4096], v2[0])") == "(2, 2, 1)"
    run(kernel, "%limits memory=off", CHANGE.format(n=4))
    assert run(kernel, "(v0[0], v1[4096], v2[0])") == "(3, 3, 2)"


GIVEN_UP = re.compile(r"note: the states before cell \[(\d+)\] and all earlier cells were given up, to make room in memory\n")
GROW = "for i in (0..v.len()).step_by(4096) { v[i] += 1; }"


def test_states_are_given_up_where_they_take_more_than_they_may(kernel):
    run(kernel, "%limits states=110MB", "let mut v = vec![1_u8; 20_000_000];")
    # Within the limit nothing is given up, and nothing is said.
    shown = [kernel.run(GROW)[1] for _ in range(12)]
    notes = [texts(messages, "stderr") for messages in shown]
    assert notes[:3] == ["", "", ""]
    last = int(GIVEN_UP.fullmatch(notes[-1])[1])
    assert all(GIVEN_UP.fullmatch(note) for note in notes[6:])
    reply, _ = kernel.run("v[0]")
    number = reply["execution_count"]
    # Each state takes 20 MB: some four of them are within reach, and what lies before says why it is not.
    reach = number - last - 1
    assert 4 <= reach <= 6
    name, message = refused(kernel, f"%undo {reach + 2}")
    assert name == "NoSuchState"
    assert message.startswith(f"the state before cell [{last}] was given up, to make room in memory; `%undo ")
    assert message.endswith(f"goes back before cell [{last + 1}], the furthest that is left")
    assert refused(kernel, "%undo 13")[1].startswith("the state before cell [")
    assert "can go back" in run(kernel, "%checkpoint")
    run(kernel, "%undo 4")
    assert value(kernel, "v[0]") == "10"
    run(kernel, "%redo 2")
    assert value(kernel, "v[0]") == "12"


def test_a_checkpoint_is_given_up_last_and_by_name(kernel):
    run(kernel, "let mut v = vec![1_u8; 20_000_000];", "%checkpoint basis", "%limits states=70MB", *[GROW] * 8)
    run(kernel, "%restore basis")
    assert value(kernel, "v[0]") == "1"
    run(kernel, "%undo")
    assert value(kernel, "v[0]") == "9"
    run(kernel, "%limits states=10MB")
    _, shown = kernel.run(GROW)
    assert "checkpoint `basis` were given up, to make room in memory" in texts(shown, "stderr")
    assert refused(kernel, "%restore basis") == (
        "NoSuchState",
        "checkpoint `basis` was given up, to make room in memory; `%checkpoint` lists those that are left",
    )
    assert value(kernel, "v[0]") == "10"
    run(kernel, "%limits states=off", *[GROW] * 8, "%undo 8")
    assert value(kernel, "v[0]") == "10"


def test_states_of_small_cells_are_kept_whatever_the_limit(kernel):
    run(kernel, "%limits states=100MB", "let mut x = 0;", *["x += 1;"] * 19)
    run(kernel, "%undo 19")
    assert run(kernel, "x") == "0"


class Group:
    """A control group that bounds the memory of what is started in it; skips the test where none can be made."""

    def __init__(self, limit):
        for hierarchy, name in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
            self.folder = Path(hierarchy) / f"meno-test-{os.getpid()}"
            try:
                self.folder.mkdir()
            except OSError:
                continue
            try:
                (self.folder / name).write_text(str(limit))
            except OSError:
                self.folder.rmdir()
                continue
            self.former = next(
                Path(hierarchy) / path.strip().lstrip("/")
                for line in open("/proc/self/cgroup")
                for _, controllers, path in [line.split(":", 2)]
                if ("memory" if name == "memory.limit_in_bytes" else "") == controllers
            )
            return
        pytest.skip("no control group can be made here")

    def start(self):
        """A kernel in the group."""
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))
        try:
            return Kernel()
        finally:
            (self.former / "cgroup.procs").write_text(str(os.getpid()))

    def killed(self):
        """How many processes the system has ended there for want of memory."""
        for name in ("memory.oom_control", "memory.events"):
            if (self.folder / name).exists():
                return int(re.search(r"^oom_kill (\d+)", (self.folder / name).read_text(), re.MULTILINE)[1])

    def close(self):
        def is_gone():
            try:
                self.folder.rmdir()
            except OSError:
                return False
            return True

        wait_until(is_gone)


@pytest.fixture
def confined():
    group = Group(1_500_000_000)
    try:
        with group.start() as kernel:
            kernel.group = group
            yield kernel
    finally:
        group.close()


def test_in_a_small_container_states_give_way_and_no_cell_fails(confined):
    run(confined, "let mut a = DMatrix::<f64>::repeat(3622, 3622, 1.0);")
    notes = []
    for _ in range(40):
        reply, shown = confined.run("a *= 1.01;")
        assert reply["status"] == "ok", reply
        notes.append(texts(shown, "stderr"))
    assert any(GIVEN_UP.fullmatch(note) for note in notes)
    assert confined.group.killed() == 0
    run(confined, "%undo 3")
    assert value(confined, 'format!("{:.3}", a[(0, 0)])') == f'"{1.01**37:.3f}"'
    assert "given up, to make room in memory" in refused(confined, "%undo 30")[1]


def test_in_a_small_container_a_cell_that_takes_all_is_told_what_has_the_memory(confined):
    run(confined, "let kept = vec![7_u8; 500_000_000];")
    # Address space is not what runs out.
    name, message = refused(confined, "%limits memory=off\nlet m = vec![1_u8; 1_400_000_000];")
    assert name == "OutOfMemory"
    assert "memory ran out" in message and "the variables have some 500 MB" in message
    assert value(confined, "kept[5]") == "7"
    run(confined, "%limits memory=auto")
    # Neither is a copy of what there is.
    changes = "let mut all = vec![&mut big]; for v in &mut all { for i in (0..v.len()).step_by(4096) { v[i] = 2; } }"
    run(confined, "drop(kept);", "let mut big = vec![1_u8; 800_000_000];")
    name, message = refused(confined, changes)
    assert name == "OutOfMemory"
    assert "the variables have some 800 MB" in message or "more memory than there is" in message
    assert value(confined, "big[4096]") == "1"


def test_by_default_memory_is_what_there_is(kernel):
    assert refused(kernel, "let v: Vec<u8> = Vec::with_capacity(1 << 46);")[0] == "OutOfMemory"
    assert refused(kernel, "let v: Vec<u8> = Vec::with_capacity(isize::MAX as usize);")[0] == "OutOfMemory"


def test_an_abort_is_no_lack_of_memory(kernel):
    assert refused(kernel, "std::process::abort()")[0] == "Abort"


BUSY = {
    "itself": "loop {}",
    "in threads": "for _ in 0..2 { std::thread::spawn(|| loop {}); } loop { std::thread::park() }",
    "in processes": 'std::process::Command::new("sh").args(["-c", "while :; do :; done"]).status()?;',
}


@pytest.mark.parametrize("cell", BUSY.values(), ids=BUSY.keys())
def test_a_cell_that_takes_too_much_processor_time_is_ended(kernel, cell):
    run(kernel, "%limits time=300ms")
    started = time.monotonic()
    name, message = refused(kernel, cell)
    assert name == "TimeOut"
    assert message.startswith("the cell took more than 0.3 s of processor time, so it was ended")
    assert time.monotonic() - started < SOON


def test_waiting_takes_no_processor_time(kernel):
    run(kernel, "%limits time=300ms")
    run(kernel, "std::thread::sleep(std::time::Duration::from_secs(1));")


def test_output_is_cut_and_the_cell_runs_on(kernel):
    run(kernel, "%limits output=1MB")
    reply, shown = kernel.run('for i in 0..200_000 { println!("{i:>9}"); } let done = 1;')
    assert reply["status"] == "ok"
    assert len(texts(shown)) == 1_000_000
    assert texts(shown, "stderr") == (
        "\nnote: output was cut after 1MB; the cell runs on: interrupt it if it has no end (`%limits output=…` allows more)\n"
    )
    assert run(kernel, "done") == "1"


def test_a_gigabyte_of_output_passes_by(kernel):
    started = time.monotonic()
    reply, shown = kernel.run('let line = "x".repeat(1 << 20); for _ in 0..1024 { println!("{line}"); } line.len()')
    assert reply["status"] == "ok"
    assert len(texts(shown)) == 10_000_000
    print(f"1 GB of output in {time.monotonic() - started:.1f} s")
    resident = int(Path(f"/proc/{kernel.manager.provisioner.process.pid}/statm").read_text().split()[1]) * 4096
    assert resident < 500e6


@pytest.mark.parametrize("cell", ["loop { println!() }", 'loop { eprintln!("no") }', 'loop { print!("x") }'])
def test_a_cell_that_prints_without_end_can_be_interrupted(kernel, cell):
    msg_id = kernel.execute(cell)
    kernel.await_shown(msg_id, "stream")
    time.sleep(0.5)
    started = time.monotonic()
    kernel.interrupt()
    assert time.monotonic() - started < 0.2, "the kernel is slow to answer"
    assert kernel.reply(msg_id)["ename"] == "Interrupted"
    assert time.monotonic() - started < 1
    while kernel.await_shown(msg_id, "status").content != {"execution_state": "idle"}:
        pass


# Bounded by itself, so that a fault of the limit does no harm to the machine. The second one leaves its process group.
BOMBS = {
    "a row of children": 'for _ in 0..300 { std::process::Command::new("sleep").arg("30").spawn()?; } loop { std::thread::park() }',
    "children that leave the group": 'for _ in 0..300 { std::process::Command::new("setsid").args(["sleep", "30"]).spawn()?; } loop { std::thread::park() }',
    "children of children": """
unsafe extern "C" { fn fork() -> i32; fn pause() -> i32; }
for _ in 0..8 { unsafe { fork() }; }
loop { unsafe { pause() }; }
""",
    "children of children that leave the group": """
unsafe extern "C" { fn fork() -> i32; fn setsid() -> i32; fn pause() -> i32; }
for _ in 0..8 { if unsafe { fork() } == 0 { unsafe { setsid() }; } }
loop { unsafe { pause() }; }
""",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_fork_bomb_is_ended_whole(kernel, bomb):
    # A cell that is run has told the worker to come to rest.
    run(kernel, "1")
    time.sleep(0.2)
    before = len(below(kernel.manager.provisioner.process.pid))
    started = time.monotonic()
    name, message = refused(kernel, bomb)
    assert name == "TooManyProcesses"
    assert message.startswith("the cell had more than 64 processes at once, so it was ended, and they with it")
    assert time.monotonic() - started < SOON
    time.sleep(0.2)
    assert len(below(kernel.manager.provisioner.process.pid)) <= before


def test_as_many_processes_as_are_allowed_may_run(kernel):
    run(kernel, "%limits processes=3")
    start = 'let c: Vec<_> = (0..{n}).map(|_| std::process::Command::new("sleep").arg("0.1").spawn().unwrap()).collect(); for mut c in c {{ c.wait()?; }}'
    run(kernel, start.format(n=3))
    assert refused(kernel, start.format(n=4))[0] == "TooManyProcesses"
