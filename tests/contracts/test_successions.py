"""One service follows another: asked for, agreed to, decided; contracts go on, ratings do not."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.access import Role
from portal.audit import chain
from portal.changes import Changed, take_marks
from portal.contracts.models import (
    Appointment,
    AppointmentSpell,
    AppointmentStatus,
    CarriedAppointment,
    EarlierService,
    Placement,
    PricePiece,
    RateSource,
    Route,
)
from portal.contracts.pricing import totals
from portal.contracts.queries.prices import pieces_of
from portal.contracts.services import successions as carrying
from portal.contracts.services.price_check import as_pure, check_placements
from portal.db import all_of, db
from portal.errors import DomainError
from portal.inbox import InboxItem
from portal.outbox import OutboxMessage
from portal.providers.models import (
    ProvisionType,
    RegistrationState,
    Succession,
    SuccessionReason,
    SuccessionStatus,
)
from portal.providers.queries.ratings import ratings_as_at
from portal.providers.services import successions as services
from tests.factories.accounts import OrganisationFactory, RegionFactory, member
from tests.factories.contracts import (
    AppointmentFactory,
    BlockContractFactory,
    RateFactory,
    appointed,
    council_of,
    placed,
)
from tests.factories.providers import RatingReportFactory, ServiceFactory
from tests.support.client import heading
from tests.support.pages import date_boxes

TODAY = date(2026, 11, 23)
ON = date(2026, 9, 1)


@pytest.fixture
def old(vale):
    """The appointment of the old service, with one rate of 5,200.00 a week."""
    return appointed(vale.lot)


@pytest.fixture
def owner(old):
    return member(old.organisation, Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def new(old):
    return ServiceFactory(organisation=old.organisation, registered_on=date(2026, 8, 1))


def ask(old_service, new_service, by, now, **changes):
    facts = {"on_date": ON, "reason": SuccessionReason.NEW_REGISTRATION, "explanation": "New form."}
    asked = services.request_succession(
        old_service, new_service, **(facts | changes), by=by, at=now
    )
    db.session.flush()
    return asked


@pytest.fixture
def asked(old, new, owner, now):
    return ask(old.service, new, owner, now)


def approve(succession, by, now):
    return carrying.approve_and_carry(succession, reason="Papers seen.", by=by, at=now)


def total_of(placement, as_at=TODAY):
    return totals([as_pure(one) for one in all_of(pieces_of(placement.id))], as_at)


def references(session):
    """From which days what a placement is held to costs how much, as far as it has come."""
    return session.execute(
        select(PricePiece.starts_on, PricePiece.reference_pence)
        .where(PricePiece.starts_on <= TODAY)
        .order_by(PricePiece.starts_on)
    ).all()


def one(session, model, *where):
    return session.scalars(select(model).where(*where)).one()


class TestAsking:
    def test_services_of_two_kinds_do_not_follow_one_another(self, old, owner, now):
        other = ServiceFactory(provision_type=ProvisionType.FOSTERING_AGENCY)
        with pytest.raises(DomainError, match="A service can only follow one of its own kind"):
            ask(old.service, other, owner, now)

    def test_a_service_does_not_follow_itself(self, old, owner, now):
        with pytest.raises(DomainError, match="cannot follow itself"):
            ask(old.service, old.service, owner, now)

    def test_a_closed_one_follows_nothing(self, old, owner, now):
        closed = ServiceFactory(status=RegistrationState.CLOSED)
        with pytest.raises(DomainError, match="is closed"):
            ask(old.service, closed, owner, now)

    def test_the_day_is_not_before_the_new_registration(self, old, new, owner, now):
        with pytest.raises(DomainError, match="before the new service was registered"):
            ask(old.service, new, owner, now, on_date=date(2026, 7, 31))

    def test_an_old_service_has_one_live_succession(self, asked, old, owner, now):
        another = ServiceFactory(organisation=old.organisation)
        with pytest.raises(DomainError, match="Another request or decision"):
            ask(old.service, another, owner, now)
        services.withdraw(asked, reason="Wrong home", by=owner, at=now)
        assert ask(old.service, another, owner, now).status is SuccessionStatus.REQUESTED

    def test_services_do_not_follow_one_another_in_a_ring(self, asked, new, old, owner, now):
        third = ServiceFactory(organisation=old.organisation)
        ask(new, third, owner, now)
        with pytest.raises(DomainError, match="itself follows the new one"):
            ask(third, old.service, owner, now)

    def test_another_providers_service_needs_its_agreement(self, old, owner, vale, now):
        theirs = ServiceFactory()
        asking = member(theirs.organisation, Role.PROVIDER_ADMINISTRATOR)
        wanted = ask(old.service, theirs, asking, now, reason=SuccessionReason.NEW_OWNER)
        assert wanted.waits_for_agreement
        assert one(db.session, InboxItem).membership_id == owner.id
        with pytest.raises(DomainError, match="has to agree first"):
            approve(wanted, vale.manager, now)
        with pytest.raises(DomainError, match="Only the provider of the old service"):
            services.agree(wanted, by=asking, at=now)
        services.agree(wanted, by=owner, at=now)
        approve(wanted, vale.manager, now)
        assert wanted.status is SuccessionStatus.APPROVED


class TestDeciding:
    def test_approval_closes_the_old_service_on_the_day(self, asked, old, vale, now):
        approve(asked, vale.manager, now)
        assert (old.service.status, old.service.closed_on) == (RegistrationState.CLOSED, ON)
        assert asked.decided_by_id == vale.manager.id

    def test_one_who_asked_does_not_decide(self, old, new, vale, now):
        wanted = ask(old.service, new, vale.manager, now)
        with pytest.raises(DomainError, match="somebody else has to decide"):
            approve(wanted, vale.manager, now)

    def test_it_is_approved_once(self, asked, vale, session, now):
        approve(asked, vale.manager, now)
        with pytest.raises(DomainError, match="cannot become approved"):
            approve(asked, vale.manager, now)
        assert session.scalar(select(func.count(CarriedAppointment.id))) == 1

    def test_a_refusal_carries_nothing(self, asked, old, vale, session, now):
        stay = placed(vale.council, vale.lot, old.service)
        services.refuse(asked, reason="Not the same home.", by=vale.manager, at=now)
        with pytest.raises(DomainError, match="cannot become approved"):
            approve(asked, vale.manager, now)
        assert (stay.service_id, old.ends_on) == (old.service_id, date(2030, 3, 1))
        assert not session.scalars(select(EarlierService)).all()
        assert old.service.status is RegistrationState.REGISTERED

    def test_it_waits_for_its_day_and_for_the_registration(self, old, new, owner, vale, now):
        tomorrow = TODAY + timedelta(days=1)
        wanted = ask(old.service, new, owner, now, on_date=tomorrow)
        with pytest.raises(DomainError, match="You can approve this from 24 November 2026"):
            approve(wanted, vale.manager, now)
        services.withdraw(wanted, reason="Wrong day", by=owner, at=now)
        waiting = ServiceFactory(
            organisation=old.organisation, status=RegistrationState.APPLIED, urn=None
        )
        with pytest.raises(DomainError, match="is not registered"):
            approve(ask(old.service, waiting, owner, now), vale.manager, now)


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


class TestPages:
    def form(self, old, **changes):
        sent = {
            "old_service": old.service.urn,
            "reason": "new_registration",
            "explanation": "The company took another legal form.",
        }
        return sent | date_boxes("on_date", ON) | changes

    def test_a_provider_asks_and_a_manager_approves(
        self, client, session, old, new, owner, vale, at
    ):
        placed(vale.council, vale.lot, old.service)
        client.sign_in(owner)
        assert "No requests" in client.get("/services/successions").text
        answer = client.post(
            "/services/successions/new",
            data=self.form(old, new_service=new.reference),
            follow_redirects=True,
        )
        assert "Your request is sent" in answer.text
        asked = one(session, Succession)
        client.sign_in(vale.manager)
        assert "Awaiting approval" in client.get("/successions").text
        page = client.get(f"/successions/{asked.reference}")
        assert "What approval would carry over" in page.text
        answer = client.post(
            f"/successions/{asked.reference}/decide",
            data={"decision": "approve", "reason": "The registration was seen."},
            follow_redirects=True,
        )
        assert "1 appointment, no block contracts and 1 placement were carried over" in " ".join(
            answer.text.split()
        )
        assert "Appointments carried over" in answer.text
        assert one(session, Placement).service_id == new.id
        again = client.get(f"/successions/{asked.reference}/decide")
        assert again.status_code == 404
        number = one(session, Placement).reference
        assert "Until 1 September 2026" in client.get(f"/placements/{number}").text
        place = f"/providers/{old.organisation.reference}/services/{new.reference}"
        assert "Follows, since 1 September 2026" in client.get(place).text
        client.sign_in(owner)
        page = client.get(f"/services/successions/{asked.reference}")
        assert "The registration was seen." in page.text
        page = client.get(f"/services/{old.service.reference}")
        assert "Followed by, since 1 September 2026" in page.text

    def test_what_is_wrong_is_said_beside_the_field(self, client, old, new, owner, at):
        client.sign_in(owner)
        sent = self.form(old, new_service=new.reference, old_service="SC999999")
        page = client.post("/services/successions/new", data=sent)
        assert "No service on this portal has this registration number" in page.text

    def test_another_provider_agrees_and_neither_reads_names_of_homes(
        self, client, session, old, owner, vale, at
    ):
        theirs = ServiceFactory(name="Distant House")
        asking = member(theirs.organisation, Role.PROVIDER_ADMINISTRATOR)
        client.sign_in(asking)
        answer = client.post(
            "/services/successions/new",
            data=self.form(old, new_service=theirs.reference, reason="new_owner"),
            follow_redirects=True,
        )
        assert "Waiting for agreement" in answer.text
        assert old.service.name not in answer.text
        assert old.organisation.name not in answer.text
        asked = one(session, Succession)
        path = f"/services/successions/{asked.reference}"
        client.post(f"{path}/agree")
        session.refresh(asked)
        assert asked.agreed_at is None
        client.sign_in(owner)
        page = client.get(path)
        assert theirs.organisation.name in page.text
        assert "Distant House" not in page.text
        answer = client.post(f"{path}/agree", follow_redirects=True)
        assert "You have agreed" in answer.text

    def test_the_old_provider_may_say_no(self, client, session, old, owner, at, now):
        theirs = ServiceFactory()
        asking = member(theirs.organisation, Role.PROVIDER_ADMINISTRATOR)
        asked = ask(old.service, theirs, asking, now)
        path = f"/services/successions/{asked.reference}"
        client.sign_in(owner)
        assert "Do not agree" in client.get(f"{path}/withdraw").text
        client.post(f"{path}/withdraw", data={"reason": "We have sold nothing."})
        session.refresh(asked)
        assert asked.status is SuccessionStatus.WITHDRAWN
        assert client.get(f"{path}/withdraw").status_code == 404

    def test_staff_ask_and_a_colleague_decides(self, client, session, old, new, vale, at):
        client.sign_in(vale.manager)
        client.post("/successions/new", data=self.form(old, new_service=new.urn))
        asked = one(session, Succession)
        path = f"/successions/{asked.reference}"
        assert "somebody else than the one who asked" in client.get(path).text
        answer = client.post(f"{path}/decide", data={"decision": "approve", "reason": "Seen."})
        assert "You asked for this, so somebody else has to decide it" in answer.text
        client.sign_in(member(vale.region.lead, Role.CONTRACT_MANAGER))
        answer = client.post(
            f"{path}/decide", data={"decision": "refuse", "reason": "No."}, follow_redirects=True
        )
        assert "The request is refused" in answer.text

    def test_others_do_not_find_it(self, client, asked, at):
        client.sign_in(member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR))
        assert client.get(f"/services/successions/{asked.reference}").status_code == 404
        there = RegionFactory()
        client.sign_in(member(there.lead, Role.CONTRACT_MANAGER))
        assert client.get(f"/successions/{asked.reference}").status_code == 404
        assert heading(client.get("/successions")) == "Successions"
        client.sign_in(member(council_of(there), Role.PLACEMENTS_OFFICER))
        assert client.get("/successions").status_code == 403

    def test_the_lists_ask_as_many_queries_however_long(
        self, client, asked, old, owner, vale, at, now, count_queries
    ):
        def counted(by, path):
            client.sign_in(by)
            with count_queries() as queries:
                assert client.get(path).status_code == 200
            return len(queries)

        pages = [(owner, "/services/successions"), (vale.manager, "/successions")]
        few = [counted(*page) for page in pages]
        for _ in range(6):
            more = appointed(vale.lot)
            ask(more.service, ServiceFactory(organisation=old.organisation), owner, now)
        assert [counted(*page) for page in pages] == few
