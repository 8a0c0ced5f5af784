"""Opens, marks, agrees, ranks and awards a tender."""

from sqlalchemy import Select, select

from portal.accounts.models import Organisation
from portal.db import all_of
from portal.demo.tenders.bidding import written
from portal.demo.tenders.spec import Run
from portal.demo.words import Written
from portal.providers.models import DebarmentResult, Occasion
from portal.providers.services import diligence
from portal.tenders.models import (
    Bid,
    EntryResult,
    Envelope,
    Procurement,
    Question,
    QuestionKind,
    Response,
)
from portal.tenders.services import (
    award,
    declarations,
    marking,
    moderation,
    opening,
    ranking,
    recommendation,
)
from portal.tenders.services.recommendation import Outcome


def open_envelope(run: Run, envelope: Envelope) -> None:
    """Open an envelope by two officers: quality the day after close, prices three weeks later."""
    day = run.tender.closes + (1 if envelope is Envelope.QUALITY else 22)
    first, second = (run.who(login) for login in run.tender.openers)
    marked = envelope is Envelope.PRICE
    opening.authorise_opening(
        run.procurement, envelope, by=first, at=run.at(day, 10), marked=marked
    )
    at = run.at(day, 10, 4)
    if envelope is Envelope.QUALITY:
        opening.open_quality(run.procurement, by=second, at=at, vault=run.vault)
        return
    opening.open_prices(
        run.procurement,
        by=second,
        at=at,
        vault=run.vault,
        marked=moderation.consensus_complete(run.procurement),
        qualified=moderation.qualified_entries(run.procurement),
    )


def declare_for_bidders(run: Run) -> None:
    """Let everyone who reads declare, for each bidder, that there is no conflict."""
    bidders: dict[Organisation, str | None] = {
        bid.organisation: None for bid in all_of(bids_of(run.procurement))
    }
    readers = dict.fromkeys((run.tender.moderator, *run.tender.evaluators))
    for login in readers:
        declarations.declare_bidders(
            run.procurement, bidders, by=run.who(login), at=run.at(run.tender.closes + 2)
        )


def bids_of(procurement: Procurement) -> Select[Bid]:
    return select(Bid).where(Bid.procurement_id == procurement.id).order_by(Bid.id)


def mark(run: Run) -> None:
    """Mark the opened responses, as many of a hundred as the tender says."""
    responses = list(all_of(responses_of(run.procurement)))
    last = len(responses) * run.tender.marked_share // 100
    for place, login in enumerate(run.tender.evaluators):
        count = last if place else len(responses)
        for response in responses[:count]:
            mark_, reason = said_of(run, response).marks[place]
            marking.record_mark(
                response,
                mark=mark_,
                reason=reason,
                by=run.who(login),
                at=run.at(run.tender.closes + 6 + place, 14),
            )


def responses_of(procurement: Procurement) -> Select[Response]:
    return (
        select(Response)
        .join(Response.question)
        .where(
            Response.procurement_id == procurement.id,
            Question.kind != QuestionKind.INFORMATION,
        )
        .order_by(Question.position, Response.id)
    )


def said_of(run: Run, response: Response) -> Written:
    """Return what the panel said of a response, by its bidder's standard."""
    name = response.bid.organisation.name
    demo = next(bid for bid in run.tender.bids if run.market.providers[bid.provider].name == name)
    return written(response.question, demo.standard)


def agree(run: Run) -> None:
    """Record the panel's consensus on every response."""
    for response in all_of(responses_of(run.procurement)):
        said = said_of(run, response)
        moderation.record_consensus(
            response,
            mark=said.agreed,
            reason=said.agreed_reason,
            quote=said.quote,
            by=run.who(run.tender.moderator),
            at=run.at(run.tender.closes + 14),
        )


def decide(run: Run) -> None:
    """Rank, recommend what the award mode proposes, and let another person approve it."""
    day = run.tender.closes + 24
    ranking.rank(run.procurement, by=run.commissioner, at=run.at(day))
    results = all_of(results_of(run.procurement))
    proposal = recommendation.recommend(
        run.procurement,
        summary="The panel recommends the award that the published award mode proposes. Every bid"
        " was marked by the same people, and the ranking follows from the published formula.",
        outcomes={row.entry_id: Outcome(row.proposed, "") for row in results},
        by=run.commissioner,
        at=run.at(day, 15),
    )
    check_suppliers(run, day + 1)
    award.approve(proposal, by=run.who(run.tender.approver), at=run.at(day + 2, 9, 30))


def check_suppliers(run: Run, day: int) -> None:
    """Look every bidder up on the debarment list, as has to be done before an award."""
    look = diligence.Look(
        run.at(day).date(),
        Occasion.BEFORE_AWARD,
        diligence.DEBARMENT_LIST,
        run.at(day).date(),
        "The list names nobody who is or was connected with this supplier.",
    )
    for bid in all_of(bids_of(run.procurement)):
        diligence.record_debarment(
            bid.organisation,
            [""],
            look,
            DebarmentResult.NOT_LISTED,
            by=run.commissioner,
            at=run.at(day, 16),
        )


def results_of(procurement: Procurement) -> Select[EntryResult]:
    return (
        select(EntryResult)
        .where(EntryResult.procurement_id == procurement.id)
        .order_by(EntryResult.entry_id)
    )
