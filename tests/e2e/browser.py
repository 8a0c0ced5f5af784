"""A person at a real browser: they go, fill in, press, and every page they see is examined."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = {"desktop": 1280, "phone": 390}
RULES = {
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
    seen: list[str] = field(default_factory=list)

    def go(self, path: str) -> "Visitor":
        """Open a page of the portal."""
        self.page.goto(self.address + path)
        return self

    def follow(self, link: str, *, exact: bool = False) -> "Visitor":
        """Follow the first link with this text."""
        self.page.get_by_role("link", name=link, exact=exact).first.click()
        return self

    def press(self, button: str) -> "Visitor":
        """Press the first button with this text."""
        self.page.get_by_role("button", name=button).first.click()
        return self

    def fill(self, **fields: Any) -> "Visitor":
        """Fill in fields by their names; underscores stand for hyphens only in the names given."""
        for name, value in fields.items():
            self.put(name, value)
        return self

    def put(self, name: str, value: Any) -> None:
        """Fill in, choose or tick one field by the name it is sent with."""
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

    def put_day(self, name: str, day: Any) -> None:
        """Fill in the three boxes of a date."""
        self.put(f"{name}-day", day.day)
        self.put(f"{name}-month", day.month)
        self.put(f"{name}-year", day.year)

    def heading(self) -> str:
        """Return the words of the page's h1."""
        return self.page.locator("h1").inner_text()

    def expect(self, words: str) -> "Visitor":
        """Hold that the page says these words."""
        text = self.page.locator("body").inner_text()
        assert words in text, f"{self.page.url} does not say {words!r}:\n{text[:3000]}"
        return self

    def look(self, name: str) -> "Visitor":
        """Examine the page at both widths: a picture, no sideways scrolling, no axe violation."""
        for width_name, width in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": 900})
            self._picture(f"{len(self.seen):02d}-{name}-{width_name}")
            self._no_sideways(name, width_name)
            self._accessible(name, width_name)
        self.seen.append(name)
        self.page.set_viewport_size({"width": WIDTHS["desktop"], "height": 900})
        return self

    def _picture(self, name: str) -> None:
        folder = PICTURES / self.walk
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)

    def _no_sideways(self, name: str, width: str) -> None:
        over = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over <= 0, f"{name} scrolls sideways by {over} pixels on a {width}"

    def _accessible(self, name: str, width: str) -> None:
        found = Axe().run(self.page, options=RULES)
        assert found.violations_count == 0, f"{name} ({width}):\n{found.generate_report()}"
