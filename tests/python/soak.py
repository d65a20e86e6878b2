"""Many mixed cells in one notebook: memory and latency stay as they are.

    soak.py [CELLS]
"""

import sys
from contextlib import suppress
import time
from pathlib import Path
from statistics import median

from raw_client import BESIDE_CELLS, Kernel, tree

RIGHT = """fn projector(u: &DVector<f64>) -> DMatrix<f64> {
    let n = u.norm_squared();
    if n == 0.0 { DMatrix::zeros(u.len(), u.len()) } else { u * u.transpose() / n }
}"""
WRONG = "fn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() }"

# What a lesson is made of, and how each cell ends.
LESSON = [
    ("let mut count = 0; let v = vec![1.0; 1000];", "ok"),
    ("count += 1; v.iter().sum::<f64>()", "ok"),
    ("fn square(x: f64) -> f64 { x * x }", "ok"),
    ("let wrong: i32 = \"seven\";", "E0308"),
    ("dmatrix![2.0, 1.0; 1.0, 3.0] * dvector![square(1.0), 1.0]", "ok"),
    ("count += 1; v[5000]", "Panic"),
    (WRONG, "ok"),
    ("%check projector", "ok"),
    ("%hint projector", "ok"),
    (f"%%check projector\n{RIGHT}", "ok"),
    ("count += 1; std::process::abort()", "Abort"),
    ("%undo 2", "ok"),
    ("%redo", "ok"),
    ("fn f(n: u64) -> u64 { if n == u64::MAX { 0 } else { f(n + 1) + 1 } } f(std::hint::black_box(0))", "StackOverflow"),
    ("let w = v;", "ok"),
    ("println!(\"{count}\");", "ok"),
]


def soak(kernel, lessons):
    """Runs this many lessons; the memory in MB after each."""
    memory = []
    for _ in range(lessons):
        lesson(kernel)
        memory.append(resident(kernel))
    return memory


def lesson(kernel):
    """Milliseconds of each cell of a lesson."""
    times = []
    for code, ending in LESSON:
        start = time.perf_counter()
        reply, _ = kernel.run(code)
        times.append((time.perf_counter() - start) * 1000)
        assert reply.get("ename", "ok") == ending, (code, reply)
    return times


def beside_a_fresh_one(kernel):
    """Milliseconds that a cell takes in this notebook, and in a fresh one in turns with it: whatever else the machine does
    weighs on both."""
    with Kernel() as fresh:
        lesson(fresh)
        rounds = [(lesson(kernel), lesson(fresh)) for _ in range(3)]
    return [median(map(median, zip(*times))) for times in zip(*rounds)]


def resident(kernel):
    """Megabytes that the kernel and its processes have, shared ones counted once, but for those beside cells."""
    total = 0
    for pid, name in {kernel.pid: "", **tree(kernel.pid)}.items():
        if name not in BESIDE_CELLS:
            total += kilobytes(pid)
    return total / 1000


def kilobytes(pid):
    """What a process has, shared memory in equal parts; of the kernel, which only root can look into, shared memory as well."""
    for file, field in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
            return sum(int(line.split()[1]) for line in lines if line.startswith(field))
    return 0


if __name__ == "__main__":
    cells = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with Kernel() as kernel:
        memory = soak(kernel, -(-cells // len(LESSON)))
        old, fresh = beside_a_fresh_one(kernel)
    print(f"after {cells} cells, a cell takes {old:.0f} ms, and {fresh:.0f} ms in a fresh notebook; memory was "
          f"{memory[min(2, len(memory) - 1)]:.0f} MB after a few, and is {memory[-1]:.0f} MB")
