"""Block contracts: what is payable, what empty places cost, and whom each penny falls on."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from portal import money

Nights = int | Fraction


@dataclass(frozen=True, slots=True)
class BlockTerms:
    """`places` at `weekly_pence` each, with the share of available nights that is guaranteed."""

    places: int
    weekly_pence: int
    guarantee: Fraction

    def __post_init__(self) -> None:
        if self.places < 1 or self.weekly_pence < 1 or not 0 <= self.guarantee <= 1:
            raise ValueError("A block has places, a price, and a guarantee between 0% and 100%.")


@dataclass(frozen=True, slots=True)
class BlockStatement:
    """A period of a block, exact; pence are rounded once each, half away from zero.

    `effective_weekly_pence` is what an occupied place really cost a week, `None` when no night
    was occupied.
    """

    available_nights: Nights
    occupied_nights: Nights
    occupancy: Fraction
    guaranteed_nights: Fraction
    payable_nights: Fraction
    void_nights: Fraction
    charge_pence: int
    void_pence: int
    effective_weekly_pence: int | None


def statement(
    terms: BlockTerms, *, nights: int, occupied: Nights, lost: Nights = 0
) -> BlockStatement:
    """What a block costs over some nights.

    `A = B x N - x`, payable `max(b, g x A)`, charge `payable x P / 7`, void cost
    `max(0, g x A - b) x P / 7`. `occupied` are place-nights used, without those that the provider
    lost; `lost` are place-nights unavailable through the provider.
    Source: design rule for blocks; care commissioning, section 7.

    Raises:
        ValueError: a count is below zero, or more is occupied or lost than there is.
    """
    whole = terms.places * nights
    if nights < 0 or lost < 0 or occupied < 0 or occupied + lost > whole:
        raise ValueError("Occupied and lost nights must fit within the block’s place-nights.")
    available = whole - lost
    guaranteed = terms.guarantee * available
    payable = max(Fraction(occupied), guaranteed)
    void = payable - occupied
    nightly = Fraction(terms.weekly_pence, 7)
    charge = payable * nightly
    return BlockStatement(
        available_nights=available,
        occupied_nights=occupied,
        occupancy=Fraction(occupied) / available if available else Fraction(0),
        guaranteed_nights=guaranteed,
        payable_nights=payable,
        void_nights=void,
        charge_pence=money.round_half_away(charge),
        void_pence=money.round_half_away(void * nightly),
        effective_weekly_pence=money.round_half_away(charge * 7 / occupied) if occupied else None,
    )


def break_even(terms: BlockTerms, spot_weekly_pence: int, *, all_paid: bool = False) -> Fraction:
    """The occupancy above which the block beats buying the same places by spot.

    `g x P / S` under a guarantee, `P / S` where every night is paid for.

    Raises:
        ValueError: the spot price is not above zero.
    """
    if spot_weekly_pence <= 0:
        raise ValueError("The spot price must be above zero.")
    share = Fraction(1) if all_paid else terms.guarantee
    return share * terms.weekly_pence / spot_weekly_pence


@dataclass(frozen=True, slots=True)
class ShareLine:
    """What one organisation pays of a block's charge.

    Nights beyond its entitlement are `bought` from those with nights to spare, who have `sold`
    them. `trade_pence` is what it pays (or, below zero, is credited) for that; `recharge_pence`
    is all that it pays. Recharges sum to the charge and trades sum to nothing, to the penny.
    """

    code: str
    entitled_nights: Fraction
    used_nights: Nights
    bought_nights: Fraction
    sold_nights: Fraction
    spare_nights: Fraction
    trade_pence: int
    recharge_pence: int


def share_out(
    terms: BlockTerms,
    period: BlockStatement,
    *,
    shares: Mapping[str, int],
    used: Mapping[str, Nights],
    trade_factor: Fraction | int = 1,
) -> list[ShareLine]:
    """Share a period's charge between the organisations of a block, ordered by code.

    Each pays for the nights it used, and void nights fall on those with nights still to spare,
    in proportion. Nights over an entitlement are traded at `trade_factor` x the nightly price;
    at any factor but 1 the difference moves between buyers and sellers. Pennies left over are
    placed by largest remainder. Source: design rule for blocks; care commissioning, section 7.

    Raises:
        ValueError: shares do not add up to the places, or used nights to those occupied, or
            nights were used by an organisation without a share.
    """
    _require_sums(terms, period, shares, used)
    each = Fraction(period.available_nights, terms.places)
    ledger = _Ledger.of({c: each * shares[c] for c in sorted(shares)}, used)
    nightly = Fraction(terms.weekly_pence, 7)
    trades, at_par = ledger.trades(trade_factor * nightly), ledger.trades(nightly)
    void = _in_proportion(period.void_nights, ledger.left)
    base = _divide(period.charge_pence, {c: ledger.used[c] + void[c] for c in ledger.used})
    return [
        ShareLine(
            code=code,
            entitled_nights=ledger.entitled[code],
            used_nights=ledger.used[code],
            bought_nights=ledger.over[code],
            sold_nights=ledger.sold[code],
            spare_nights=ledger.left[code],
            trade_pence=trades[code],
            recharge_pence=base[code] + trades[code] - at_par[code],
        )
        for code in ledger.entitled
    ]


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Nights by organisation: entitled to, used, over that, sold to others, and left to spare."""

    entitled: dict[str, Fraction]
    used: dict[str, Fraction]
    over: dict[str, Fraction]
    sold: dict[str, Fraction]
    left: dict[str, Fraction]

    @classmethod
    def of(cls, entitled: dict[str, Fraction], nights: Mapping[str, Nights]) -> "_Ledger":
        used = {c: Fraction(nights.get(c, 0)) for c in entitled}
        over = {c: max(Fraction(0), used[c] - entitled[c]) for c in entitled}
        spare = {c: max(Fraction(0), entitled[c] - used[c]) for c in entitled}
        sold = _in_proportion(sum(over.values(), Fraction(0)), spare)
        return cls(entitled, used, over, sold, {c: spare[c] - sold[c] for c in entitled})

    def trades(self, nightly: Fraction) -> dict[str, int]:
        """Pence owed by each who bought and credited to each who sold; they sum to nothing."""
        total = money.round_half_away(sum(self.over.values(), Fraction(0)) * nightly)
        owed, credited = _divide(total, self.over), _divide(total, self.sold)
        return {code: owed[code] - credited[code] for code in self.entitled}


def _require_sums(
    terms: BlockTerms, period: BlockStatement, shares: Mapping[str, int], used: Mapping[str, Nights]
) -> None:
    if sum(shares.values()) != terms.places or set(used) - set(shares):
        raise ValueError("Shares must add up to the block’s places, and only they can be used.")
    if sum(used.values()) != period.occupied_nights:
        raise ValueError("The nights used must add up to the nights occupied.")


def _in_proportion(nights: Fraction, to: Mapping[str, Fraction]) -> dict[str, Fraction]:
    whole = sum(to.values(), Fraction(0))
    return {code: nights * part / whole if whole else Fraction(0) for code, part in to.items()}


def _divide(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """By largest remainder; where there is no weight there is nothing to divide."""
    if not any(weights.values()):
        return dict.fromkeys(weights, 0)
    parts = money.largest_remainder(total, list(weights.values()))
    return dict(zip(weights, parts, strict=True))
