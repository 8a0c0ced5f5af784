"""What every chapter of the walk stands on: people who sign in, the clock, and the post."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.demo import cast
from portal.demo.timeline import Timeline
from portal.outbox import OutboxMessage
from tests.e2e.browser import Visitor
from tests.e2e.conftest import AS_AT

LINK = re.compile(r"https?://\S+")
TENDER = "Small homes for Wendmoor"
FRAMEWORK = "Small homes framework"
NEWCOMER = "Rowanlea Homes Limited"
NEWCOMERS_EMAIL = "rowan.lea@example.com"
PASSWORD = "granite teapot orchard"


@dataclass
class Scene:
    """The stage of one walk."""

    app: Flask
    arrive: Callable[[], Visitor]
    travel: Callable[[datetime], None]

    def on(self, day: int, hour: int, minute: int = 0) -> datetime:
        """Set the clock to a time of London on a day counted from the demo's own."""
        moment = Timeline(AS_AT).moment(day, hour, minute)
        self.travel(moment)
        return moment

    def as_(self, name: str) -> Visitor:
        """Sit somebody of the demo down at a window of their own and sign them in."""
        people = (person for _place, group in cast.everybody() for person in group)
        email = next(person.email for person in people if person.name == name)
        return self.sign_in(self.arrive().go("/sign-in"), email, cast.PASSWORD)

    def as_newcomer(self) -> Visitor:
        """Sign in the person who registered in the first chapter, with the password they chose."""
        return self.sign_in(self.arrive().go("/sign-in"))

    def sign_in(
        self, visitor: Visitor, email: str = NEWCOMERS_EMAIL, password: str = PASSWORD
    ) -> Visitor:
        """Sign somebody in at the page at hand, the newcomer where nobody else is named."""
        visitor.fill(email=email, password=password)
        return visitor.press("Sign in").expect("Sign out")

    def link_sent_to(self, email: str) -> str:
        """Return the path of the link in the latest message to somebody."""
        wanted = select(OutboxMessage).where(OutboxMessage.to == email)
        with self.app.app_context():
            message = db.session.scalars(wanted.order_by(OutboxMessage.id.desc())).first()
            assert message is not None, f"nothing was sent to {email}"
            return urlsplit(LINK.findall(message.text)[0]).path


def day(offset: int) -> date:
    """Return a day counted from the demo's own."""
    return Timeline(AS_AT).day(offset)
