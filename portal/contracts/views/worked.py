"""How a placement's price was checked, as the page shows it: totals, and the working by piece."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from portal import money
from portal.contracts.models import PricePiece
from portal.contracts.pricing import steps, totals
from portal.contracts.pricing.check import to_pence
from portal.contracts.pricing.facts import ReferenceKind, Step, Totals
from portal.contracts.queries import references
from portal.contracts.queries.prices import pieces_of
from portal.contracts.services.price_check import as_pure
from portal.contracts.views.components import components
from portal.db import all_of
from portal.display import count_of, day, short_day

Named = dict[tuple[str, int | None], str]


def price_page(placement_id: int, as_at: date) -> dict[str, Any]:
    """The price check of a placement as at a day: figures, and a line of working for each piece."""
    stored = all_of(pieces_of(placement_id))
    pieces = [as_pure(piece) for piece in stored]
    result = totals(pieces, as_at)
    named = reference_names(stored)
    titles = {one.code: one.title for one in components()}
    return {
        "as_at": as_at,
        "nights": result.nights,
        "charged": to_pence(result.charged_sevenths),
        "reference": to_pence(result.reference_sevenths),
        "variance": to_pence(result.variance_sevenths),
        "share": result.variance_percent,
        "verdict": _verdict(result),
        "coverage": Fraction(result.covered_nights, result.nights) if result.nights else None,
        "gap_nights": result.nights - result.covered_nights,
        "unpriced": to_pence(result.unpriced_sevenths),
        "gap": to_pence(result.gap_sevenths),
        "steps": [_line(step, named, titles) for step in steps(pieces, as_at)],
        "total": {"text": _total_text(result), "result": _amount(result.variance_sevenths)},
    }


def reference_names(pieces: Sequence[PricePiece]) -> Named:
    """What each reference that the pieces use is called, in words that end a sentence."""
    kind = ReferenceKind
    appointed = all_of(
        references.appointments(references.sources(pieces, kind.OWN_APPOINTMENT, kind.OTHER_REGION))
    )
    named: Named = {
        (kind.CALL_OFF_AGREEMENT.value, id_): "the price signed for this placement"
        for id_ in references.sources(pieces, kind.CALL_OFF_AGREEMENT)
    }
    named[kind.NONE.value, None] = "no reference price covers these nights"
    for one in appointed:
        own = f"the agreed rate of {one.service.name} on {one.lot.name}"
        named[kind.OWN_APPOINTMENT.value, one.id] = own
        elsewhere = f"{one.lot.name} in {one.lot.framework.region.name}"
        named[kind.OTHER_REGION.value, one.id] = (
            f"the rate that {one.service.name} agreed on {elsewhere}"
        )
    for month in all_of(references.months(references.sources(pieces, kind.LOT_MEDIAN))):
        named[kind.LOT_MEDIAN.value, month.id] = (
            f"the median of {count_of(month.appointments, 'appointment')} on {month.lot.name},"
            f" fixed for {month.month:%B %Y}"
        )
    for lot in all_of(references.lots(references.sources(pieces, kind.LOT_CEILING))):
        named[kind.LOT_CEILING.value, lot.id] = f"the ceiling of {lot.name}"
    blocks = references.sources(pieces, kind.BLOCK_CONTRACT)
    for block in all_of(references.contracts(blocks)):
        named[kind.BLOCK_CONTRACT.value, block.id] = f"the block contract {block.title}"
    return named


def _line(step: Step, named: Named, titles: dict[str, str]) -> dict[str, str]:
    piece = step.piece
    days = day(piece.from_)
    if step.last_night != piece.from_:
        days = f"{short_day(piece.from_)} to {short_day(step.last_night)}"
    key = (piece.reference_kind.value, piece.reference_source_id)
    held = named.get(key, piece.reference_kind.value.replace("_", " "))
    compared = f"Compared with {held}."
    if piece.unpriced:
        compared = f"Unpriced extra: {held} has no price for it."
    elif step.variance_pence is None:
        compared = f"Not compared: {held}."
    return {
        "text": f"{titles[piece.component]}, {days}",
        "working": f"{step.working.rpartition(' = ')[0]}. {compared}",
        "result": _result(step),
    }


def _result(step: Step) -> str:
    if step.variance_pence is None:
        return "Not counted"
    if step.variance_share is None or not step.variance_pence:
        return money.pounds(step.variance_pence)
    over = "over" if step.variance_pence > 0 else "under"
    share = money.percent(abs(step.variance_share))
    return f"{money.pounds(abs(step.variance_pence))} {over} ({share})"


def _verdict(result: Totals) -> str:
    if not result.nights and not result.charged_sevenths:
        return "Not charged yet"
    if result.variance_sevenths > 0:
        return "Above price"
    return "Within price" if result.reference_sevenths else "Not compared"


def _total_text(result: Totals) -> str:
    return "In all, below the reference" if result.variance_sevenths < 0 else "In all, over"


def _amount(sevenths: int) -> str:
    return money.pounds(to_pence(abs(sevenths)))
