"""Awards become appointments with the rates of their bids; states and rates go on the record."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.audit import chain
from portal.changes import Changed, take_marks
from portal.contracts.models import Appointment, AppointmentStatus, Rate
from portal.contracts.services import appointments as services
from portal.errors import DomainError
from tests.factories.accounts import RegionFactory, member
from tests.factories.contracts import TERM, RateFactory, appointed, award_for
from tests.factories.tenders import BlockLotFactory, LotFactory
from tests.support.client import heading
from tests.support.pages import date_boxes

START, END = TERM
TERM_BOXES = date_boxes("starts_on", START) | date_boxes("ends_on", END)


@pytest.fixture
def appointment(vale):
    return appointed(vale.lot)


def one(session, model):
    return session.scalars(select(model)).one()


def test_an_award_waits_until_an_appointment_is_made_of_it(client, session, vale, at):
    award = award_for(vale.lot, CORE=5_200_00, H11_DAY=24_50)
    client.sign_in(vale.manager)
    assert award.entry.service.name in client.get("/decided-awards").text
    made = client.post(f"/decided-awards/{award.reference}/appoint", data=TERM_BOXES)
    appointment = one(session, Appointment)
    assert made.location.endswith(f"/appointments/{appointment.reference}")
    assert [(rate.component_code, rate.pence) for rate in appointment.rates] == [
        ("CORE", 5_200_00),
        ("H11_DAY", 24_50),
    ]
    assert {rate.decided_on for rate in appointment.rates} == {date(2026, 2, 16)}
    assert "Nothing waits" in client.get("/decided-awards").text
    assert {mark.kind for mark in take_marks()} == {Changed.APPOINTMENT, Changed.RATE}
    [entry] = session.scalars(chain("appointment", appointment.id))
    assert entry.event == "appointment.made"


def test_an_award_is_acted_on_once(session, vale, now):
    award = award_for(vale.lot)
    services.appoint(award, starts_on=START, ends_on=END, by=vale.manager, at=now)
    with pytest.raises(DomainError, match="already acted on"):
        services.appoint(award, starts_on=START, ends_on=END, by=vale.manager, at=now)


def test_a_service_holds_one_place_on_a_lot(vale, appointment, now):
    award = award_for(vale.lot, appointment.service)
    with pytest.raises(DomainError, match="already holds a place"):
        services.appoint(award, starts_on=START, ends_on=END, by=vale.manager, at=now)


def test_the_dates_stay_within_the_framework(client, session, vale, at):
    award = award_for(vale.lot)
    late = date_boxes("starts_on", START) | date_boxes("ends_on", date(2030, 3, 2))
    page = client.sign_in(vale.manager).post(
        f"/decided-awards/{award.reference}/appoint", data=late
    )
    assert "The end date must be within the framework" in page.text
    assert not session.scalars(select(Appointment)).all()


def test_an_award_of_a_block_makes_no_appointment(vale, now):
    award = award_for(BlockLotFactory(framework=vale.framework))
    with pytest.raises(DomainError, match="block contract"):
        services.appoint(award, starts_on=START, ends_on=END, by=vale.manager, at=now)


def test_every_award_of_a_procurement_is_acted_on_at_once(client, session, vale, at):
    first = award_for(vale.lot)
    second = award_for(vale.lot)
    procurement = first.entry.procurement
    second.entry.procurement_id = procurement.id
    client.sign_in(vale.manager)
    path = f"/decided-awards/procurement/{procurement.reference}/appoint"
    assert path in client.get("/decided-awards").text
    assert client.post(path, data=TERM_BOXES).status_code == 303
    assert len(session.scalars(select(Appointment)).all()) == 2
    assert client.get(path).status_code == 404


def test_awards_of_another_region_do_not_exist(client, vale, at):
    elsewhere = award_for(LotFactory())
    client.sign_in(vale.manager)
    assert elsewhere.entry.service.name not in client.get("/decided-awards").text
    assert client.get(f"/decided-awards/{elsewhere.reference}/appoint").status_code == 404


def test_a_suspension_and_its_end_are_spells_with_reasons(client, session, vale, appointment, at):
    client.sign_in(vale.manager)
    base = f"/appointments/{appointment.reference}"
    told = date_boxes("from_on", date(2026, 11, 1)) | {"reason": "Rated inadequate"}
    assert client.post(f"{base}/suspend", data=told).status_code == 303
    page = client.get(base).text
    assert "Rated inadequate" in page
    assert "Lift the suspension" in page
    told = date_boxes("from_on", date(2026, 11, 20)) | {"reason": "Quality assured again"}
    assert "Enter what was found" in client.post(f"{base}/lift", data=told).text
    told |= {"evidence_kind": "visit", "evidence": "Visited on 18 November: staff are trained"}
    told |= {"link": "https://quality.example/visits/7"}
    assert client.post(f"{base}/lift", data=told).status_code == 303
    page = client.get(base).text
    assert "A quality assurance visit: Visited on 18 November: staff are trained" in page
    session.refresh(appointment)
    assert appointment.status is AppointmentStatus.APPOINTED
    assert [spell.starts_on.day for spell in appointment.spells] == [1, 1, 20]


def test_a_state_may_not_begin_before_the_one_it_follows(client, vale, appointment, at):
    told = date_boxes("from_on", date(2026, 2, 1)) | {"reason": "Rated inadequate"}
    path = f"/appointments/{appointment.reference}/suspend"
    page = client.sign_in(vale.manager).post(path, data=told)
    assert "The date must be from 1 March 2026 to 28 February 2030" in page.text


def test_what_was_withdrawn_cannot_be_suspended(client, vale, appointment, at):
    client.sign_in(vale.manager)
    base = f"/appointments/{appointment.reference}"
    told = date_boxes("from_on", date(2026, 11, 1)) | {"reason": "The home closed"}
    client.post(f"{base}/withdraw", data=told)
    assert "cannot become suspended" in client.post(f"{base}/suspend", data=told).text
    assert "Add a rate" in client.get(base).text


def test_a_varied_rate_ends_the_one_before_it(client, session, vale, appointment, at):
    client.sign_in(vale.manager)
    base = f"/appointments/{appointment.reference}"
    new = {"component": "CORE", "pence": "5,278.00"}
    new |= date_boxes("starts_on", date(2026, 4, 1)) | date_boxes("decided_on", date(2026, 3, 20))
    assert client.post(f"{base}/rates/new", data=new).status_code == 303
    page = client.get(base).text
    assert "£5,278.00 a week" in page
    assert "Variation" in page
    again = client.post(f"{base}/rates/new", data=new).text
    assert "already starts on that day" in again


def test_a_wrong_rate_is_withdrawn_with_a_reason_and_stays_on_the_page(
    client, session, vale, appointment, at
):
    wrong = RateFactory(appointment=appointment, starts_on=date(2026, 4, 1), pence=9_999_00)
    client.sign_in(vale.manager)
    base = f"/appointments/{appointment.reference}"
    path = f"{base}/rates/{wrong.id}/withdraw"
    assert "Enter what was wrong" in client.post(path, data={}).text
    assert client.post(path, data={"reason": "A digit too many"}).status_code == 303
    assert "A digit too many" in client.get(base).text
    assert "already withdrawn" in client.post(path, data={"reason": "Again"}).text


def test_a_rate_of_another_appointment_does_not_exist_here(client, session, vale, appointment, at):
    other = appointed(vale.lot)
    path = f"/appointments/{appointment.reference}/rates/{other.rates[0].id}/withdraw"
    assert client.sign_in(vale.manager).get(path).status_code == 404
    assert one_live(session) == 2


def one_live(session):
    return len(session.scalars(select(Rate).where(Rate.withdrawn_at.is_(None))).all())


def test_a_provider_sees_its_own_appointments_and_no_other(client, vale, appointment, at):
    rival = appointed(vale.lot)
    client.sign_in(member(appointment.organisation, Role.BID_WRITER))
    page = client.get("/our/appointments").text
    assert appointment.service.name in page
    assert rival.service.name not in page
    assert "£5,200.00 a week" in client.get(f"/our/appointments/{appointment.reference}").text
    assert client.get(f"/our/appointments/{rival.reference}").status_code == 404
    assert client.get(f"/appointments/{appointment.reference}").status_code == 403


def test_a_commissioner_sees_rates_and_changes_none(client, vale, appointment, at):
    client.sign_in(member(vale.region.lead, Role.COMMISSIONER))
    page = client.get(f"/appointments/{appointment.reference}").text
    assert "£5,200.00 a week" in page
    assert "Add a rate" not in page
    assert client.get(f"/appointments/{appointment.reference}/suspend").status_code == 403


def test_another_region_finds_no_appointment(client, appointment, at):
    stranger = member(RegionFactory().lead, Role.CONTRACT_MANAGER)
    client.sign_in(stranger)
    assert client.get(f"/appointments/{appointment.reference}").status_code == 404
    assert "No appointments" in client.get("/appointments").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=appointed", True),
        ("status=suspended", False),
        ("status=expired", False),
        ("ending=90", False),
        ("lot=999999999999", False),
        ("provider=nobody", False),
        ("status=nonsense", True),
    ],
)
def test_the_list_is_filtered(client, vale, appointment, at, query, found):
    page = client.sign_in(vale.manager).get(f"/appointments?{query}").text
    assert (f"/appointments/{appointment.reference}" in page) is found


def test_the_list_asks_as_much_for_many_as_for_one(client, vale, appointment, at, count_queries):
    client.sign_in(vale.manager)
    client.get("/appointments")
    with count_queries() as few:
        client.get("/appointments")
    for _ in range(5):
        appointed(vale.lot)
    with count_queries() as many:
        client.get("/appointments")
    assert len(many) == len(few)


def test_the_public_register_names_providers_and_no_home(client, vale, appointment, at):
    page = client.get("/framework-register")
    assert heading(page) == "Framework register"
    assert appointment.organisation.name in page.text
    assert appointment.service.name not in page.text
    assert "5,200" not in page.text


def test_the_register_leaves_out_who_is_suspended(client, vale, appointment, now, at):
    services.suspend(
        appointment, from_on=date(2026, 11, 1), reason="Inadequate", by=vale.manager, at=now
    )
    assert "Nobody is appointed yet" in client.get("/framework-register").text
