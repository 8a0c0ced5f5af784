"""A council's own searches. Nobody else sees them."""

from sqlalchemy import Select, select, union
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Membership
from portal.contracts.models import ChildRecord, Placement, Search, SearchStatus, SearchStep


def searches(membership: Membership) -> Select[Search]:
    """The searches of the membership's own council, the most urgent first."""
    return (
        select(Search)
        .where(Search.council_id == membership.organisation_id)
        .order_by(Search.needed_by, Search.id)
    )


def in_status(statement: Select[Search], status: str) -> Select[Search]:
    """Those in one status; all of them where the word is no status."""
    if status not in set(SearchStatus):
        return statement
    return statement.where(Search.status == SearchStatus(status))


def search(reference: str, membership: Membership) -> Select[Search]:
    """One of the council's searches, with the steps tried."""
    return (
        searches(membership)
        .where(Search.reference == reference)
        .options(selectinload(Search.steps).joinedload(SearchStep.service))
    )


def placements_of(search_id: int) -> Select[Placement]:
    """The placements that a search led to."""
    return (
        select(Placement)
        .where(Placement.search_id == search_id)
        .options(joinedload(Placement.service))
        .order_by(Placement.starts_on, Placement.id)
    )


def child_references(council_id: int) -> Select[str]:
    """The references of children that a council knows here."""
    known = union(
        select(Search.child_reference).where(Search.council_id == council_id),
        select(ChildRecord.child_reference).where(ChildRecord.council_id == council_id),
    ).subquery("known")
    return select(known.c.child_reference).order_by(known.c.child_reference)
