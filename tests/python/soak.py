"""Many mixed cells in one notebook: memory and latency stay as they are.

    soak.py [CELLS]
"""

import sys
import time
from pathlib import Path
from statistics import median

from raw_client import Kernel, tree

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


def soak(kernel, cells):
    """Milliseconds of each cell by its place in the lesson, and the memory in MB after each lesson."""
    times, memory = [[] for _ in LESSON], []
    for number in range(cells):
        place = number % len(LESSON)
        code, ending = LESSON[place]
        start = time.perf_counter()
        reply, _ = kernel.run(code)
        times[place].append((time.perf_counter() - start) * 1000)
        assert reply.get("ename", "ok") == ending, (number, code, reply)
        if place == len(LESSON) - 1:
            memory.append(resident(kernel))
    return times, memory


def resident(kernel):
    """Megabytes that the kernel and its processes have, shared ones counted once, but for the compilers that wait."""
    total = 0
    for pid, name in {kernel.pid: "", **tree(kernel.pid)}.items():
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        if name != "rustc":
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


def drift(series):
    """The median of the last third against that of the first, of what has been through its first round."""
    series = series[1:]
    third = max(1, len(series) // 3)
    return median(series[-third:]) / median(series[:third])


if __name__ == "__main__":
    cells = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with Kernel() as kernel:
        times, memory = soak(kernel, cells)
    third = max(1, len(memory) // 3)
    first, last = (median(part) for part in (memory[1 : 1 + third], memory[-third:]))
    latency = [median(median(series[part]) for series in times) for part in (slice(1, 1 + third), slice(-third, None))]
    print(f"{cells} cells: a cell takes {latency[0]:.0f} ms in the first third and {latency[1]:.0f} ms in the last; "
          f"memory is {first:.0f} MB, and then {last:.0f} MB")
