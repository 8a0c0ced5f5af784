"""What the tests of monitoring share."""

import pytest
from sqlalchemy import select

from portal.db import db
from portal.monitoring.models import Breach, BreachEvent


@pytest.fixture
def snapshot(session):
    """Return every breach and every event as plain rows, in order of what they are about."""

    def take():
        breach, event = Breach.__table__, BreachEvent.__table__
        key = (breach.c.rule_code, breach.c.subject_kind, breach.c.subject_id, breach.c.period)
        plain = [column for column in breach.c if column.name not in {"id", "reference"}]
        events = select(*key, event.c.event, event.c.at, event.c.measured, event.c.amount_pence)
        return (
            [tuple(row) for row in db.session.execute(select(*plain).order_by(*key))],
            sorted(
                tuple(str(value) for value in row)
                for row in db.session.execute(events.join(event, event.c.breach_id == breach.c.id))
            ),
        )

    return take
