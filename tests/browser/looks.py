"""Every kind of output, as JupyterLab shows it in its light and its dark theme: legible, named for screen readers, and an error
shown once. axe-core looks for what falls short of WCAG's AA.

The scene comes as JSON on stdin.
"""

import json
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import axe_playwright_python
from playwright.sync_api import Page, expect, sync_playwright

# The first cell may wait for the kernel to compile what all cells build on.
RUN = 300_000
THEMES = ("JupyterLab Light", "JupyterLab Dark")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

# What axe finds fault with, as JupyterLab draws it around the outputs of any kernel.
NOT_OURS = {"scrollable-region-focusable"}


def main() -> None:
    scene = json.load(sys.stdin)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=scene["browser"], args=arguments)
        faults = []
        for theme in THEMES:
            page = browser.new_page(viewport={"width": 1100, "height": 1000})
            wear(page, scene["url"], theme)
            page.goto(scene["url"])
            run_all(page, scene["cells"])
            shoot(page, Path(scene["screenshots"]) / f"{theme.replace(' ', '-')}.png")
            expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
            an_error_is_shown_once(page)
            faults += [f"{theme}: {fault}" for fault in looked_at(page)]
            page.close()
        wear(browser.new_page(), scene["url"], THEMES[0])
        browser.close()
    if faults:
        sys.exit("\n".join(faults))


def wear(page: Page, url: str, theme: str) -> None:
    """Has JupyterLab begin in this theme."""
    parts = urlsplit(url)
    settings = urlunsplit(parts._replace(path="/lab/api/settings/@jupyterlab/apputils-extension:themes"))
    # The page gets the server's cookie, without which it may not write.
    page.goto(url)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    answer = page.request.put(
        settings, data={"raw": json.dumps({"theme": theme})}, headers={"X-XSRFToken": cookies.get("_xsrf", "")}
    )
    assert answer.ok, answer.text()


def run_all(page: Page, cells: int) -> None:
    prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
    expect(prompts).to_have_count(cells, timeout=RUN)
    expect(page.locator(".jp-NotebookPanel-toolbar")).to_contain_text("Rust (Meno)", timeout=RUN)
    page.locator(".jp-Notebook .jp-CodeCell").first.click()
    page.locator(".lm-MenuBar-item", has_text="Run").click()
    page.locator(".lm-Menu-item", has_text="Run All Cells").first.click()
    for index in range(cells):
        # A number, neither nothing nor a star.
        expect(prompts.nth(index)).to_contain_text(re.compile(r"\[\d+\]:"), timeout=RUN)


def an_error_is_shown_once(page: Page) -> None:
    cards = page.locator(".meno-error")
    texts = page.locator("[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']")
    assert cards.count() > 0, "no error has a card"
    for index in range(cards.count()):
        expect(cards.nth(index)).to_be_visible()
    followed = texts.filter(has_text="error[E0308]")
    assert followed.count() > 0, "no text of an error"
    for index in range(followed.count()):
        expect(followed.nth(index)).to_be_hidden()


def looked_at(page: Page) -> list[str]:
    """What axe finds in the outputs, a line each."""
    page.evaluate(AXE)
    found = page.evaluate(
        """() => axe.run({include: [['.jp-OutputArea-output']]}, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})"""
    )
    return [
        f"{violation['id']}: {node['html'][:300]} ({node['failureSummary']})"
        for violation in found["violations"]
        if violation["id"] not in NOT_OURS
        for node in violation["nodes"]
    ]


def shoot(page: Page, path: Path) -> None:
    page.locator(".jp-Notebook").first.screenshot(path=path)


main()
