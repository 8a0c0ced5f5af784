"""Names of people for pages that show who did what."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select

from portal.accounts.models import Membership
from portal.db import db


def names_of(membership_ids: Collection[int]) -> Mapping[int, str]:
    """Return people's names by membership."""
    found = db.session.scalars(
        select(Membership).where(Membership.id.in_(membership_ids)).order_by(Membership.id)
    ).unique()
    names: defaultdict[int, str] = defaultdict(lambda: "Somebody who has left")
    names.update({one.id: one.person.name for one in found})
    return names
