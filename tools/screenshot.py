"""Take a picture of a page: python -m tools.screenshot URL OUT [--width 390] [--login …]."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

CHROMIUM = Path(__file__).with_name("chromium.sh")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the picture; return 1 when the page answers with an error."""
    options = parser().parse_args(arguments)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": options.width, "height": 900})
        if options.login:
            sign_in(page, options.url, *options.login)
        answer = page.goto(options.url)
        page.screenshot(path=options.out, full_page=True)
        status = answer.status if answer else 0
        print(f"{status} {page.url} {page.title()}")
        browser.close()
    return int(status >= 400)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("url")
    made.add_argument("out")
    made.add_argument("--width", type=int, default=1280)
    made.add_argument("--login", nargs=2, metavar=("EMAIL", "PASSWORD"))
    return made


def launch(playwright: Playwright) -> Browser:
    """Start the machine's Chromium, without what needs a screen or the outside world."""
    found = subprocess.run([CHROMIUM], stdout=subprocess.PIPE, text=True, check=False)
    if found.returncode:
        sys.exit(found.returncode)
    path = found.stdout.splitlines()[-1]
    return playwright.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))


def sign_in(page: Page, url: str, email: str, password: str) -> None:
    """Sign in as a person does."""
    page.goto(urljoin(url, "/sign-in"))
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


if __name__ == "__main__":
    sys.exit(main())
