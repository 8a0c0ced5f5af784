"""The demo region, loaded once for the run into a database of its own."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import delete

from portal import create_app
from portal.config import Environment, Settings
from portal.db import Base, db
from portal.demo import load as loading
from portal.demo.load import load
from portal.demo.timeline import Timeline
from portal.monitoring.jobs.rules import check_everything
from portal.outbox import OutboxMessage
from portal.tenders.services.vault import Vault
from tests.support.applications import KEY
from tests.support.client import Client, watch_for_unsaved_writes
from tests.support.database import database_url, fill_reference_data

AS_AT = date(2026, 11, 23)
MOMENT = Timeline(AS_AT).moment(0, 12)


@pytest.fixture(scope="session")
def demo_app(tmp_path_factory: pytest.TempPathFactory):
    """The application over the demo region, its rules run as at the demo's day."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with database_url(folder) as url:
        settings = Settings(
            secret_key=KEY,
            sealing_key=KEY,
            environment=Environment.DEMO,
            database_url=url,
            files_url=(folder / "files").as_uri(),
        )
        app = create_app(settings)
        app.test_client_class = Client
        app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
        watch_for_unsaved_writes(app)
        with app.app_context(), time_machine.travel(MOMENT, tick=False):
            Base.metadata.create_all(db.engine)
            fill_reference_data()
            app.extensions["letters"] = letters = []
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(loading, "forget_mail", lambda: letters.extend(kept_and_sent()))
                load(AS_AT, vault=Vault.of(settings))
            db.session.commit()
            check_everything(MOMENT)
            db.session.commit()
        yield app
        with app.app_context():
            db.engine.dispose()


def kept_and_sent() -> list[str]:
    """Take the letters that loading wrote out of the outbox, as the demo does, and return them."""
    found = db.session.execute(
        delete(OutboxMessage).returning(OutboxMessage.subject, OutboxMessage.text)
    )
    return [f"{subject}\n{text}" for subject, text in found]


@pytest.fixture
def demo(demo_app):
    """The demo's application with a context to read in, on the demo's day."""
    with demo_app.app_context(), time_machine.travel(MOMENT, tick=False):
        yield demo_app
        db.session.rollback()
        db.session.remove()
