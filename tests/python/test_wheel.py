"""The kernel that the wheel brings, started as any Jupyter client starts it."""

from pathlib import Path

from raw_client import Kernel, refused, run


def test_the_kernel_of_the_wheel_runs_cells():
    with Kernel() as kernel:
        assert run(kernel, "1 + 1") == "2"


def test_without_a_toolchain_the_first_cell_says_what_to_run(tmp_path):
    env = {"PATH": str(tmp_path), "HOME": str(tmp_path), "MENO_CACHE_DIR": str(tmp_path)}
    with Kernel(env=env) as kernel:
        _, message = refused(kernel, "1 + 1")
        assert "no Rust toolchain found: run `" in message, message
        assert message.count("\n") == 0
        command = message.split("`")[1]
        assert command.endswith("bin/meno setup-rust"), command
        assert Path(command.split(" ")[0]).is_file(), command
        # What needs no Rust works all the same.
        reply, _ = kernel.run("%exercises")
        assert reply["status"] == "ok"
