"""Breaches put to providers, as each side may see them."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Membership
from portal.monitoring.models import (
    Breach,
    ProviderReply,
    PutBreach,
    PutStatus,
)

WAITING, REPLIED, PAST = "waiting", "replied", "past"


def own(membership: Membership, state: str = "") -> Select[PutBreach]:
    """Breaches put to the membership's own organisation, the latest first."""
    statement = (
        select(PutBreach)
        .join(Breach, Breach.id == PutBreach.breach_id)
        .where(
            PutBreach.organisation_id == membership.organisation_id,
            Breach.organisation_id == membership.organisation_id,
        )
        .options(joinedload(PutBreach.breach), joinedload(PutBreach.organisation))
        .order_by(PutBreach.put_at.desc(), PutBreach.id.desc())
    )
    conditions = {
        WAITING: PutBreach.status == PutStatus.WAITING,
        REPLIED: PutBreach.status == PutStatus.REPLIED,
        PAST: PutBreach.status == PutStatus.RESPONDED,
    }
    return statement.where(conditions[state]) if state in conditions else statement


def own_one(reference: str, membership: Membership) -> Select[PutBreach]:
    """One breach put to the membership's own organisation, with the replies."""
    return (
        own(membership)
        .where(PutBreach.reference == reference)
        .options(selectinload(PutBreach.replies).joinedload(ProviderReply.by))
    )


def puts_of(breach_id: int) -> Select[PutBreach]:
    """How often a breach was put to its provider, the latest first, with the replies."""
    return (
        select(PutBreach)
        .where(PutBreach.breach_id == breach_id)
        .options(selectinload(PutBreach.replies).joinedload(ProviderReply.by))
        .order_by(PutBreach.id.desc())
    )


def reply_of(reference: str, put_ids: Select[int]) -> Select[ProviderReply]:
    """One reply by its reference, within some breaches that were put."""
    return (
        select(ProviderReply)
        .where(ProviderReply.reference == reference, ProviderReply.put_id.in_(put_ids))
        .order_by(ProviderReply.id)
    )


def heard(breach_id: int, on: date) -> Select[PutBreach]:
    """The times on which a provider has had its say of a breach: it replied, or its time passed.

    Only what this finds may become a letter to the provider.
    """
    return puts_of(breach_id).where(_heard(on))


def _heard(on: date) -> ColumnElement[bool]:
    replied = select(ProviderReply.id).where(ProviderReply.put_id == PutBreach.id).exists()
    lapsed = and_(PutBreach.status == PutStatus.WAITING, PutBreach.due_on < on)
    return or_(replied, lapsed)
