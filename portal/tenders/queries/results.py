"""What may be asked about results: rankings, recommendations, awards, and a bidder's own."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.access import Role
from portal.accounts.models import Membership, MembershipRole
from portal.tenders.models import (
    Award,
    Bid,
    Consensus,
    Entry,
    EntryResult,
    EntryStatus,
    Lot,
    Procurement,
    ProcurementStatus,
    Question,
    Recommendation,
    RecommendationLine,
    RecommendationStatus,
    Response,
)
from portal.tenders.queries.evaluation import overseen

DECIDED = (ProcurementStatus.AWARDED, ProcurementStatus.NO_AWARD)


def results(procurement_id: int) -> Select[EntryResult]:
    """How every entry of a procurement came out: by lot, best first, then who did not qualify."""
    return (
        select(EntryResult)
        .join(EntryResult.entry)
        .join(EntryResult.lot)
        .where(EntryResult.procurement_id == procurement_id)
        .options(
            contains_eager(EntryResult.lot),
            contains_eager(EntryResult.entry).options(
                joinedload(Entry.bid).joinedload(Bid.organisation), joinedload(Entry.service)
            ),
        )
        .order_by(Lot.number, EntryResult.rank.is_(None), EntryResult.rank, EntryResult.entry_id)
    )


def result_of(procurement_id: int, reference: str) -> Select[EntryResult]:
    """How one entry of a procurement came out, by the entry's reference."""
    return results(procurement_id).where(Entry.reference == reference)


def recommendations(procurement_id: int) -> Select[Recommendation]:
    """What was recommended for a procurement, the latest first."""
    return (
        select(Recommendation)
        .where(Recommendation.procurement_id == procurement_id)
        .options(
            selectinload(Recommendation.lines),
            joinedload(Recommendation.recommended_by),
            joinedload(Recommendation.decided_by),
        )
        .order_by(Recommendation.recommended_at.desc(), Recommendation.id.desc())
    )


def waiting(membership: Membership, on: date) -> Select[Recommendation]:
    """Recommendations of a person's region that wait for an approver, the oldest first."""
    return (
        select(Recommendation)
        .where(
            Recommendation.status == RecommendationStatus.PROPOSED,
            Recommendation.procurement_id.in_(
                overseen(membership, on).order_by(None).with_only_columns(Procurement.id)
            ),
        )
        .options(joinedload(Recommendation.procurement), joinedload(Recommendation.recommended_by))
        .order_by(Recommendation.recommended_at, Recommendation.id)
    )


def recommendation_overseen(
    reference: str, membership: Membership, on: date
) -> Select[Recommendation]:
    """One recommendation of a person's region, decided or not."""
    mine = overseen(membership, on).order_by(None).with_only_columns(Procurement.id)
    return (
        select(Recommendation)
        .where(Recommendation.reference == reference, Recommendation.procurement_id.in_(mine))
        .options(
            joinedload(Recommendation.procurement),
            joinedload(Recommendation.recommended_by),
            joinedload(Recommendation.decided_by),
            selectinload(Recommendation.lines),
        )
        .order_by(Recommendation.id)
    )


def awards(procurement_id: int) -> Select[Award]:
    """The awards of a procurement, by lot and rank."""
    return (
        select(Award)
        .join(Award.entry)
        .join(Entry.lot)
        .where(Entry.procurement_id == procurement_id)
        .options(
            contains_eager(Award.entry).options(
                contains_eager(Entry.lot),
                joinedload(Entry.service),
                joinedload(Entry.bid).joinedload(Bid.organisation),
            )
        )
        .order_by(Lot.number, Award.rank, Award.id)
    )


def own_decided_bids(membership: Membership) -> Select[Bid]:
    """A provider's bids to procurements that are decided, the latest first."""
    return (
        select(Bid)
        .join(Bid.procurement)
        .where(
            Bid.organisation_id == membership.organisation_id,
            Procurement.status.in_(DECIDED),
            Bid.id.in_(select(Entry.bid_id).where(Entry.status == EntryStatus.SUBMITTED)),
        )
        .options(contains_eager(Bid.procurement))
        .order_by(Procurement.closes_at.desc(), Bid.id.desc())
    )


def own_results(bid: Bid) -> Select[EntryResult]:
    """How the entries of one bid came out."""
    return results(bid.procurement_id).where(Entry.bid_id == bid.id)


def own_consensuses(bid: Bid) -> Select[Consensus]:
    """The agreed marks of one bid, by question."""
    return (
        select(Consensus)
        .join(Consensus.response)
        .join(Response.question)
        .where(Response.bid_id == bid.id)
        .options(contains_eager(Consensus.response).contains_eager(Response.question))
        .order_by(Question.position, Response.id)
    )


def ranked_in(procurement_id: int) -> Select[int, int]:
    """How many entries were ranked in each lot."""
    return (
        select(EntryResult.lot_id, func.count(EntryResult.entry_id))
        .where(EntryResult.procurement_id == procurement_id, EntryResult.rank.is_not(None))
        .group_by(EntryResult.lot_id)
        .order_by(EntryResult.lot_id)
    )


def people_of_bidders(procurement_id: int) -> Select[Membership]:
    """Live memberships of every organisation with an entry that stood submitted."""
    bidders = (
        select(Bid.organisation_id)
        .join(Entry, Entry.bid_id == Bid.id)
        .where(Entry.procurement_id == procurement_id, Entry.status == EntryStatus.SUBMITTED)
    )
    return (
        select(Membership)
        .where(Membership.organisation_id.in_(bidders), Membership.ended_at.is_(None))
        .order_by(Membership.id)
    )


def holders_at(organisation_id: int, role: Role) -> Select[int]:
    """Ids of an organisation's live memberships that hold a role."""
    return (
        select(Membership.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
            MembershipRole.role == role,
        )
        .order_by(Membership.id)
    )


def results_of_awards(procurement_id: int) -> Select[EntryResult]:
    """How the successful entries of a procurement came out."""
    return results(procurement_id).where(EntryResult.entry_id.in_(select(Award.entry_id)))


def approved_lines(bid: Bid) -> Select[RecommendationLine]:
    """What was decided about each entry of one bid."""
    return (
        select(RecommendationLine)
        .join(RecommendationLine.recommendation)
        .join(RecommendationLine.entry)
        .where(
            Recommendation.status == RecommendationStatus.APPROVED,
            Entry.bid_id == bid.id,
        )
        .order_by(RecommendationLine.entry_id)
    )
