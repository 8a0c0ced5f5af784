"""Totals of a period are exact, and periods that follow one another add up to the whole."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from portal.contracts.models import Placement, PricePiece
from portal.contracts.pricing import pieces_for
from portal.contracts.queries.period_prices import days_of, period_totals
from portal.contracts.queries.prices import piece_totals
from portal.contracts.services.price_check import as_row
from tests.contracts.test_piece_totals import DAY, days, facts
from tests.factories.contracts import placed

SUMS = (
    "charged_sevenths",
    "reference_sevenths",
    "variance_sevenths",
    "covered_nights",
    "nights",
)


@pytest.fixture
def placement(vale, session):
    made = placed(vale.council, vale.lot, pence=None)
    session.commit()
    return made.id


def in_periods(session, edges):
    periods = [(at, edges[at], edges[at + 1]) for at in range(len(edges) - 1)]
    everything = select(Placement.id)
    return session.execute(select(period_totals(days_of(periods), everything))).all()


@settings(max_examples=40)
@given(found=facts, as_at=days, cuts=st.lists(days, max_size=3))
def test_periods_that_follow_one_another_add_up(session, placement, found, as_at, cuts):
    session.execute(delete(PricePiece))
    if rows := [as_row(placement, piece) for piece in pieces_for(found)]:
        session.execute(insert(PricePiece), rows)
    after = as_at + timedelta(days=1)
    edges = sorted({DAY, after, *(cut for cut in cuts if cut < after)})
    parts = in_periods(session, edges)
    whole = session.execute(select(piece_totals(as_at))).first()
    for name in SUMS:
        expected = getattr(whole, name) if whole else 0
        assert sum(getattr(part, name) for part in parts) == expected


def test_a_piece_outside_the_periods_has_no_row(session, placement):
    piece = {
        "placement_id": placement,
        "component_code": "CORE",
        "unit": "week",
        "starts_on": date(2026, 3, 2),
        "ends_on": date(2026, 3, 9),
        "charged_pence": 700,
        "reference_pence": None,
        "reference_kind": "none",
    }
    session.execute(insert(PricePiece), [piece])
    assert in_periods(session, [date(2026, 1, 1), date(2026, 3, 2)]) == []
    assert in_periods(session, [date(2026, 3, 9), date(2026, 4, 1)]) == []
    [row] = in_periods(session, [date(2026, 3, 5), date(2026, 4, 1)])
    assert (row.charged_sevenths, row.variance_sevenths) == (700 * 4, 0)
    assert (row.covered_nights, row.nights) == (0, 4)
