"""The two kernels, as Jupyter's own client sees them."""

import json
import os
import re
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty

import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

# No single cell takes longer, the peer's build of nalgebra included, however slow the machine.
PATIENCE = 900

REPOSITORY = Path(__file__).resolve().parents[2]


def dependency():
    """What gives the peer the names that Meno's prelude brings in scope, of the same nalgebra."""
    prelude = (REPOSITORY / "kernel/prelude/src/lib.rs").read_text()
    uses = re.findall(r"pub (use (?:nalgebra|std)::[^;]*;)", prelude.partition("pub mod names")[2])
    version = re.search(r'^nalgebra = "(.*)"', (REPOSITORY / "Cargo.toml").read_text(), re.MULTILINE)
    return "\n".join([f':dep nalgebra = "{version[1]}"', *uses])


class Fault(Exception):
    """Something that makes every figure worthless."""


@contextmanager
def cores(one_core):
    """What is started inside keeps to the first core if `one_core`."""
    allowed = os.sched_getaffinity(0)
    if one_core:
        os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


@dataclass(frozen=True)
class Cell:
    """A cell, and the evidence that it did what it should.

    `shows` is a regular expression that its output must match; without one it must show nothing at all. `fails` is
    one for its error.
    """

    name: str
    code: str
    shows: str | None = None
    fails: str | None = None


@dataclass
class Outcome:
    status: str = ""
    shown: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def fault(self, cell, panics_are_errors):
        """What is wrong with the outcome; None if nothing is."""
        if cell.fails:
            text = "\n".join([*self.errors, *self.shown])
            if not re.search(cell.fails, text, re.DOTALL):
                return f"no error that matches {cell.fails!r}"
            is_panic = "panicked" in text and not panics_are_errors
            return None if self.status == "error" or is_panic else "the reply says that all went well"
        if self.status != "ok" or self.errors:
            return "it failed"
        text = "\n".join(self.shown)
        if cell.shows is None:
            return "it shows something" if text.strip() else None
        return None if re.search(cell.shows, text, re.DOTALL) else f"nothing shown matches {cell.shows!r}"


class Kernel:
    """A kernel process with a client, in a folder of its own."""

    name = ""
    spec = ""
    setup: list[Cell] = []
    panics_are_errors = True

    def __init__(self, one_core=False):
        self.folder = Path(tempfile.mkdtemp(prefix="bench-"))
        context = zmq.Context()
        # Jupyter's client tries again every 100 ms while a kernel does not listen yet: too coarse a clock.
        context.setsockopt(zmq.RECONNECT_IVL, 2)
        context.setsockopt(zmq.RECONNECT_IVL_MAX, 2)
        self.log = open(self.folder / "log", "w+")
        self.manager = KernelManager(kernel_name=self.spec, context=context, **self.options())
        with cores(one_core):
            self.started = time.perf_counter()
            self.manager.start_kernel(cwd=self.folder, env=self.environment(), stdout=self.log, stderr=self.log)
        self.client = self.manager.client(context=context)
        self.client.start_channels(stdin=False, hb=False)
        try:
            self.info_ms = self._await_info()
        except BaseException:
            self.close()
            raise

    def options(self):
        return {}

    def environment(self):
        return dict(os.environ)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def said(self):
        """The end of what the process itself wrote."""
        return (self.folder / "log").read_text()[-2000:]

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def _await_info(self):
        """Milliseconds from process start to the answer to kernel_info; also waits until output is heard."""
        answered = None
        for _ in range(600):
            msg_id = self.client.kernel_info()
            reply = self._reply(msg_id, patience=60)
            if answered is None:
                answered = self.since_start()
                if "protocol_version" not in reply:
                    raise Fault(f"{self.name} answers kernel_info with {reply}")
            if self._idle_heard(msg_id):
                return answered
        raise Fault(f"nothing that {self.name} publishes is heard")

    def _idle_heard(self, msg_id):
        try:
            while not _is_idle(self.client.get_iopub_msg(timeout=0.1), msg_id):
                pass
            return True
        except Empty:
            return False

    def since_start(self):
        """Milliseconds since the process started."""
        return _since(self.started)

    def run(self, cell):
        """Runs a cell and holds its outcome against what it should be; milliseconds until both reply and idle."""
        start = time.perf_counter()
        msg_id = self.client.execute(cell.code)
        outcome = self._collect(msg_id)
        ms = _since(start)
        # The peer may publish what a cell printed after the cell's end.
        deadline = time.perf_counter() + 2
        while (fault := outcome.fault(cell, self.panics_are_errors)) and time.perf_counter() < deadline:
            try:
                self._listen(msg_id, outcome, timeout=0.1)
            except Empty:
                pass
        if fault:
            shown = "\n".join([*outcome.shown, *outcome.errors])
            raise Fault(f"{self.name}, cell `{cell.name}`: {fault}\n{cell.code}\n--- {outcome.status}\n{shown}")
        return ms

    def _collect(self, msg_id):
        outcome = Outcome()
        while not self._wait(lambda timeout: self._listen(msg_id, outcome, timeout), PATIENCE):
            pass
        outcome.status = self._reply(msg_id, PATIENCE)["status"]
        return outcome

    def _reply(self, msg_id, patience):
        """The content of the reply to a request."""
        while (reply := self._wait(self.client.get_shell_msg, patience))["parent_header"].get("msg_id") != msg_id:
            pass
        return reply["content"]

    def _wait(self, receive, patience):
        """What `receive` returns, given its timeout, as long as the kernel lives and for `patience` seconds."""
        deadline = time.perf_counter() + patience
        while True:
            try:
                return receive(timeout=1)
            except Empty:
                if not self.manager.is_alive():
                    raise Fault(f"{self.name} has ended: {self.said()}") from None
                if time.perf_counter() > deadline:
                    raise Fault(f"{self.name} says nothing for {patience} s: {self.said()}") from None

    def _listen(self, msg_id, outcome, timeout):
        """Takes up the next message that is published; whether it says that the cell has ended."""
        message = self.client.get_iopub_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") != msg_id:
            return False
        content = message["content"]
        match message["msg_type"]:
            case "stream":
                outcome.shown.append(content["text"])
            case "execute_result" | "display_data":
                outcome.shown.append(str(content["data"].get("text/plain", content["data"])))
            case "error":
                outcome.errors.append("\n".join([content["evalue"], *content["traceback"]]))
        return _is_idle(message, msg_id)

    def complete(self, code):
        """Milliseconds until the answer, and what it proposes."""
        start = time.perf_counter()
        msg_id = self.client.complete(code)
        reply = self._reply(msg_id, PATIENCE)
        return _since(start), reply.get("matches", [])


def _since(start):
    return (time.perf_counter() - start) * 1000


def _is_idle(message, msg_id):
    ended = message["content"].get("execution_state") == "idle"
    return ended and message["parent_header"].get("msg_id") == msg_id


class Meno(Kernel):
    name = "Meno"
    spec = "meno"


class Peer(Kernel):
    """evcxr_jupyter with its defaults, whatever else its user has configured."""

    name = "evcxr_jupyter"
    spec = "peer"
    setup = [Cell("setup", dependency(), shows="")]
    # It tells of a panic on stderr, and replies that all went well.
    panics_are_errors = False

    def options(self):
        self.specs = self.folder / "specs"
        (self.specs / self.spec).mkdir(parents=True)
        spec = {"argv": [os.environ["BENCH_PEER"], "--control_file", "{connection_file}"],
                "display_name": "Rust", "language": "rust", "interrupt_mode": "message"}
        (self.specs / self.spec / "kernel.json").write_text(json.dumps(spec))
        return {"kernel_spec_manager": KernelSpecManager(kernel_dirs=[str(self.specs)])}

    def environment(self):
        return {
            **os.environ,
            # Fresh, like the folder that it makes when not told; and we know where to find its sources.
            "EVCXR_TMPDIR": str(self.crate),
            "EVCXR_CONFIG_DIR": str(self.folder / "config"),
            # Where it looks for an installation of its own that it would bring up to date.
            "JUPYTER_PATH": str(self.folder / "jupyter"),
        }

    @property
    def crate(self):
        """The folder of the crate that it generates."""
        folder = self.folder / "crate"
        folder.mkdir(exist_ok=True)
        return folder
