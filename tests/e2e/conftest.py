"""A running portal over the demo region, its clock in the test's hands, and a real Chromium."""

import shutil
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import time_machine
from flask import Flask, got_request_exception
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from portal import create_app
from portal.config import Environment, Settings
from portal.db import db
from portal.demo.load import load
from portal.demo.timeline import Timeline
from portal.monitoring.jobs.rules import check_everything
from portal.tenders.services.vault import Vault
from tests.e2e.browser import Visitor
from tests.support.applications import KEY
from tools.screenshot import launch

AS_AT = date(2026, 11, 23)
MOMENT = Timeline(AS_AT).moment(0, 9)


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


def settings_in(folder: Path) -> Settings:
    """Return the settings of a demonstration that keeps everything in one folder."""
    return Settings(
        secret_key=KEY,
        sealing_key=KEY,
        environment=Environment.DEMO,
        database_url=f"sqlite:///{folder / 'portal.sqlite3'}",
        files_url=(folder / "files").as_uri(),
    )


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate a database and load the demo region, once; each walk gets a copy of the folder."""
    folder: Path = tmp_path_factory.mktemp("walks") / "loaded"
    folder.mkdir()
    settings = settings_in(folder)
    app = create_app(settings)
    with app.app_context(), time_machine.travel(MOMENT, tick=False):
        flask_migrate.upgrade()
        load(AS_AT, vault=Vault.of(settings))
        db.session.commit()
        check_everything(MOMENT)
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def walked_app(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application as it is deployed, over a demo region of this walk's own."""
    folder = tmp_path_factory.mktemp("walk") / "here"
    shutil.copytree(loaded, folder)
    app = create_app(settings_in(folder))
    app.config.update(RATELIMIT_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def no_failures() -> Iterator[None]:
    """Hold that no page of a walk fails, whatever is pressed."""
    failures: list[str] = []

    def note(_app: Flask, exception: BaseException, **_rest: object) -> None:
        failures.append("".join(traceback.format_exception(exception)))

    with got_request_exception.connected_to(note):
        yield
    assert not failures, failures[0]


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
def visitor(
    chromium: Browser, address: str, request: pytest.FixtureRequest
) -> Callable[..., Visitor]:
    """Open a browser window of its own: `visitor()` returns whoever sits at it."""
    numbers = count(1)
    walk = Path(str(request.path)).stem.removeprefix("test_")

    def arrive(**options: Any) -> Visitor:
        window = chromium.new_context(locale="en-GB", timezone_id="Europe/London", **options)
        page = window.new_page()
        page.set_default_timeout(10_000)
        return Visitor(page, address, walk, numbers, options.get("java_script_enabled", True))

    return arrive


@pytest.fixture
def closed_windows(chromium: Browser) -> Iterator[None]:
    """Close the windows of a test after it: each costs memory and time as long as it stands."""
    yield
    for window in chromium.contexts:
        window.close()
