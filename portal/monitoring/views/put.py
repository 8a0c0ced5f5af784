"""Breaches put to providers, as plain values for the pages of each side."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from portal.contracts.models import Appointment, Placement
from portal.db import db
from portal.display import day, pounds
from portal.monitoring.forms.replies import POSITIONS
from portal.monitoring.models import Breach, ProviderReply, PutBreach, PutStatus
from portal.monitoring.rules import BY_CODE
from portal.monitoring.views import presenting

# Where a provider reads of its own what a breach is about.
OWN_PAGES: dict[str, tuple[Callable[[int], Select[str]], str]] = {
    "placement": (
        lambda id_: select(Placement.reference).where(Placement.id == id_).order_by(Placement.id),
        "own_placements.show",
    ),
    "appointment": (
        lambda id_: (
            select(Appointment.reference).where(Appointment.id == id_).order_by(Appointment.id)
        ),
        "own_contracts.show",
    ),
}


def state_of(put: PutBreach, today: date) -> str:
    """How a breach that was put to a provider stands on a day, in words."""
    if put.status is PutStatus.WAITING:
        return "Time has passed" if put.due_on < today else "Waiting for reply"
    return "Replied" if put.status is PutStatus.REPLIED else "Responded"


def own_lines(puts: Sequence[PutBreach], today: date) -> list[dict[str, Any]]:
    """Breaches in the provider's list; the number of queries does not grow with them."""
    subjects = presenting.subjects_of([one.breach for one in puts])
    return [
        {
            "href": url_for("own_breaches.show", reference=one.reference),
            "rule": presenting.title_of(one.breach.rule_code),
            "subject": subjects[one.breach.subject_kind, one.breach.subject_id].title,
            "put_at": one.put_at,
            "due_on": one.due_on,
            "state": state_of(one, today),
        }
        for one in puts
    ]


def own_facts(put: PutBreach) -> list[dict[str, Any]]:
    """What was found, as the provider reads it: the rule, what it is about, and the figures."""
    breach = put.breach
    rule = BY_CODE.get(breach.rule_code)
    subject = presenting.subjects_of([breach])[breach.subject_kind, breach.subject_id]
    said, held = rule.figures if rule else ("", "")
    show = presenting.UNITS.get(breach.unit, str)
    rows: list[tuple[str, Any, str]] = [
        ("About", subject.title, _own_page(breach)),
        ("Region", breach.region.name, ""),
        ("Period", breach.period, ""),
        (said, show(breach.measured) if said else "", ""),
        (held, show(breach.threshold) if held else "", ""),
        ("What it comes to so far", pounds(breach.amount_pence), ""),
        ("Found", day(breach.opened_at), ""),
        ("Put right", day(breach.closed_at) if breach.closed_at else "", ""),
        ("Reply by", day(put.due_on), ""),
    ]
    return [{"key": key, "value": value, "href": href} for key, value, href in rows if value]


def replies(put: PutBreach, endpoint: str, **place: Any) -> list[dict[str, Any]]:
    """The replies to one breach that was put, oldest first."""
    return [
        {
            "position": POSITIONS[one.position],
            "at": one.replied_at,
            "by": one.by.person.name,
            "late": one.replied_at.date() > put.due_on,
            "text": one.text,
            "plan": one.plan,
            "plan_by": one.plan_by,
            "files": [_file(one, url_for(endpoint, reply=one.reference, **place))]
            if one.file_key
            else [],
        }
        for one in put.replies
    ]


def sections(breach: Breach, puts: Sequence[PutBreach], today: date) -> list[dict[str, Any]]:
    """Each time that a breach was put to its provider, for the page of the breach."""
    return [
        {
            "put_at": one.put_at,
            "by": one.put_by.person.name,
            "message": one.message,
            "due_on": one.due_on,
            "state": state_of(one, today),
            "response": one.response,
            "replies": replies(one, "putting.reply_file", reference=breach.reference),
            "respond_href": url_for(
                "putting.respond", reference=breach.reference, put_reference=one.reference
            )
            if may_respond(one, today)
            else "",
        }
        for one in puts
    ]


def may_respond(put: PutBreach, today: date) -> bool:
    """Say whether a manager may respond: the provider has replied, or its time has passed."""
    lapsed = put.status is PutStatus.WAITING and put.due_on < today
    return put.status is PutStatus.REPLIED or lapsed


def _own_page(breach: Breach) -> str:
    if breach.subject_kind not in OWN_PAGES:
        return ""
    query, endpoint = OWN_PAGES[breach.subject_kind]
    reference = db.session.scalars(query(breach.subject_id)).first()
    return url_for(endpoint, reference=reference) if reference else ""


def _file(reply: ProviderReply, href: str) -> dict[str, Any]:
    return {"name": reply.file_name, "href": href, "octets": reply.file_size}
