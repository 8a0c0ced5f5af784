"""A request that only reads cannot write, and the tests' client notices writes left unsaved."""

from datetime import UTC, datetime

import pytest
from flask import Response
from sqlalchemy.exc import DBAPIError

from portal import outbox
from portal.access import public
from portal.db import Base, db
from tests.support.applications import plain_app
from tests.support.client import Client, watch_for_unsaved_writes

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@public
def write_and_forget() -> Response:
    outbox.queue_mail("ann@example.invalid", "Hello", "Text", at=AT)
    db.session.flush()
    return Response("written", mimetype="text/plain")


@public
def write_and_commit() -> Response:
    answer = write_and_forget()
    db.session.commit()
    return answer


@pytest.fixture
def client(empty_database, tmp_path):
    """A client of a portal that has two more pages, both of which write."""
    app = plain_app(empty_database, tmp_path)
    app.config.update(WTF_CSRF_ENABLED=False, TESTING=True)
    app.add_url_rule("/forget", view_func=write_and_forget, methods=["POST"])
    app.add_url_rule("/commit", view_func=write_and_commit, methods=["GET", "POST"])
    app.test_client_class = Client
    watch_for_unsaved_writes(app)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


def test_a_get_cannot_write(client):
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        client.get("/commit")


def test_a_post_can(client):
    assert client.post("/commit").text == "written"


def test_a_request_that_leaves_its_writes_unsaved_is_noticed(client):
    with pytest.raises(AssertionError, match="unsaved writes"):
        client.post("/forget")
