"""What a council does about a dispute: correct the record, or keep it with a reason."""

from datetime import datetime

from portal.accounts.models import Membership
from portal.contracts.models import Charge, DisputeReason, DisputeStatus, ProviderAnswer
from portal.contracts.services.charges import ChargeLine, add_charge, withdraw_charge
from portal.contracts.services.corrected import close, close_corrected
from portal.contracts.services.dispute_news import tell_provider
from portal.contracts.services.placements import end_placement
from portal.contracts.services.subjects import is_corrected
from portal.db import lock
from portal.errors import DomainError

ABOUT_DATES = frozenset({DisputeReason.DATES, DisputeReason.ENDED})
WRONG_PRICE = "The provider disputed the price."


def can_correct(dispute: ProviderAnswer) -> bool:
    """Say whether what the provider proposes can be recorded as it stands, or has been already."""
    if is_corrected(dispute):
        return True
    if dispute.charge is not None:
        return dispute.proposed_pence is not None
    return dispute.reason in ABOUT_DATES and dispute.proposed_on is not None


def correct(dispute: ProviderAnswer, *, by: Membership, at: datetime) -> None:
    """Record what the provider proposes, by the services that always record it.

    Raises:
        DomainError: it was answered already, or nothing was proposed that can be recorded.
    """
    placement = dispute.placement
    lock(placement)
    lock(dispute)
    _require_open(dispute)
    if not is_corrected(dispute):
        _apply(dispute, by=by, at=at)
    close_corrected(placement, by=by, at=at)


def keep(dispute: ProviderAnswer, *, reason: str, by: Membership, at: datetime) -> None:
    """Keep the record as it is, with a reason that the provider reads.

    Raises:
        DomainError: it was answered already, or the record has been corrected.
    """
    lock(dispute.placement)
    lock(dispute)
    _require_open(dispute)
    if is_corrected(dispute):
        raise DomainError("The record has been changed since: it cannot be kept as it was.")
    close(dispute, DisputeStatus.KEPT, words=reason, by=by, at=at)
    tell_provider(dispute, "The council keeps the record and says why.", at=at)


def _require_open(dispute: ProviderAnswer) -> None:
    if dispute.status is not DisputeStatus.OPEN:
        raise DomainError("This dispute does not wait for an answer any more.")


def _apply(dispute: ProviderAnswer, *, by: Membership, at: datetime) -> None:
    if dispute.charge is not None and dispute.proposed_pence is not None:
        _reprice(dispute.charge, dispute.proposed_pence, by=by, at=at)
    elif dispute.charge is None and dispute.reason in ABOUT_DATES and dispute.proposed_on:
        end_placement(dispute.placement, ends_on=dispute.proposed_on, by=by, at=at)
    else:
        raise DomainError("Nothing was proposed that can be recorded as it is.", "outcome")


def _reprice(charge: Charge, pence: int, *, by: Membership, at: datetime) -> None:
    line = ChargeLine(
        charge.component_code,
        pence,
        starts_on=charge.starts_on,
        ends_on=charge.ends_on,
        quantity=charge.quantity,
    )
    withdraw_charge(charge, reason=WRONG_PRICE, by=by, at=at)
    add_charge(charge.placement, line, by=by, at=at)
