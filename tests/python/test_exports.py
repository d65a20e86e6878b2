"""What becomes of a notebook that is exported: the pictures are in it, nothing looks raw, and no network is asked for."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter
from playwright.sync_api import sync_playwright
from traitlets.config import Config

CELLS = {
    "matrix": "dmatrix![1.0, 2.0; 3.0, 4.0]",
    "figure": 'plot(|x| x.sin(), -3.0..3.0).title("A wave")',
    "figures": "vec![plot(|x| x, 0.0..1.0), bars([1.0, 2.0])]",
    "motion": "animate(0.0..1.0, |t| plot(move |x| t * x, 0.0..1.0)).steps(4)",
    "large": "heatmap(&DMatrix::from_fn(40, 40, |i, j| (i * j) as f64))",
    "verdict": "fn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() }\n",
    "check": "%check projector",
    "hint": "%hint projector",
    "error": "let x: i32 = 1.5;",
    "print": 'println!("a\\nb");',
}


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The path of the notebook with its outputs, which it had from a kernel."""
    folder = tmp_path_factory.mktemp("exports")
    cells = [nbformat.v4.new_code_cell(code) for code in CELLS.values()]
    for cell, name in zip(cells, CELLS, strict=True):
        cell.id = name
    metadata = {"kernelspec": {"name": "meno", "display_name": "Rust (Meno)", "language": "rust"}}
    path = folder / "all.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    script = Path(__file__).with_name("execute.py")
    subprocess.run([sys.executable, script, "--allow-errors", path, path], check=True, timeout=300)
    return path


def convert(exporter, path):
    return exporter.from_filename(str(path))


def outputs(path, name):
    [cell] = [cell for cell in json.loads(path.read_text())["cells"] if cell["id"] == name]
    return cell["outputs"]


def test_latex_has_the_pictures_and_needs_no_inkscape(executed, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    notebook = nbformat.read(executed, as_version=4)
    # Markdown, of which hints are made, wants pandoc.
    notebook.cells = [cell for cell in notebook.cells if cell.id != "hint"]
    tex, resources = LatexExporter(template_name="latex").from_notebook_node(notebook)
    pictures = re.findall(r"\\adjustimage\{[^}]*\}\{[^}]*\}\}\{([^}]*\.png)\}", tex)
    assert len(pictures) == len(set(pictures)) == 4, pictures
    assert all(resources["outputs"][picture].startswith(b"\x89PNG") for picture in pictures)
    assert "(text/html)" not in tex and "svg" not in tex
    assert "\\begin{bmatrix}" in tex or "\\begin{pmatrix}" in tex


def test_markdown_has_pictures_of_its_own_or_in_files(executed):
    text, _ = convert(MarkdownExporter(), executed)
    assert text.count("<img ") == 5 and text.count("data:image/svg+xml,") == 5
    forms = ["image/png", "text/html", "text/latex", "text/plain"]
    config = Config({"NbConvertBase": {"display_data_priority": forms}})
    text, resources = convert(MarkdownExporter(config=config), executed)
    pictures = re.findall(r"!\[png\]\(([^)]*)\)", text)
    assert len(pictures) == 4 and all(resources["outputs"][picture] for picture in pictures)


def test_an_error_has_no_empty_lines_of_its_own_in_markdown(executed):
    text, _ = convert(MarkdownExporter(), executed)
    _, error = text.split("let x: i32 = 1.5;\n```", 1)
    error = error.split("```")[0].strip("\n")
    [output] = [output for output in outputs(executed, "error") if output["output_type"] == "error"]
    plain = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in "\n".join(output["traceback"]).split("\n")]
    # Behind the card, which ends with its last tag.
    _, error = error.rsplit("</div>", 1)
    assert [line.strip() for line in error.strip("\n").split("\n")] == [line.strip() for line in plain[:-1]]


@pytest.fixture(scope="module")
def browser():
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if path is None:
        pytest.skip("no Chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(executed, browser, tmp_path):
    """The export as HTML, opened where there is no network."""
    html, _ = convert(HTMLExporter(), executed)
    path = tmp_path / "all.html"
    path.write_text(html)
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri(), wait_until="domcontentloaded")
    page.wait_for_function("document.querySelectorAll('svg[role=img]').length == 5")
    yield page
    context.close()


def test_html_has_figures_in_the_ink_of_its_page(page):
    ink = page.evaluate("getComputedStyle(document.querySelector('svg[role=img]')).color")
    assert ink == page.evaluate("getComputedStyle(document.querySelector('.jp-RenderedHTMLCommon')).color")
    assert not page.query_selector("img[onload]")


def test_what_moves_can_be_moved_in_html_and_is_still_on_paper(page):
    controls = page.locator(".figures-controls")
    assert controls.is_visible()
    first = page.locator(".figures-motion svg[role=img]").inner_html()
    page.locator(".figures-motion input").press("ArrowRight")
    assert page.locator(".figures-motion svg[role=img]").inner_html() != first
    page.emulate_media(media="print")
    assert controls.is_hidden() and page.locator(".figures-motion svg[role=img]").is_visible()


# What JupyterLab and GitHub leave of the HTML of a notebook that they don't trust: no SVG, no scripts, no handlers.
BARRED = re.compile(r"<script.*?</script>|<style.*?</style>|</?(?:svg|g|path|text|title|desc|button|input)\b[^>]*>", re.DOTALL)
HANDLER = re.compile(r'\son\w+="[^"]*"')


@pytest.mark.parametrize("name", ["figure", "motion", "large"])
def test_a_figure_that_is_not_trusted_is_a_picture_and_nothing_else(executed, browser, name):
    [output] = outputs(executed, name)
    html = HANDLER.sub("", BARRED.sub("", "".join(output["data"]["text/html"])))
    page = browser.new_page()
    page.set_content(html)
    assert page.inner_text("body").strip() == ""
    [(complete, width)] = page.evaluate("[...document.images].map(i => [i.complete, i.naturalWidth])")
    assert complete and width >= 300
    page.close()
