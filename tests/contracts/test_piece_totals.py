"""Totals summed in the database are the totals of the arithmetic, whatever the pieces."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from portal.contracts.models import PricePiece
from portal.contracts.pricing import pieces_for, totals
from portal.contracts.pricing.facts import (
    Card,
    Charge,
    PlacementFacts,
    Rate,
    ReferenceKind,
    Span,
)
from portal.contracts.queries.prices import piece_totals
from portal.contracts.services.price_check import as_row
from portal.tenders.terms import Unit
from tests.factories.contracts import placed

DAY = date(2026, 3, 2)
UNITS = {"CORE": Unit.WEEK, "ENH": Unit.WEEK, "H11_DAY": Unit.HOUR, "H11_SLEEP": Unit.NIGHT}
days = st.integers(0, 400).map(lambda count: DAY + timedelta(days=count))


@st.composite
def spans(draw):
    start = draw(days)
    end = draw(st.one_of(st.none(), st.integers(1, 200)))
    return Span(start, None if end is None else start + timedelta(days=end))


@st.composite
def charges(draw):
    code = draw(st.sampled_from(sorted(UNITS)))
    quantity = draw(st.integers(1, 40)) if UNITS[code] is Unit.HOUR else 1
    return Charge(code, UNITS[code], draw(st.integers(1, 2_000_000)), draw(spans()), quantity)


@st.composite
def cards(draw):
    kind = draw(st.sampled_from([ReferenceKind.OWN_APPOINTMENT, ReferenceKind.LOT_CEILING]))
    rates = [
        Rate(code, UNITS[code], draw(st.integers(1, 2_000_000)), draw(spans()))
        for code in draw(st.lists(st.sampled_from(sorted(UNITS)), max_size=4))
    ]
    return Card(kind, 1, (draw(spans()),), tuple(rates))


facts = st.builds(
    PlacementFacts,
    spans(),
    st.lists(charges(), max_size=4).map(tuple),
    st.lists(cards(), max_size=3).map(tuple),
)


@pytest.fixture
def placements(vale, session):
    made = [placed(vale.council, vale.lot, pence=None) for _ in range(2)]
    session.commit()
    return [one.id for one in made]


@settings(max_examples=40)
@given(both=st.tuples(facts, facts), as_at=days)
def test_sums_in_the_database_are_the_sums_of_the_arithmetic(session, placements, both, as_at):
    pieces = dict(zip(placements, map(pieces_for, both), strict=True))
    session.execute(delete(PricePiece))
    rows = [as_row(id_, piece) for id_, found in pieces.items() for piece in found]
    if rows:
        session.execute(insert(PricePiece), rows)
    summed = {row.placement_id: row for row in session.execute(select(piece_totals(as_at)))}
    for id_, found in pieces.items():
        expected = totals(found, as_at)
        row = summed.get(id_)
        begun = any(piece.from_ <= as_at for piece in found)
        assert (row is not None) is begun
        if row is not None:
            assert row.charged_sevenths == expected.charged_sevenths
            assert row.reference_sevenths == expected.reference_sevenths
            assert row.variance_sevenths == expected.variance_sevenths
            assert (row.nights, row.covered_nights) == (expected.nights, expected.covered_nights)
    session.rollback()


def test_only_pieces_of_the_wanted_kinds_and_placements_count(session, placements):
    piece = Charge("CORE", Unit.WEEK, 700, Span(DAY, DAY + timedelta(days=7)))
    card = Card(
        ReferenceKind.OWN_APPOINTMENT,
        1,
        (Span(DAY + timedelta(days=3)),),
        (Rate("CORE", Unit.WEEK, 600, Span(DAY)),),
    )
    found = pieces_for(PlacementFacts(Span(DAY), (piece,), (card,)))
    session.execute(insert(PricePiece), [as_row(id_, one) for id_ in placements for one in found])
    as_at = DAY + timedelta(days=30)
    own = piece_totals(as_at, [ReferenceKind.OWN_APPOINTMENT], placements[:1])
    [row] = session.execute(select(own)).all()
    assert (row.placement_id, row.nights, row.charged_sevenths) == (placements[0], 4, 4 * 700)
    assert row.variance_sevenths == 4 * 100


def test_ten_years_at_a_great_price_do_not_outgrow_the_sum(session, placements):
    piece = Charge("CORE", Unit.WEEK, 2_000_000_000, Span(DAY))
    found = pieces_for(PlacementFacts(Span(DAY), (piece,)))
    session.execute(insert(PricePiece), [as_row(placements[0], one) for one in found])
    [row] = session.execute(select(piece_totals(DAY + timedelta(days=3_649)))).all()
    assert row.charged_sevenths == 3_650 * 2_000_000_000
    assert isinstance(row.charged_sevenths, int)
