"""A learner opens the first notebook, runs a cell, answers an exercise wrongly, reads the hint, and answers it rightly.

The scene comes as JSON on stdin. Playwright waits for what it expects to see, so nothing here sleeps.
"""

import json
import sys
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

# The first cell may wait for the kernel to compile what all cells build on.
KERNEL_START = 300_000
CELL = 60_000


def main() -> None:
    scene = json.load(sys.stdin)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=scene["browser"], args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        try:
            play(page, scene)
        except BaseException:
            page.screenshot(path=Path(scene["screenshots"]) / "failure.png")
            raise
        finally:
            browser.close()


def play(page: Page, scene: dict) -> None:
    page.goto(scene["url"])
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    expect(cells.first).to_be_visible(timeout=KERNEL_START)
    expect(page.locator(".jp-NotebookPanel-toolbar")).to_contain_text("Rust (Meno)", timeout=KERNEL_START)

    run(page, cells.first)
    expect(prompt(cells.first)).to_have_text("[1]:", timeout=KERNEL_START)

    answer = cell_with(cells, signature(scene["starter"]))
    check = cell_with(cells, f"%check {scene['exercise']}")

    write(page, answer, scene["wrong"])
    run(page, answer)
    run(page, check)
    expect(outputs(check)).to_contain_text(plain(scene["question"]), timeout=CELL)
    shoot(check, scene, "wrong")

    write(page, answer, scene["solution"])
    run(page, answer)
    run(page, check)
    expect(outputs(check)).to_contain_text("passed", ignore_case=True, timeout=CELL)
    shoot(check, scene, "passed")


def cell_with(cells: Locator, text: str) -> Locator:
    """The first cell that holds the text now, whatever is written into it later."""
    expect(cells.filter(has_text=text).first).to_be_visible()
    sources = cells.locator(".cm-content").all_inner_texts()
    return cells.nth(next(index for index, source in enumerate(sources) if text in source))


def signature(starter: str) -> str:
    """The line of the starter that defines the item: comments and attributes are on lines of their own."""
    return next(line for line in starter.splitlines() if line.startswith(("fn ", "let ")))


def plain(markdown: str) -> str:
    """The first words of a hint, up to the first mark that may be rendered."""
    words = markdown.split("`")[0].split("$")[0].split("*")[0]
    return " ".join(words.split())[:60].strip()


def write(page: Page, cell: Locator, text: str) -> None:
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def run(page: Page, cell: Locator) -> None:
    """Runs the cell, and waits until it is numbered anew."""
    before = prompt(cell).inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(prompt(cell)).not_to_have_text(before, timeout=KERNEL_START)
    expect(prompt(cell)).not_to_have_text("[*]:", timeout=KERNEL_START)


def prompt(cell: Locator) -> Locator:
    return cell.locator(".jp-InputPrompt")


def outputs(cell: Locator) -> Locator:
    return cell.locator(".jp-Cell-outputArea")


def shoot(cell: Locator, scene: dict, name: str) -> None:
    cell.scroll_into_view_if_needed()
    cell.page.screenshot(path=Path(scene["screenshots"]) / f"{name}.png")
    cell.screenshot(path=Path(scene["screenshots"]) / f"{name}-cell.png")


main()
