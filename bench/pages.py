"""Answering for a page, beside the least that Flask does to answer at all."""

from collections.abc import Iterator

from flask import Flask

from bench.cases import PROCESSOR, Case
from portal import create_app
from portal.config import Environment, Settings
from portal.db import db

REQUESTS = 50
KEY = "aW52ZW50ZWQga2V5IGZvciB0aGUgYmVuY2htYXJrcy4="
PAGES = {"sign-in page": "/sign-in"}


def application() -> Flask:
    """Return the portal over an empty database in memory."""
    app = create_app(
        Settings(
            secret_key=KEY,
            sealing_key=KEY,
            environment=Environment.TEST,
            database_url="sqlite://",
        )
    )
    with app.app_context():
        db.create_all()
    return app


def empty_application() -> Flask:
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "<!DOCTYPE html><title>Nothing</title>")
    return app


def get(app: Flask, address: str) -> None:
    """Ask for a page several times, and stop when it is not there."""
    client = app.test_client()
    for _ in range(REQUESTS):
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status}")


def cases() -> Iterator[Case]:
    """Yield each page."""
    app, bare = application(), empty_application()
    for name, address in PAGES.items():
        yield Case(
            f"{name}, {REQUESTS} times",
            portal=lambda address=address: get(app, address),  # type: ignore[misc]  # bound early
            bare=lambda: get(bare, "/"),
            at_most=60,
            clock=PROCESSOR,
        )
