"""What waits to be done about services, ratings and the register."""

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import Select

from portal import clock
from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import db, number_of
from portal.providers.queries import register, services
from portal.providers.todos import claims, diligence, documents, visits
from portal.providers.todos.places import of_places
from portal.providers.todos.profile import of_profile

# Ofsted publishes its whole list once or twice a year, and shorter ones by the month.
REGISTER_IS_OLD = timedelta(days=230)


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return what the membership should do now."""
    waiting: list[ToDo] = []
    if allows(Permission.MANAGE_PROVIDER, membership):
        waiting += _of_a_provider(membership) + diligence.todo(membership, now=now)
        waiting += of_profile(membership, now=now)
        waiting += of_places(membership, now)
    if allows(Permission.IMPORT_REGISTER, membership):
        waiting += _of_the_register(now)
    waiting += documents.todo(membership, now=now)
    waiting += visits.todo(membership, now=now)
    return claims.todo(membership) + waiting


def _of_a_provider(membership: Membership) -> list[ToDo]:
    organisation_id = membership.organisation_id
    if not db.session.scalars(services.services_of(organisation_id).limit(1)).first():
        hint = "Find them in Ofsted’s register by their URNs. You bid with services."
        return [ToDo("Claim your services", url_for("services.claim"), hint)]
    lines = (
        (
            services.reported_otherwise(organisation_id),
            "Check ratings that differ from Ofsted’s list",
            "What you reported is not what Ofsted’s list says.",
        ),
        (
            services.with_newer_inspection(organisation_id),
            "Report newer inspections",
            "Ofsted’s list shows a later inspection than you have reported.",
        ),
        (
            services.waiting_for_registration(organisation_id),
            "Record registrations",
            "These services wait for registration. Record it when it comes.",
        ),
        (
            services.undescribed(organisation_id),
            "Describe your services",
            "Say which needs they meet, so that commissioners can find them.",
        ),
    )
    found = ((number_of(query), query, title, hint) for query, title, hint in lines)
    return [
        ToDo(title, _first(query, number), hint, number)
        for number, query, title, hint in found
        if number
    ]


def _of_the_register(now: datetime) -> list[ToDo]:
    latest = db.session.scalars(register.latest_file().limit(1)).first()
    href = url_for("imports.new")
    if latest is None:
        hint = "Providers claim their services from it, and ratings are checked against it."
        return [ToDo("Import Ofsted’s register", href, hint)]
    if clock.today(now) - latest.as_at > REGISTER_IS_OLD:
        hint = "The latest file here is more than seven months old."
        return [ToDo("Import a newer file of Ofsted’s register", href, hint)]
    return []


def _first(query: Select[Any], number: int) -> str:
    """Lead to the service itself where there is only one."""
    if number > 1:
        return url_for("services.own")
    only = db.session.scalars(query.limit(1)).one()
    return url_for("services.service", reference=only.reference)
