"""Appointments, rates and block contracts as plain values for the pages."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import url_for

from portal.contracts.models import (
    APPOINTMENT_MOVES,
    EVIDENCE_TITLES,
    Appointment,
    AppointmentStatus,
    BlockContract,
    LiftingEvidence,
    Rate,
    RateSource,
    SuspensionProposal,
)
from portal.contracts.queries.appointments import EXPIRING_DAYS
from portal.contracts.queries.concerns import evidence_of, open_proposals
from portal.contracts.views.components import UNITS
from portal.db import all_of

SOURCES = {
    RateSource.BID: "Bid",
    RateSource.UPLIFT: "Uplift",
    RateSource.VARIATION: "Variation",
}
ACTIONS = {
    AppointmentStatus.SUSPENDED: ("suspend", "Suspend"),
    AppointmentStatus.APPOINTED: ("lift", "Lift the suspension"),
    AppointmentStatus.WITHDRAWN: ("withdraw", "Withdraw from the lot"),
}


def status_on(appointment: Appointment, day: date) -> str:
    """How an appointment stands on a day: what its spells and its dates say."""
    begun = [spell for spell in appointment.spells if spell.starts_on <= day]
    last = begun[-1].status if begun else None
    if last is AppointmentStatus.WITHDRAWN:
        return "Withdrawn"
    if day >= appointment.ends_on:
        return "Expired"
    return last.value.capitalize() if last else "Not started"


def appointment_line(appointment: Appointment, today: date, endpoint: str) -> dict[str, Any]:
    """An appointment in a list."""
    soon = today < appointment.ends_on <= today + timedelta(days=EXPIRING_DAYS)
    return {
        "service": appointment.service.name,
        "provider": appointment.organisation.name,
        "framework": appointment.lot.framework.title,
        "lot": appointment.lot.name,
        "starts_on": appointment.starts_on,
        "ends_on": appointment.ends_on,
        "status": status_on(appointment, today),
        "ends_soon": soon,
        "href": url_for(endpoint, reference=appointment.reference),
    }


def life(appointment: Appointment) -> list[dict[str, Any]]:
    """The spells of an appointment, oldest first, with what a suspension was lifted on."""
    ids = [one.id for one in appointment.spells]
    lifted = {one.spell_id: one for one in all_of(evidence_of(ids))}
    return [
        {
            "status": one.status,
            "starts_on": one.starts_on,
            "reason": one.reason,
            "evidence": _evidence(lifted.get(one.id)),
            "decided_at": one.decided_at,
        }
        for one in appointment.spells
    ]


def _evidence(found: LiftingEvidence | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {"kind": EVIDENCE_TITLES[found.kind], "words": found.words, "link": found.link}


def proposals(appointment: Appointment) -> list[dict[str, Any]]:
    """Open proposals to suspend an appointment."""
    found = all_of(open_proposals().where(SuspensionProposal.appointment_id == appointment.id))
    return [
        {
            "why": one.why,
            "proposed_at": one.proposed_at,
            "href": url_for("suspension_proposals.decide", reference=one.reference),
        }
        for one in found
    ]


def rates(appointment: Appointment, today: date) -> list[dict[str, Any]]:
    """The rates that stand, by component and date, each with the day on which the next ends it."""
    standing = [rate for rate in appointment.rates if rate.withdrawn_at is None]
    lines: list[dict[str, Any]] = []
    for _code, group in groupby(standing, key=lambda rate: rate.component_code):
        found = list(group)
        ends = [*(rate.starts_on for rate in found[1:]), None]
        for rate, end in zip(found, ends, strict=True):
            holds = rate.starts_on <= today and (end is None or today < end)
            lines.append(rate_line(rate) | {"ends_on": end, "in_force": holds})
    return lines


def withdrawn_rates(appointment: Appointment) -> list[dict[str, Any]]:
    """The rates that were wrong, with the reasons."""
    wrong = [rate for rate in appointment.rates if rate.withdrawn_at is not None]
    return [rate_line(rate) | {"reason": rate.withdrawn_reason} for rate in wrong]


def rate_line(rate: Rate) -> dict[str, Any]:
    """A rate as a line of a table."""
    return {
        "id": rate.id,
        "component": rate.component.title,
        "unit": UNITS[rate.component.unit],
        "pence": rate.pence,
        "starts_on": rate.starts_on,
        "source": SOURCES[rate.source],
        "decided_on": rate.decided_on,
    }


def possible_actions(appointment: Appointment) -> list[dict[str, str]]:
    """What the table of moves lets a contract manager do with an appointment."""
    moves = APPOINTMENT_MOVES.get(appointment.status, set())
    named = [ACTIONS[to] for to in AppointmentStatus if to in moves]
    return [
        {
            "text": text,
            "href": url_for("appointments.change", reference=appointment.reference, action=action),
        }
        for action, text in named
    ]


def contract_line(contract: BlockContract, occupied: int, endpoint: str) -> dict[str, Any]:
    """A block contract in a list, with how many of its places are lived in."""
    return {
        "title": contract.title,
        "service": contract.service.name,
        "provider": contract.organisation.name,
        "lot": contract.lot.name,
        "places": contract.places,
        "occupied": occupied,
        "weekly_pence": contract.weekly_pence,
        "ends_on": contract.ends_on,
        "href": url_for(endpoint, reference=contract.reference),
    }
