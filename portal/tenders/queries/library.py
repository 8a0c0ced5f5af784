"""What may be asked of a provider's earlier answers. Their words are sealed: questions are not."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from portal.accounts.models import Membership
from portal.tenders.models import (
    Bid,
    BidFile,
    Consensus,
    DraftAnswer,
    Procurement,
    Question,
    Response,
)
from portal.tenders.queries.results import DECIDED


def earlier_answers(
    membership: Membership, *, text: str = "", invitation: str = ""
) -> Select[DraftAnswer]:
    """A provider's answers in all its bids, the last saved first.

    A text finds words of the question, an invitation's reference its answers alone.
    """
    found = (
        select(DraftAnswer)
        .join(DraftAnswer.bid)
        .join(Bid.procurement)
        .join(DraftAnswer.question)
        .where(Bid.organisation_id == membership.organisation_id)
        .options(
            contains_eager(DraftAnswer.bid)
            .contains_eager(Bid.procurement)
            .selectinload(Procurement.scale),
            contains_eager(DraftAnswer.question),
        )
        .order_by(DraftAnswer.saved_at.desc(), DraftAnswer.id.desc())
    )
    if text:
        found = found.where(
            or_(*(_holds(column, text) for column in (Question.title, Question.text)))
        )
    return found.where(Procurement.reference == invitation) if invitation else found


def answers_elsewhere(membership: Membership, bid: Bid) -> Select[DraftAnswer]:
    """A provider's answers in its other bids, the last saved first."""
    return earlier_answers(membership).where(DraftAnswer.bid_id != bid.id)


def invitations_answered(membership: Membership) -> Select[Procurement]:
    """The invitations that a provider has answered anything of, the latest first."""
    answered = (
        select(Bid.procurement_id)
        .join(DraftAnswer, DraftAnswer.bid_id == Bid.id)
        .where(Bid.organisation_id == membership.organisation_id)
    )
    return (
        select(Procurement)
        .where(Procurement.id.in_(answered))
        .order_by(Procurement.closes_at.desc(), Procurement.id.desc())
    )


def files_with(bid_ids: Collection[int]) -> Select[BidFile]:
    """The files that some bids hold now."""
    return (
        select(BidFile)
        .where(BidFile.bid_id.in_(bid_ids), BidFile.removed_at.is_(None))
        .order_by(BidFile.id)
    )


def marks_told(bid_ids: Collection[int]) -> Select[Consensus]:
    """The agreed marks of some bids, where the invitation is decided and the bidder was told."""
    return (
        select(Consensus)
        .join(Consensus.response)
        .join(Response.bid)
        .join(Bid.procurement)
        .where(Response.bid_id.in_(bid_ids), Procurement.status.in_(DECIDED))
        .options(contains_eager(Consensus.response))
        .order_by(Consensus.id)
    )


def _holds(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    return func.lower(column).contains(text.lower(), autoescape=True)
