"""What is agreed and disputed, as plain values for the pages of each side."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from portal.contracts.forms.answers import REASONS
from portal.contracts.forms.placements import ROUTES
from portal.contracts.models import DisputeStatus, Placement, ProviderAnswer
from portal.contracts.queries.answers import AGREED, DISPUTED, KEPT, TO_ANSWER
from portal.contracts.services.subjects import (
    Subject,
    facts_answered,
    numbers_of,
)
from portal.contracts.views.components import UNITS
from portal.contracts.views.placed import where
from portal.display import pounds, short_day

STATES = {
    TO_ANSWER: "To answer",
    AGREED: "Agreed",
    DISPUTED: "Disputed",
    KEPT: "Kept by the council",
}
STATUSES = {
    DisputeStatus.OPEN: "Waiting for the council",
    DisputeStatus.ACCEPTED: "Corrected",
    DisputeStatus.KEPT: "Kept by the council",
    DisputeStatus.WITHDRAWN: "Withdrawn",
}
DISPUTE_FILTER = [("open", "Waiting"), ("accepted", "Corrected"), ("kept", "Kept")]


def groups(
    placements: Sequence[Placement], subjects: Mapping[int, list[Subject]], state: str = ""
) -> list[dict[str, Any]]:
    """Placements with what there is to answer of each, or with what of it stands in a state."""
    return [
        {
            "reference": one.reference,
            "href": url_for("own_placements.show", reference=one.reference),
            "where": where(one),
            "council": one.council.name,
            "lines": [line(each) for each in subjects[one.id] if state in {"", each.state}],
        }
        for one in placements
    ]


def line(subject: Subject) -> dict[str, Any]:
    """One record as the provider answers it."""
    facts, latest = subject.facts, subject.latest
    stands = subject.state != TO_ANSWER
    dispute = latest if latest is not None and latest.status is not None and stands else None
    return {
        "key": subject.key,
        "value": f"{subject.key}:{facts.digest}",
        "number": subject.number,
        "what": what(subject),
        "price": price(subject.charge, facts.pence),
        "quantity": facts.quantity or "",
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "state": STATES[subject.state],
        "changed": not stands and latest is not None and latest.status is None,
        "may_agree": subject.state in {TO_ANSWER, KEPT},
        "dispute_href": ""
        if subject.state == DISPUTED
        else url_for(
            "disputing.dispute", reference=subject.placement.reference, number=subject.number
        ),
        "answer_href": url_for("disputing.own_dispute", reference=dispute.reference)
        if dispute is not None
        else "",
    }


def what(subject: Subject) -> str:
    """Name what is recorded: a component, or how the place was bought."""
    if subject.charge is not None:
        return subject.charge.component.title
    route = subject.placement.route
    return f"Placement: {ROUTES[route].lower()}" if route else "Placement: not complete yet"


def price(charge: Any, pence: int | None) -> str:
    """Write a charge's price with its unit."""
    return f"{pounds(pence)} {UNITS[charge.component.unit]}" if charge and pence else ""


def dispute_line(dispute: ProviderAnswer, endpoint: str) -> dict[str, Any]:
    """One dispute in a list."""
    return {
        "agreement": dispute.placement.reference,
        "href": url_for(endpoint, reference=dispute.reference),
        "what": dispute.charge.component.title if dispute.charge else "The placement itself",
        "reason": REASONS[dispute.reason] if dispute.reason else "",
        "provider": dispute.organisation.name,
        "council": dispute.placement.council.name,
        "at": dispute.at,
        "status": STATUSES[dispute.status] if dispute.status else "",
        "charge_id": dispute.charge_id,
        "open": dispute.status is DisputeStatus.OPEN,
    }


def dispute_facts(dispute: ProviderAnswer) -> list[dict[str, Any]]:
    """What was recorded, and what the provider says of it."""
    facts, charge = facts_answered(dispute), dispute.charge
    number = numbers_of(dispute.placement)[charge.id] if charge else None
    rows: list[tuple[str, Any]] = [
        ("Agreement number", dispute.placement.reference),
        ("Service", dispute.service.name),
        ("Disputed", f"Charge {number}: {charge.component.title}" if charge else "The placement"),
        ("Recorded price", price(charge, facts.pence)),
        ("How many", facts.quantity),
        ("From", short_day(facts.starts_on)),
        ("Until", short_day(facts.ends_on) if facts.ends_on else "Open"),
        ("What is wrong", REASONS[dispute.reason] if dispute.reason else ""),
        ("Price it should be", price(charge, dispute.proposed_pence)),
        ("Date it should end", short_day(dispute.proposed_on) if dispute.proposed_on else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def dispute_life(dispute: ProviderAnswer, *, by_name: bool) -> list[dict[str, Any]]:
    """What happened to a dispute, newest first; the other side's people are not named."""
    raised = {
        "title": "Disputed by the provider",
        "at": dispute.at,
        "by": dispute.by.person.name if by_name else "",
        "text": dispute.words,
    }
    if dispute.closed_at is None or dispute.status is None:
        return [raised]
    closed = {
        "title": STATUSES[dispute.status],
        "at": dispute.closed_at,
        "by": "",
        "text": dispute.closing_words,
    }
    return [closed, raised]


def mark_disputed(charges: list[dict[str, Any]], disputes: Sequence[dict[str, Any]]) -> None:
    """Say of each charge of a page whether the provider disputes it."""
    disputed = {one["charge_id"] for one in disputes if one["open"]}
    for charge in charges:
        charge["disputed"] = charge["id"] in disputed
