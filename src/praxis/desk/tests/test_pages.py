"""Every specimen page as a person meets it: two sizes, two schemes, no violation of anything."""

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from praxis.desk.tests.specimens import PAGES

SIZES = ((1366, 768), (390, 844))
SCHEMES = ("light", "dark")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_a_page_breaks_no_rule_of_access_or_policy(
    browser: Browser, specimens: tuple[str, Any], name: str, scheme: Any, size: tuple[int, int]
) -> None:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{specimens[0]}/{name}")
    page.wait_for_load_state("networkidle")
    if folder := os.environ.get("PRAXISTRESOR_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("violations") == []
    assert faults == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()


def test_the_chart_shows_twenty_lines_beside_header_and_schein(
    browser: Browser, specimens: tuple[str, Any]
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{specimens[0]}/chart")
    seen = page.evaluate(
        """() => { const box = document.querySelector(".stream").getBoundingClientRect()
        return [...document.querySelectorAll(".entry")].filter((entry) => {
          const at = entry.getBoundingClientRect()
          return at.top >= box.top - 1 && at.bottom <= box.bottom + 1 }).length }"""
    )
    assert seen >= 20
    last = page.locator(".entry").last
    assert last.is_visible()
    assert page.evaluate("document.querySelector('.patient').getBoundingClientRect().top") == 40
    page.close()
