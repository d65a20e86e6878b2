"""How long a notebook's user waits: Meno and evcxr_jupyter side by side, in one run.

Rounds of the two alternate, so that whatever else the machine does weighs on both; still, only figures of one run
compare. A cell that does not do what it should ends the run.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from math import inf
from statistics import median

import rustc
from crates import add_crates, fetch
from faults import print_faults
from kernels import REPOSITORY, Cell, Fault, Meno, Peer, cores
from memory import Peak, resident
from report import DEFAULT, PARTS, Samples, geometric_mean, machine, table, write_json
from timeline import print_timelines
from walk import COURSE, FIGURES, FIRST, MISMATCH, variants

# The parts that need the walk.
WALKS = {"walk", "rustc", "check", "figures", "memory"}

PROJECTOR = "fn projector(u: &DVector<f64>) -> DMatrix<f64> {\n    u * u.transpose() / u.dot(u)\n}"
REPEAT = """let repeat_3_2: SMatrix<f64, 6, 2> =
    matrix![1.0, 0.0; 0.0, 1.0; 1.0, 0.0; 0.0, 1.0; 1.0, 0.0; 0.0, 1.0];"""

# In milliseconds. Completion that has proposed nothing by then is in the table as one that never does.
COMPLETION_PATIENCE = 30_000

# Enough for a median, few enough for a round.
TIMES = 5


def main():
    arguments = parse()
    kernels = [kernel for kernel in (Meno, Peer) if kernel.name in arguments.kernels]
    match sorted(arguments.parts):
        case ["profile"]:
            return print_timelines(arguments.one_core)
        case ["faults"]:
            return print_faults(kernels)
        case ["soak"]:
            return subprocess.run([sys.executable, REPOSITORY / "tests/python/soak.py"], check=True)
    samples = Samples()
    if "crates" in arguments.parts:
        fetch()
    for number in range(1, arguments.rounds + 1):
        for kernel in kernels:
            note(f"round {number} of {arguments.rounds}: {kernel.name}")
            measure(kernel, arguments, samples)
    if "memory" in arguments.parts:
        for kernel in kernels:
            note(f"peak memory: {kernel.name}")
            measure_peak(kernel, arguments, samples)
    pinned = "on one core, " if arguments.one_core else ""
    about = {"machine": machine(), "versions": os.environ["BENCH_VERSIONS"], "rounds": arguments.rounds}
    print(table(samples, arguments.parts, [kernel.name for kernel in kernels]))
    print(f"\n{about['machine']}; {about['versions']}; {pinned}rounds: {arguments.rounds}; median (least–greatest).")
    if arguments.json:
        write_json(arguments.json, samples, about)


def parse():
    listed = ", ".join(PARTS)
    parser = argparse.ArgumentParser(prog="cargo bench --", description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("parts", nargs="*", metavar="PART", help=f"what to measure: {listed}; all but `crates`, which takes minutes, if none is named. "
        "Or alone: `profile`, what Meno does when in each cell; `faults`, what is left after a cell that crashes; `soak`, "
        "whether Meno stays as it is over 1,000 cells")
    add("--rounds", type=int, default=3, metavar="N", help="how often each kernel's turn comes (default 3)")
    add("--one-core", action="store_true", help="keep the kernels to one core")
    add("--long", action="store_true", help="put the peer through 300 cells too, which takes minutes")
    add("--meno-only", action="store_true", help="leave the peer out")
    add("--json", metavar="FILE", help="write every figure there too; from the repository's top")
    arguments = parser.parse_args()
    alone = len(arguments.parts) == 1 and arguments.parts[0] in ("profile", "faults", "soak")
    if not alone and (unknown := set(arguments.parts) - set(PARTS)):
        parser.error(f"there is no part `{min(unknown)}` here; the parts are {listed}")
    if arguments.rounds < 1:
        parser.error("`--rounds` takes a number from 1")
    arguments.parts = set(arguments.parts or DEFAULT)
    arguments.kernels = {Meno.name} if arguments.meno_only else {Meno.name, Peer.name}
    return arguments


def note(text):
    print(text, file=sys.stderr, flush=True)


def measure(kind, arguments, samples):
    """One round of one kernel: a process for the walk and what comes after it, others for what would weigh on it."""
    parts = arguments.parts

    def add(key, figure):
        samples.add(kind.name, key, figure)

    if parts - {"complete", "many", "crates"}:
        with kind(arguments.one_core) as kernel:
            start(kernel)
            add("info", kernel.info_ms)
            add("first", kernel.since_start())
            if parts & WALKS:
                times, sources = walk(kernel)
                samples.add_cells(kind.name, times)
                add("walk", geometric_mean(times.values()))
                add("slowest", max(times.values()))
            if "memory" in parts:
                # Not to order anything: what a kernel does once it is idle belongs to the figure.
                time.sleep(2)
                pss, rss = resident(kernel.pid)
                add("pss", pss)
                add("rss", rss)
            if "rustc" in parts and kind is Peer:
                against_rustc(kernel, times, sources, arguments, samples)
            if "error" in parts:
                add("error", typical(kernel, variants(MISMATCH, TIMES)))
            if "check" in parts and kind is Meno:
                check(kernel, add, geometric_mean(times.values()))
                checks = check_all(kernel)
                samples.add_cells("checks", checks)
                add("check_run", geometric_mean(checks.values()))
                add("check_slowest", max(checks.values()))
            if "figures" in parts and kind is Meno:
                figures(kernel, add, geometric_mean(times.values()))
            if "numeric" in parts:
                numeric(kernel, add)
    if "complete" in parts:
        with kind(arguments.one_core) as kernel:
            complete(kernel, add)
    if "many" in parts and (kind is Meno or arguments.long):
        with kind(arguments.one_core) as kernel:
            many(kernel, add)
    if "crates" in parts:
        add_crates(kind, arguments.one_core, add)


def start(kernel):
    """The cells by which a notebook comes to its first matrix."""
    for cell in [*kernel.setup, FIRST]:
        kernel.run(cell)


def walk(kernel):
    """Milliseconds for each cell, and the code that the peer has generated for it, by the cell's name."""
    times, sources = {}, {}
    for cell in COURSE:
        times[cell.name] = kernel.run(cell)
        if isinstance(kernel, Peer) and not cell.fails:
            sources[cell.name] = (kernel.crate / "src/lib.rs").read_text()
    return times, sources


def against_rustc(peer, times, sources, arguments, samples):
    """Another walk of Meno's, with rustc alone after each cell, so that the two are as near in time as can be."""
    alone = rustc.Alone(rustc.recorded(peer), peer.folder / "alone")
    whole, compiled = {}, {}
    with Meno(arguments.one_core) as meno:
        start(meno)
        for cell in COURSE:
            ms = meno.run(cell)
            if source := sources.get(cell.name):
                whole[cell.name] = ms
                with cores(arguments.one_core):
                    compiled[cell.name] = alone.run(source)
    samples.add_cells("rustc", compiled)
    rustc_ms = geometric_mean(compiled.values())
    samples.add(peer.name, "rustc", rustc_ms)
    samples.add(meno.name, "against_rustc", geometric_mean(whole.values()) / rustc_ms)
    samples.add(peer.name, "against_rustc", geometric_mean(times[name] for name in sources) / rustc_ms)


def check(kernel, add, cell_ms):
    """Checks of answers that are right, each of them new."""
    times = {"definition": [], "check": [], "check_after": [], "check_variable": []}
    for i in range(TIMES):
        times["definition"].append(kernel.run(Cell("projector", f"{PROJECTOR} // {i}")))
        times["check"].append(kernel.run(Cell("check", "%check projector", shows="(?i)passed")))
        in_one_go = Cell("check after", f"%%check projector\n{PROJECTOR} // once more {i}", shows="(?i)passed")
        times["check_after"].append(kernel.run(in_one_go))
        kernel.run(Cell("repeat_3_2", f"{REPEAT} // {i}"))
        times["check_variable"].append(kernel.run(Cell("check variable", "%check repeat_3_2", shows="(?i)passed")))
    for key, series in times.items():
        add(key, median(series) / cell_ms)


def figures(kernel, add, cell_ms):
    """Figures of each kind that the course has, each of them new."""
    times = [median(kernel.run(variant) for variant in variants(cell, TIMES)) for cell in FIGURES]
    add("figures", geometric_mean(times) / cell_ms)
    add("figures_slowest", max(times) / cell_ms)


def check_all(kernel):
    """Milliseconds for each exercise's check of its solution, by id. The cell before has compiled it."""
    times = {}
    for exercise, [given, solution] in json.loads(os.environ["BENCH_ANSWERS"]).items():
        if given:
            kernel.run(Cell("given", given))
        kernel.run(Cell(exercise, solution))
        times[exercise] = kernel.run(Cell(f"check {exercise}", f"%check {exercise}", shows="(?i)passed"))
    return times


def numeric(kernel, add):
    """Code that computes for a while; what comes out is the same for any compiler."""
    loop = """{
    let (mut x, mut sum) = (88172645463325252u64, 0.0);
    for _ in 0..10_000_000 {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        sum += 1.0 / (1.0 + (x >> 40) as f64);
    }
    println!("{sum:.6}");
}"""
    add("loop", kernel.run(Cell("loop", loop, shows=r"(?m)^10\.417265$")))
    product = """{
    let m = DMatrix::from_fn(300, 300, |i, j| ((7 * i + 3 * j) % 11) as f64);
    println!("{}", (&m * &m).trace());
}"""
    trace = sum(((7 * i + 3 * j) % 11) * ((7 * j + 3 * i) % 11) for i in range(300) for j in range(300))
    add("product", kernel.run(Cell("product", product, shows=rf"(?m)^{trace}$")))


def complete(kernel, add):
    """In a fresh process, which has inferred no type yet."""
    start(kernel)
    probe = Cell("probe", "dvector![1.0, 2.0].sum()", shows="3")
    before = typical(kernel, variants(probe, TIMES))
    first, matches = kernel.complete("DMatrix::")
    while not has_identity(matches) and first < COMPLETION_PATIENCE:
        ms, matches = kernel.complete("DMatrix::")
        first += ms
    add("complete_first", first if has_identity(matches) else inf)
    times = []
    for _ in range(10):
        ms, matches = kernel.complete("DMatrix::")
        times.append(ms if has_identity(matches) else inf)
    add("complete", median(times))
    add("after_completion", typical(kernel, variants(probe, TIMES)) / before)


def has_identity(matches):
    return any(match.removeprefix("DMatrix::").startswith("identity") for match in matches)


def many(kernel, add):
    """A notebook that grows: 300 cells, half of them functions."""
    start(kernel)

    def function(i):
        body = f"z.iter().map(|x| x * {i}.0).sum::<f64>()"
        return Cell("function", f"fn f{i}(z: &DVector<f64>) -> f64 {{\n    {body}\n}}")

    def variable(i):
        return Cell("variable", f"let v{i}: DVector<f64> = dvector![1.0, {i}.0];")

    def value(i, j):
        return Cell("value", f"f{i}(&v{j})", shows=rf"{i * (1 + j)}\b")

    def probes():
        cells = [value(2, 3), Cell("let", "let probe = f1(&v2);"), Cell("fn", "fn probed(x: f64) -> f64 {\n    x\n}")]
        return geometric_mean(typical(kernel, variants(cell, TIMES)) for cell in cells)

    for i in range(5):
        kernel.run(function(i))
        kernel.run(variable(i))
    early = probes()
    for i in range(5, 150):
        kernel.run(function(i))
        kernel.run(variable(i) if i < 80 else value(i, i % 80))
    late = probes()
    add("early", early)
    add("late", late)
    add("growth", late / early)


def typical(kernel, cells):
    return median(kernel.run(cell) for cell in cells)


def measure_peak(kind, arguments, samples):
    """In a run of its own, since reading what is resident takes time from what is measured."""
    with kind(arguments.one_core) as kernel:
        start(kernel)
        with Peak(kernel.pid) as peak:
            for cell in COURSE:
                kernel.run(cell)
        samples.add(kind.name, "peak", peak.mib)


if __name__ == "__main__":
    try:
        main()
    except Fault as fault:
        sys.exit(f"error: {fault}")
