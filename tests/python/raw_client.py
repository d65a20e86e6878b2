"""A Jupyter client that speaks to the sockets itself, so that it can also send what no client would."""

import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import zmq
from jupyter_client.manager import KernelManager

DELIMITER = b"<IDS|MSG>"

# The first cell of all waits for what the kernel compiles ahead; anything beyond this is a fault.
PATIENCE = 60


@dataclass(frozen=True)
class Message:
    id: str
    type: str
    parent: str | None
    content: dict


class Kernel:
    """A kernel process, and one client with all five channels."""

    def __init__(self, spec=None, attended=False, **arguments):
        """`spec` are variables that take the place of those that the kernelspec sets; `attended` says that somebody is there."""
        self.attended = attended
        self.manager = KernelManager(kernel_name="meno")
        self.manager.kernel_spec.env.update(spec or {})
        self.manager.start_kernel(**arguments)
        self.connect()

    def connect(self):
        """Connects to a kernel that has not had a client yet."""
        self._open()
        starting = self.receive(self.iopub)
        assert (starting.type, starting.parent) == ("status", None)
        assert starting.content == {"execution_state": "starting"}

    def connect_again(self):
        """Connects as a client that comes later, and waits until the kernel is idle."""
        self._open()
        msg_id = self.send(self.shell, "kernel_info_request")
        self.reply(msg_id)
        self.await_shown(msg_id, "status")
        self.await_shown(msg_id, "status")

    def _open(self):
        info = self.manager.get_connection_info()
        self.key = info["key"]
        self.context = zmq.Context()
        self.identity = uuid.uuid4().bytes
        self.iopub = self._socket(zmq.SUB, info["iopub_port"])
        self.shell = self._socket(zmq.DEALER, info["shell_port"])
        self.control = self._socket(zmq.DEALER, info["control_port"])
        self.stdin = self._socket(zmq.DEALER, info["stdin_port"])
        self.heartbeat = self._socket(zmq.REQ, info["hb_port"])
        welcome = self.receive(self.iopub)
        assert (welcome.type, welcome.parent) == ("iopub_welcome", None)
        assert welcome.content == {"subscription": ""}

    def _socket(self, kind, port):
        socket = self.context.socket(kind)
        socket.linger = 0
        socket.rcvhwm = socket.sndhwm = 0
        if kind == zmq.DEALER:
            socket.identity = self.identity
        if kind == zmq.SUB:
            socket.subscribe(b"")
        socket.connect(f"tcp://{self.manager.ip}:{port}")
        return socket

    @property
    def pid(self):
        return self.manager.provisioner.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.context.destroy(linger=0)
        self.manager.shutdown_kernel(now=True)

    def sign(self, parts):
        return hmac.new(self.key, b"".join(parts), hashlib.sha256).hexdigest().encode()

    def frames(self, msg_type, content, parent=None):
        """The frames of a message, and its id."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "session": "raw",
            "username": "tester",
            "date": datetime.now(timezone.utc).isoformat(),
            "msg_type": msg_type,
            "version": "5.4",
        }
        parts = [json.dumps(part).encode() for part in (header, parent or {}, {}, content)]
        return [DELIMITER, self.sign(parts), *parts], header["msg_id"]

    def send(self, socket, msg_type, **content):
        frames, msg_id = self.frames(msg_type, content)
        socket.send_multipart(frames)
        return msg_id

    def execute(self, code, allow_stdin=None, **more):
        """Without `allow_stdin` nobody watches, and what is shown is the same however long the cell takes."""
        allow_stdin = self.attended if allow_stdin is None else allow_stdin
        return self.send(self.shell, "execute_request", code=code, allow_stdin=allow_stdin, **more)

    def answer(self, question, value):
        """Answers an input request."""
        frames, _ = self.frames("input_reply", {"value": value}, {"msg_id": question.id})
        self.stdin.send_multipart(frames)

    def receive(self, socket, patience=PATIENCE):
        """The next message of a channel; None if none comes within `patience` seconds."""
        if not socket.poll(patience * 1000):
            assert patience < PATIENCE, "nothing came"
            return None
        frames = socket.recv_multipart()
        start = frames.index(DELIMITER) + 1
        signature, *parts = frames[start : start + 5]
        assert signature == self.sign(parts), "the kernel's signature is wrong"
        header, parent, _metadata, content = map(json.loads, parts)
        return Message(header["msg_id"], header["msg_type"], parent.get("msg_id"), content)

    def reply(self, msg_id, socket=None):
        """The content of the next reply, which must be to this request."""
        message = self.receive(socket or self.shell)
        assert message.parent == msg_id, message
        assert message.type.endswith("_reply"), message
        return message.content

    def shown(self, msg_id):
        """All that is shown for this request, from busy to idle, with nothing else in between."""
        messages = [self.receive(self.iopub)]
        assert messages[0].type == "status" and messages[0].content == {"execution_state": "busy"}
        while messages[-1].content != {"execution_state": "idle"}:
            messages.append(self.receive(self.iopub))
        assert {message.parent for message in messages} == {msg_id}, messages
        return messages[1:-1]

    def await_shown(self, msg_id, msg_type):
        """Reads what is shown until a message of this type, for this request, comes."""
        while True:
            message = self.receive(self.iopub)
            if (message.type, message.parent) == (msg_type, msg_id):
                return message

    def run(self, code, **more):
        """The reply to a cell, and what it showed."""
        msg_id = self.execute(code, **more)
        return self.reply(msg_id), self.shown(msg_id)

    def ask(self, msg_type, socket=None, **content):
        """The reply to a request that shows nothing."""
        socket = socket or self.shell
        msg_id = self.send(socket, msg_type, **content)
        reply = self.reply(msg_id, socket)
        assert self.shown(msg_id) == []
        return reply

    def interrupt(self):
        assert self.reply(self.send(self.control, "interrupt_request"), self.control) == {"status": "ok"}

    def assert_unharmed(self):
        """The kernel still runs cells, and has said nothing that was not asked for."""
        reply, shown = self.run('println!("still here");')
        assert reply["status"] == "ok", reply
        assert texts(shown) == "still here\n"
        for socket in (self.shell, self.control, self.stdin, self.iopub):
            assert self.receive(socket, patience=0.05) is None


def texts(shown, stream="stdout"):
    """The text that a stream shows."""
    return "".join(
        message.content["text"]
        for message in shown
        if message.type == "stream" and message.content["name"] == stream
    )


def run(kernel, *cells):
    """What the last of these cells shows; all succeed."""
    for code in cells:
        reply, shown = kernel.run(code)
        assert reply["status"] == "ok", (code, reply)
    return "".join(
        message.content["data"]["text/plain"] if "data" in message.content else message.content.get("text", "")
        for message in shown
    )


def refused(kernel, code):
    reply, _ = kernel.run(code)
    assert reply["status"] == "error", code
    return reply["ename"], reply["evalue"]


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


# What comes and goes beside cells: compilers that wait, and rust-analyzer, which starts when cells pause.
BESIDE_CELLS = ("rustc", "meno")


def tree(root):
    """The names of the processes below `root`, by their ids."""
    children = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            before, _, after = (entry / "stat").read_text().rpartition(")")
        except OSError:
            continue
        state, parent = after.split()[:2]
        if state != "Z":
            children.setdefault(int(parent), []).append((int(entry.name), before.partition("(")[2]))
    found, pending = {}, [root]
    while pending:
        for pid, name in children.get(pending.pop(), []):
            found[pid] = name
            pending.append(pid)
    return found
