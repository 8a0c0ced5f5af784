"""What the tests of successions share: the day, and asking and approving in a line."""

from datetime import date
from typing import Any

from sqlalchemy import select

from portal.contracts.models import (
    PricePiece,
)
from portal.contracts.pricing import totals
from portal.contracts.queries.prices import pieces_of
from portal.contracts.services import successions as carrying
from portal.contracts.services.price_check import as_pure
from portal.db import all_of, db
from portal.providers.models import SuccessionReason
from portal.providers.services import successions as services

TODAY = date(2026, 11, 23)
ON = date(2026, 9, 1)


def ask(old_service, new_service, by, now, **changes):
    facts: dict[str, Any] = {
        "on_date": ON,
        "reason": SuccessionReason.NEW_REGISTRATION,
        "explanation": "New form.",
    }
    asked = services.request_succession(
        old_service, new_service, **(facts | changes), by=by, at=now
    )
    db.session.flush()
    return asked


def approve(succession, by, now):
    return carrying.approve_and_carry(succession, reason="Papers seen.", by=by, at=now)


def total_of(placement, as_at=TODAY):
    return totals([as_pure(one) for one in all_of(pieces_of(placement.id))], as_at)


def references(session):
    """From which days what a placement is held to costs how much, as far as it has come."""
    return session.execute(
        select(PricePiece.starts_on, PricePiece.reference_pence)
        .where(PricePiece.starts_on <= TODAY)
        .order_by(PricePiece.starts_on)
    ).all()


def one(session, model, *where):
    return session.scalars(select(model).where(*where)).one()
