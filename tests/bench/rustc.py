"""rustc alone, on the code that the peer generates: what any kernel that calls rustc has to pay."""

import os
import shlex
import subprocess
import time

from kernels import Fault


def recorded(peer):
    """The rustc command by which the peer has its crate compiled, but at opt-level 0."""
    source = peer.crate / "src/lib.rs"
    source.touch()
    target = next(path.parent.parent for path in (peer.crate / "target").glob("*/debug/deps")).name
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": "target",
        "CARGO_BUILD_BUILD_DIR": "target",
        "RUSTFLAGS": "-Cprefer-dynamic",
    }
    command = ["cargo", "build", "--verbose", "--target", target]
    built = subprocess.run(command, cwd=peer.crate, env=environment, capture_output=True, text=True)
    for line in built.stderr.splitlines():
        arguments = shlex.split(line.strip().removeprefix("Running `").removesuffix("`"))
        if line.strip().startswith("Running `") and "ctx" in arguments:
            program = next(i for i, word in enumerate(arguments) if word.endswith("rustc"))
            return list(_elsewhere(arguments[program:]))
    raise Fault(f"cargo does not say how it compiles the peer's crate:\n{built.stderr}")


def _elsewhere(arguments):
    """The command at opt-level 0, writing below the folder that it runs in."""
    arguments = iter(arguments)
    for argument in arguments:
        if argument == "--out-dir":
            next(arguments)
            yield from (argument, "out")
        elif argument.startswith("opt-level="):
            yield "opt-level=0"
        elif argument.startswith("incremental="):
            yield "incremental=incremental"
        else:
            yield argument


class Alone:
    """rustc, called for one source after the other, as the peer's cells come."""

    def __init__(self, command, folder):
        self.command = command
        self.folder = folder
        for name in ("src", "out"):
            (folder / name).mkdir(parents=True)

    def run(self, source):
        """Milliseconds that it takes."""
        (self.folder / "src/lib.rs").write_text(source)
        start = time.perf_counter()
        compiled = subprocess.run(self.command, cwd=self.folder, capture_output=True, text=True)
        ms = (time.perf_counter() - start) * 1000
        if compiled.returncode:
            raise Fault(f"rustc alone fails: {compiled.stderr}")
        return ms
