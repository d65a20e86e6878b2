"""What `%load_ext meno` adds to IPython."""

import subprocess
import sys
from functools import partial

from IPython.core.error import UsageError

from .kernel import Kernel, binary

USAGE = "`%rust on` sends every cell to Rust, `%rust off` ends that, `%rust restart` starts the Rust kernel anew"

_loaded = None


def load_ipython_extension(shell):
    global _loaded
    if _loaded is None:
        _loaded = Extension(shell)


def unload_ipython_extension(shell):
    global _loaded
    if _loaded is not None:
        _loaded.unload()
        _loaded = None


class Extension:
    def __init__(self, shell):
        self.shell = shell
        self.kernel = Kernel()
        self.registered = []
        self.register("cell", "rust", lambda line, cell: self.kernel.run(cell))
        self.register("line", "rust", self.rust)
        for name in self.kernel.magics():
            kind = "cell" if name.startswith("%%") else "line"
            name = name.lstrip("%")
            # IPython's own keep their meaning.
            if name not in shell.magics_manager.magics[kind]:
                self.register(kind, name, partial(self.forward, name))

    def register(self, kind, name, function):
        self.shell.magics_manager.register_function(function, kind, name)
        self.registered.append((kind, name))

    def unload(self):
        self.route(False)
        for kind, name in self.registered:
            self.shell.magics_manager.magics[kind].pop(name, None)
        self.kernel.shut_down()

    def forward(self, name, line, cell=None):
        head = f"%{name} {line}".rstrip()
        self.kernel.run(head if cell is None else f"%{head}\n{cell}")

    def rust(self, line):
        """Send every cell to Rust, or no longer; start the Rust kernel anew."""
        match line.split():
            case ["on"]:
                set_up()
                self.route(True)
            case ["off"]:
                self.route(False)
            case ["restart"]:
                self.kernel.restart()
            case _:
                raise UsageError(USAGE)

    def route(self, on):
        transformers = self.shell.input_transformers_cleanup
        if self.to_rust in transformers:
            transformers.remove(self.to_rust)
        if on:
            transformers.append(self.to_rust)

    def to_rust(self, lines):
        """A cell as the call that runs it in Rust, unless it is meant for IPython."""
        head = next((line.strip() for line in lines if line.strip()), "")
        if not head or is_pythons(head, self.registered):
            return lines
        return [f"get_ipython().run_cell_magic('rust', '', {''.join(lines)!r})\n"]


def is_pythons(head, registered):
    """Whether a cell with this first line stays IPython's: it calls the shell, or a magic that is not Meno's."""
    if head.startswith(("!", "%%python", "%rust ", "%%rust", "get_ipython()")):
        return True
    if not head.startswith("%"):
        return False
    kind = "cell" if head.startswith("%%") else "line"
    return (kind, head.lstrip("%").split(" ")[0]) not in registered


def set_up():
    """Gets Rust where it is missing, and compiles ahead what cells build on, showing how it goes."""
    with subprocess.Popen(
        [binary(), "setup-rust"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
    if process.returncode != 0:
        raise UsageError("Rust is not set up: what is printed above says why")
