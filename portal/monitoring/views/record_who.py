"""Who a provider is and what it runs, for its record."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select

from portal.access import Permission, allows
from portal.accounts.models import Organisation
from portal.db import all_of, db
from portal.display import sentence, short_day
from portal.monitoring.queries import record
from portal.monitoring.queries.record import Reader
from portal.monitoring.record_parts import (
    Block,
    Cell,
    Facts,
    Section,
    Table,
    Words,
    dated,
    plain,
    shortened,
)
from portal.monitoring.views.presenting import link_to
from portal.providers.in_house import run_by
from portal.providers.models import CONNECTION_TITLES, PROVISION_TITLES, ConnectedPerson, Service
from portal.providers.queries import profiles, vacancies
from portal.providers.queries.ratings import end_of_day, labels_as_at
from portal.providers.queries.services import services_of
from portal.providers.services.profiles import facts_of
from portal.providers.views import profile_words
from portal.providers.views.own_services import state_words


def who(provider: Organisation, reader: Reader) -> Section:
    """The profile of the day, the group above the provider, and whom to ask."""
    version = db.session.scalars(record.profile_on(provider.id, reader.on)).first()
    said = profile_words.facts(version or facts_of(provider))
    rows = [(row["key"], plain(row["value"] or "Not said")) for row in said]
    group = db.session.scalars(profiles.spell_on(provider.id, reader.on)).first()
    above = (group.group.name if group.group else profile_words.NO_GROUP) if group else "Not said"
    rows.append(("Owner group", plain(above)))
    contacts = profile_words.contact_rows(all_of(record.contacts_on(provider.id, reader.on)))
    blocks: list[Block] = [
        Facts(rows),
        Table(
            "Contacts",
            ["For", "Name", "Email address", "Telephone"],
            [[plain(one[name]) for name in CONTACT] for one in contacts],
            "No contacts were named by that day.",
            widths=(3, 3, 4, 2),
        ),
    ]
    if allows(Permission.CHECK_PROVIDERS, reader.membership):
        blocks.append(_connected(provider, reader.on))
    if run := run_by(provider):
        blocks.insert(0, Words(run))
    return Section("who", "Who they are", blocks)


def _connected(provider: Organisation, on: date) -> Table:
    """Who was connected with the provider on the day: for those who check providers."""
    known = profiles.connected_persons(provider.id, on).where(
        ConnectedPerson.added_at < end_of_day(on)
    )
    caption, shown = shortened("Connected persons", all_of(known), "person")
    rows = [[plain(CONNECTION_TITLES[one.kind]), plain(one.name)] for one in shown]
    columns = ("Connection", "Name")
    return Table(caption, columns, rows, "None was named by that day.", widths=(5, 6))


CONTACT = ("purpose", "name", "email", "phone")


def services(provider: Organisation, reader: Reader) -> Section:
    """Every service that was known by the day, with its places, rating and last visit."""
    known = all_of(services_of(provider.id).where(Service.claimed_at < end_of_day(reader.on)))
    caption, shown = shortened("Services", known, "service")
    ids = [one.id for one in shown]
    declared = {
        one.service_id: one for one in all_of(vacancies.latest_declarations(ids, reader.on))
    }
    graded = db.session.execute(labels_as_at(reader.on, ids))
    grades = {row.service_id: row.label for row in graded}
    visited = pairs(record.last_visits(provider.id, reader))
    rows = [
        _service(one, provider, declared.get(one.id), grades.get(one.id), visited.get(one.id))
        for one in shown
    ]
    columns = (
        "Service", "Council", "State", "Places", "Can fill", "Vacant", "Declared", "Rating",
        "Last visit",
    )  # fmt: skip
    table = Table(
        caption,
        columns,
        rows,
        "This provider had no services by that day.",
        figures=(3, 4, 5),
        widths=(3.1, 2.7, 2.5, 1.9, 1.5, 2, 2.2, 2.85, 1.8),
    )
    return Section("services", "Services", [table])


def _service(
    service: Service, provider: Organisation, declared: Any, grade: str | None, visited: Any
) -> Sequence[Cell]:
    href = link_to(
        "providers.service", reference=provider.reference, service_reference=service.reference
    )
    return (
        Cell(f"{service.name}, {PROVISION_TITLES[service.provision_type].lower()}", href),
        plain(service.local_authority),
        Cell(sentence(state_words(service)), tag=True),
        plain(service.places),
        plain(declared.effective_capacity if declared else None),
        plain(declared.available if declared else None),
        plain(short_day(declared.as_at) if declared else "Not declared"),
        Cell(grade, tag=True) if grade else plain("None yet"),
        dated(visited) if visited else plain("Never"),
    )


def pairs(statement: Select[int, Any]) -> dict[int, Any]:
    """Return what a query says of each id; of several rows of one id the last."""
    return {row[0]: row[1] for row in db.session.execute(statement)}
