"""What was opened of each entry, put together for the scoring rules: marks, basket, obstacles."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from portal.db import all_of, db
from portal.tenders.award_model import questions_for
from portal.tenders.models import Entry, Envelope, Lot, Opening, Procurement
from portal.tenders.queries import evaluation as queries
from portal.tenders.queries import openings
from portal.tenders.scoring.basket import BasketLine, PriceLine, basket_lines
from portal.tenders.services.drafts import scope_key

OPENED = "opened"


def opened_entries(procurement: Procurement) -> Sequence[Entry]:
    """Return the entries whose quality the two officers opened, by lot."""
    if procurement.status in queries.BEFORE_OPENING:
        return []
    record = db.session.scalars(openings.opening_of(procurement, Envelope.QUALITY)).one()
    return all_of(queries.entries_with(procurement.id, _opened_in(record)))


def agreed_marks(
    procurement: Procurement, entries: Sequence[Entry]
) -> dict[int, Mapping[int, int]]:
    """Return each entry's agreed marks by question, each from the scope that it is marked for.

    A question that a bid left out earns 0, which for pass or fail is a fail.
    """
    agreed = {
        (bid_id, question_id, key): mark
        for bid_id, question_id, key, mark in db.session.execute(queries.agreed(procurement.id))
    }
    return {
        entry.id: {
            question.id: agreed.get((entry.bid_id, question.id, key), 0)
            for question in questions_for(procurement, entry.lot)
            for key in [scope_key(question, lot_id=entry.lot_id, entry_id=entry.id)]
        }
        for entry in entries
    }


def unmet_requirements(procurement: Procurement) -> dict[int, list[str]]:
    """Return a sentence for each mandatory requirement that an entry did not confirm."""
    unmet: dict[int, list[str]] = defaultdict(list)
    for entry_id, number, text in db.session.execute(queries.unmet_requirements(procurement.id)):
        unmet[entry_id].append(f"Did not confirm mandatory requirement {number}: {text}")
    return unmet


def opened_prices(procurement: Procurement) -> dict[int, dict[str, int]]:
    """Return each entry's opened prices by component, in pence for one unit."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for price in all_of(queries.prices(procurement.id)):
        found[price.entry_id][price.component_code] = price.pence
    return found


def basket_of(lot: Lot, prices: Mapping[str, int]) -> list[BasketLine]:
    """Return the lines of a lot's basket with an entry's prices.

    Raises:
        ValueError: a price that must be there is missing or outside its limits.
    """
    return basket_lines(
        [
            PriceLine(
                line.component_code,
                prices.get(line.component_code),
                line.basket_quantity,
                ceiling_pence=line.ceiling_pence,
                optional=not line.mandatory,
            )
            for line in lot.price_lines
        ]
    )


def _opened_in(record: Opening) -> list[str]:
    return [line["entry"] for line in record.record["entries"] if line["state"] == OPENED]
