"""A page that is sent twice, as by a double press, records one thing; two pages record two."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.contracts.models import Charge, Placement, Search, SearchStep
from tests.factories.contracts import SearchFactory, appointed, placed
from tests.support.pages import date_boxes

START = date(2026, 3, 2)
EMERGENCY = {"organisation": "Thornbeck Care", "setting": "none", "age_band": "5-10"}


def token_on(page):
    (token,) = re.findall(r'name="token"[^>]*value="([^"]+)"', page.text)
    return token


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def officer(client, vale, at):
    return client.sign_in(vale.officer)


@pytest.fixture
def call_off(vale):
    given = {"appointment": appointed(vale.lot).reference, "age_band": "11-15"}
    return given | {"charge-CORE": "5,200.00"} | date_boxes("starts_on", START)


@pytest.fixture
def pages(vale, call_off):
    """Each form that makes something: its address, what is sent, and what it makes."""
    emergency = EMERGENCY | {"officer": str(vale.officer.id)} | date_boxes("starts_on", START)
    search = SearchFactory(council=vale.council)
    placement = placed(vale.council, vale.lot, starts_on=START)
    return {
        "placement": ("/council/placements/new/call_off", call_off, Placement),
        "emergency": ("/council/placements/emergency", emergency, Placement),
        "search": (
            "/searches/new",
            {"age_band": "5-10", "emergency": "no", "needs": "Calm", "ideal_area": "Nearby"}
            | {"ideal_type": "childrens_home"}
            | date_boxes("needed_by", date(2026, 12, 1)),
            Search,
        ),
        "step": (
            f"/searches/{search.reference}/steps/new",
            {"step": "spot", "outcome": "no_reply"} | date_boxes("tried_on", START),
            SearchStep,
        ),
        "charge": (
            f"/council/placements/{placement.reference}/charges/new",
            {"component": "H11_DAY", "pence": "20.00", "quantity": "3"}
            | date_boxes("starts_on", START),
            Charge,
        ),
    }


@pytest.mark.parametrize("name", ["placement", "emergency", "search", "step", "charge"])
def test_a_double_press_makes_one_and_leads_to_it_both_times(officer, session, pages, name):
    path, filled, model = pages[name]
    before = count(session, model)
    sent = filled | {"token": token_on(officer.get(path))}
    first, second = officer.post(path, data=sent), officer.post(path, data=sent)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert count(session, model) == before + 1


def test_two_pages_record_two_placements(officer, session, call_off):
    path = "/council/placements/new/call_off"
    for _ in range(2):
        token = token_on(officer.get(path))
        assert officer.post(path, data=call_off | {"token": token}).status_code == 303
    assert count(session, Placement) == 2


def test_a_page_that_was_put_right_is_still_the_same_page(officer, session, call_off):
    path = "/council/placements/new/call_off"
    token = token_on(officer.get(path))
    wrong = officer.post(path, data=call_off | {"charge-CORE": "lots", "token": token})
    assert token_on(wrong) == token
    assert officer.post(path, data=call_off | {"token": token}).status_code == 303
    assert count(session, Placement) == 1
