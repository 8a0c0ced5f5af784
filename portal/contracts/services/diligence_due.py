"""Which providers are due a debarment check, and why: tenders and appointments decide it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from portal import clock
from portal.access import OrganisationKind
from portal.accounts.models import Membership, Organisation
from portal.contracts.queries.diligence import appointed
from portal.db import db
from portal.providers.models import Occasion
from portal.providers.queries.declarations import in_force, says_yes
from portal.providers.queries.diligence import unchecked_since
from portal.providers.queries.services import providers
from portal.providers.services.diligence_standing import EVERY, FRESH_FOR_AWARD
from portal.tenders.models import ProcurementStatus
from portal.tenders.queries import diligence as tenders

# A check made a month before the opening, for another reason, still tells about a bidder.
FRESH_FOR_APPLICATION = FRESH_FOR_AWARD
DUE, UNDECLARED, YES = "due", "undeclared", "yes"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some providers must have been checked on or after a day. `why` is for the page."""

    occasion: Occasion
    since: date
    providers: Select[int]
    why: str


def reasons(membership: Membership, on: date) -> list[Reason]:
    """Return every reason that counts for somebody who checks providers.

    Nothing of an invitation is looked at before its bids are opened: who bids is nobody's to know.
    """
    found = []
    for procurement, opened_at in db.session.execute(tenders.opened_and_undecided(membership, on)):
        opened = clock.today(opened_at) if opened_at else on
        if procurement.status is ProcurementStatus.RECOMMENDED:
            found.append(
                Reason(
                    Occasion.BEFORE_AWARD,
                    max(opened, on - FRESH_FOR_AWARD),
                    tenders.suppliers_recommended(procurement.id),
                    f"Before the award of {procurement.title}",
                )
            )
        found.append(
            Reason(
                Occasion.APPLICATION,
                opened - FRESH_FOR_APPLICATION,
                tenders.bidders_opened(procurement.id),
                f"Bid opened: {procurement.title}",
            )
        )
    scheduled = appointed(membership, on)
    why = f"Every {EVERY.days} days while appointed"
    return [*found, Reason(Occasion.SCHEDULED, on - EVERY, scheduled, why)]


def is_due(found: Sequence[Reason], on: date) -> ColumnElement[bool]:
    """The condition that a provider, or a person of it, is due a check for one of some reasons."""
    return or_(
        false(),
        *(
            and_(Organisation.id.in_(one.providers), unchecked_since(one.since, on))
            for one in found
        ),
    )


def due_for(found: Sequence[Reason], ids: Collection[int]) -> dict[int, list[Reason]]:
    """Return the reasons that count for each of some providers, in a query for each reason."""
    counting: dict[int, list[Reason]] = {number: [] for number in ids}
    for one in found:
        held = select(Organisation.id).where(
            Organisation.id.in_(ids), Organisation.id.in_(one.providers)
        )
        for number in db.session.scalars(held):
            counting[number].append(one)
    return counting


def listed(text: str, state: str, found: Sequence[Reason], on: date) -> Select[Organisation]:
    """Providers by name, narrowed to those that are due, have not declared, or declared a yes.

    Councils that run homes of their own supply them to themselves and make no declaration.
    """
    wanted = providers(text).where(Organisation.kind == OrganisationKind.PROVIDER)
    if state == DUE:
        return wanted.where(is_due(found, on))
    if state == UNDECLARED:
        return wanted.where(~in_force(on))
    if state == YES:
        return wanted.where(says_yes())
    return wanted


def due_count(membership: Membership, at: datetime) -> int:
    """Return how many providers are due a debarment check."""
    today = clock.today(at)
    due = listed("", DUE, reasons(membership, today), today).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(due)) or 0
