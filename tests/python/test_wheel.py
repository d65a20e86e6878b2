"""The kernel that the wheel brings, started as any Jupyter client starts it."""

from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillException
from papermill.translators import papermill_translators
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


# A value that papermill has, and the Rust that it is written as.
VALUES = {
    "int": (3, "3"),
    "negative": (-3, "-3"),
    "long": (2**40, "1099511627776_i64"),
    "very long": (2**70, "1180591620717411303424_i128"),
    "float": (1.5, "1.5"),
    "small": (1e-7, "1e-07"),
    "infinite": (float("-inf"), "f64::NEG_INFINITY"),
    "string": ('a "q"\n\u00e9\x01\\', '"a \\"q\\"\\n\u00e9\\u{1}\\\\"'),
    "bool": (True, "true"),
    "none": (None, "None::<f64>"),
    "list": ([1, 2], "vec![1, 2]"),
    "mixed numbers": ([1, 2.5], "vec![1.0, 2.5]"),
    "matrix": ([[1, 2], [3, 4.5]], "vec![vec![1.0, 2.0], vec![3.0, 4.5]]"),
    "gaps": ([1.0, None], "vec![Some(1.0), None]"),
    "several types": ([1, "a", True], '(1, "a", true)'),
    "records": ([[1, "a"], [2, "b"]], 'vec![(1, "a"), (2, "b")]'),
    "empty list": ([], "Vec::<f64>::new()"),
    "map": ({"a": 1, "b": 2.5}, 'std::collections::BTreeMap::from([("a", 1.0), ("b", 2.5)])'),
    "empty map": ({}, "std::collections::BTreeMap::<&str, f64>::new()"),
}


@pytest.mark.parametrize(("value", "expected"), VALUES.values(), ids=VALUES.keys())
def test_papermill_writes_values_as_rust_has_them(value, expected):
    translator = papermill_translators.find_translator("meno", "rust")
    assert translator.codify({"x": value}) == f"// Parameters\nlet mut x = {expected};\n"


def test_papermill_refuses_what_rust_has_not():
    translator = papermill_translators.find_translator("meno", "rust")
    assert translator.codify({"type": 1}) == "// Parameters\nlet mut r#type = 1;\n"
    for parameters in ({"self": 1}, {"1x": 1}, {"x": {"a": 1, "b": "two"}}, {"x": 2**200}):
        with pytest.raises(PapermillException):
            translator.codify(parameters)


def test_papermill_runs_a_notebook_with_parameters(tmp_path):
    cells = [
        nbformat.v4.new_code_cell("let n = 1; // how many\nlet x: f64 = 0.0;", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("let total: f64 = weights.iter().sum();\n(n, x, name.len(), total, given[\"a\"])"),
    ]
    metadata = {"kernelspec": {"name": "meno", "display_name": "Rust", "language": "rust"}}
    source, target = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), source)
    parameters = {"n": 20, "x": 2.5, "name": "é\n", "weights": [1, 2.5], "given": {"a": True}}
    papermill.execute_notebook(str(source), str(target), parameters=parameters, progress_bar=False)
    shown = nbformat.read(target, as_version=4).cells[-1].outputs[0]["data"]["text/plain"]
    assert shown == "(20, 2.5, 3, 3.5, true)"
    [n, x] = papermill.inspect_notebook(str(source)).values()
    assert (n["default"], n["help"], x["inferred_type_name"]) == ("1", "how many", "f64")
