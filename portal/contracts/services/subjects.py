"""What a provider agrees or disputes: a placement's own facts, and each of its charges."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from portal.contracts.models import Charge, DisputeStatus, Placement, ProviderAnswer, Route
from portal.contracts.queries import answers as queries
from portal.contracts.queries.answers import AGREED, DISPUTED, KEPT, TO_ANSWER
from portal.db import all_of

STATE_OF = {None: AGREED, DisputeStatus.OPEN: DISPUTED, DisputeStatus.KEPT: KEPT}


class Facts(NamedTuple):
    """What is recorded, as an answer keeps it: an answer about other facts is none."""

    service_id: int | None
    route: Route | None
    starts_on: date
    ends_on: date | None
    pence: int | None = None
    quantity: int | None = None

    @property
    def digest(self) -> str:
        """A short text that differs for other facts."""
        plain = json.dumps(self, default=str, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()[:16]


class Subject(NamedTuple):
    """A charge or, as number 0, a placement's own facts, with what was last said of it.

    Charges are numbered within their placement in the order in which they were recorded; one that
    was withdrawn keeps its number.
    """

    placement: Placement
    charge: Charge | None
    number: int
    latest: ProviderAnswer | None

    @property
    def key(self) -> str:
        """The agreement number, for a charge followed by its own: 7KQM-X2TD-9HPA/2."""
        reference = self.placement.reference
        return f"{reference}/{self.number}" if self.charge else reference

    @property
    def facts(self) -> Facts:
        """What is recorded now."""
        return facts_of(self.placement, self.charge)

    @property
    def state(self) -> str:
        """Whether it is to be answered, agreed, disputed, or kept by the council."""
        if self.latest is None or facts_answered(self.latest) != self.facts:
            return TO_ANSWER
        return STATE_OF.get(self.latest.status, TO_ANSWER)


def facts_of(placement: Placement, charge: Charge | None) -> Facts:
    """Return what is recorded of a charge or, without one, of a placement."""
    if charge is None:
        return Facts(placement.service_id, placement.route, placement.starts_on, placement.ends_on)
    return Facts(
        placement.service_id,
        None,
        charge.starts_on,
        charge.ends_on,
        charge.pence,
        charge.quantity,
    )


def facts_answered(answer: ProviderAnswer) -> Facts:
    """Return what an answer was about."""
    return Facts(
        answer.service_id,
        answer.route,
        answer.starts_on,
        answer.ends_on,
        answer.pence,
        answer.quantity,
    )


def is_corrected(answer: ProviderAnswer) -> bool:
    """Say whether the record is another than the one that was answered."""
    charge = answer.charge
    if charge is not None and charge.withdrawn_at is not None:
        return True
    return facts_answered(answer) != facts_of(answer.placement, charge)


def subjects_of(placements: Sequence[Placement], organisation_id: int) -> dict[int, list[Subject]]:
    """Return what there is to answer of each placement, in one query for all that was said."""
    said: dict[tuple[int, int | None], ProviderAnswer] = {}
    for answer in all_of(queries.answers_of([one.id for one in placements], organisation_id)):
        said[answer.placement_id, answer.charge_id] = answer
    return {one.id: list(_of(one, said)) for one in placements}


def all_subjects(placements: Sequence[Placement], organisation_id: int) -> list[Subject]:
    """Return what there is to answer of some placements, in their order."""
    found = subjects_of(placements, organisation_id)
    return [subject for one in placements for subject in found[one.id]]


def numbers_of(placement: Placement) -> dict[int, int]:
    """The number of each charge within its placement, by the charge's id."""
    return {
        charge.id: number
        for number, charge in enumerate(sorted(placement.charges, key=lambda one: one.id), 1)
    }


def digest_of(subjects: Iterable[Subject]) -> str:
    """Return a text that differs when any of some subjects, or their facts, do."""
    seen = sorted((one.key, one.facts.digest) for one in subjects)
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _of(
    placement: Placement, said: Mapping[tuple[int, int | None], ProviderAnswer]
) -> Iterable[Subject]:
    yield Subject(placement, None, 0, said.get((placement.id, None)))
    numbers = numbers_of(placement)
    for charge in placement.charges:
        if charge.withdrawn_at is None:
            latest = said.get((placement.id, charge.id))
            yield Subject(placement, charge, numbers[charge.id], latest)
