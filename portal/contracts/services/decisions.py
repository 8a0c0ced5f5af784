"""What people decide: to suspend or to leave an appointment, and what becomes of a placement."""

from datetime import datetime

from portal import audit, clock
from portal.accounts.models import Membership
from portal.contracts.models import (
    PROPOSAL_MOVES,
    AppointmentStatus,
    PlacementReview,
    ProposalStatus,
    ReviewOutcome,
    SuspensionProposal,
)
from portal.contracts.services import telling
from portal.contracts.services.appointments import suspend
from portal.db import lock
from portal.errors import DomainError
from portal.state import move


def accept_proposal(
    proposal: SuspensionProposal, *, reason: str, by: Membership, at: datetime
) -> None:
    """Suspend the appointment for new placements from today.

    Raises:
        DomainError: the proposal was decided already, or the appointment cannot be suspended.
    """
    lock(proposal)
    _require_open(proposal)
    appointment = proposal.appointment
    if appointment.status is AppointmentStatus.APPOINTED:
        suspend(appointment, from_on=clock.today(at), reason=reason, by=by, at=at)
    _decide(proposal, ProposalStatus.SUSPENDED, reason, by, at)


def decline_proposal(
    proposal: SuspensionProposal, *, reason: str, by: Membership, at: datetime
) -> None:
    """Leave the appointment as it is.

    Raises:
        DomainError: the proposal was decided already.
    """
    lock(proposal)
    _require_open(proposal)
    _decide(proposal, ProposalStatus.DECLINED, reason, by, at)


def record_review(
    review: PlacementReview, *, outcome: ReviewOutcome, note: str, by: Membership, at: datetime
) -> None:
    """Record what a council decided for one child. The trail says that it was, not what.

    Raises:
        DomainError: it was recorded already, or the outcome needs words that are missing.
    """
    lock(review)
    if review.outcome is not None:
        raise DomainError("This review was already recorded. Load the page again.")
    if outcome is not ReviewOutcome.STAYS and not note:
        raise DomainError("Say what the conditions are, or how the move is planned", "note")
    audit.record(review, "placement_review.recorded", by=by, at=at)
    review.outcome, review.note = outcome, note
    review.recorded_at, review.recorded_by_id = at, by.id


def _require_open(proposal: SuspensionProposal) -> None:
    if proposal.status is not ProposalStatus.OPEN:
        raise DomainError("This was already decided. Load the page again to see how.")


def _decide(
    proposal: SuspensionProposal,
    to: ProposalStatus,
    reason: str,
    by: Membership,
    at: datetime,
) -> None:
    move(proposal, to, moves=PROPOSAL_MOVES, by=by, at=at, reason=reason)
    proposal.decided_at, proposal.decided_by_id, proposal.reason = at, by.id, reason
    telling.tell_of_decision(proposal, at=at)
