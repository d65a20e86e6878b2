"""The Meno kernel, run from Python: what it shows appears in the cell at hand."""

import sys
import sysconfig
from getpass import getpass
from pathlib import Path
from queue import Empty

import zmq
from IPython import get_ipython
from IPython.display import clear_output
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

SECONDS_TO_START = 60


def binary():
    """The `meno` of this very installation, whether or not its environment is active."""
    schemes = (None, sysconfig.get_preferred_scheme("user"))
    folders = [sysconfig.get_path("scripts", *filter(None, [scheme])) for scheme in schemes]
    # Some distributions install beside the scheme that they tell, such as in /usr/local.
    folders += [str(Path(__file__).parents[level] / "bin") for level in (3, 4) if len(Path(__file__).parents) > level]
    for folder in folders:
        path = Path(folder) / "meno"
        if path.is_file():
            return str(path)
    raise FileNotFoundError(f"no `meno` in {', '.join(folders)}: install meno-kernel again")


class RustError(Exception):
    """An error of a cell that ran in Rust. It is shown as the kernel shows it, and ends "Run all" as any error does."""

    def __init__(self, message, traceback):
        super().__init__(message)
        self.traceback = traceback

    def _render_traceback_(self):
        return self.traceback

    @classmethod
    def of(cls, content):
        # Front ends show the name of the class: rustc's code of the error, say.
        return type(content["ename"], (cls,), {})(content["evalue"], content["traceback"])


class _Manager(KernelManager):
    """Starts the `meno` of this installation, whatever kernelspec of that name comes first on Jupyter's path."""

    @property
    def kernel_spec(self):
        spec = KernelSpecManager().get_kernel_spec("meno")
        spec.argv[0] = binary()
        return spec


class Kernel:
    """A Meno kernel, started when it is first needed."""

    def __init__(self):
        self._manager = None
        self._client = None

    def magics(self):
        """The kernel's magics, with their `%`."""
        reply = self._ready().complete("%", 1, reply=True, timeout=SECONDS_TO_START)
        return reply["content"]["matches"]

    def run(self, code):
        """Runs a cell and shows what it shows. A Rust error is raised as a `RustError`."""
        client = self._ready()
        sent = client.execute(code)
        error = heading = None
        idle = replied = False
        while not (idle and replied):
            try:
                for message in self._arrived():
                    if message["parent_header"].get("msg_id") != sent:
                        continue
                    kind, content = message["msg_type"], message["content"]
                    if kind == "input_request":
                        client.input(_ask(content))
                    elif kind == "status":
                        idle = content["execution_state"] == "idle"
                    elif kind == "execute_reply":
                        replied = True
                    elif kind == "error":
                        error = RustError.of(content)
                        # Colab shows the card of an error, and would show the same once more as text.
                        if heading is not None and "google.colab" in sys.modules:
                            error.traceback = [heading]
                    else:
                        heading = _heading_of_error(kind, content)
                        _show(kind, content)
            except KeyboardInterrupt:
                # The kernel ends the cell and tells so, which ends this loop.
                self._manager.interrupt_kernel()
        if error is not None:
            raise error

    def restart(self):
        self.shut_down()
        self._ready()

    def shut_down(self):
        if self._client is not None:
            self._client.stop_channels()
            self._manager.shutdown_kernel(now=not self._manager.is_alive())
            self._manager = self._client = None

    def _arrived(self):
        """The messages that are there; waits a moment for one."""
        client = self._client
        channels = {
            client.stdin_channel.socket: client.get_stdin_msg,
            client.iopub_channel.socket: client.get_iopub_msg,
            client.shell_channel.socket: client.get_shell_msg,
        }
        poller = zmq.Poller()
        for socket in channels:
            poller.register(socket, zmq.POLLIN)
        events = dict(poller.poll(500))
        if not events and not self._manager.is_alive():
            self.shut_down()
            raise RustError("the Rust kernel has ended", ["The Rust kernel has ended: run the cell again."])
        for socket, receive in channels.items():
            while socket in events:
                try:
                    yield receive(timeout=0)
                except Empty:
                    break

    def _ready(self):
        if self._client is None:
            manager = _Manager(kernel_name="meno")
            manager.start_kernel()
            client = manager.blocking_client()
            client.start_channels()
            try:
                client.wait_for_ready(timeout=SECONDS_TO_START)
            except RuntimeError:
                client.stop_channels()
                manager.shutdown_kernel(now=True)
                raise
            self._manager, self._client = manager, client
        return self._client


def _show(kind, content):
    shell = get_ipython()
    if kind == "stream":
        stream = sys.stderr if content["name"] == "stderr" else sys.stdout
        stream.write(content["text"])
        stream.flush()
    elif kind in ("display_data", "execute_result"):
        shell.display_pub.publish(content["data"], content["metadata"], transient=content.get("transient"))
    elif kind == "update_display_data":
        shell.display_pub.publish(content["data"], content["metadata"], transient=content["transient"], update=True)
    elif kind == "clear_output":
        clear_output(wait=content["wait"])


def _heading_of_error(kind, content):
    """What a card of an error is called, if that is what this is."""
    if kind == "display_data" and 'class="meno-error"' in content["data"].get("text/html", ""):
        return content["data"]["text/plain"]
    return None


def _ask(content):
    return getpass(content["prompt"]) if content["password"] else input(content["prompt"])
