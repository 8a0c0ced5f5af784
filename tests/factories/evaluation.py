"""Procurements after their opening: responses to mark, agreed marks, opened prices, rankings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from portal.access import Role
from portal.accounts.models import Membership
from portal.db import db
from portal.tenders.models import (
    Bid,
    Confirmation,
    Consensus,
    Declaration,
    Duty,
    Entry,
    EntryPrice,
    EntryStatus,
    Envelope,
    Lot,
    Mark,
    Opening,
    Procurement,
    ProcurementStatus,
    QuestionKind,
    Requirement,
    Response,
)
from portal.tenders.services.drafts import scope_key
from portal.tenders.services.ranking import rank
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.base import ModelFactory, factory
from tests.factories.diligence import check_all
from tests.factories.providers import ServiceFactory
from tests.factories.tenders import people_of, published_procurement

OPENED_AT = datetime(2026, 12, 18, 13, 0, tzinfo=UTC)
WORDS = "Every child has a key worker.\n\nWe meet each child before they move in."


class BidFactory(ModelFactory):
    """A provider's bid without entries."""

    class Meta:
        model = Bid

    procurement = factory.SubFactory("tests.factories.tenders.ProcurementFactory")
    organisation = factory.SubFactory(OrganisationFactory)
    started_at = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


class EntryFactory(ModelFactory):
    """An entry that was submitted in time, with a service of the bidder's. It needs `lot`."""

    class Meta:
        model = Entry

    bid = factory.SubFactory(BidFactory)
    procurement = factory.SelfAttribute("bid.procurement")
    service = factory.LazyAttribute(lambda made: ServiceFactory(organisation=made.bid.organisation))
    status = EntryStatus.SUBMITTED
    submitted_at = datetime(2026, 12, 17, 9, 0, tzinfo=UTC)


@dataclass
class Stage:
    """A procurement in evaluation with everybody who works on it."""

    procurement: Procurement
    entries: list[Entry]
    commissioner: Membership
    approver: Membership
    moderator: Membership
    evaluators: list[Membership]
    responses: list[Response] = field(default_factory=list)

    @property
    def lot(self) -> Lot:
        return self.entries[0].lot

    def answers(self, position: int) -> list[Response]:
        """Return the responses to the question at a place, in the order of the entries."""
        return [one for one in self.responses if one.question.position == position]

    def bidder(self, number: int) -> Membership:
        """Return somebody who writes bids for the bidder of an entry."""
        return member(self.entries[number].bid.organisation, Role.BID_WRITER)


def opened(
    bidders: int = 2, *, lots: list[Lot] | None = None, confirmed: bool = True, **facts
) -> Stage:
    """Return a procurement whose quality is open, each bidder with one entry for each lot.

    Everybody assigned has declared that they have no conflict, with any bidder either.
    """
    procurement = published_procurement(lots=lots, **facts)
    lead = procurement.framework.region.lead
    procurement.status = ProcurementStatus.QUALITY_OPENED
    entries: list[Any] = [
        EntryFactory(bid=bid, lot=lot)
        for bid in [BidFactory(procurement=procurement) for _ in range(bidders)]
        for lot in procurement.lots
    ]
    stage = Stage(
        procurement,
        entries,
        commissioner=member(lead, Role.COMMISSIONER),
        approver=member(lead, Role.APPROVER),
        moderator=people_of(procurement, Duty.MODERATOR)[0],
        evaluators=people_of(procurement, Duty.EVALUATOR),
    )
    stage.responses = _answer(stage)
    _confirm(stage, confirmed)
    _record_opening(stage)
    for person in [stage.moderator, *stage.evaluators]:
        declare_all(procurement, person, [entry.bid for entry in entries])
    db.session.flush()
    return stage


def declare_all(procurement: Procurement, person: Membership, bids: Sequence[Bid] = ()) -> None:
    """Declare no conflict, for the procurement and for each of some bidders."""
    organisations = [None, *dict.fromkeys(bid.organisation_id for bid in bids)]
    db.session.add_all(
        Declaration(
            procurement_id=procurement.id,
            membership_id=person.id,
            organisation_id=organisation_id,
            conflict=False,
            declared_at=OPENED_AT,
        )
        for organisation_id in organisations
    )
    db.session.flush()


def mark_all(stage: Stage, mark: int = 4, people: Sequence[Membership] | None = None) -> None:
    """Give every response the same mark from each evaluator; pass or fail passes."""
    db.session.add_all(
        Mark(
            response_id=response.id,
            membership_id=person.id,
            mark=_fitting(response, mark),
            reason="A full answer.",
            marked_at=OPENED_AT,
        )
        for response in stage.responses
        for person in (stage.evaluators if people is None else people)
    )
    db.session.flush()


def agree(stage: Stage, marks: Sequence[int]) -> None:
    """Agree each entry's mark for every scored question, in the order of the entries' bids."""
    bids = list(dict.fromkeys(entry.bid_id for entry in stage.entries))
    by_bid = dict(zip(bids, marks, strict=True))
    db.session.add_all(
        Consensus(
            response_id=response.id,
            mark=_fitting(response, by_bid[response.bid_id]),
            reason="The panel found the answer convincing.",
            quote="Every child has a key worker.",
            moderator_id=stage.moderator.id,
            agreed_at=OPENED_AT,
        )
        for response in stage.responses
    )
    db.session.flush()


def price(entry: Entry, **pence: int) -> None:
    """Open an entry's prices by component, such as `CORE=520000`."""
    db.session.add_all(
        EntryPrice(entry_id=entry.id, component_code=code, pence=amount)
        for code, amount in pence.items()
    )
    db.session.flush()


def priced(stage: Stage, core: Sequence[int]) -> Stage:
    """Open prices: each entry's core price in pence, with the same hourly price for all."""
    stage.procurement.status = ProcurementStatus.PRICES_OPENED
    for entry, pence in zip(stage.entries, core, strict=True):
        price(entry, CORE=pence, EDU=100_000, H11_DAY=2_000)
    return stage


def ranked(
    marks: Sequence[int] = (4, 3), core: Sequence[int] = (520_000, 480_000), **facts
) -> Stage:
    """Return a procurement of one lot with its ranking worked out and its bidders checked."""
    stage = opened(len(marks), **facts)
    mark_all(stage)
    agree(stage, marks)
    priced(stage, core)
    rank(stage.procurement, by=stage.commissioner, at=OPENED_AT)
    bidders = [entry.bid.organisation for entry in stage.entries]
    check_all(bidders, by=stage.commissioner, at=OPENED_AT)
    return stage


def _fitting(response: Response, mark: int) -> int:
    return 1 if response.question.kind is QuestionKind.PASS_FAIL else mark


def _answer(stage: Stage) -> list[Response]:
    made: dict[tuple[int, int, str], Response] = {}
    for entry in stage.entries:
        for question in stage.procurement.questions:
            key = scope_key(question, lot_id=entry.lot_id, entry_id=entry.id)
            made.setdefault(
                (question.id, entry.bid_id, key),
                Response(
                    procurement_id=stage.procurement.id,
                    question=question,
                    bid=entry.bid,
                    scope_key=key,
                    lot_id=None if key == "organisation" else entry.lot_id,
                    entry_id=entry.id if key.startswith("entry") else None,
                    text=WORDS,
                    files=[],
                ),
            )
    db.session.add_all(made.values())
    db.session.flush()
    return list(made.values())


def _confirm(stage: Stage, confirmed: bool) -> None:
    for entry in stage.entries:
        for requirement in db.session.query(Requirement).filter(
            Requirement.specification_id.in_([one.id for one in entry.lot.specifications])
        ):
            db.session.add(
                Confirmation(entry_id=entry.id, requirement_id=requirement.id, confirmed=confirmed)
            )


def _record_opening(stage: Stage) -> None:
    officers = people_of(stage.procurement, Duty.OPENER)
    db.session.add(
        Opening(
            procurement_id=stage.procurement.id,
            envelope=Envelope.QUALITY,
            first_officer_id=officers[0].id,
            first_at=OPENED_AT,
            second_officer_id=officers[1].id,
            opened_at=OPENED_AT,
            record={
                "entries": [
                    {"entry": entry.reference, "state": "opened"} for entry in stage.entries
                ]
            },
        )
    )
