"""Block contracts: the worked figures, and recharges that balance to the penny."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.contracts.pricing.blocks import BlockTerms, break_even, share_out, statement

EIGHT = BlockTerms(places=8, weekly_pence=580_000, guarantee=Fraction(9, 10))


@pytest.mark.parametrize(
    ("occupied", "lost", "void_nights", "void", "charge", "effective"),
    [
        ("179.2", 0, "22.4", 1_856_000, 16_704_000, 652_500),
        ("201.6", 0, "0", 0, 16_704_000, 580_000),
        ("212.8", 0, "0", 0, 17_632_000, 580_000),
        ("179.2", 28, "0", 0, 14_848_000, 580_000),
    ],
)
def test_the_worked_block_of_eight_places(
    occupied: str, lost: int, void_nights: str, void: int, charge: int, effective: int
) -> None:
    period = statement(EIGHT, nights=28, occupied=Fraction(occupied), lost=lost)
    assert period.available_nights == 224 - lost
    assert period.void_nights == Fraction(void_nights)
    assert (period.void_pence, period.charge_pence) == (void, charge)
    assert period.effective_weekly_pence == effective


def test_occupancy_is_the_share_of_available_nights() -> None:
    assert statement(EIGHT, nights=28, occupied=168).occupancy == Fraction(3, 4)
    closed = statement(EIGHT, nights=28, occupied=0, lost=224)
    assert closed.occupancy == closed.charge_pence == 0
    assert closed.effective_weekly_pence is None


@pytest.mark.parametrize(("all_paid", "percent"), [(False, "79.1"), (True, "87.9")])
def test_the_worked_break_even_against_spot_prices(all_paid: bool, percent: str) -> None:
    share = break_even(EIGHT, 660_000, all_paid=all_paid)
    assert round(share * 100, 1) == Fraction(percent)


@pytest.mark.parametrize(("occupied", "lost"), [(225, 0), (-1, 0), (0, -1), (200, 25)])
def test_more_nights_than_there_are_cannot_be_used_or_lost(occupied: int, lost: int) -> None:
    with pytest.raises(ValueError, match="fit within"):
        statement(EIGHT, nights=28, occupied=occupied, lost=lost)


@pytest.mark.parametrize("terms", [(0, 1, 1), (1, 0, 1), (1, 1, 2)])
def test_a_block_needs_places_a_price_and_a_guarantee(terms: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="A block has"):
        BlockTerms(terms[0], terms[1], Fraction(terms[2]))


def test_break_even_needs_a_spot_price() -> None:
    with pytest.raises(ValueError, match="spot price"):
        break_even(EIGHT, 0)


TWELVE = BlockTerms(places=12, weekly_pence=580_000, guarantee=Fraction(9, 10))


def test_the_worked_trade_of_21_nights_is_17400_each_way() -> None:
    period = statement(TWELVE, nights=28, occupied=168 + 161)
    a, b = share_out(TWELVE, period, shares={"A": 7, "B": 5}, used={"A": 168, "B": 161})
    assert [int(line.entitled_nights) for line in (a, b)] == [196, 140]
    assert b.bought_nights == a.sold_nights == 21
    assert a.spare_nights == 7
    assert (b.trade_pence, a.trade_pence) == (1_740_000, -1_740_000)
    assert a.recharge_pence + b.recharge_pence == period.charge_pence == 329 * 580_000 // 7


def test_void_nights_fall_on_those_with_nights_to_spare() -> None:
    period = statement(TWELVE, nights=28, occupied=240)
    a, b = share_out(TWELVE, period, shares={"A": 7, "B": 5}, used={"A": 100, "B": 140})
    assert b.recharge_pence == 140 * 580_000 // 7
    assert a.recharge_pence == period.charge_pence - b.recharge_pence


def test_a_dearer_trade_moves_money_and_changes_no_sum() -> None:
    period = statement(TWELVE, nights=28, occupied=329)
    shares, used = {"A": 7, "B": 5}, {"A": 168, "B": 161}
    at_par = share_out(TWELVE, period, shares=shares, used=used)
    dearer = share_out(TWELVE, period, shares=shares, used=used, trade_factor=Fraction(11, 10))
    assert [line.trade_pence for line in dearer] == [-1_914_000, 1_914_000]
    moved = [
        new.recharge_pence - old.recharge_pence for new, old in zip(dearer, at_par, strict=True)
    ]
    assert moved == [-174_000, 174_000]


@pytest.mark.parametrize(
    ("shares", "used", "message"),
    [
        ({"A": 7}, {"A": 1}, "Shares must add up"),
        ({"A": 12}, {"B": 1}, "only they"),
        ({"A": 12}, {"A": 2}, "nights used"),
    ],
)
def test_shares_and_nights_must_add_up(
    shares: dict[str, int], used: dict[str, int], message: str
) -> None:
    period = statement(TWELVE, nights=28, occupied=1)
    with pytest.raises(ValueError, match=message):
        share_out(TWELVE, period, shares=shares, used=used)


@settings(max_examples=80)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 100)), min_size=1, max_size=6),
    st.integers(1, 900_000),
    st.integers(0, 100),
    st.integers(1, 31),
    st.sampled_from([Fraction(1), Fraction(4, 5), Fraction(6, 5)]),
)
def test_recharges_sum_to_the_charge_and_trades_to_nothing(
    parties: list[tuple[int, int]], price: int, guarantee: int, nights: int, factor: Fraction
) -> None:
    shares = {f"E{i}": places for i, (places, _) in enumerate(parties)}
    terms = BlockTerms(sum(shares.values()), price, Fraction(guarantee, 100))
    left, used = terms.places * nights, {}
    for code, (_, wanted) in zip(shares, parties, strict=True):
        used[code] = min(wanted, left)
        left -= used[code]
    period = statement(terms, nights=nights, occupied=sum(used.values()))
    lines = share_out(terms, period, shares=shares, used=used, trade_factor=factor)
    assert sum(line.recharge_pence for line in lines) == period.charge_pence
    assert sum(line.trade_pence for line in lines) == 0
    assert sum(line.bought_nights - line.sold_nights for line in lines) == 0
