"""Ranking a large tender with its explanations, beside the sum that is at the heart of it."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from bench.cases import PROCESSOR, Case
from bench.stage import put, renew_statistics, stage
from portal.access import OrganisationKind, Role
from portal.accounts.models import Membership, Organisation
from portal.db import db
from portal.providers.models import ProvisionType, Service
from portal.tenders.models import (
    Bid,
    Confirmation,
    Consensus,
    Duty,
    Entry,
    EntryPrice,
    EntryStatus,
    Envelope,
    Opening,
    Procurement,
    ProcurementStatus,
    Question,
    Response,
)
from portal.tenders.services.ranking import rank
from tests.factories.accounts import member
from tests.factories.evaluation import OPENED_AT
from tests.factories.tenders import (
    QuestionFactory,
    people_of,
    published_procurement,
    refresh,
)

ENTRIES = 500
QUESTIONS = 20


def build() -> tuple[int, int]:
    """Make a tender whose panel has agreed every mark and whose prices are open."""
    procurement = published_procurement()
    for question in list(procurement.questions):
        db.session.delete(question)
    db.session.flush()
    questions: list[Any] = [
        QuestionFactory(procurement=procurement, position=number + 1, weight=100 // QUESTIONS)
        for number in range(QUESTIONS)
    ]
    numbers = range(1_000_001, 1_000_001 + ENTRIES)
    enter(procurement, numbers)
    agree_marks(procurement, questions, numbers)
    open_prices(numbers)
    record_opening(procurement)
    procurement.status = ProcurementStatus.PRICES_OPENED
    refresh(procurement)
    return procurement.id, member(procurement.framework.region.lead, Role.COMMISSIONER).id


def enter(procurement: Procurement, numbers: range) -> None:
    """Give every bidder a service and an entry that confirms every requirement."""
    add_bidders(numbers)
    lot = procurement.lots[0]
    of_procurement = {"procurement_id": procurement.id}
    put(
        Bid,
        [
            of_procurement | {"id": one, "organisation_id": one, "started_at": OPENED_AT}
            for one in numbers
        ],
    )
    put(
        Entry,
        [
            of_procurement
            | {
                "id": one,
                "bid_id": one,
                "lot_id": lot.id,
                "service_id": one,
                "status": EntryStatus.SUBMITTED,
                "submitted_at": OPENED_AT,
            }
            for one in numbers
        ],
    )
    put(
        Confirmation,
        [
            {"entry_id": one, "requirement_id": requirement.id, "confirmed": True}
            for one in numbers
            for requirement in lot.specifications[-1].requirements
        ],
    )


def add_bidders(numbers: range) -> None:
    """Make providers with one home each."""
    put(
        Organisation,
        [
            {"id": one, "kind": OrganisationKind.PROVIDER, "name": f"Larkfield {one}"}
            for one in numbers
        ],
    )
    put(
        Service,
        [
            {
                "id": one,
                "organisation_id": one,
                "urn": f"SC{one}",
                "name": f"Larkfield House {one}",
                "provision_type": ProvisionType.CHILDRENS_HOME,
                "claimed_at": OPENED_AT,
            }
            for one in numbers
        ],
    )


def agree_marks(procurement: Procurement, questions: list[Question], numbers: range) -> None:
    """Agree a mark for every answer of every entry."""
    lot_id, moderator = procurement.lots[0].id, people_of(procurement, Duty.MODERATOR)[0]
    places = [(one, question) for one in numbers for question in questions]
    put(
        Response,
        [
            {
                "id": number,
                "procurement_id": procurement.id,
                "question_id": question.id,
                "bid_id": one,
                "scope_key": f"lot:{lot_id}",
                "lot_id": lot_id,
                "text": "Every child has a key worker.",
            }
            for number, (one, question) in enumerate(places, start=1)
        ],
    )
    put(
        Consensus,
        [
            {
                "response_id": number,
                "mark": 2 + (number * 7 + one) % 4,
                "reason": "A full answer.",
                "quote": "Every child has a key worker.",
                "moderator_id": moderator.id,
                "agreed_at": OPENED_AT,
            }
            for number, (one, _question) in enumerate(places, start=1)
        ],
    )


def open_prices(numbers: range) -> None:
    """Open two prices of every entry."""
    put(
        EntryPrice,
        [
            {"entry_id": one, "component_code": code, "pence": pence + one % 997}
            for one in numbers
            for code, pence in (("CORE", 500_000), ("H11_DAY", 1_200))
        ],
    )


def record_opening(procurement: Procurement) -> None:
    """Record that every entry was opened."""
    entries = db.session.scalars(
        select(Entry.reference).where(Entry.procurement_id == procurement.id)
    )
    first, second = people_of(procurement, Duty.OPENER)[:2]
    db.session.add(
        Opening(
            procurement_id=procurement.id,
            envelope=Envelope.QUALITY,
            first_officer_id=first.id,
            first_at=OPENED_AT,
            second_officer_id=second.id,
            opened_at=OPENED_AT,
            record={"entries": [{"entry": one, "state": "opened"} for one in entries]},
        )
    )


def rank_all(app: Flask, procurement_id: int, by_id: int) -> None:
    """Rank, explain and keep every entry, then forget it."""
    with app.app_context():
        rows = rank(
            db.session.get_one(Procurement, procurement_id),
            by=db.session.get_one(Membership, by_id),
            at=OPENED_AT,
        )
        db.session.flush()
        if len(rows) != ENTRIES or {row.rank for row in rows} == {None}:
            raise RuntimeError("not every entry was ranked")
        db.session.rollback()


def add_up(app: Flask) -> None:
    """Sum the weighted marks of every entry in the database, highest first."""
    total = func.sum(Consensus.mark * Question.weight)
    with app.app_context():
        db.session.execute(
            select(Response.bid_id, total)
            .join(Consensus, Consensus.response_id == Response.id)
            .join(Question, Question.id == Response.question_id)
            .group_by(Response.bid_id)
            .order_by(total.desc())
        ).all()
        db.session.rollback()


def cases() -> Iterator[Case]:
    """Yield the ranking of one large lot."""
    with stage() as app:
        with app.app_context():
            ids = build()
            renew_statistics()
        yield Case(
            f"rank {ENTRIES} entries by {QUESTIONS} questions and a price",
            portal=lambda: rank_all(app, *ids),
            bare=lambda: add_up(app),
            at_most=100,
            rounds=3,
            clock=PROCESSOR,
        )
