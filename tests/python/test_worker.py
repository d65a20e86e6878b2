"""The worker by itself, spoken to as the kernel does: whoever is killed at whatever moment, no cell stays unanswered."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from raw_client import PATIENCE, Kernel, run, tree, wait_until

CONTROL_FD, LINK_FD = 3, 4


class Worker:
    """A worker as the kernel starts it, with a state that has no variables."""

    def __init__(self, program, variables):
        self.socket, control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.link, link = socket.socketpair()
        self.socket.settimeout(PATIENCE)

        def arrange():
            # By way of high numbers, lest one takes the other's place.
            copies = [fcntl.fcntl(end, fcntl.F_DUPFD, 16) for end in (control, link)]
            for copy, fd in zip(copies, (CONTROL_FD, LINK_FD)):
                os.dup2(copy, fd)

        with control, link:
            self.process = subprocess.Popen(
                [program], env=variables, pass_fds=(CONTROL_FD, LINK_FD), preexec_fn=arrange,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.link.close()
        self.process.wait(PATIENCE)

    def named(self, name):
        return [pid for pid, known in tree(self.process.pid).items() if known == name]

    def send(self, nonce, message):
        self.socket.send(nonce.to_bytes(8, "little") + b"\1" + json.dumps(message).encode())

    def outcome(self, nonce):
        """What is said in the end of a cell; None if nobody holds the state any more."""
        while piece := self.socket.recv(1 << 16):
            [(kind, _)] = json.loads(piece[9:]).items()
            if piece[:8] == nonce.to_bytes(8, "little") and kind != "started":
                return kind
        return None


@pytest.fixture(scope="module")
def program():
    """The worker's program, and the variables that it is started with."""
    with Kernel() as kernel:
        run(kernel, "1")
        [model] = [pid for pid, name in tree(kernel.pid).items() if name == "meno-worker"]
        pairs = Path(f"/proc/{model}/environ").read_bytes().decode().split("\0")
        yield os.readlink(f"/proc/{model}/exe"), dict(pair.split("=", 1) for pair in pairs if pair)


# A cell that there is not, so that all that takes time is to take it.
CELL = {"run": {"library": "/nowhere.so", "entry": "cell", "keep": True, "exports": False, "memory": None}}


def test_a_cell_whose_process_is_killed_while_it_takes_it_is_answered(program):
    outcomes = []
    with Worker(*program) as worker:
        for nonce in range(1, 401):
            wait_until(lambda: worker.named("meno-ready"))
            [ready] = worker.named("meno-ready")
            worker.send(nonce, CELL)
            moment = time.perf_counter() + nonce % 100 * 2e-6
            while time.perf_counter() < moment:
                pass
            with suppress(ProcessLookupError):
                os.kill(ready, signal.SIGKILL)
            outcomes.append(worker.outcome(nonce))
            # After a kill the next process comes with the next cell.
            worker.send(1000 + nonce, CELL)
            assert worker.outcome(1000 + nonce) == "unloadable"
    # Of some the signal came in time, of others too late.
    assert set(outcomes) == {"died", "unloadable"}
