"""A running portal over the demo region, its clock in the test's hands, and a real Chromium."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.e2e.browser import Visitor
from tools.screenshot import launch


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def clock() -> Iterator[Callable[[datetime], None]]:
    """Set the portal's clock: it ticks on from the moment given until it is set again."""
    running: list[time_machine.travel] = []

    def stop() -> None:
        while running:
            running.pop().stop()

    def travel(moment: datetime) -> None:
        stop()
        traveller = time_machine.travel(moment, tick=True)
        traveller.start()
        running.append(traveller)

    yield travel
    stop()


@pytest.fixture(scope="module")
def address(walked_app: Flask) -> Iterator[str]:
    """Serve the application of this walk on a free port."""
    server = make_server("127.0.0.1", 0, walked_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def visitor(chromium: Browser, address: str, request: pytest.FixtureRequest):
    """Open a new browser window of its own: `visitor()` returns whoever sits at it."""
    windows = []
    walk = Path(str(request.path)).stem.removeprefix("test_")

    def arrive() -> Visitor:
        window = chromium.new_context(locale="en-GB", timezone_id="Europe/London")
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(10_000)
        return Visitor(page, address, walk)

    yield arrive
    for window in windows:
        window.close()
