"""What the demo's providers and buyers keep on record, and whose it is."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from portal.db import db
from portal.providers.models import ConnectedPerson, Contact, GroupSpell, Service, UnitCost
from tests.demo.things import Thing, all_rows, of_organisations, references


def own(model: type[Any], ended: str) -> Callable[[], Iterator[Thing]]:
    """Rows of an organisation that can still be changed: those that have not ended."""

    def found() -> Iterator[Thing]:
        for one in all_rows(model):
            if getattr(one, ended) is None:
                yield Thing(references(reference=one), of_organisations(one.organisation_id))

    return found


def unit_costs() -> Iterator[Thing]:
    for one in all_rows(UnitCost):
        if one.withdrawn_at is None:
            service = db.session.get_one(Service, one.service_id)
            found = references(reference=service, cost_reference=one)
            yield Thing(found, of_organisations(service.organisation_id))


KEPT: dict[str, Callable[[], Iterable[Thing]]] = {
    "/provider/people/contacts/": own(Contact, "ended_at"),
    "/provider/people/connected/": own(ConnectedPerson, "ends_on"),
    "/provider/people/groups/": own(GroupSpell, "ends_on"),
    "unit_costs.": unit_costs,
}
"""Addresses of these, by their start or that of their endpoint; the first that fits counts."""
