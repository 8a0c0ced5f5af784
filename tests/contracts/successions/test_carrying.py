"""A succession carries contracts, rates and stays on, prices unchanged, and never a rating."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.access import Role
from portal.audit import chain
from portal.changes import Changed, take_marks
from portal.contracts.models import (
    Appointment,
    AppointmentSpell,
    AppointmentStatus,
    CarriedAppointment,
    EarlierService,
    PricePiece,
    RateSource,
    Route,
)
from portal.contracts.services.price_check import check_placements
from portal.db import db
from portal.errors import DomainError
from portal.inbox import InboxItem
from portal.outbox import OutboxMessage
from portal.providers.queries.ratings import ratings_as_at
from tests.contracts.successions.asking import ON, TODAY, approve, ask, one, references, total_of
from tests.factories.accounts import member
from tests.factories.contracts import (
    AppointmentFactory,
    BlockContractFactory,
    RateFactory,
    appointed,
    placed,
)
from tests.factories.providers import RatingReportFactory, ServiceFactory


class TestCarrying:
    def test_an_appointment_ends_and_another_goes_on_with_its_rates(
        self, asked, old, new, vale, session, now
    ):
        RateFactory(
            appointment=old,
            pence=5_278_00,
            starts_on=date(2026, 4, 1),
            source=RateSource.UPLIFT,
            decided_on=date(2026, 3, 12),
        )
        RateFactory(appointment=old, pence=5_400_00, starts_on=date(2027, 4, 1))
        session.refresh(old)
        approve(asked, vale.manager, now)
        made = one(session, Appointment, Appointment.service_id == new.id)
        assert (old.ends_on, old.status) == (ON, AppointmentStatus.APPOINTED)
        assert (made.starts_on, made.ends_on, made.award_id) == (ON, date(2030, 3, 1), None)
        assert [(r.pence, r.starts_on, r.source, r.decided_on) for r in made.rates] == [
            (5_278_00, ON, RateSource.UPLIFT, date(2026, 3, 12)),
            (5_400_00, date(2027, 4, 1), RateSource.BID, date(2026, 2, 16)),
        ]
        [entry] = session.scalars(chain("appointment", made.id))
        assert entry.facts == {"succession": asked.reference, "follows": old.reference}

    def test_a_suspension_goes_on(self, asked, old, new, vale, session, now):
        old.status = AppointmentStatus.SUSPENDED
        old.spells.append(
            AppointmentSpell(
                status=AppointmentStatus.SUSPENDED,
                starts_on=date(2026, 8, 1),
                reason="Rating",
                decided_at=now,
            )
        )
        approve(asked, vale.manager, now)
        made = one(session, Appointment, Appointment.service_id == new.id)
        assert made.status is AppointmentStatus.SUSPENDED
        assert [spell.status for spell in made.spells] == [AppointmentStatus.SUSPENDED]

    def test_what_was_withdrawn_or_has_ended_stays(self, asked, old, new, vale, session, now):
        ended = AppointmentFactory(service=old.service, starts_on=date(2026, 3, 1), ends_on=ON)
        gone = AppointmentFactory(service=old.service, status=AppointmentStatus.WITHDRAWN)
        gone.spells[0].status = AppointmentStatus.WITHDRAWN
        carried = approve(asked, vale.manager, now)
        assert carried.appointments == 1
        assert {ended.ends_on, gone.ends_on} == {ON, date(2030, 3, 1)}

    def test_one_that_has_not_begun_is_withdrawn_and_begins_at_the_new_service(
        self, asked, old, new, vale, session, now
    ):
        later = AppointmentFactory(service=old.service, starts_on=date(2027, 1, 1))
        approve(asked, vale.manager, now)
        assert later.status is AppointmentStatus.WITHDRAWN
        made = one(
            session,
            Appointment,
            Appointment.service_id == new.id,
            Appointment.lot_id == later.lot_id,
        )
        assert made.starts_on == date(2027, 1, 1)

    def test_a_place_that_the_new_service_holds_itself_stands(self, asked, old, new, vale, now):
        own = appointed(vale.lot, 5_000_00, service=new)
        approve(asked, vale.manager, now)
        carried = one(db.session, CarriedAppointment)
        assert carried.new_appointment_id == own.id
        assert [rate.pence for rate in own.rates] == [5_000_00]

    def test_one_that_does_not_run_then_stands_in_the_way(self, asked, old, new, vale, now):
        AppointmentFactory(service=new, lot=vale.lot, ends_on=date(2026, 8, 15))
        with pytest.raises(DomainError, match="Withdraw that appointment first"):
            approve(asked, vale.manager, now)

    def test_block_places_go_over_under_the_same_contract(self, asked, old, vale, session, now):
        contract = BlockContractFactory(service=old.service)
        past = BlockContractFactory(service=old.service, ends_on=ON)
        stay = placed(
            vale.council, vale.lot, old.service, route=Route.BLOCK, block_contract=contract
        )
        approve(asked, vale.manager, now)
        assert contract.service_id == stay.service_id == asked.new_service_id
        assert (stay.block_contract_id, past.service_id) == (contract.id, old.service_id)

    def test_a_stay_goes_on_under_its_agreement_number(self, asked, old, new, vale, session, now):
        stay = placed(vale.council, vale.lot, old.service, appointment=old, route=Route.CALL_OFF)
        over = placed(vale.council, vale.lot, old.service, ends_on=ON)
        number = stay.reference
        approve(asked, vale.manager, now)
        made = one(session, Appointment, Appointment.service_id == new.id)
        session.refresh(stay)
        assert (stay.reference, stay.starts_on, stay.ends_on) == (number, date(2026, 3, 2), None)
        assert (stay.service_id, stay.provider_id) == (new.id, new.organisation_id)
        assert stay.appointment_id == made.id
        before = one(session, EarlierService)
        assert (before.placement_id, before.service_id, before.ends_on) == (
            stay.id,
            old.service_id,
            ON,
        )
        assert before.appointment_id == old.id
        assert over.service_id == old.service_id

    def test_ratings_are_never_carried(self, asked, old, new, vale, session, now):
        RatingReportFactory(service=old.service)
        approve(asked, vale.manager, now)
        rated = ratings_as_at(TODAY)
        assert session.scalars(select(rated.c.service_id)).all() == [old.service_id]

    def test_everything_touched_is_marked_and_told_without_names(
        self, asked, old, new, vale, session, now
    ):
        stay = placed(vale.council, vale.lot, old.service)
        approve(asked, vale.manager, now)
        marks = {(mark.kind, mark.subject_id) for mark in take_marks()}
        assert {(Changed.PLACEMENT, stay.id), (Changed.APPOINTMENT, old.id)} <= marks
        assert {(Changed.RATING, old.service_id), (Changed.RATING, new.id)} <= marks
        told = session.scalars(select(InboxItem.membership_id)).all()
        assert vale.officer.id in told
        letters = session.scalars(select(OutboxMessage)).all()
        assert vale.officer.person.email in {one.to for one in letters}
        words = " ".join(f"{one.subject} {one.text}" for one in letters)
        assert old.service.name not in words
        assert new.name not in words


class TestPrices:
    @pytest.fixture
    def stay(self, vale, old):
        return placed(vale.council, vale.lot, old.service, pence=6_604_00)

    def test_the_total_is_what_it_was(self, asked, vale, stay, session, now):
        check_placements([stay.id], at=now)
        before = total_of(stay)
        assert before.covered_nights == before.nights > 200
        approve(asked, vale.manager, now)
        assert total_of(stay) == before
        sources = session.scalars(
            select(PricePiece.reference_source_id).where(PricePiece.starts_on <= TODAY)
        ).all()
        assert len(sources) == len(set(sources)) == 2

    def test_a_rate_that_changes_later_binds_only_the_new_service(
        self, asked, vale, stay, new, session, now
    ):
        approve(asked, vale.manager, now)
        made = one(session, Appointment, Appointment.service_id == new.id)
        RateFactory(appointment=made, pence=5_300_00, starts_on=date(2026, 10, 1))
        check_placements([stay.id], at=now)
        assert references(session) == [
            (date(2026, 3, 2), 5_200_00),
            (ON, 5_200_00),
            (date(2026, 10, 1), 5_300_00),
        ]

    def test_a_place_of_ones_own_before_the_day_is_no_price_of_the_old_service(
        self, asked, vale, stay, new, session, now
    ):
        appointed(vale.lot, 4_900_00, service=new)
        approve(asked, vale.manager, now)
        assert references(session) == [(date(2026, 3, 2), 5_200_00), (ON, 4_900_00)]

    def test_two_successions_in_a_row_keep_each_stretch_to_its_service(
        self, asked, vale, stay, new, owner, session, now
    ):
        check_placements([stay.id], at=now)
        before = total_of(stay)
        approve(asked, vale.manager, now)
        third = ServiceFactory(organisation=new.organisation)
        with pytest.raises(DomainError, match="must be after that"):
            ask(new, third, owner, now, on_date=ON)
        approve(ask(new, third, owner, now, on_date=date(2026, 10, 1)), vale.manager, now)
        assert total_of(stay) == before
        session.refresh(stay)
        assert stay.service_id == third.id
        assert [one.ends_on for one in session.scalars(select(EarlierService))] == [
            ON,
            date(2026, 10, 1),
        ]


DAYS = st.integers(0, 250)


@settings(max_examples=15)
@given(
    on=DAYS,
    starts=st.lists(DAYS, min_size=1, max_size=3),
    uplift=st.tuples(DAYS, st.sampled_from([5_100_00, 5_278_00, 5_400_01])),
    charged=st.sampled_from([5_200_00, 6_604_00, 5_113_37]),
)
def test_totals_are_the_same_before_and_after_whatever_the_days(
    vale, now, on, starts, uplift, charged
):
    first = date(2026, 3, 2)
    appointment = appointed(vale.lot)
    new = ServiceFactory(organisation=appointment.organisation)
    RateFactory(
        appointment=appointment, pence=uplift[1], starts_on=first + timedelta(days=uplift[0])
    )
    stays = [
        placed(
            vale.council,
            vale.lot,
            appointment.service,
            pence=charged,
            starts_on=first + timedelta(days=days),
        )
        for days in starts
    ]
    db.session.expire_all()
    check_placements([stay.id for stay in stays], at=now)
    before = [total_of(stay) for stay in stays]
    by = member(appointment.organisation, Role.PROVIDER_ADMINISTRATOR)
    wanted = ask(appointment.service, new, by, now, on_date=first + timedelta(days=on))
    approve(wanted, vale.manager, now)
    assert [total_of(stay) for stay in stays] == before
