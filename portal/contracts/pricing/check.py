"""Price checks: pieces to store, exact totals as at any date, and the working line by line."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from portal import money
from portal.contracts.pricing.facts import (
    Charge,
    PlacementFacts,
    PricePiece,
    ReferenceKind,
    Rhythm,
    Span,
    Step,
    Totals,
)
from portal.contracts.pricing.pieces import clip, nights, segments
from portal.contracts.pricing.reference import reference_for

_Row = tuple[PricePiece, ...]


def pieces_for(facts: PlacementFacts) -> list[PricePiece]:
    """Every price piece of a placement, by date and component, not clipped to any as-at date.

    Pieces of weekly and nightly charges share the same cuts, so that distinct `(from_, to_)` pairs
    count each night once. A charge made once is a piece of one day, the day it begins.
    """
    once = [charge for charge in facts.charges if charge.rhythm is Rhythm.ONCE]
    recurring = [charge for charge in facts.charges if charge.rhythm is not Rhythm.ONCE]
    rows = [_row(facts, recurring, span) for span in segments(facts)]
    pieces = [piece for row in _joined(rows) for piece in row]
    pieces += [_piece(facts, charge, _first_day(charge)) for charge in once]
    return sorted(pieces, key=_place)


def sevenths(piece: PricePiece, pence: int, as_at: date) -> int:
    """What a unit price of a piece comes to up to a date, in whole sevenths of a penny.

    Weekly: pence x quantity x nights; nightly: the same x 7; once: pence x quantity x 7.
    """
    counted = nights(piece.from_, piece.to_, as_at)
    factor = {
        Rhythm.WEEKLY: counted,
        Rhythm.NIGHTLY: counted * 7,
        Rhythm.ONCE: 7 if counted else 0,
    }[piece.rhythm]
    return pence * piece.quantity * factor


def totals(pieces: Iterable[PricePiece], as_at: date) -> Totals:
    """Exact sums of stored pieces up to and including the as-at night.

    An unpriced extra and a gap have no reference, so they stay outside the variance and are
    reported beside it.
    """
    counted = list(pieces)
    charged = sum(sevenths(p, p.charged_pence, as_at) for p in counted)
    unpriced = sum(sevenths(p, p.charged_pence, as_at) for p in counted if p.unpriced)
    gap = sum(sevenths(p, p.charged_pence, as_at) for p in counted if is_gap(p))
    reference = sum(sevenths(p, p.reference_pence or 0, as_at) for p in counted)
    compared = charged - unpriced - gap
    variance = compared - reference
    recurring = [p for p in counted if p.rhythm is not Rhythm.ONCE]
    return Totals(
        charged_sevenths=charged,
        compared_sevenths=compared,
        reference_sevenths=reference,
        variance_sevenths=variance,
        unpriced_sevenths=unpriced,
        gap_sevenths=gap,
        nights=_distinct_nights(recurring, as_at),
        covered_nights=_distinct_nights([p for p in recurring if not is_gap(p)], as_at),
        variance_percent=Fraction(variance, reference) if reference else None,
    )


def to_pence(sevenths_of_a_penny: int) -> int:
    """A displayed total: whole pence, rounded once from the exact sum, half away from zero."""
    return money.round_half_away(Fraction(sevenths_of_a_penny, 7))


def is_gap(piece: PricePiece) -> bool:
    """Whether no reference card covers the piece at all."""
    return piece.reference_kind is ReferenceKind.NONE


def steps(pieces: Iterable[PricePiece], as_at: date) -> list[Step]:
    """How the total was worked out: a line for each piece that has begun by the as-at date."""
    counted = sorted(pieces, key=_place)
    return [_step(piece, as_at) for piece in counted if nights(piece.from_, piece.to_, as_at)]


def _row(facts: PlacementFacts, charges: Sequence[Charge], span: Span) -> _Row:
    covering = [charge for charge in charges if charge.span.covers(span.from_)]
    return tuple(sorted((_piece(facts, charge, span) for charge in covering), key=_place))


def _piece(facts: PlacementFacts, charge: Charge, span: Span) -> PricePiece:
    reference = reference_for(facts, charge, span.from_)
    covered = reference.kind is not ReferenceKind.NONE
    return PricePiece(
        from_=span.from_,
        to_=span.to_,
        component=charge.component,
        charged_pence=charge.pence,
        reference_pence=reference.pence,
        reference_kind=reference.kind,
        reference_source_id=reference.source_id,
        unit=charge.unit,
        quantity=charge.quantity,
        unpriced=covered and reference.pence is None,
        charge_id=charge.id,
        rate_id=reference.rate_id,
        discount_hundredths=reference.discount_hundredths,
    )


def _joined(rows: Iterable[_Row]) -> list[_Row]:
    """Join neighbours in which nothing that is stored differs, such as two months of one rate."""
    joined: list[_Row] = []
    for row in rows:
        if joined and row and _follows(joined[-1], row):
            joined[-1] = tuple(replace(piece, to_=row[0].to_) for piece in joined[-1])
        else:
            joined.append(row)
    return joined


def _follows(before: _Row, after: _Row) -> bool:
    if not before or before[0].to_ != after[0].from_:
        return False
    moved = tuple(replace(p, from_=after[0].from_, to_=after[0].to_) for p in before)
    return moved == after


def _first_day(charge: Charge) -> Span:
    return Span(charge.span.from_, charge.span.from_ + timedelta(days=1))


def _place(piece: PricePiece) -> tuple[date, str, str, int, int, int]:
    number = piece.charge_id or 0
    return piece.from_, piece.component, piece.unit, number, piece.charged_pence, piece.quantity


def _distinct_nights(pieces: Iterable[PricePiece], as_at: date) -> int:
    """Nights covered by at least one piece, each counted once."""
    total, reached = 0, date.min
    for from_, to_ in sorted({(p.from_, p.to_ or date.max) for p in pieces}):
        span = clip(Span(from_, to_), Span(reached))
        if span is not None:
            total += nights(span.from_, span.to_, as_at)
            reached = to_
    return total


def _step(piece: PricePiece, as_at: date) -> Step:
    counted = nights(piece.from_, piece.to_, as_at)
    charged = sevenths(piece, piece.charged_pence, as_at)
    reference = variance = None
    if piece.reference_pence is not None:
        exact = sevenths(piece, piece.reference_pence, as_at)
        reference, variance = to_pence(exact), to_pence(charged - exact)
    return Step(
        piece=piece,
        last_night=piece.from_ + timedelta(days=counted - 1),
        nights=counted,
        charged_pence=to_pence(charged),
        reference_pence=reference,
        variance_pence=variance,
        variance_share=piece.variance_share,
        working=_working(piece, counted, to_pence(charged) if variance is None else variance),
    )


def _working(piece: PricePiece, counted: int, result: int) -> str:
    """The line in plain numbers: the difference of unit prices, how many, and what it comes to."""
    charged, reference = piece.charged_pence, piece.reference_pence
    each = money.pounds(charged)
    if reference is not None:
        each = f"({money.pounds(charged)} - {money.pounds(reference)})"
    many = f" × {piece.quantity}" if piece.quantity != 1 else ""
    by = {
        Rhythm.WEEKLY: f"{_nights(counted)} × {each}{many} ÷ 7",
        Rhythm.NIGHTLY: f"{_nights(counted)} × {each}{many}",
        Rhythm.ONCE: f"{each}{many}",
    }[piece.rhythm]
    return f"{by} = {money.pounds(result)}"


def _nights(counted: int) -> str:
    return "1 night" if counted == 1 else f"{counted} nights"
