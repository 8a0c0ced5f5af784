"""A run over what has changed leaves exactly what a run over everything leaves."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal import changes
from portal.changes import Changed, DirtyMark, mark_changed
from portal.contracts.models import Placement, Rate, Route
from portal.contracts.services.successions import approve_and_carry
from portal.db import db
from portal.monitoring.jobs.rules import check_everything, run_incremental
from portal.monitoring.models import Breach
from portal.providers.models import RatingReport, SuccessionReason
from portal.providers.services.successions import agree, request_succession
from tests.factories.accounts import RegionFactory, member
from tests.factories.contracts import (
    TERM,
    BlockContractFactory,
    RateFactory,
    appointed,
    council_of,
    placed,
)
from tests.factories.providers import RatingReportFactory, ServiceFactory
from tests.factories.tenders import FrameworkFactory, LotFactory

TODAY = date(2026, 11, 23)
PRICES = st.sampled_from([5_000_00, 5_200_00, 5_300_00, 6_604_00])
GRADES = st.sampled_from(["good", "requires_improvement", "outstanding"])
NUMBERS = st.integers(0, 2)
CHANGES = st.one_of(
    st.tuples(st.just("charge"), NUMBERS, PRICES),
    st.tuples(st.just("rate"), NUMBERS, PRICES),
    st.tuples(st.just("rating"), NUMBERS, GRADES),
    st.tuples(st.just("term"), NUMBERS, st.sampled_from([30, 89, 90, 91, 400])),
    st.tuples(st.just("contract term"), st.just(0), st.sampled_from([30, 90, 91, 400])),
    st.tuples(st.just("route"), NUMBERS, st.sampled_from([Route.SPOT, Route.CALL_OFF])),
    st.tuples(st.just("leave"), NUMBERS, st.sampled_from([None, 5, 100])),
)


class World:
    """Three services on two lots of two regions, a placement at each, and a block contract."""

    def __init__(self) -> None:
        here, there = RegionFactory(), RegionFactory()
        lots = [
            LotFactory(
                framework=FrameworkFactory(region=region, starts_on=TERM[0], ends_on=TERM[1])
            )
            for region in (here, there)
        ]
        council = council_of(here)
        self.appointments = [appointed(lots[0]), appointed(lots[0]), appointed(lots[1])]
        self.services = [one.service for one in self.appointments]
        self.placements = [
            placed(council, lots[0], service, pence=5_200_00) for service in self.services
        ]
        for service in self.services:
            RatingReportFactory(service=service)
        self.contract = BlockContractFactory(lot=lots[0], service=ServiceFactory())

    def change(self, what: str, number: int, value, at: datetime) -> None:
        """Make one change, and leave the mark that the services leave for it."""
        kind, ids = getattr(self, what.replace(" ", "_"))(number, value)
        db.session.flush()
        mark_changed(kind, ids, at=at)

    def charge(self, number, pence):
        placement = self.placements[number]
        placement.charges[0].pence = pence
        return Changed.PLACEMENT, [placement.id]

    def rate(self, number, pence):
        appointment = self.appointments[number]
        live = select(Rate).where(
            Rate.appointment_id == appointment.id, Rate.withdrawn_at.is_(None)
        )
        old = db.session.scalars(live).one()
        old.withdrawn_at, old.withdrawn_reason = appointment.appointed_at, "Wrong"
        db.session.flush()
        return Changed.RATE, [RateFactory(appointment=appointment, pence=pence).id]

    def rating(self, number, grade):
        service = self.services[number]
        report = select(RatingReport).where(RatingReport.service_id == service.id)
        db.session.scalars(report).one().overall_code = grade
        return Changed.RATING, [service.id]

    def term(self, number, days):
        appointment = self.appointments[number]
        appointment.ends_on = TODAY + timedelta(days=days)
        return Changed.APPOINTMENT, [appointment.id]

    def contract_term(self, _number, days):
        self.contract.ends_on = TODAY + timedelta(days=days)
        return Changed.BLOCK_CONTRACT, [self.contract.id]

    def route(self, number, route):
        placement: Placement = self.placements[number]
        placement.route = route
        placement.appointment_id = None if route is Route.SPOT else self.appointments[number].id
        return Changed.PLACEMENT, [placement.id]

    def leave(self, number, days):
        placement = self.placements[number]
        placement.ends_on = None if days is None else placement.starts_on + timedelta(days=days)
        return Changed.PLACEMENT, [placement.id]


@pytest.fixture
def world(session, now):
    world = World()
    check_everything(now)
    return world


@settings(max_examples=12)
@given(history=st.lists(CHANGES, min_size=1, max_size=5))
def test_what_an_incremental_run_leaves_a_full_run_does_not_change(world, snapshot, now, history):
    for what, number, value in history:
        world.change(what, number, value, now)
    run_incremental(now)
    left = snapshot()
    check_everything(now)
    assert snapshot() == left
    assert db.session.scalar(select(func.count(DirtyMark.id))) == 0


def test_a_run_clears_exactly_the_marks_that_it_took(world, now, monkeypatch):
    world.change("charge", 0, 6_604_00, now)
    taken = changes.take_marks()
    monkeypatch.setattr(changes, "take_marks", lambda: taken)
    world.change("charge", 1, 6_604_00, now)
    run_incremental(now)
    left = db.session.scalars(select(DirtyMark.subject_id)).all()
    assert left == [world.placements[1].id]


def test_without_marks_nothing_is_run(world, now, count_queries):
    with count_queries() as queries:
        assert run_incremental(now) == {}
    assert len(queries) <= 3


def test_a_changed_charge_opens_a_breach_within_the_next_run(world, now):
    world.change("route", 0, Route.CALL_OFF, now)
    world.change("charge", 0, 6_604_00, now)
    counts = run_incremental(now)
    assert (counts["marks"], counts["opened"]) == (2, 1)
    opened = select(Breach).where(Breach.rule_code == "price-above-own-rate")
    assert db.session.scalars(opened).one().subject_id == world.placements[0].id


def test_a_succession_leaves_nothing_that_a_full_run_would_change(world, snapshot, now):
    old, new = world.services[0], ServiceFactory()
    by, manager = member(new.organisation), member()
    succession = request_succession(
        old,
        new,
        on_date=date(2026, 9, 1),
        reason=SuccessionReason.NEW_OWNER,
        explanation="Sold.",
        by=by,
        at=now,
    )
    agree(succession, by=member(old.organisation), at=now)
    run_incremental(now)
    opened = select(Breach.subject_id).where(
        Breach.rule_code == "spot-from-holder", Breach.closed_at.is_(None)
    )
    before = set(db.session.scalars(opened))
    assert world.placements[0].id in before
    approve_and_carry(succession, reason="Papers seen.", by=manager, at=now)
    run_incremental(now)
    left = snapshot()
    check_everything(now)
    assert snapshot() == left
    assert set(db.session.scalars(opened)) == before
