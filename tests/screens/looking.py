"""What is asked of every screen: axe silent in both schemes, room at 200 %, nothing wider."""

import os
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SHOTS: Final = os.environ.get("PRAXISTRESOR_SHOTS")
DESK: Final = (1366, 768)
# A desk's window at 200 % (WCAG 1.4.4): half as many CSS pixels each way.
ZOOMED: Final = (683, 384)
EVERYTHING: Final[dict[str, Any]] = {"resultTypes": ["violations"]}
CONTRAST: Final = EVERYTHING | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

# What sticks out of its box sideways and cannot be reached by scrolling a box of its own.
WIDER: Final = """() => {
  const page = document.documentElement
  const boxes = [page, ...document.querySelectorAll("#inhalt, .aside")]
  return boxes.filter((box) => box.scrollWidth > box.clientWidth + 1)
    .map((box) => `${box.id || box.className || "page"} +${box.scrollWidth - box.clientWidth}`)
}"""


class Looking:
    """Looks at one page after another and keeps what is wrong, so that one run tells everything."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        self.seen: list[str] = []

    def at(self, name: str, *, framed: bool = True) -> None:
        """The page as it stands, in both schemes and at twice the size."""
        self.seen.append(name)
        self._axe(name, EVERYTHING)
        self._wider(name)
        self._picture(name)
        self.page.emulate_media(color_scheme="dark")
        self._axe(f"{name} (dark)", CONTRAST)
        self._picture(f"{name}-dark")
        self.page.emulate_media(color_scheme="light")
        self._set(ZOOMED)
        self._wider(f"{name} (200 %)")
        if framed and not self.page.locator("#befehl").is_visible():
            self.wrong.append(f"{name} (200 %): no command field")
        self._picture(f"{name}-200")
        self._set(DESK)

    def _set(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def _axe(self, name: str, options: dict[str, Any]) -> None:
        # Given to each page once: half a megabyte takes longer to read than to run.
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        told = self.page.evaluate("options => axe.run(document, options)", options)
        found = told["violations"]
        for rule in found:
            nodes = [node["html"][:160] for node in rule["nodes"][:3]]
            self.wrong.append(f"{name}: {rule['id']} {nodes}")

    def _wider(self, name: str) -> None:
        self.wrong += [f"{name}: {box}" for box in self.page.evaluate(WIDER)]

    def _picture(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png")
