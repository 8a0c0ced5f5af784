"""Publishing an invitation, and what must be there before. Nothing here commits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update

from portal.accounts.models import Membership
from portal.db import all_of, db, lock
from portal.display import when
from portal.errors import DomainError
from portal.state import move
from portal.tenders.award_model import award_rule, basket_ceiling, model_of
from portal.tenders.models import (
    PROCUREMENT_MOVES,
    Lot,
    LotPurpose,
    PriceFormula,
    Procurement,
    ProcurementLot,
    ProcurementStatus,
)
from portal.tenders.queries import procurements as queries
from portal.tenders.scoring.award import require_rule
from portal.tenders.scoring.ranking import require_model
from portal.tenders.sealing.keys import MasterKeys
from portal.tenders.services.assignments import missing_people, tell_assigned
from portal.tenders.services.procurements import require_draft
from portal.tenders.services.questions import weight_sums
from portal.tenders.services.sealing_keys import make_keys
from portal.tenders.services.specifications import latest
from portal.tenders.services.telling import tell_everyone
from portal.tenders.services.timetable import require_timetable


class Section(StrEnum):
    """A part of an invitation that has its own page and its own line in the list of tasks."""

    INVITATION = "invitation"
    TIMETABLE = "timetable"
    LOTS = "lots"
    SCALE = "scale"
    QUESTIONS = "questions"
    RULES = "rules"
    PEOPLE = "people"
    CONFLICTS = "conflicts"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that publication waits for, in a sentence, and where to put it right."""

    section: Section
    text: str
    lot: Lot | None = None


def gaps(procurement: Procurement, *, at: datetime) -> list[Gap]:
    """Return what is missing before publication, section by section; nothing means ready."""
    looks: dict[Section, Callable[[], list[str]]] = {
        Section.TIMETABLE: lambda: _timetable(procurement, at),
        Section.SCALE: lambda: [] if len(procurement.scale) > 1 else ["There is no marking scale"],
        Section.QUESTIONS: lambda: _questions(procurement),
        Section.PEOPLE: lambda: missing_people(procurement),
        Section.CONFLICTS: lambda: (
            []
            if procurement.conflicts_assessed.strip()
            else ["The conflicts assessment is not recorded (Procurement Act 2023, section 83)"]
        ),
    }
    found = [Gap(section, text) for section, look in looks.items() for text in look()]
    return found + _lots(procurement)


def publish(procurement: Procurement, *, masters: MasterKeys, by: Membership, at: datetime) -> None:
    """Lock an invitation, make its sealing keys, publish its specifications and tell providers.

    Raises:
        DomainError: it is published already, or something is missing.
    """
    require_draft(procurement)
    for lot in procurement.lots:
        lock(lot)
    missing = gaps(procurement, at=at)
    if missing:
        raise DomainError(f"Not ready to publish: {missing[0].text}.")
    make_keys(procurement, masters)
    versions = {
        str(lot.number): _publish_specification(procurement, lot, at) for lot in procurement.lots
    }
    procurement.published_at = at
    facts = {"specifications": versions, "closes_at": procurement.closes_at.isoformat()}
    move(
        procurement,
        ProcurementStatus.PUBLISHED,
        moves=PROCUREMENT_MOVES,
        by=by,
        at=at,
        facts=facts,
    )
    tell_assigned(procurement, all_of(queries.live_assignments(procurement)), at=at)
    tell_everyone(
        all_of(queries.providers_that_fit(procurement)),
        f"Invitation to tender: {procurement.title}",
        f"{procurement.summary}\n\nQuestions close on {when(procurement.questions_close_at)}.\n"
        f"Bids close on {when(procurement.closes_at)}.",
        link=f"/opportunities/{procurement.reference}",
        at=at,
        dedupe_key=f"published:{procurement.reference}",
    )


def _publish_specification(procurement: Procurement, lot: Lot, at: datetime) -> int:
    """Publish the lot's newest version, tie it to the invitation, and return its number."""
    specification = latest(lot)
    if specification is None:
        raise LookupError(f"Lot {lot.id} has no specification.")
    if specification.published_at is None:
        specification.published_at = at
    db.session.execute(
        update(ProcurementLot)
        .where(ProcurementLot.procurement_id == procurement.id, ProcurementLot.lot_id == lot.id)
        .values(specification_id=specification.id)
    )
    return specification.version


def _timetable(procurement: Procurement, at: datetime) -> list[str]:
    try:
        require_timetable(
            questions_close_at=procurement.questions_close_at,
            closes_at=procurement.closes_at,
            at=at,
        )
    except DomainError as error:
        return [error.message]
    return []


def _questions(procurement: Procurement) -> list[str]:
    if not procurement.questions:
        return ["There are no questions"]
    return [problem for sums in weight_sums(procurement) for problem in sums.problems]


def _lots(procurement: Procurement) -> list[Gap]:
    if not procurement.lots:
        return [Gap(Section.LOTS, "No lot is chosen")]
    busy = {row.lot_id for row in all_of(queries.under_way_with(procurement))}
    return [
        Gap(Section.LOTS, f"Lot {lot.number}: {text}", lot)
        for lot in procurement.lots
        for text in _lot(procurement, lot, busy)
    ]


def _lot(procurement: Procurement, lot: Lot, busy: set[int]) -> list[str]:
    found = []
    if lot.id in busy:
        found.append("another invitation for it is under way")
    specification = latest(lot)
    if specification is None or not specification.requirements:
        found.append("the specification has no requirements")
    if not any(line.mandatory and line.basket_quantity for line in lot.price_lines):
        found.append("the basket needs a price that every bidder must give")
    elif lot.purpose is LotPurpose.BLOCK and not _has_core(lot):
        found.append("a block needs a price for core care")
    else:
        found += _model(procurement, lot)
    return found


def _has_core(lot: Lot) -> bool:
    return any(line.component_code == "CORE" and line.mandatory for line in lot.price_lines)


def _model(procurement: Procurement, lot: Lot) -> list[str]:
    """Ask the scoring rules; sums of weights are said with the questions already."""
    if lot.price_formula is PriceFormula.BENCHMARK and not (
        0 < (lot.benchmark_pence or 0) < basket_ceiling(lot)
    ):
        return ["the benchmark must be under the basket at its ceilings"]
    if any(sums.lot.id == lot.id and sums.problems for sums in weight_sums(procurement)):
        return []
    try:
        require_model(model_of(procurement, lot))
        require_rule(award_rule(lot))
    except ValueError as error:
        return [str(error)]
    return []
