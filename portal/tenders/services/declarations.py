"""Declaring conflicts of interest: for the procurement before acting, then for each bidder."""

from datetime import datetime

from sqlalchemy import select, update

from portal import audit
from portal.accounts.models import Membership, Organisation
from portal.db import db, lock
from portal.errors import DomainError
from portal.inbox import tell
from portal.tenders.models import (
    Assignment,
    Declaration,
    Duty,
    Mark,
    Procurement,
    Response,
)
from portal.tenders.queries import openings as queries

READERS = frozenset({Duty.EVALUATOR, Duty.MODERATOR})


def declare(
    procurement: Procurement,
    *,
    by: Membership,
    at: datetime,
    conflict: bool,
    detail: str = "",
    bidder: Organisation | None = None,
) -> Declaration:
    """Record what somebody declares for a procurement, or for one of its bidders.

    A conflict takes the person off: of the whole procurement in the first case, in the second of
    every question that they read, so that one panel marks every bid alike. Their marks are kept
    and set aside, and the commissioners are told.

    Raises:
        DomainError: a conflict without a word about it, or a person without a duty here.
    """
    # A conflict sets marks aside, so it waits for those that are being given.
    lock(procurement, shared=not conflict)
    if conflict and not detail.strip():
        raise DomainError("Describe the conflict of interest", "detail")
    held = list(db.session.scalars(queries.duties(procurement, by)))
    if not held:
        raise DomainError("You have no duty in this procurement, so there is nothing to declare.")
    declaration = Declaration(
        procurement_id=procurement.id,
        membership_id=by.id,
        organisation_id=bidder.id if bidder else None,
        conflict=conflict,
        detail=detail.strip() if conflict else "",
        declared_at=at,
    )
    db.session.add(declaration)
    facts = {"conflict": conflict, "organisation_id": declaration.organisation_id}
    audit.record(declaration, "declaration.made", by=by, at=at, facts=facts)
    if conflict:
        ended = held if bidder is None else [one for one in held if one.duty in READERS]
        take_off(procurement, ended, by=by, at=at)
    return declaration


def declare_bidders(
    procurement: Procurement,
    conflicts: dict[Organisation, str | None],
    *,
    by: Membership,
    at: datetime,
) -> None:
    """Record for each bidder whether there is a conflict: its description, or None for none."""
    clear = [one for one, detail in conflicts.items() if detail is None]
    for bidder in clear:
        declare(procurement, by=by, at=at, conflict=False, bidder=bidder)
    for bidder, detail in conflicts.items():
        if detail is not None and db.session.scalars(queries.duties(procurement, by)).first():
            declare(procurement, by=by, at=at, conflict=True, detail=detail, bidder=bidder)


def take_off(
    procurement: Procurement, duties: list[Assignment], *, by: Membership, at: datetime
) -> None:
    """End duties because of a conflict, set the person's marks aside, tell the commissioners."""
    for duty in duties:
        facts = {"because": "conflict of interest"}
        audit.record(duty, "assignment.ended", by=by, at=at, facts=facts)
        duty.ended_at = at
    db.session.flush()
    own = select(Response.id).where(Response.procurement_id == procurement.id)
    db.session.execute(
        update(Mark)
        .where(Mark.membership_id == by.id, Mark.set_aside_at.is_(None), Mark.response_id.in_(own))
        .values(set_aside_at=at)
    )
    if duties:
        tell(
            db.session.scalars(queries.commissioners(procurement)).all(),
            f"{by.person.name} declared a conflict of interest",
            f"They no longer act in {procurement.title}. Assign somebody else in their place.",
            link=f"/procurements/{procurement.reference}",
            at=at,
            dedupe_key=f"conflict:{procurement.reference}:{by.id}:{at.isoformat()}",
        )


def is_clear(procurement: Procurement, membership: Membership) -> bool:
    """Say whether a person declared for the procurement, and declared no conflict."""
    said = db.session.scalars(queries.own_declaration(procurement, membership)).first()
    return said is not None and not said.conflict


def may_read(procurement: Procurement, membership: Membership) -> bool:
    """Say whether a person declared for the procurement and for every bidder.

    A conflict ends the duty itself, so whoever still has one and passes here may read.
    """
    if not is_clear(procurement, membership):
        return False
    return db.session.scalars(queries.undeclared_bidders(procurement, membership)).first() is None
