"""Ranking the entries of each lot once prices are open, with how each came out. Recomputable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from portal import audit
from portal.accounts.models import Membership
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.tenders.award_model import award_rule, model_of
from portal.tenders.models import Entry, EntryResult, Lot, Procurement, ProcurementStatus
from portal.tenders.queries import results as queries
from portal.tenders.scoring import ranking
from portal.tenders.scoring.award import Proposal, UnsettledTieError, propose
from portal.tenders.scoring.basket import BasketLine
from portal.tenders.scoring.model import Model, Offer, Result
from portal.tenders.services.explaining import explanation_of, whole
from portal.tenders.services.offers import (
    agreed_marks,
    basket_of,
    opened_entries,
    opened_prices,
    unmet_requirements,
)

UNSETTLED = "Equal with another entry, and no published tie-break parts them. Draw lots."


@dataclass(frozen=True, slots=True)
class Field:
    """Every opened entry of a procurement with what was opened and agreed of it."""

    entries: Sequence[Entry]
    marks: Mapping[int, Mapping[int, int]]
    obstacles: Mapping[int, Sequence[str]]
    baskets: Mapping[int, Sequence[BasketLine]]
    drawn: Mapping[int, int | None]


def rank(procurement: Procurement, *, by: Membership, at: datetime) -> list[EntryResult]:
    """Work out every lot's ranking and keep it; once more gives the same.

    Raises:
        DomainError: prices are not open yet, or the award is decided.
    """
    lock(procurement)
    if procurement.status is not ProcurementStatus.PRICES_OPENED:
        raise DomainError("The ranking can be worked out only while prices are open.")
    db.session.flush()
    known = {one.entry_id: one for one in all_of(queries.results(procurement.id))}
    field = _field(procurement, known)
    rows = [
        row
        for lot in {entry.lot_id: entry.lot for entry in field.entries}.values()
        for row in _rank_lot(procurement, lot, field, known)
    ]
    db.session.add_all(rows)
    audit.record(procurement, "ranking.worked_out", by=by, at=at, facts={"entries": len(rows)})
    return rows


def draw_lots(
    results: Sequence[EntryResult],
    *,
    order: Sequence[int],
    note: str,
    by: Membership,
    at: datetime,
) -> None:
    """Record the order in which lots were drawn for entries that stay tied, and rank again.

    `order` gives the entries' ids, first drawn first; `note` says how and before whom.

    Raises:
        DomainError: the order does not name every tied entry once, or nothing is said of how.
    """
    by_id = {one.entry_id: one for one in results}
    if not by_id or sorted(order) != sorted(by_id):
        raise DomainError("Give each of the tied entries a different place.", "order")
    if not note.strip():
        raise DomainError("Enter how lots were drawn and who was there.", "note")
    procurement = results[0].entry.procurement
    lock(procurement)
    for place, entry_id in enumerate(order, start=1):
        by_id[entry_id].lot_drawn = place
    facts = {"order": list(order), "reason": note.strip()}
    audit.record(procurement, "ranking.lots_drawn", by=by, at=at, facts=facts)
    rank(procurement, by=by, at=at)


def _field(procurement: Procurement, known: Mapping[int, EntryResult]) -> Field:
    entries, prices = opened_entries(procurement), opened_prices(procurement)
    obstacles, baskets = unmet_requirements(procurement), {}
    for entry in entries:
        if entry.id in prices:
            try:
                baskets[entry.id] = basket_of(entry.lot, prices[entry.id])
            except ValueError as error:  # A ceiling was lowered after the entry was submitted.
                obstacles.setdefault(entry.id, []).append(str(error))
    return Field(
        entries=entries,
        marks=agreed_marks(procurement, entries),
        obstacles=obstacles,
        baskets=baskets,
        drawn={entry_id: result.lot_drawn for entry_id, result in known.items()},
    )


def _rank_lot(
    procurement: Procurement, lot: Lot, field: Field, known: Mapping[int, EntryResult]
) -> list[EntryResult]:
    model = model_of(procurement, lot)
    entries = {entry.id: entry for entry in field.entries if entry.lot_id == lot.id}
    results = ranking.rank(model, [_offer(entry, model, field) for entry in entries.values()])
    proposals = _proposals(lot, results)
    rows = []
    for result in results:
        row = known.get(result.id) or EntryResult(entry_id=result.id)
        row.procurement_id, row.lot_id = procurement.id, lot.id
        _fill(row, model, result, proposals[result.id])
        row.explanation = explanation_of(
            model,
            result,
            field.baskets.get(result.id, ()),
            titles={line.component_code: line.component.title for line in lot.price_lines},
            outcome=proposals[result.id].reason,
        )
        rows.append(row)
    return rows


def _offer(entry: Entry, model: Model, field: Field) -> Offer:
    """An entry for the scoring rules; one that may not go on carries why."""
    lines = field.baskets.get(entry.id)
    offer = Offer(
        entry.id,
        field.marks[entry.id],
        price_pence=sum((line.amount for line in lines), Fraction(0)) if lines else None,
        lot_drawn=field.drawn.get(entry.id),
        set_aside="; ".join(field.obstacles.get(entry.id, ())) or None,
    )
    if lines or offer.set_aside or ranking.assess_quality(model, offer).reasons:
        return offer
    return Offer(
        offer.id, offer.marks, set_aside="its price document could not be read when it was opened"
    )


def _proposals(lot: Lot, results: Sequence[Result]) -> dict[int, Proposal]:
    """What the award rule proposes; nobody while a tie stands across the last place."""
    try:
        return {one.id: one for one in propose(award_rule(lot), results)}
    except UnsettledTieError as error:
        return {
            one.id: Proposal(
                one.id,
                one.rank,
                proposed=False,
                tier=None,
                reason=UNSETTLED if one.id in error.ids else "; ".join(one.reasons),
            )
            for one in results
        }


def _fill(row: EntryResult, model: Model, result: Result, proposal: Proposal) -> None:
    places = model.places
    row.qualified = result.rank is not None
    row.failure = "; ".join(result.reasons)
    row.rank, row.proposed, row.tier = result.rank, proposal.proposed, proposal.tier
    row.quality_points = whole(result.quality.quality_mark, places)
    row.social_points = whole(result.quality.social_value_mark, places)
    row.price_points = whole(result.price.mark, places) if result.price else None
    row.total_points = None if result.total is None else whole(result.total, places)
    row.basket_pence = whole(Fraction(result.price.price_pence), 0) if result.price else None
