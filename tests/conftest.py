"""The application, its database and its client for every test that asks for them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import event

from portal import create_app
from portal.config import Environment, Settings
from portal.db import Base, db
from tests.support.applications import KEY
from tests.support.client import Client, watch_for_unsaved_writes
from tests.support.database import Touched, database_url, fill_reference_data

# A busy machine is no fault of the code: no test may fail because time went by. The application and
# its database may be shared by the examples of a property: each example puts in what it needs.
TOLERATED = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("house", deadline=None, suppress_health_check=TOLERATED)
settings.load_profile("house")

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory):
    """One application over one database for the whole run."""
    folder: Path = tmp_path_factory.mktemp("portal")
    with database_url(folder) as url:
        app = create_app(
            Settings(
                secret_key=KEY,
                sealing_key=KEY,
                environment=Environment.TEST,
                database_url=url,
                files_url=(folder / "files").as_uri(),
                public_url="http://localhost",
            )
        )
        app.test_client_class = Client
        watch_for_unsaved_writes(app)
        app.config.update(WTF_CSRF_ENABLED=False, TESTING=True, RATELIMIT_ENABLED=False)
        with app.app_context():
            Base.metadata.create_all(db.engine)
            fill_reference_data()
            app.extensions["touched"] = Touched(db.engine)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(application: Flask):
    """The application, with a context to work in and an empty database afterwards."""
    with application.app_context():
        yield application
        db.session.rollback()
        db.session.remove()
        application.extensions["touched"].empty(db.engine)


@pytest.fixture
def session(app: Flask):
    """The database session."""
    return db.session


@pytest.fixture
def client(app: Flask) -> Client:
    """A client without anybody signed in."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def now():
    """The moment at which the test stands."""
    return NOW


@pytest.fixture
def at():
    """Move the clock: `at(moment)` sets it for the rest of the test and returns the moment."""
    travellers = []

    def travel(moment: datetime) -> datetime:
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        travellers.append(traveller)
        return moment

    travel(NOW)
    yield travel
    for traveller in reversed(travellers):
        traveller.stop()


@pytest.fixture
def count_queries(app: Flask):
    """Count the statements that a block sends: `with count_queries() as queries: …`."""

    class Counter(list):
        def __enter__(self):
            event.listen(db.engine, "before_cursor_execute", self.note)
            return self

        def __exit__(self, *_error):
            event.remove(db.engine, "before_cursor_execute", self.note)

        def note(self, _connection, _cursor, statement, *_rest):
            self.append(statement)

    return Counter
