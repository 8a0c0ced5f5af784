"""Placements are recorded whatever they cost; the screens check the price and show the working."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.changes import Changed, take_marks
from portal.contracts.models import ChildRecord, Placement, PricePiece, Route, SearchStatus
from portal.working_days import working_days_after
from tests.factories.contracts import (
    BlockContractFactory,
    RateFactory,
    SearchFactory,
    appointed,
    placed,
)
from tests.factories.providers import ServiceFactory
from tests.support.client import heading
from tests.support.pages import date_boxes

START, END = date(2026, 3, 2), date(2026, 5, 10)
NEW = "/council/placements/new"


def answers(**more):
    given = {"age_band": "11-15", "charge-CORE": "6,604.00"}
    return given | date_boxes("starts_on", START) | date_boxes("ends_on", END) | more


def only(session):
    return session.scalars(select(Placement)).one()


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


@pytest.fixture
def appointment(vale):
    """5,200.00 a week, uplifted by 1.5 per cent on 1 April 2026."""
    appointment = appointed(vale.lot)
    RateFactory(appointment=appointment, pence=5_278_00, starts_on=date(2026, 4, 1))
    return appointment


@pytest.fixture
def officer(client, vale, at):
    return client.sign_in(vale.officer)


def test_a_call_off_shows_that_it_is_13404_86_over_piece_by_piece(
    officer, session, vale, appointment
):
    first = officer.post(NEW, data={"route": "call_off"})
    assert first.location.endswith("/new/call_off")
    saved = officer.post(first.location, data=answers(appointment=appointment.reference))
    placement = only(session)
    assert saved.location.endswith(f"/council/placements/{placement.reference}")
    assert placement.appointment == appointment
    page = words(officer.get(saved.location))
    assert "£13,404.86" in page
    assert "30 nights × (£6,604.00 - £5,200.00) ÷ 7" in page
    assert "39 nights × (£6,604.00 - £5,278.00) ÷ 7" in page
    assert "£6,017.14 over (27.0%)" in page
    assert "£7,387.71 over (25.1%)" in page
    assert f"the agreed rate of {appointment.service.name} on {vale.lot.name}" in page
    assert "The price is up to 27.0% above what this service agreed" in page
    assert "100.0%" in page


def test_the_contract_manager_sees_the_same_figures_without_the_child(
    client, officer, session, vale, appointment
):
    officer.post(f"{NEW}/call_off", data=answers(appointment=appointment.reference))
    placement = only(session)
    child = session.scalars(select(ChildRecord)).one().child_reference
    client.sign_in(vale.manager)
    page = client.get(f"/placements/{placement.reference}")
    assert "£13,404.86" in page.text
    assert child not in page.text
    assert "11 to 15" not in page.text
    assert "£13,404.86" in client.get("/placements").text


def test_recording_marks_the_placement_and_keeps_its_pieces_at_once(officer, session, appointment):
    officer.post(f"{NEW}/call_off", data=answers(appointment=appointment.reference))
    assert Changed.PLACEMENT in {mark.kind for mark in take_marks()}
    assert len(session.scalars(select(PricePiece)).all()) == 2


def test_a_spot_purchase_may_be_at_any_service_by_its_number(officer, session, vale):
    service = ServiceFactory()
    data = answers(urn=service.urn.lower(), comparison_lot=str(vale.lot.id))
    assert officer.post(f"{NEW}/spot", data=data).status_code == 303
    placement = only(session)
    assert (placement.service, placement.route) == (service, Route.SPOT)
    page = words(officer.get(f"/council/placements/{placement.reference}"))
    assert f"the ceiling of {vale.lot.name}" in page


def test_a_spot_purchase_from_a_service_on_the_lot_is_said_and_kept(
    officer, session, vale, appointment
):
    still_there = {f"ends_on-{part}": "" for part in ("day", "month", "year")}
    data = answers(urn=appointment.service.urn, comparison_lot=str(vale.lot.id), **still_there)
    officer.post(f"{NEW}/spot", data=data)
    page = words(officer.get(f"/council/placements/{only(session).reference}"))
    assert "This service holds a place on the lot" in page


def test_a_setting_that_is_not_on_the_portal_is_words(officer, session, vale):
    data = answers(setting="none", provider_name="Our own staff", comparison_lot=str(vale.lot.id))
    assert officer.post(f"{NEW}/unregistered", data=data).status_code == 303
    placement = only(session)
    page = officer.get(f"/council/placements/{placement.reference}")
    assert heading(page) == "No registered setting"
    assert "This setting is not registered." in page.text


def test_a_block_place_takes_service_and_lot_from_the_contract(officer, session, vale):
    contract = BlockContractFactory(lot__framework=vale.framework)
    data = answers(block_contract=contract.reference) | {"charge-CORE": "5,800.00"}
    officer.post(f"{NEW}/block", data=data)
    placement = only(session)
    assert (placement.service, placement.comparison_lot) == (contract.service, contract.lot)
    page = words(officer.get(f"/council/placements/{placement.reference}"))
    assert f"the block contract {contract.title}" in page
    assert "Within price" in page


def test_a_placement_ends_its_search_and_takes_the_child_over(officer, session, vale, appointment):
    search = SearchFactory(council=vale.council)
    begun = officer.post(f"{NEW}?search={search.reference}", data={"route": "call_off"})
    page = officer.get(begun.location)
    assert "Wants to stay at the same school." in page.text
    officer.post(begun.location, data=answers(appointment=appointment.reference))
    session.refresh(search)
    record = session.scalars(select(ChildRecord)).one()
    assert search.status is SearchStatus.PLACED
    assert record.child_reference == search.child_reference
    assert only(session).search == search
    assert appointment.service.name in officer.get(f"/searches/{search.reference}").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (date_boxes("ends_on", START), "The end date must be after the start date"),
        ({"charge-CORE": "lots"}, "Enter a price in pounds"),
        ({"charge-CORE": ""}, "Enter the price of core care"),
        ({"charge-CORE": "99999999"}, "must be £1,000,000.00 or less"),
        ({"age_band": ""}, "Choose the child’s age"),
        ({"urn": "SC000000"}, "No service on the portal has this number"),
        ({"urn": ""}, "Choose a service, or say where the child lives"),
        ({"comparison_lot": "9999"}, "Choose one of the answers"),
    ],
)
def test_wrong_answers_are_explained_and_nothing_is_kept(officer, session, vale, wrong, said):
    service = ServiceFactory()
    data = answers(urn=service.urn, comparison_lot=str(vale.lot.id)) | wrong
    page = officer.post(f"{NEW}/spot", data=data)
    assert said in page.text
    assert page.status_code == 200
    assert not session.scalars(select(Placement)).all()


def test_a_call_off_needs_an_appointment_on_the_day(officer, session, vale, appointment):
    early = answers(appointment=appointment.reference) | date_boxes("starts_on", date(2026, 2, 1))
    page = officer.post(f"{NEW}/call_off", data=early)
    assert "Record a spot purchase instead" in page.text


def test_a_new_price_ends_the_open_one_and_an_overlap_is_refused(officer, session, vale):
    placement = placed(vale.council, vale.lot)
    path = f"/council/placements/{placement.reference}/charges/new"
    new = {"component": "CORE", "pence": "6,000.00"} | date_boxes("starts_on", date(2026, 6, 1))
    assert officer.post(path, data=new).status_code == 303
    session.refresh(placement)
    ends = [(charge.pence, charge.ends_on) for charge in placement.charges]
    assert ends == [(6_604_00, date(2026, 6, 1)), (6_000_00, None)]
    assert "already charged" in officer.post(path, data=new).text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"component": "H11_DAY", "pence": "24.50"}, "Enter how many were bought"),
        ({"component": "ENH", "pence": "400.00", "quantity": "3"}, "leave this empty"),
        ({"component": "ENH", "pence": "0"}, "must be £0.01 or more"),
        (
            {"component": "ENH", "pence": "1.00"} | date_boxes("starts_on", date(2026, 3, 1)),
            "must not be before the placement",
        ),
    ],
)
def test_a_wrong_charge_is_explained(officer, vale, line, said):
    placement = placed(vale.council, vale.lot)
    data = date_boxes("starts_on", START) | line
    page = officer.post(f"/council/placements/{placement.reference}/charges/new", data=data)
    assert said in page.text


def test_extra_hours_count_once_and_stand_as_unpriced(officer, session, vale, appointment):
    placement = placed(vale.council, vale.lot, appointment.service, route=Route.CALL_OFF)
    path = f"/council/placements/{placement.reference}"
    hours = {"component": "H11_DAY", "pence": "24.50", "quantity": "14"}
    officer.post(f"{path}/charges/new", data=hours | date_boxes("starts_on", START))
    page = words(officer.get(path))
    assert "£343.00 was charged for extras that the reference has no price for" in page


def test_a_wrong_charge_is_withdrawn_with_a_reason(officer, session, vale):
    placement = placed(vale.council, vale.lot)
    path = f"/council/placements/{placement.reference}"
    charge = placement.charges[0]
    taken_back = officer.post(
        f"{path}/charges/{charge.id}/withdraw", data={"reason": "Two digits swapped"}
    )
    assert taken_back.status_code == 303
    page = officer.get(path).text
    assert "Two digits swapped" in page
    assert "Nothing to compare yet" in page


def test_an_agreed_price_needs_a_framework_that_lets_it_and_must_be_lower(
    officer, session, vale, appointment
):
    placement = placed(vale.council, vale.lot, appointment.service, route=Route.CALL_OFF)
    path = f"/council/placements/{placement.reference}"
    price = {"component": "CORE", "pence": "5,000.00"}
    price |= date_boxes("starts_on", date(2026, 4, 15)) | date_boxes("signed_on", START)
    refused = officer.post(f"{path}/agreed/new", data=price)
    assert "does not let a call-off agree its own prices" in refused.text
    vale.framework.lower_prices_at_call_off = True
    higher = officer.post(f"{path}/agreed/new", data=price | {"pence": "5,278.00"})
    assert "must be lower than the service" in higher.text
    assert officer.post(f"{path}/agreed/new", data=price).status_code == 303
    assert "the price signed for this placement" in words(officer.get(path))


def test_an_end_is_recorded_and_may_be_corrected(officer, session, vale):
    placement = placed(vale.council, vale.lot)
    path = f"/council/placements/{placement.reference}"
    early = officer.post(f"{path}/end", data=date_boxes("ends_on", START))
    assert "must be after the start date" in early.text
    for day in (END, END + timedelta(days=1)):
        assert officer.post(f"{path}/end", data=date_boxes("ends_on", day)).status_code == 303
        session.refresh(placement)
        assert placement.ends_on == day


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),
        (date(2026, 11, 27), date(2026, 12, 1)),
        (date(2026, 12, 24), date(2026, 12, 30)),
    ],
)
def test_two_working_days_leave_out_weekends_and_bank_holidays(day, due):
    assert working_days_after(day, 2) == due
