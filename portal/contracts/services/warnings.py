"""What is worth saying about a placement as it is recorded. Nothing here ever stops a record."""

from datetime import date
from fractions import Fraction
from typing import Any

from portal import money
from portal.contracts import rules
from portal.contracts.models import Placement, Route
from portal.contracts.queries.blocks import occupied
from portal.db import db
from portal.providers.queries.ratings import rating_of


def warnings_for(placement: Placement, on: date) -> list[str]:
    """Sentences about one placement, from the same queries that find breaches."""
    as_at = max(on, placement.starts_on)
    said = []
    if row := _failing(rules.price_above_own_rate(as_at, {}, [placement.id])):
        amount = money.pounds(row.amount_pence)
        said.append(
            f"The price is up to {_share(row)} above what this service agreed: {amount} so far."
        )
    if row := _failing(rules.own_price_premium(as_at, {}, [placement.id])):
        said.append(f"The price is up to {_share(row)} above what it agreed in another region.")
    if _failing(rules.spot_from_holder(as_at, {}, [placement.id])):
        said.append("This service holds a place on the lot: a call-off buys at its agreed rate.")
    if placement.route is Route.UNREGISTERED:
        said.append("This setting is not registered.")
    return [*said, *_rating(placement, on), *_full(placement, as_at)]


def _failing(statement: rules.Failing) -> Any:
    return db.session.execute(statement).first()


def _share(row: Any) -> str:
    return money.percent(Fraction(row.measured, 10_000))


def _rating(placement: Placement, on: date) -> list[str]:
    lot = placement.comparison_lot
    if placement.service_id is None or lot is None or lot.minimum_grade is None:
        return []
    grade = db.session.scalars(rating_of(placement.service_id, on)).first()
    if grade is None or not rules.is_below(grade.level, lot.minimum_grade.level):
        return []
    minimum = lot.minimum_grade.label
    return [f"This service is rated {grade.label}, below the lot’s minimum of {minimum}."]


def _full(placement: Placement, on: date) -> list[str]:
    contract = placement.block_contract
    if contract is None:
        return []
    rows = db.session.execute(occupied([contract.id], on)).all()
    lived_in = sum(row[2] for row in rows)
    if lived_in <= contract.places:
        return []
    return [f"The block contract has {contract.places} places and {lived_in} are lived in."]
