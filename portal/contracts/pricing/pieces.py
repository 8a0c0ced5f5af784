"""Cutting a placement's time wherever something that decides its price changes."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from portal.contracts.pricing.discounts import long_stay_day
from portal.contracts.pricing.facts import DiscountKind, PlacementFacts, Rhythm, Span


def segments(facts: PlacementFacts) -> list[Span]:
    """Cut the placement's span into spans in which nothing changes, in order and without holes.

    The last is open when the placement is. Cuts fall where a charge, a rate, a card (such as an
    appointment's state), an age band or a discount condition begins or ends.
    """
    span = facts.span
    inside = sorted({day for day in _cuts(facts) if span.covers(day)} | {span.from_})
    ends: list[date | None] = [*inside[1:], span.to_]
    cut = (Span(from_, to_) for from_, to_ in zip(inside, ends, strict=True))
    return [piece for piece in cut if piece.to_ is None or piece.from_ < piece.to_]


def nights(from_: date, to_: date | None, as_at: date) -> int:
    """Nights from `from_` up to, not including, `to_`, and up to and including the as-at night."""
    last = as_at + timedelta(days=1)
    return max(0, ((last if to_ is None else min(to_, last)) - from_).days)


def clip(inner: Span, outer: Span) -> Span | None:
    """The days that two spans share, or `None`."""
    from_ = max(inner.from_, outer.from_)
    ends = [end for end in (inner.to_, outer.to_) if end is not None]
    to_ = min(ends) if ends else None
    return Span(from_, to_) if to_ is None or from_ < to_ else None


def _cuts(facts: PlacementFacts) -> Iterator[date]:
    recurring = (charge for charge in facts.charges if charge.rhythm is not Rhythm.ONCE)
    yield from _edges(charge.span for charge in recurring)
    yield from _edges(band.span for band in facts.age_bands)
    yield from _edges(count.span for count in facts.counts)
    for card in facts.cards:
        yield from _edges(card.spans)
        yield from _edges(rate.span for rate in card.rates)
        yield from _edges(discount.span for discount in card.discounts)
        for discount in card.discounts:
            if discount.kind is DiscountKind.LONG_STAY:
                yield long_stay_day(facts.span.from_, discount.threshold)


def _edges(spans: Iterable[Span]) -> Iterator[date]:
    for span in spans:
        yield span.from_
        if span.to_ is not None:
            yield span.to_
