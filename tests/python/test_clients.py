"""The programs that people run notebooks with, beside JupyterLab and nbval, which have tests of their own."""

import json
import subprocess
import sys

import nbformat
import pexpect
import pytest

KERNELSPEC = {"display_name": "Rust (Meno)", "language": "rust", "name": "meno"}


def run(*command):
    done = subprocess.run([sys.executable, "-m", *map(str, command)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def notebook(tmp_path):
    cells = [
        nbformat.v4.new_code_cell("let a: DMatrix<f64> = dmatrix![1.0, 2.0; 3.0, 4.0];"),
        nbformat.v4.new_code_cell("a.determinant()"),
    ]
    path = tmp_path / "notebook.ipynb"
    metadata = {"kernelspec": KERNELSPEC, "language_info": {"name": "rust", "pygments_lexer": "rust"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    return path


def last_text(path):
    return json.loads(path.read_text())["cells"][-1]["outputs"][0]["data"]["text/plain"]


def test_nbclient_executes(notebook):
    run("jupyter", "execute", "--inplace", notebook)
    assert "".join(last_text(notebook)) == "-2.0"


def test_nbconvert_executes_and_renders(notebook):
    run("nbconvert", "--execute", "--to", "html", notebook)
    html = notebook.with_suffix(".html").read_text()
    assert "-2.0" in html
    # Highlighted as Rust: `let` is a keyword.
    assert '<span class="kd">let</span>' in html


@pytest.mark.parametrize(("form", "suffix"), [("markdown", ".md"), ("rst", ".rst"), ("html", ".html")])
def test_nbconvert_writes_an_error_line_below_line(notebook, form, suffix):
    cells = [nbformat.v4.new_code_cell("let n: i32 = 1.5;")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), notebook)
    run("nbconvert", "--execute", "--allow-errors", "--to", form, notebook)
    lines = [line.strip() for line in notebook.with_suffix(suffix).read_text().splitlines()]
    # Behind the card of the error, where there is one.
    *_, place = [at for at, line in enumerate(lines) if line in ("--> cell [1]:1:14", "--&gt; cell [1]:1:14")]
    # The compiler's excerpt, as it is on a screen.
    assert "mismatched types" in lines[place - 1]
    assert lines[place + 1] == "|"
    assert lines[place + 2].endswith("let n: i32 = 1.5;")


def test_nbconvert_writes_a_script(notebook):
    run("jupyter", "execute", "--inplace", notebook)
    run("nbconvert", "--to", "script", notebook)
    # The file's extension is what the kernel has told of its language.
    assert "a.determinant()" in notebook.with_suffix(".rs").read_text()


def test_papermill_executes(notebook, tmp_path):
    executed = tmp_path / "executed.ipynb"
    run("papermill", notebook, executed)
    assert "".join(last_text(executed)) == "-2.0"


def test_jupyter_console_converses():
    arguments = ["-m", "jupyter_console", "--kernel", "meno", "--simple-prompt"]
    console = pexpect.spawn(sys.executable, arguments, encoding="utf-8", timeout=60)
    console.expect(r"In \[1\]: ")
    console.sendline("let half = 21;")
    console.expect(r"In \[2\]: ")
    console.sendline("2 * half")
    console.expect(r"Out\[2\]: 42")
    console.expect(r"In \[3\]: ")
    console.sendline("let n: i32 = 1.5;")
    console.expect("mismatched types")
    console.close()
