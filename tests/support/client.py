"""The one client of the tests: it signs people in, and polices every answer."""

import os
import re
from typing import Any

from flask import Flask, Response, g
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from portal.accounts.current import SESSION_KEY
from portal.accounts.models import Membership
from portal.db import db
from tests.support.pages import check_page

HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
UNSAVED = "unsaved"
# A page is the same whatever database is beneath it: one of the two runs looks at how it is made.
LOOKS_AT_PAGES = os.environ.get("PORTAL_TEST_DATABASE") != "postgresql"
REDIRECTS = {301, 302, 303, 308}


class Client(FlaskClient):
    """A browser of sorts. Every page it gets is checked, and no request may leave writes behind.

    What the test has made so far is committed before each request, so that the request sees it.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        # The test's own context outlives the request: what one request noted is not the next one's.
        for name in list(g):
            g.pop(name)
        response = super().open(*args, **kwargs)
        db.session.rollback()
        assert not self.application.extensions[UNSAVED], "the request left unsaved writes behind"
        is_page = response.mimetype == "text/html" and response.status_code not in REDIRECTS
        if LOOKS_AT_PAGES and is_page:
            check_page(response.text)
        return response

    def sign_in(self, membership: Membership) -> "Client":
        """Act as this membership from now on."""
        with self.session_transaction() as session:
            session["_user_id"] = membership.person.fs_uniquifier
            session["_fresh"] = True
            session[SESSION_KEY] = membership.id
        return self

    def sign_out(self) -> "Client":
        """Act as nobody from now on."""
        with self.session_transaction() as session:
            session.clear()
        return self


def heading(response: TestResponse) -> str:
    """Return the words of a page's h1."""
    found = HEADING.search(response.text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found.group(1))).strip() if found else ""


def watch_for_unsaved_writes(app: Flask) -> None:
    """Note after each request whether its session wrote something that it did not commit."""
    app.extensions[UNSAVED] = False

    def note(response: Response) -> Response:
        session = db.session()
        pending = session.new or session.dirty or session.deleted
        app.extensions[UNSAVED] = bool(pending or session.info.get(UNSAVED))
        return response

    app.after_request(note)
    event.listen(
        Session, "after_flush", lambda session, _context: session.info.update(unsaved=True)
    )
    event.listen(Session, "do_orm_execute", _note_bulk_write)
    event.listen(Session, "after_commit", lambda session: session.info.pop(UNSAVED, None))
    event.listen(
        Session, "after_soft_rollback", lambda session, _before: session.info.pop(UNSAVED, None)
    )


def _note_bulk_write(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[UNSAVED] = True
