"""Placements as plain values for the pages of each side."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select

from portal.contracts.forms.placements import ROUTES
from portal.contracts.models import Charge, Placement
from portal.contracts.pricing.check import to_pence
from portal.contracts.queries import earlier
from portal.contracts.queries.prices import piece_totals
from portal.contracts.views.components import UNITS
from portal.db import db
from portal.display import day
from portal.providers.models import PROVISION_TITLES, Service

STATUSES = [
    ("live", "Live"),
    ("ended", "Ended"),
    ("incomplete", "Record due"),
    ("to come", "To come"),
]
ROUTE_CHOICES = [(route.value, text) for route, text in ROUTES.items()]


def status_on(placement: Placement, on: date) -> str:
    """How a placement stands on a day."""
    if placement.ends_on is not None and placement.ends_on <= on:
        return "Ended"
    return "To come" if placement.starts_on > on else "Live"


def where(placement: Placement) -> str:
    """The service, or the words that say where the child lives."""
    if placement.service is not None:
        return placement.service.name
    nowhere = placement.setting.strip().casefold() == "none"
    return "No registered setting" if nowhere else placement.setting


def who(placement: Placement) -> str:
    """The organisation that looks after the child."""
    return placement.provider.name if placement.provider else placement.provider_name


def lines(
    placements: Sequence[Placement], today: date, endpoint: str, *, compared: bool = True
) -> list[dict[str, Any]]:
    """Placements in a list, with what each is over or under as at today in one more query."""
    over = variances([one.id for one in placements], today) if compared else {}
    return [
        {
            "reference": one.reference,
            "where": where(one),
            "who": who(one),
            "council": one.council.name,
            "route": ROUTES[one.route] if one.route else "Not recorded yet",
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "status": status_on(one, today),
            "complete_by": one.complete_by,
            "overdue": one.complete_by is not None and one.complete_by < today,
            "variance": over.get(one.id),
            "href": url_for(endpoint, reference=one.reference),
        }
        for one in placements
    ]


def variances(ids: list[int], as_at: date) -> dict[int, int]:
    """Pence over (or, below zero, under) the reference for some placements."""
    totals = piece_totals(as_at, ids=ids)
    rows = db.session.execute(
        select(totals.c.placement_id, totals.c.variance_sevenths, totals.c.reference_sevenths)
    )
    return {row[0]: to_pence(row[1]) for row in rows if row[2]}


def charge_lines(placement: Placement) -> list[dict[str, Any]]:
    """The charges that stand."""
    return [_charge(one) for one in placement.charges if one.withdrawn_at is None]


def wrong_charges(placement: Placement) -> list[dict[str, Any]]:
    """The charges that were withdrawn, with the reasons."""
    wrong = [one for one in placement.charges if one.withdrawn_at is not None]
    return [_charge(one) | {"reason": one.withdrawn_reason} for one in wrong]


def facts(placement: Placement, today: date) -> list[dict[str, Any]]:
    """The commercial record, without the child."""
    lot = placement.comparison_lot
    rows: list[dict[str, Any]] = [
        {"key": "Agreement number", "value": placement.reference},
        {"key": "Council", "value": placement.council.name},
        {"key": "Organisation", "value": who(placement)},
        {"key": "Service or setting", "value": where(placement)},
        {"key": "Bought", "value": ROUTES[placement.route] if placement.route else None},
        {"key": "Compared with", "value": f"{lot.framework.title}, {lot.name}" if lot else None},
    ]
    if placement.block_contract is not None:
        rows.append({"key": "Block contract", "value": placement.block_contract.title})
    before = db.session.scalars(earlier.before_this(placement.id)).all()
    rows += [
        {"key": f"Until {day(one.ends_on)}", "value": _earlier(one.service, placement.service)}
        for one in before
    ]
    return rows


def _earlier(service: Service, now: Service | None) -> str:
    """Name the service before; another provider's home by its kind and number alone."""
    if now is not None and now.organisation_id == service.organisation_id:
        return service.name
    kind = PROVISION_TITLES[service.provision_type]
    return f"{kind} {service.urn or service.registration_number or 'not registered'}"


def _charge(charge: Charge) -> dict[str, Any]:
    return {
        "id": charge.id,
        "component": charge.component.title,
        "unit": UNITS[charge.component.unit],
        "pence": charge.pence,
        "quantity": charge.quantity,
        "starts_on": charge.starts_on,
        "ends_on": charge.ends_on,
    }
