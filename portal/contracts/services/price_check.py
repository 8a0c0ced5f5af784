"""Price checks: pieces are worked out for many placements at once and kept in place of the old."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from portal import clock
from portal.changes import Changed, DirtyMark
from portal.contracts.models import PricePiece
from portal.contracts.pricing import facts as pure
from portal.contracts.pricing import pieces_for
from portal.contracts.queries import touched
from portal.contracts.services.medians import month_of, next_month
from portal.contracts.services.price_facts import gather
from portal.db import db
from portal.tenders.terms import Unit

CHUNK = 500
AT_ONCE = 1000


def check_placements(ids: Iterable[int], *, at: datetime) -> int:
    """Work out the price pieces of placements again; return how many placements were checked.

    The number of statements grows with the chunks of 500, not with the placements.
    """
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        _check_chunk(wanted[start : start + CHUNK], at=at)
    return len(wanted)


def check_touched(service_id: int, *, at: datetime) -> int:
    """Check the placements at a service whose terms have just changed, so that pages show it.

    Where there are very many the next run of the jobs does it: the change has left its mark.
    """
    ids = db.session.scalars(touched.at_service(service_id).limit(AT_ONCE + 1)).all()
    return check_placements(ids, at=at) if len(ids) <= AT_ONCE else 0


def check_all(*, at: datetime) -> Iterator[tuple[int, int]]:
    """Check every placement, yielding (done, total) after each chunk for the caller to commit."""
    total = db.session.scalars(touched.count_placements()).one()
    done, last = 0, 0
    while ids := db.session.scalars(touched.placements_after(last, CHUNK)).all():
        done, last = done + check_placements(ids, at=at), ids[-1]
        yield done, total


def placements_touched_by(marks: Iterable[DirtyMark], *, at: datetime) -> set[int]:
    """The placements whose price may have changed since they were last checked.

    Those marked, those at services whose appointments or rates changed, those of a changed block
    contract, and those held to a lot whose medians of this month are still to be fixed.
    """
    by_kind: dict[Changed, set[int]] = {}
    for mark in marks:
        by_kind.setdefault(mark.kind, set()).add(mark.subject_id)
    month = month_of(clock.today(at))
    found = set(db.session.scalars(touched.awaiting_month(month, next_month(month))))
    for kind, ids in by_kind.items():
        found |= _touched(kind, ids)
    return found


def as_pure(piece: PricePiece) -> pure.PricePiece:
    """A stored piece as the arithmetic knows it."""
    return pure.PricePiece(
        from_=piece.starts_on,
        to_=piece.ends_on,
        component=piece.component_code,
        charged_pence=piece.charged_pence,
        reference_pence=piece.reference_pence,
        reference_kind=pure.ReferenceKind(piece.reference_kind),
        reference_source_id=piece.reference_source_id,
        unit=Unit(piece.unit),
        quantity=piece.quantity or 1,
        unpriced=piece.unpriced,
    )


def _check_chunk(ids: Collection[int], *, at: datetime) -> None:
    # Two checks of one placement at once would each leave its pieces: the second waits, then reads.
    db.session.execute(touched.held_still(ids))
    rows = [
        as_row(placement_id, piece)
        for placement_id, facts in gather(ids, at=at).items()
        for piece in pieces_for(facts)
    ]
    db.session.execute(delete(PricePiece).where(PricePiece.placement_id.in_(ids)))
    if rows:
        db.session.execute(insert(PricePiece.__table__), rows)  # type: ignore[arg-type]


def as_row(placement_id: int, piece: pure.PricePiece) -> dict[str, Any]:
    """A piece of the arithmetic as the row that keeps it."""
    return {
        "placement_id": placement_id,
        "component_code": piece.component,
        "unit": piece.unit.value,
        "starts_on": piece.from_,
        "ends_on": piece.to_,
        "quantity": piece.quantity,
        "charged_pence": piece.charged_pence,
        "reference_pence": piece.reference_pence,
        "reference_kind": piece.reference_kind.value,
        "reference_source_id": piece.reference_source_id,
        "unpriced": piece.unpriced,
    }


def _touched(kind: Changed, ids: set[int]) -> set[int]:
    if kind is Changed.PLACEMENT:
        return ids
    if kind not in touched.BY_KIND:
        return set()
    found: set[int] = set()
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        found |= set(db.session.scalars(touched.BY_KIND[kind](wanted[start : start + CHUNK])))
    return found
