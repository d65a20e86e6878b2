"""What jupyter_kernel_test leaves out: hostile frames, queues, interrupts, input, and the order of it all."""

import os
import signal
import subprocess
import time

import pytest
from raw_client import DELIMITER, PATIENCE, Kernel, run, texts

SPIN = "loop {}"

# Expands to a quarter of a million expressions: rustc is busy with it for many seconds.
SLOW_TO_COMPILE = """
macro_rules! many {
    ($($t:tt)*) => { four!(four!(four!(four!(four!(four!(four!(four!(1)))))))) };
}
macro_rules! four {
    ($e:expr) => { ($e + $e + $e + $e) };
}
let sum: i64 = many!();
"""

READ_A_LINE = """
let mut line = String::new();
std::io::stdin().read_line(&mut line).unwrap();
println!("got {}", line.trim_end());
"""


@pytest.fixture(scope="module")
def kernels():
    """The kernel that tests share, if one runs."""
    running = []
    yield running
    for kernel in running:
        kernel.close()


@pytest.fixture
def kernel(kernels, request):
    """A kernel that other tests have used. One that a test has failed with is not used again."""
    if not kernels:
        kernels.append(Kernel())
    failed_before = request.session.testsfailed
    yield kernels[0]
    if request.session.testsfailed > failed_before:
        kernels.pop().close()


@pytest.fixture
def own_kernel():
    with Kernel() as kernel:
        yield kernel


def test_the_first_cell_is_number_one(own_kernel):
    reply, shown = own_kernel.run("6 * 7")
    assert reply["execution_count"] == 1
    assert [message.type for message in shown] == ["execute_input", "execute_result"]
    assert {message.content["execution_count"] for message in shown} == {1}


def test_kernel_info_comes_before_anything_is_compiled(own_kernel):
    info = own_kernel.ask("kernel_info_request")
    assert info["protocol_version"] == "5.4"
    assert info["language_info"]["name"] == "rust"
    assert info["language_info"]["version"][0].isdigit()
    assert "kernel subshells" not in info["supported_features"]
    assert info["debugger"] is False


class TestHostileFrames:
    def drop(self, kernel, *frames):
        for socket in (kernel.shell, kernel.control, kernel.stdin):
            socket.send_multipart(list(frames))

    def test_wrong_signature(self, kernel):
        frames, _ = kernel.frames("execute_request", {"code": 'println!("evil");'})
        for signature in (b"", b"0" * 64, b"xyz", frames[1][:-1], frames[1] + b"00"):
            self.drop(kernel, DELIMITER, signature, *frames[2:])
        kernel.assert_unharmed()

    def test_content_that_was_not_signed(self, kernel):
        frames, _ = kernel.frames("execute_request", {"code": "1"})
        self.drop(kernel, *frames[:-1], b'{"code": "println!(\\"evil\\");"}')
        kernel.assert_unharmed()

    def test_short_frames(self, kernel):
        frames, _ = kernel.frames("execute_request", {"code": "1"})
        for count in range(1, len(frames)):
            self.drop(kernel, *frames[:count])
        self.drop(kernel, b"")
        kernel.assert_unharmed()

    def test_garbage(self, kernel):
        self.drop(kernel, bytes(range(256)) * 40)
        self.drop(kernel, DELIMITER, *[b"\xff\xfe"] * 9)
        # Rightly signed, and yet no message.
        for parts in ([b"{", b"{}", b"{}", b"{}"], [b"[]", b"", b"", b""], [b"[" * 50_000] * 4):
            self.drop(kernel, DELIMITER, kernel.sign(parts), *parts)
        kernel.assert_unharmed()

    def test_replay(self, kernel):
        frames, msg_id = kernel.frames("execute_request", {"code": 'println!("once");'})
        for _ in range(3):
            kernel.shell.send_multipart(frames)
        assert kernel.reply(msg_id)["status"] == "ok"
        assert texts(kernel.shown(msg_id)) == "once\n"
        kernel.assert_unharmed()

    def test_content_of_the_wrong_shape_gets_an_error(self, kernel):
        for msg_type, content in [
            ("execute_request", {}),
            ("complete_request", {"code": 1, "cursor_pos": 0}),
            ("history_request", {"hist_access_type": "everything"}),
        ]:
            reply = kernel.ask(msg_type, **content)
            assert (reply["status"], reply["ename"]) == ("error", "InvalidRequest")
        kernel.assert_unharmed()

    def test_an_unknown_request_gets_busy_and_idle(self, kernel):
        msg_id = kernel.send(kernel.shell, "some_day_request")
        assert kernel.shown(msg_id) == []
        kernel.assert_unharmed()


def test_fifty_cells_after_an_error_are_aborted(kernel, tmp_path):
    all_sent = tmp_path / "all are sent"
    failing = kernel.execute(f'while !std::path::Path::new("{all_sent}").exists() {{ std::thread::yield_now(); }} panic!("no");')
    queued = [kernel.execute('println!("never");') for _ in range(50)]
    # They are on their way through a socket, whose order only the kernel sees.
    time.sleep(0.5)
    all_sent.touch()
    assert kernel.reply(failing)["status"] == "error"
    for msg_id in queued:
        assert kernel.reply(msg_id)["status"] == "aborted"
    # A cell that is sent after the reply runs.
    after = kernel.execute("1 + 1")
    assert kernel.reply(after)["status"] == "ok"
    assert [message.type for message in kernel.shown(failing)] == ["execute_input", "error"]
    for msg_id in queued:
        assert kernel.shown(msg_id) == []
    assert [message.type for message in kernel.shown(after)] == ["execute_input", "execute_result"]


def test_the_queue_goes_on_where_an_error_is_not_to_stop_it(kernel):
    failing = kernel.execute("undefined_name", stop_on_error=False)
    after = kernel.execute("1 + 1")
    assert kernel.reply(failing)["status"] == "error"
    assert kernel.reply(after)["status"] == "ok"
    kernel.shown(failing)
    kernel.shown(after)


def test_an_error_says_the_same_in_its_reply_and_to_all(kernel):
    reply, shown = kernel.run('let number: i32 = "seven";')
    assert (reply["status"], reply["ename"]) == ("error", "E0308")
    error = shown[-1]
    assert error.type == "error"
    assert error.content == {name: reply[name] for name in ("ename", "evalue", "traceback")}


def test_a_panic_is_an_error(kernel):
    reply, _ = kernel.run('panic!("at the disco");')
    assert (reply["status"], reply["ename"]) == ("error", "Panic")
    assert "at the disco" in reply["evalue"]


class TestInterrupt:
    def interrupted(self, kernel, msg_id, interrupt=Kernel.interrupt):
        interrupt(kernel)
        message = kernel.receive(kernel.shell)
        assert message.parent == msg_id
        assert message.content["ename"] == "Interrupted"
        self.read_all(kernel, msg_id)
        kernel.assert_unharmed()

    def read_all(self, kernel, msg_id):
        while kernel.await_shown(msg_id, "status").content != {"execution_state": "idle"}:
            pass

    def test_while_idle(self, kernel):
        assert kernel.ask("interrupt_request", kernel.control) == {"status": "ok"}
        kernel.assert_unharmed()

    def test_while_computing(self, kernel):
        msg_id = kernel.execute(f'println!("on my way"); {SPIN}')
        kernel.await_shown(msg_id, "stream")
        self.interrupted(kernel, msg_id)

    def test_while_compiling(self, kernel):
        began = time.monotonic()
        msg_id = kernel.execute(SLOW_TO_COMPILE)
        kernel.await_shown(msg_id, "execute_input")
        self.interrupted(kernel, msg_id)
        assert time.monotonic() - began < PATIENCE / 2

    def test_while_waiting_for_input(self, kernel):
        msg_id = kernel.execute(READ_A_LINE, allow_stdin=True)
        assert kernel.receive(kernel.stdin).type == "input_request"
        self.interrupted(kernel, msg_id)

    def test_by_signal(self, kernel):
        msg_id = kernel.execute(f'println!("on my way"); {SPIN}')
        kernel.await_shown(msg_id, "stream")
        self.interrupted(kernel, msg_id, lambda kernel: os.kill(pid(kernel), signal.SIGINT))

    def test_keeps_the_variables(self, kernel):
        assert kernel.run("let kept = 12;")[0]["status"] == "ok"
        msg_id = kernel.execute(f'println!("on my way"); {SPIN}')
        kernel.await_shown(msg_id, "stream")
        self.interrupted(kernel, msg_id)
        _, shown = kernel.run("kept")
        assert shown[-1].content["data"]["text/plain"] == "12"


class TestInput:
    def test_a_line(self, kernel):
        msg_id = kernel.execute('print!("before ");' + READ_A_LINE, allow_stdin=True)
        question = kernel.receive(kernel.stdin)
        assert (question.type, question.parent) == ("input_request", msg_id)
        kernel.answer(question, "𝔸da")
        assert kernel.reply(msg_id)["status"] == "ok"
        assert texts(kernel.shown(msg_id)) == "before got 𝔸da\n"

    def test_a_question_is_shown_before_it_is_answered(self, kernel):
        msg_id = kernel.execute('print!("name? ");' + READ_A_LINE, allow_stdin=True)
        question = kernel.receive(kernel.stdin)
        assert kernel.await_shown(msg_id, "stream").content["text"] == "name? "
        kernel.answer(question, "Ada")
        assert kernel.reply(msg_id)["status"] == "ok"
        kernel.await_shown(msg_id, "status")

    def test_stale_answers_are_dropped(self, kernel):
        answers = []
        for value in ("one", "two"):
            msg_id = kernel.execute(READ_A_LINE, allow_stdin=True)
            question = kernel.receive(kernel.stdin)
            for stale in answers:
                kernel.answer(stale, "stale")
            kernel.answer(question, value)
            assert kernel.reply(msg_id)["status"] == "ok"
            assert texts(kernel.shown(msg_id)) == f"got {value}\n"
            answers.append(question)

    def test_no_question_where_none_is_allowed(self, kernel):
        msg_id = kernel.execute(READ_A_LINE, allow_stdin=False)
        kernel.reply(msg_id)
        kernel.shown(msg_id)
        assert kernel.receive(kernel.stdin, patience=0.05) is None
        kernel.assert_unharmed()


class TestPositions:
    """Positions count code points; a mathematical letter is one, of four bytes and of two UTF-16 units."""

    COMMENT = "// 𝔸𝔹ℂ: 👩\u200d🔬\n"

    def test_complete(self, kernel):
        kernel.run("let unmistakable_name = 1;")
        code = f"{self.COMMENT}unmistakable_n"
        reply = kernel.ask("complete_request", code=code, cursor_pos=len(code))
        assert reply["status"] == "ok"
        assert "unmistakable_name" in reply["matches"]
        assert code[reply["cursor_start"] : reply["cursor_end"]] == "unmistakable_n"
        kinds = reply["metadata"]["_jupyter_types_experimental"]
        assert [kind["text"] for kind in kinds] == reply["matches"]
        assert all((kind["start"], kind["end"]) == (reply["cursor_start"], reply["cursor_end"]) for kind in kinds)

    def test_inspect(self, kernel):
        # The name of a magic, found from each of its positions and from none outside.
        code = f"{self.COMMENT}%check projector"
        start = code.index("%check")
        for cursor in (start + 1, start + 3, start + 5):
            reply = kernel.ask("inspect_request", code=code, cursor_pos=cursor, detail_level=0)
            assert (reply["status"], reply["found"]) == ("ok", True), cursor
            assert "%check" in reply["data"]["text/plain"]
        for cursor in range(start):
            reply = kernel.ask("inspect_request", code=code, cursor_pos=cursor, detail_level=0)
            assert (reply["status"], reply["found"]) == ("ok", False), cursor

    def test_no_position_does_harm(self, kernel):
        code = f"{self.COMMENT}let m = DMatrix::<f64>::zeros(2, 2);"
        for cursor in (*range(0, len(code), 5), len(code), len(code) + 5):
            for msg_type in ("complete_request", "inspect_request"):
                reply = kernel.ask(msg_type, code=code, cursor_pos=cursor, detail_level=1)
                assert reply["status"] == "ok"


class TestQuietCells:
    def test_silent(self, kernel):
        before = kernel.run("1")[0]["execution_count"]
        reply, shown = kernel.run('println!("psst"); 6 * 7', silent=True)
        assert (reply["status"], reply["execution_count"], shown) == ("ok", before, [])
        reply, shown = kernel.run("undefined_name", silent=True)
        assert (reply["status"], shown) == ("error", [])
        assert kernel.run("1")[0]["execution_count"] == before + 1

    def test_not_stored(self, kernel):
        before = kernel.run("1")[0]["execution_count"]
        reply, shown = kernel.run("2 + 2", store_history=False)
        assert reply["execution_count"] == before
        assert [message.type for message in shown] == ["execute_input", "execute_result"]
        history = kernel.ask("history_request", hist_access_type="tail", n=1, raw=True, output=False)
        assert history["history"][-1][1:] == [before, "1"]
        assert kernel.run("1")[0]["execution_count"] == before + 1

    def test_user_expressions(self, kernel):
        kernel.run("let seven = 7;")
        expressions = {"right": "seven * 6", "wrong": "undefined_name"}
        reply, _ = kernel.run("", user_expressions=expressions)
        assert reply["user_expressions"]["right"]["data"]["text/plain"] == "42"
        assert reply["user_expressions"]["wrong"]["status"] == "error"


def test_control_and_heartbeat_answer_while_a_cell_runs(kernel):
    msg_id = kernel.execute(f'println!("on my way"); {SPIN}')
    kernel.await_shown(msg_id, "stream")
    kernel.heartbeat.send(b"ping")
    assert kernel.heartbeat.poll(PATIENCE * 1000)
    assert kernel.heartbeat.recv() == b"ping"
    on_control = kernel.send(kernel.control, "kernel_info_request")
    assert kernel.reply(on_control, kernel.control)["status"] == "ok"
    # The same on the shell waits for its turn, which comes after the cell.
    on_shell = kernel.send(kernel.shell, "kernel_info_request")
    assert kernel.receive(kernel.shell, patience=0.2) is None
    interrupt = kernel.send(kernel.control, "interrupt_request")
    assert kernel.reply(interrupt, kernel.control) == {"status": "ok"}
    assert kernel.reply(msg_id)["ename"] == "Interrupted"
    assert kernel.reply(on_shell)["status"] == "ok"
    assert kernel.shown(on_control) == []
    assert kernel.shown(interrupt) == []
    kernel.await_shown(msg_id, "status")
    assert kernel.shown(on_shell) == []


def test_output_is_in_order_and_comes_in_few_messages(kernel):
    reply, shown = kernel.run(
        """
        for i in 0..20_000 { println!("{i}"); }
        """
    )
    assert reply["status"] == "ok"
    assert texts(shown) == "".join(f"{i}\n" for i in range(20_000))
    assert len(shown) < 500


def test_an_unknown_comm_is_closed(kernel):
    msg_id = kernel.send(kernel.shell, "comm_open", comm_id="7", target_name="jupyter.widget", data={})
    assert [(message.type, message.content) for message in kernel.shown(msg_id)] == [
        ("comm_close", {"comm_id": "7", "data": {}})
    ]
    for msg_type in ("comm_msg", "comm_close"):
        assert kernel.shown(kernel.send(kernel.shell, msg_type, comm_id="7", data={})) == []
    assert kernel.ask("comm_info_request") == {"status": "ok", "comms": {}}


class TestTheEnd:
    def test_shutdown(self, own_kernel):
        reply = own_kernel.ask("shutdown_request", own_kernel.control, restart=False)
        assert reply == {"status": "ok", "restart": False}
        assert own_kernel.manager.provisioner.process.wait(PATIENCE) == 0

    def test_shutdown_for_a_restart_while_a_cell_runs(self, own_kernel):
        msg_id = own_kernel.execute(f'println!("on my way"); {SPIN}')
        own_kernel.await_shown(msg_id, "stream")
        shutdown = own_kernel.send(own_kernel.control, "shutdown_request", restart=True)
        reply = own_kernel.reply(shutdown, own_kernel.control)
        assert reply == {"status": "ok", "restart": True}
        assert own_kernel.reply(msg_id)["ename"] == "Interrupted"
        assert own_kernel.manager.provisioner.process.wait(PATIENCE) == 0

    def test_restart_numbers_cells_from_one_and_keeps_the_history(self, own_kernel):
        own_kernel.run('"before the restart"')
        own_kernel.context.destroy(linger=0)
        own_kernel.manager.restart_kernel()
        own_kernel.connect()
        reply, _ = own_kernel.run("1")
        assert reply["execution_count"] == 1
        history = own_kernel.ask(
            "history_request", hist_access_type="search", pattern="*before the restart*", raw=True, output=True
        )
        _session, line, (code, value) = history["history"][-1]
        assert (line, code, value) == (1, '"before the restart"', '"before the restart"')

    def test_after_a_restart_hints_go_on(self, own_kernel):
        wrong = "fn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() }"
        own_kernel.attended = True
        told = run(own_kernel, wrong, "%check projector", "%hint projector")
        own_kernel.context.destroy(linger=0)
        own_kernel.manager.restart_kernel(now=True)
        own_kernel.connect()
        again = run(own_kernel, wrong, "%hint projector")
        assert "has not changed since the last hint" in again
        assert all(line in again for line in told.splitlines())

    def test_sigterm(self, own_kernel):
        own_kernel.run("1")
        os.kill(pid(own_kernel), signal.SIGTERM)
        assert own_kernel.manager.provisioner.process.wait(PATIENCE) == 0

    def test_the_end_of_the_jupyter_server_is_the_kernels(self):
        with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as server:
            environment = {**os.environ, "JPY_PARENT_PID": str(server.pid)}
            with Kernel(independent=True, env=environment) as kernel:
                kernel.run("1")
                server.stdin.close()
                assert kernel.manager.provisioner.process.wait(PATIENCE) == 0


def pid(kernel):
    return kernel.manager.provisioner.pid
