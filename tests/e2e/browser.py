"""A person at a real browser: they go, fill in, press, and every page they see is examined."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AxeResults
from playwright.sync_api import Locator, Page, TimeoutError, expect

WIDTHS = {"desktop": 1280, "phone": 390}
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
# Only what is wrong travels back: the rest is most of the answer and nobody reads it.
RUN = "rules => axe.run(document, rules).then(found => ({violations: found.violations}))"
RULES = {
    "resultTypes": ["violations"],
    "preload": False,  # It would fetch every style sheet again for one rule about rotated screens.
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
}
PICTURES = Path(__file__).resolve().parents[2] / "build" / "pictures"


@dataclass
class Visitor:
    """Somebody at a browser window of their own."""

    page: Page
    address: str
    walk: str
    numbers: Iterator[int]
    scripts: bool = True

    def go(self, path: str) -> "Visitor":
        """Open a page of the portal."""
        self.page.goto(self.address + path)
        return self

    def follow(self, link: str, *, exact: bool = False) -> "Visitor":
        """Follow the first link with this text, whether or not it looks like a button."""
        plain = self.page.get_by_role("link", name=link, exact=exact)
        ways = plain.or_(self.page.locator("a").and_(self.page.get_by_role("button", name=link)))
        return self._leave(self._find(ways, link))

    def press(self, button: str) -> "Visitor":
        """Press the first button with this text, or the first link that looks like one."""
        return self._leave(self._find(self.page.get_by_role("button", name=button), button))

    def fill(self, fields: Mapping[str, Any] | None = None, **more: Any) -> "Visitor":
        """Fill in fields by the names they are sent with."""
        for name, value in {**(fields or {}), **more}.items():
            self.put(name, value)
        return self

    def put(self, name: str, value: Any) -> None:
        """Fill in, choose or tick one field; a moment is a day with the time as it is typed."""
        if isinstance(value, tuple):
            self.put_day(name, value[0])
            self.put(f"{name}-time", value[1])
            return
        if isinstance(value, date):
            self.put_day(name, value)
            return
        inputs = self.page.locator(f'[name="{name}"]')
        kind = inputs.first.get_attribute("type") or inputs.first.evaluate("e => e.tagName")
        if kind in {"radio", "checkbox"}:
            wanted = value if isinstance(value, list) else [value]
            for one in wanted:
                self.page.locator(f'[name="{name}"][value="{one}"]').check()
        elif kind == "SELECT":
            inputs.first.select_option(value)
        elif kind == "file":
            inputs.first.set_input_files(value)
        else:
            inputs.first.fill(str(value))

    def put_day(self, name: str, day: date) -> None:
        """Fill in the three boxes of a date."""
        self.put(f"{name}-day", day.day)
        self.put(f"{name}-month", day.month)
        self.put(f"{name}-year", day.year)

    def pick(self, row: str) -> "Visitor":
        """Follow the first link of the table row or list item that says these words."""
        rows = self.page.locator("tr, li", has_text=row)
        return self._leave(rows.get_by_role("link").first)

    def download(self, link: str) -> bytes:
        """Return the content of the file behind the first link with this text."""
        way = self.page.get_by_role("link", name=link).or_(
            self.page.get_by_role("button", name=link)
        )
        with self.page.expect_download() as arriving:
            self._find(way, link).click()
        return Path(arriving.value.path()).read_bytes()

    def _leave(self, way: Locator) -> "Visitor":
        with self.page.expect_navigation():
            way.click()
        return self

    def _find(self, way: Locator, name: str) -> Locator:
        try:
            way.first.wait_for()
        except TimeoutError:
            there = [one.inner_text() for one in self.page.locator("main a, main button").all()]
            raise AssertionError(f"{self.page.url} offers no {name!r}, but {there}") from None
        return way.first

    def heading(self) -> str:
        """Return the words of the page's h1."""
        return self.page.locator("h1").inner_text()

    def expect(self, words: str) -> "Visitor":
        """Hold that the page says these words."""
        found = expect(self.page.locator("body"), f"{self.page.url} does not say it")
        found.to_contain_text(words, use_inner_text=True)
        return self

    def look(self, name: str) -> "Visitor":
        """Examine the page at both widths: a picture, no sideways scrolling, no axe violation.

        Axe itself is a script: where the window runs none, the first two are examined.
        """
        number = next(self.numbers)
        for width_name, width in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": 900})
            self._picture(f"{number:03d}-{name.replace(' ', '-')}-{width_name}")
            self._no_sideways(name, width_name)
            if self.scripts:
                self._accessible(name, width_name)
        self.page.set_viewport_size({"width": WIDTHS["desktop"], "height": 900})
        return self

    def _picture(self, name: str) -> None:
        folder = PICTURES / self.walk
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.jpeg", type="jpeg", quality=75, full_page=True)

    def _no_sideways(self, name: str, width: str) -> None:
        over = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over <= 0, f"{name} scrolls sideways by {over} pixels on a {width}"

    def _accessible(self, name: str, width: str) -> None:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = AxeResults(self.page.evaluate(RUN, RULES))
        assert found.violations_count == 0, f"{name} ({width}):\n{found.generate_report()}"
