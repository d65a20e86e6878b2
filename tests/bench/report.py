"""What is measured, and the one table that it becomes."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from math import exp, inf, log
from pathlib import Path
from statistics import median

from crates import CRATES
from walk import COURSE


@dataclass(frozen=True)
class Row:
    part: str
    key: str
    title: str
    unit: str = "ms"


ROWS = [
    Row("start", "info", "`kernel_info` answered, from process start"),
    Row("start", "first", "first nalgebra result, from process start"),
    Row("walk", "walk", f"a cell of the course walk, geometric mean of {len(COURSE)}"),
    Row("walk", "slowest", "the slowest of them"),
    Row("rustc", "rustc", "rustc alone, opt-level 0, on evcxr's code for these cells, geometric mean"),
    Row("rustc", "against_rustc", "a cell, whole, against rustc alone on evcxr's code for it", "×"),
    Row("check", "definition", "the cell that defines `projector`, against a cell of the walk", "×"),
    Row("check", "check", "`%check projector` of a function just defined, against a cell of the walk", "×"),
    Row("check", "check_after", "`%%check projector`, function and check in one go, against a cell of the walk", "×"),
    Row("check", "check_variable", "`%check repeat_3_2`, a variable, against a cell of the walk", "×"),
    Row("check", "check_run", "`%check` of a solution of the course, geometric mean: running it, and telling of it"),
    Row("check", "check_slowest", "the slowest of them"),
    Row("figures", "figures", "a cell with a figure, against a cell of the walk: geometric mean", "×"),
    Row("figures", "figures_slowest", "the slowest of them", "×"),
    Row("error", "error", "a type mismatch shown"),
    Row("memory", "pss", "resident after the walk, whole process tree (PSS)", "MiB"),
    Row("memory", "rss", "the same, counting shared pages in every process (RSS)", "MiB"),
    Row("memory", "peak", "peak during the walk, compilers included (PSS)", "MiB"),
    Row("many", "early", "a cell near the tenth"),
    Row("many", "late", "a cell after 300, with 150 functions and 80 variables"),
    Row("many", "growth", "the latter against the former", "×"),
    Row("complete", "complete_first", "completion of `DMatrix::`, until the first that proposes anything"),
    Row("complete", "complete", "completion of `DMatrix::`, then"),
    Row("complete", "after_completion", "a cell after completion, against one before", "×"),
    Row("numeric", "loop", "a loop that adds 10⁷ random numbers up"),
    Row("numeric", "product", "a product of 300×300 matrices"),
    *(Row("crates", crate.key, f"`:dep` of {crate.name}, until the same cell has used it, nothing kept") for crate in CRATES),
]

PARTS = list(dict.fromkeys(row.part for row in ROWS))
# Crates take minutes.
DEFAULT = [part for part in PARTS if part != "crates"]


class Samples:
    """One figure a round, by kernel and row; and a kernel's cells of the walk, by name."""

    def __init__(self):
        self.figures = {}
        self.cells = {}

    def add(self, kernel, key, figure):
        self.figures.setdefault(kernel, {}).setdefault(key, []).append(figure)

    def add_cells(self, kernel, times):
        for name, ms in times.items():
            self.cells.setdefault(kernel, {}).setdefault(name, []).append(ms)

    def of(self, kernel, key):
        return self.figures.get(kernel, {}).get(key, [])

    def slowest(self, kernel):
        return max(self.cells[kernel], key=lambda name: median(self.cells[kernel][name]))


def geometric_mean(figures):
    figures = list(figures)
    return exp(sum(map(log, figures)) / len(figures))


def table(samples, parts, kernels):
    """Medians with their spread in parentheses, as a Markdown table of these parts."""
    first, *others = kernels
    lines = [
        f"| | {' | '.join(kernels)} |" + (f" {first} / {others[0]} |" if others else ""),
        "|---|" + "---:|" * (len(kernels) + len(others)),
    ]
    for row in ROWS:
        figures = [samples.of(kernel, row.key) for kernel in kernels]
        if row.part not in parts or not any(figures):
            continue
        columns = [row.title, *(_spread(series, row.unit) for series in figures)]
        if row.key == "slowest":
            for column, kernel in enumerate(kernels, start=1):
                columns[column] += f", {samples.slowest(kernel)}"
        if row.key == "check_slowest":
            columns[1] += f", `{samples.slowest('checks')}`"
        if others:
            comparable = row.unit != "×" and all(figures) and inf not in map(median, figures)
            columns.append(f"{median(figures[0]) / median(figures[1]):.2f}" if comparable else "")
        lines.append("| " + " | ".join(columns) + " |")
    return "\n".join(lines)


def _spread(series, unit):
    if not series:
        return ""
    centre = _figure(median(series), unit)
    if min(series) == max(series):
        return centre
    low, high = _figure(min(series), unit), _figure(max(series), unit)
    number, _, suffix = centre.partition(" ")
    return f"{number} ({low.removesuffix(' ' + unit)}–{high.removesuffix(' ' + unit)}) {suffix}".rstrip()


def _figure(value, unit):
    if value == inf:
        return "never"
    if unit == "×":
        return f"{value:.2f}"
    return f"{value:.0f} {unit}" if value >= 10 else f"{value:.1f} {unit}"


def machine():
    """Processor, cores and memory, without the machine's name."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB"


def write_json(path, samples, about):
    def figures(row):
        """JSON has no infinity: what never came is null."""
        measured = {kernel: samples.of(kernel, row.key) for kernel in samples.figures}
        return {kernel: [None if x == inf else x for x in series] for kernel, series in measured.items()}

    rows = [{**asdict(row), "figures": figures(row)} for row in ROWS]
    Path(path).write_text(json.dumps({**about, "rows": rows, "cells": samples.cells}, indent=1) + "\n")
