"""A learner opens the first notebook, answers an exercise wrongly, reads the hint, and answers it rightly; then tries out
what else a notebook does with its kernel. The same scene in every front end.

The scene comes as JSON on stdin. Playwright waits for what it expects to see, so nothing here sleeps.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

# The first cell may wait for the kernel to compile what all cells build on.
KERNEL_START = 300_000
CELL = 60_000
ATTEMPTS = 5


@dataclass
class FrontEnd:
    """What its pages call the things that a learner sees."""

    kernel: str = ".jp-NotebookPanel-toolbar"
    cell: str = ".jp-Notebook .jp-CodeCell"
    editor: str = ".cm-content"
    prompt: str = ".jp-InputPrompt"
    outputs: str = ".jp-Cell-outputArea"
    completions: str = ".jp-Completer"
    input: str = ".jp-Stdin-input"


FRONT_ENDS = {
    "jupyterlab": FrontEnd(),
    # Notebook 7 is made of JupyterLab's parts.
    "notebook": FrontEnd(),
    "nbclassic": FrontEnd(
        kernel="#kernel_indicator",
        cell=".code_cell",
        editor=".CodeMirror-code",
        prompt=".input_prompt",
        outputs=".output_wrapper",
        completions="#complete",
        input="input.raw_input",
    ),
}


def main() -> None:
    scene = json.load(sys.stdin)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=scene["browser"], args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        notebook = Notebook(page, scene)
        try:
            notebook.open(scene["url"])
            answer_an_exercise(notebook, scene)
            interrupt_complete_and_type(notebook)
        except BaseException:
            notebook.shoot("failure")
            raise
        finally:
            browser.close()


class Notebook:
    def __init__(self, page: Page, scene: dict) -> None:
        self.page, self.front_end = page, FRONT_ENDS[scene["front_end"]]
        self.screenshots = Path(scene["screenshots"]) / scene["front_end"]
        self.cells = page.locator(self.front_end.cell)

    def open(self, url: str) -> None:
        self.page.goto(url)
        expect(self.cells.first).to_be_visible(timeout=KERNEL_START)
        expect(self.page.locator(self.front_end.kernel)).to_contain_text("Rust (Meno)", timeout=KERNEL_START)

    def cell_with(self, text: str) -> Locator:
        """The first cell that holds the text now, whatever is written into it later."""
        expect(self.cells.filter(has_text=text).first).to_be_visible()
        sources = self.cells.locator(self.front_end.editor).all_inner_texts()
        return self.cells.nth(next(index for index, source in enumerate(sources) if text in source))

    def write(self, cell: Locator, text: str) -> None:
        cell.locator(self.front_end.editor).click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def start(self, cell: Locator) -> None:
        """Runs the cell. A page that is still busy with itself loses keys; then, as one would, it tries again."""
        before = self.prompt(cell).inner_text()
        for attempt in range(ATTEMPTS):
            cell.locator(self.front_end.editor).click()
            self.page.keyboard.press("Control+Enter")
            try:
                expect(self.prompt(cell)).not_to_have_text(before)
                return
            except AssertionError:
                if attempt == ATTEMPTS - 1:
                    raise

    def run(self, cell: Locator) -> None:
        """Runs the cell, and waits until it is numbered anew."""
        self.start(cell)
        self.finish(cell)

    def finish(self, cell: Locator) -> None:
        expect(self.prompt(cell)).not_to_contain_text("[*]", timeout=KERNEL_START)

    def prompt(self, cell: Locator) -> Locator:
        return cell.locator(self.front_end.prompt)

    def outputs(self, cell: Locator) -> Locator:
        return cell.locator(self.front_end.outputs)

    def shoot(self, name: str, cell: Locator | None = None) -> None:
        self.screenshots.mkdir(parents=True, exist_ok=True)
        if cell:
            cell.scroll_into_view_if_needed()
            cell.screenshot(path=self.screenshots / f"{name}-cell.png")
        self.page.screenshot(path=self.screenshots / f"{name}.png")


def answer_an_exercise(notebook: Notebook, scene: dict) -> None:
    first = notebook.cells.first
    notebook.run(first)
    expect(notebook.prompt(first)).to_contain_text("[1]:")

    answer = notebook.cell_with(signature(scene["starter"]))
    check = notebook.cell_with(f"%check {scene['exercise']}")

    notebook.write(answer, scene["wrong"])
    notebook.run(answer)
    notebook.run(check)
    expect(notebook.outputs(check)).to_contain_text(plain(scene["question"]), timeout=CELL)
    notebook.shoot("wrong", check)

    notebook.write(answer, scene["solution"])
    notebook.run(answer)
    notebook.run(check)
    expect(notebook.outputs(check)).to_contain_text("passed", ignore_case=True, timeout=CELL)
    notebook.shoot("passed", check)


def interrupt_complete_and_type(notebook: Notebook) -> None:
    page, front_end = notebook.page, notebook.front_end
    cell = notebook.cells.first

    notebook.write(cell, 'println!("begun");\nloop {}')
    notebook.start(cell)
    expect(notebook.outputs(cell)).to_contain_text("begun", timeout=CELL)
    for key in ("Escape", "i", "i"):
        page.keyboard.press(key)
    notebook.finish(cell)
    expect(notebook.outputs(cell)).to_contain_text("the cell was interrupted")

    notebook.write(cell, "let (height_above, height_below) = (1, 2);")
    notebook.run(cell)
    notebook.write(cell, "height_")
    page.keyboard.press("Tab")
    completions = page.locator(front_end.completions)
    expect(completions).to_contain_text("height_above", timeout=CELL)
    expect(completions).to_contain_text("height_below")
    notebook.shoot("completions")
    page.keyboard.press("Escape")

    notebook.write(cell, 'let mut name = String::new();\nstd::io::stdin().read_line(&mut name)?;\nprintln!("so {}", name.trim());')
    notebook.start(cell)
    typed = page.locator(front_end.input)
    typed.fill("Ada")
    typed.press("Enter")
    notebook.finish(cell)
    expect(notebook.outputs(cell)).to_contain_text("so Ada")
    notebook.shoot("typed", cell)


def signature(starter: str) -> str:
    """The line of the starter that defines the item: comments and attributes are on lines of their own."""
    return next(line for line in starter.splitlines() if line.startswith(("fn ", "let ")))


def plain(markdown: str) -> str:
    """The first words of a hint, up to the first mark that may be rendered."""
    words = markdown.split("`")[0].split("$")[0].split("*")[0]
    return " ".join(words.split())[:60].strip()


main()
