"""What may be asked about disputed claims, and claims under another owner's name."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Membership
from portal.providers.models import ClaimCheck, ClaimDispute, DisputeStatus, Service


def disputes() -> Select[ClaimDispute]:
    """Every disputed claim, what waits longest first."""
    return (
        select(ClaimDispute)
        .options(
            joinedload(ClaimDispute.service),
            joinedload(ClaimDispute.claimant),
            joinedload(ClaimDispute.holder),
        )
        .order_by(ClaimDispute.raised_at, ClaimDispute.id)
    )


def dispute(reference: str) -> Select[ClaimDispute]:
    """One disputed claim, for whoever decides it."""
    return disputes().where(ClaimDispute.reference == reference)


def of_status(waiting: bool) -> Select[ClaimDispute]:
    """Disputes that wait for a decision, or those that have ended."""
    is_open = ClaimDispute.status == DisputeStatus.OPEN
    return disputes().where(is_open if waiting else ~is_open)


def own_disputes(membership: Membership) -> Select[ClaimDispute]:
    """Disputes that the membership's organisation raised, or that are about what it held."""
    return disputes().where(
        or_(
            ClaimDispute.claimant_id == membership.organisation_id,
            ClaimDispute.holder_id == membership.organisation_id,
        )
    )


def own_dispute(reference: str, membership: Membership) -> Select[ClaimDispute]:
    """One dispute of which the membership's organisation is a side."""
    return own_disputes(membership).where(ClaimDispute.reference == reference)


def raised_by(reference: str, membership: Membership) -> Select[ClaimDispute]:
    """One dispute that the membership's organisation raised."""
    return own_dispute(reference, membership).where(
        ClaimDispute.claimant_id == membership.organisation_id
    )


def against(reference: str, membership: Membership) -> Select[ClaimDispute]:
    """One dispute about what the membership's organisation held."""
    return own_dispute(reference, membership).where(
        ClaimDispute.holder_id == membership.organisation_id
    )


def unanswered(organisation_id: int) -> Select[ClaimDispute]:
    """Open disputes about what an organisation holds that it has not answered."""
    return of_status(True).where(
        ClaimDispute.holder_id == organisation_id, ClaimDispute.answered_at.is_(None)
    )


def waiting_of(organisation_id: int) -> Select[ClaimDispute]:
    """Open disputes that an organisation raised."""
    return of_status(True).where(ClaimDispute.claimant_id == organisation_id)


def checks() -> Select[ClaimCheck]:
    """Claims under another owner's name that nobody has looked at, the oldest first."""
    return (
        select(ClaimCheck)
        .where(ClaimCheck.looked_at.is_(None))
        .options(joinedload(ClaimCheck.service).joinedload(Service.organisation))
        .order_by(ClaimCheck.raised_at, ClaimCheck.id)
    )


def check(check_id: int) -> Select[ClaimCheck]:
    """One claim under another owner's name, looked at or not."""
    return select(ClaimCheck).where(ClaimCheck.id == check_id)
