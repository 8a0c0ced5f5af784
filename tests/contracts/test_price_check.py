"""Price checks in the database: the worked example, each reference, sets, what a change reaches."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal import money
from portal.changes import take_marks
from portal.contracts.models import AgreedRate, Appointment, LotMonth, PricePiece, Rate, Route
from portal.contracts.pricing import totals
from portal.contracts.pricing.check import to_pence
from portal.contracts.queries.prices import piece_totals
from portal.contracts.services import appointments as appointment_services
from portal.contracts.services.price_check import (
    as_pure,
    check_all,
    check_placements,
    placements_touched_by,
)
from portal.providers.models import ProvisionType
from tests.factories.accounts import RegionFactory, member
from tests.factories.contracts import (
    TERM,
    BlockContractFactory,
    ChargeFactory,
    RateFactory,
    appointed,
    council_of,
    placed,
)
from tests.factories.tenders import FrameworkFactory, LotFactory, PriceLineFactory

END = date(2026, 5, 10)
NOVEMBER = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def region(session):
    return RegionFactory()


@pytest.fixture
def framework(region):
    return FrameworkFactory(region=region, starts_on=TERM[0], ends_on=TERM[1])


@pytest.fixture
def lot(framework):
    lot = LotFactory(framework=framework)
    PriceLineFactory(lot=lot, ceiling_pence=6_500_00)
    return lot


@pytest.fixture
def council(region):
    return council_of(region)


@pytest.fixture
def example(council, lot):
    """Charged 6,604.00 a week where 5,200.00 was agreed, 5,278.00 from April."""
    appointment = appointed(lot)
    RateFactory(appointment=appointment, pence=5_278_00, starts_on=date(2026, 4, 1))
    return placed(council, lot, appointment.service, route=Route.CALL_OFF, ends_on=END)


def pieces_of(session, placement):
    return session.scalars(
        select(PricePiece)
        .where(PricePiece.placement_id == placement.id)
        .order_by(PricePiece.starts_on, PricePiece.component_code)
    ).all()


def checked(session, placement, at=NOVEMBER):
    session.flush()
    check_placements([placement.id], at=at)
    return pieces_of(session, placement)


def kinds(pieces):
    return [piece.reference_kind for piece in pieces]


def test_the_worked_example_is_13404_86_over(session, example):
    pieces = checked(session, example)
    assert [(p.starts_on, p.ends_on, p.reference_pence) for p in pieces] == [
        (date(2026, 3, 2), date(2026, 4, 1), 520_000),
        (date(2026, 4, 1), END, 527_800),
    ]
    result = totals([as_pure(piece) for piece in pieces], END)
    assert money.pounds(to_pence(result.variance_sevenths)) == "£13,404.86"
    row = session.execute(select(piece_totals(END))).one()
    assert row.variance_sevenths == result.variance_sevenths == 30 * 140_400 + 39 * 132_600
    assert (row.nights, row.covered_nights) == (69, 69)


def test_checking_twice_leaves_the_same_pieces(session, example):
    first = [as_pure(piece) for piece in checked(session, example)]
    assert [as_pure(piece) for piece in checked(session, example)] == first


def test_a_block_place_is_held_to_the_contract(session, council, lot):
    contract = BlockContractFactory(lot__framework=lot.framework)
    placement = placed(
        council, lot, contract.service, route=Route.BLOCK, block_contract=contract, ends_on=END
    )
    [piece] = checked(session, placement)
    assert (piece.reference_kind, piece.reference_pence) == ("block_contract", 5_800_00)
    assert piece.reference_source_id == contract.id


def test_a_price_signed_for_the_placement_counts_where_the_framework_lets_it(session, example, lot):
    appointment_rate = AgreedRate(
        placement_id=example.id,
        component_code="CORE",
        pence=5_000_00,
        starts_on=date(2026, 4, 15),
        signed_on=date(2026, 4, 14),
    )
    session.add(appointment_rate)
    assert set(kinds(checked(session, example))) == {"own_appointment"}
    lot.framework.lower_prices_at_call_off = True
    pieces = checked(session, example)
    assert [(p.reference_kind, p.reference_pence) for p in pieces] == [
        ("own_appointment", 5_200_00),
        ("own_appointment", 5_278_00),
        ("call_off_agreement", 5_000_00),
    ]


def test_what_an_agreement_does_not_name_stays_as_the_appointment_has_it(session, example, lot):
    lot.framework.lower_prices_at_call_off = True
    session.add(
        AgreedRate(
            placement_id=example.id,
            component_code="CORE",
            pence=5_000_00,
            starts_on=example.starts_on,
            signed_on=example.starts_on,
        )
    )
    appointment = session.scalars(select(Appointment)).one()
    RateFactory(appointment=appointment, component_code="ENH", pence=400_00)
    ChargeFactory(placement=example, component_code="ENH", pence=450_00)
    pieces = checked(session, example)
    assert [(p.component_code, p.reference_pence) for p in pieces] == [
        ("CORE", 5_000_00),
        ("ENH", 400_00),
    ]


def test_a_like_lot_of_another_region_comes_after_the_own_lot(session, council, lot):
    elsewhere = LotFactory(framework__starts_on=TERM[0], framework__ends_on=TERM[1])
    theirs = appointed(elsewhere, 5_900_00)
    placement = placed(council, lot, theirs.service, ends_on=END)
    [piece] = checked(session, placement)
    assert (piece.reference_kind, piece.reference_source_id) == ("other_region", theirs.id)
    elsewhere.need_category = "Disability"
    assert kinds(checked(session, placement)) == ["lot_ceiling"]


def test_a_lot_of_the_same_region_is_no_other_region(session, council, lot, region):
    beside = LotFactory(framework__region=region, framework__starts_on=TERM[0])
    placement = placed(council, lot, appointed(beside).service, ends_on=END)
    assert kinds(checked(session, placement)) == ["lot_ceiling"]


def test_another_kind_of_provision_is_not_alike(session, council, lot):
    elsewhere = LotFactory(
        framework__starts_on=TERM[0], provision_type=ProvisionType.FOSTERING_AGENCY
    )
    placement = placed(council, lot, appointed(elsewhere).service, ends_on=END)
    assert kinds(checked(session, placement)) == ["lot_ceiling"]


def test_three_appointments_make_a_median_that_is_fixed_for_the_month(session, council, lot):
    prices = [appointed(lot, pence) for pence in (5_000_00, 5_400_00, 5_900_00)]
    placement = placed(council, lot, starts_on=date(2026, 4, 20), ends_on=date(2026, 5, 10))
    pieces = checked(session, placement)
    assert kinds(pieces) == ["lot_median"] * 2
    assert [piece.reference_pence for piece in pieces] == [5_400_00] * 2
    RateFactory(appointment=prices[1], pence=5_500_00, starts_on=date(2026, 3, 15))
    assert [p.reference_pence for p in checked(session, placement)] == [5_400_00] * 2
    months = session.scalars(select(LotMonth).order_by(LotMonth.month)).all()
    assert [(one.month, one.appointments) for one in months] == [
        (date(2026, 4, 1), 3),
        (date(2026, 5, 1), 3),
    ]


def test_two_appointments_make_no_median(session, council, lot):
    appointed(lot, 5_000_00)
    appointed(lot, 5_400_00)
    placement = placed(council, lot, ends_on=END)
    assert kinds(checked(session, placement)) == ["lot_ceiling"]


def test_what_nothing_covers_is_a_gap(session, council, lot):
    lot.framework.starts_on = date(2026, 4, 1)
    placement = placed(council, lot, ends_on=END)
    assert kinds(checked(session, placement)) == ["none", "lot_ceiling"]


def test_a_component_that_the_card_lacks_is_an_unpriced_extra(session, example):
    ChargeFactory(placement=example, component_code="H11_DAY", pence=24_50, quantity=14)
    extra = next(p for p in checked(session, example) if p.component_code == "H11_DAY")
    assert (extra.unpriced, extra.reference_pence, extra.quantity) == (True, None, 14)
    row = session.execute(select(piece_totals(END))).one()
    assert row.charged_sevenths == 69 * 660_400 + 7 * 14 * 2_450
    assert row.variance_sevenths == 30 * 140_400 + 39 * 132_600


def test_a_withdrawn_rate_counts_as_if_it_had_never_been_agreed(session, example, now):
    rate = session.scalars(select(Rate).order_by(Rate.starts_on)).all()[1]
    by = member(example.region.lead)
    appointment_services.withdraw_rate(rate, reason="Typed wrong", by=by, at=now)
    assert [p.reference_pence for p in checked(session, example)] == [5_200_00]


def test_a_suspension_does_not_release_from_agreed_prices_but_a_withdrawal_does(
    session, example, now
):
    appointment = session.scalars(select(Appointment)).one()
    by = member(example.region.lead)
    appointment_services.suspend(
        appointment, from_on=date(2026, 4, 10), reason="Rated inadequate", by=by, at=now
    )
    assert kinds(checked(session, example)) == ["own_appointment"] * 2
    appointment_services.withdraw(
        appointment, from_on=date(2026, 4, 20), reason="Closed", by=by, at=now
    )
    pieces = checked(session, example)
    assert kinds(pieces) == ["own_appointment", "own_appointment", "lot_ceiling"]
    assert pieces[2].starts_on == date(2026, 4, 20)


def test_many_are_checked_with_as_many_statements_as_one(
    session, council, lot, count_queries, example
):
    for pence in (5_000_00, 5_400_00, 5_900_00):
        appointed(lot, pence)
    one = placed(council, lot)
    checked(session, one)
    with count_queries() as few:
        check_placements([one.id, example.id], at=NOVEMBER)
    more = [placed(council, lot, appointed(lot).service).id for _ in range(6)]
    more += [placed(council, lot).id for _ in range(6)]
    session.flush()
    with count_queries() as many:
        check_placements([one.id, example.id, *more], at=NOVEMBER)
    assert len(many) == len(few)


def test_checking_everything_goes_in_chunks_and_says_how_far_it_is(session, example, council, lot):
    placed(council, lot)
    session.flush()
    assert list(check_all(at=NOVEMBER)) == [(2, 2)]
    assert len(pieces_of(session, example)) == 2


def test_a_changed_rate_reaches_the_placements_at_its_service(session, example, now, council, lot):
    other = placed(council, lot)
    checked(session, example)
    checked(session, other)
    appointment = session.scalars(select(Appointment)).one()
    appointment_services.add_rate(
        appointment,
        component_code="CORE",
        pence=5_300_00,
        starts_on=date(2026, 5, 1),
        decided_on=date(2026, 4, 20),
        by=member(example.region.lead),
        at=now,
    )
    assert placements_touched_by(take_marks(), at=now) == {example.id}


def test_a_new_month_reaches_open_placements_held_to_the_lot_until_it_is_fixed(
    session, council, lot, example
):
    held = placed(council, lot)
    october = datetime(2026, 10, 30, 9, tzinfo=UTC)
    checked(session, held, october)
    checked(session, example, october)
    assert placements_touched_by([], at=october) == set()
    assert placements_touched_by([], at=NOVEMBER) == {held.id}
    checked(session, held)
    assert placements_touched_by([], at=NOVEMBER) == set()


def test_an_own_rate_that_ends_in_years_asks_nothing_of_this_month(session, example, now):
    example.ends_on = None
    checked(session, example)
    assert not session.scalars(select(LotMonth)).all()
    assert placements_touched_by([], at=now) == set()


def test_nights_to_come_stand_at_the_ceiling_until_their_month_is_fixed(session, council, lot):
    for pence in (5_000_00, 5_400_00, 5_900_00):
        appointed(lot, pence)
    placement = placed(council, lot, starts_on=date(2026, 11, 1))
    pieces = checked(session, placement)
    assert kinds(pieces) == ["lot_median", "lot_ceiling", "none"]
    december = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert placements_touched_by([], at=december) == {placement.id}
    assert kinds(checked(session, placement, december))[:2] == ["lot_median"] * 2
