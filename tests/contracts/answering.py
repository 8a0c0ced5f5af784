"""What the tests of agreements and disputes do and look at."""

from sqlalchemy import select

from portal.contracts.models import DisputeReason, ProviderAnswer
from portal.contracts.queries import answers as queries
from portal.contracts.services import answers
from portal.contracts.services.answers import Grounds
from portal.contracts.services.subjects import all_subjects
from portal.db import all_of, db
from portal.inbox import InboxItem

PRICE = Grounds(DisputeReason.PRICE, "It is 5,200 by our agreement.", proposed_pence=5_200_00)


def subjects(place, owner=None):
    """What there is to answer, in order: the placement's own facts, then its charges."""
    acting = owner or place.owner
    found = all_of(queries.own_subjects(acting, {}))
    return all_subjects(found, acting.organisation_id)


def states(place):
    db.session.flush()
    db.session.expire_all()
    return [one.state for one in subjects(place)]


def seen(place):
    return {one.key: one.facts.digest for one in subjects(place)}


def agree_to_all(place, now):
    return answers.agree(seen(place), by=place.owner, at=now)


def dispute_charge(place, now, grounds=PRICE):
    charge = subjects(place)[1]
    return answers.dispute(charge.key, charge.facts.digest, grounds, by=place.owner, at=now)


def said():
    return list(db.session.scalars(select(ProviderAnswer).order_by(ProviderAnswer.id)))


def told(membership):
    items = select(InboxItem).where(InboxItem.membership_id == membership.id)
    return [one.title for one in db.session.scalars(items.order_by(InboxItem.id))]
