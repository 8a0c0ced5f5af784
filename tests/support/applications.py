"""Applications for the tests that need one of their own, over a database of their own."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from pathlib import Path

from flask import Flask

from portal import create_app
from portal.config import Environment, Settings

KEY = urlsafe_b64encode(b"tests only: 32 invented letters.").decode()


def plain_app(database_url: str = "sqlite://", folder: Path | None = None) -> Flask:
    """Return an application with invented secrets."""
    settings = Settings(
        secret_key=KEY,
        sealing_key=KEY,
        environment=Environment.TEST,
        database_url=database_url,
    )
    return create_app(replace(settings, files_url=folder.as_uri()) if folder else settings)
