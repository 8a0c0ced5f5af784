"""Which subjects of the rules may come out otherwise because of the rows that were marked."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from portal.changes import Changed, DirtyMark
from portal.contracts.models import Appointment, BlockContract, Placement, Rate
from portal.contracts.services.price_check import placements_touched_by
from portal.db import db

CHUNK = 500
Ids = set[int]


def reached_by(marks: Sequence[DirtyMark], *, at: datetime) -> dict[str, Ids]:
    """Return the ids of placements, services, appointments and block contracts to look at again.

    It may name too many, never too few: all that stands at a service which a mark touches is in it.
    """
    repriced = placements_touched_by(marks, at=at)
    placements = repriced | _marked(marks, Changed.PLACEMENT)
    contracts = _marked(marks, Changed.BLOCK_CONTRACT)
    appointments = _marked(marks, Changed.APPOINTMENT) | _found(
        lambda ids: select(Rate.appointment_id).where(Rate.id.in_(ids)),
        _marked(marks, Changed.RATE),
    )
    services = _marked(marks, Changed.RATING)
    services |= _found(
        lambda ids: select(Appointment.service_id).where(Appointment.id.in_(ids)), appointments
    )
    services |= _found(
        lambda ids: select(BlockContract.service_id).where(BlockContract.id.in_(ids)), contracts
    )
    return {
        "placement": placements | _at(services, Placement),
        "service": services,
        "appointment": appointments | _at(services, Appointment),
        "block_contract": contracts | _at(services, BlockContract),
    }


def _marked(marks: Iterable[DirtyMark], kind: Changed) -> Ids:
    return {mark.subject_id for mark in marks if mark.kind is kind}


def _at(services: Ids, model: type[Placement | Appointment | BlockContract]) -> Ids:
    return _found(lambda ids: select(model.id).where(model.service_id.in_(ids)), services)


def _found(query: Callable[[Sequence[int]], Select[Any]], ids: Ids) -> Ids:
    """Run a query over many ids, in chunks."""
    wanted, found = sorted(ids), set()
    for start in range(0, len(wanted), CHUNK):
        found |= set(db.session.scalars(query(wanted[start : start + CHUNK])))
    return found
