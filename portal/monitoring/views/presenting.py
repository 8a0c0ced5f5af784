"""Breaches as plain values for the pages: what they are about, their figures and their links."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from flask import current_app, g, url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.access import allows, permission_of
from portal.contracts.models import Appointment, BlockContract, Placement
from portal.contracts.views.placed import where
from portal.db import db
from portal.display import count_of, day, percent, pounds
from portal.monitoring.models import Breach, BreachEvent, BreachStatus
from portal.monitoring.queries.breaches import WORKED_ON
from portal.monitoring.rule import Rule, RuleKind
from portal.monitoring.rules import BY_CODE
from portal.providers.models import Service
from portal.providers.ofsted.grades import Level
from portal.tenders.models import Framework, Lot

KIND_TITLES = {
    RuleKind.CONTRACT_BREACH: "Contract breaches",
    RuleKind.COUNCIL_EXCEPTION: "Council exceptions",
    RuleKind.DATA_QUALITY: "Data quality",
    RuleKind.MARKET_SIGNAL: "Market signals",
}
STATUS_WORDS = {
    BreachStatus.OPEN: "New",
    BreachStatus.ACKNOWLEDGED: "Acknowledged",
    BreachStatus.PLANNED: "Planned",
    BreachStatus.WAIVER_PROPOSED: "Waiver proposed",
    BreachStatus.WAIVED: "Waived",
    BreachStatus.CLOSED: "Closed",
}
EVENT_TITLES = {
    "opened": "Opened",
    "reopened": "Opened again",
    "figures_changed": "The figures changed",
    "waiver_ended": "The waiver ended",
    "closed": "Closed: the rule no longer finds it",
    "acknowledged": "Acknowledged",
    "planned": "Planned",
    "assigned": "Assigned",
    "waiver_proposed": "Waiver proposed",
    "waiver_approved": "Waiver approved",
    "waiver_refused": "Waiver refused",
    "recheck_asked": "Recheck asked for",
    "put_to_provider": "Put to the provider",
    "provider_replied": "The provider replied",
    "responded_to_provider": "Responded to the provider",
}
LEVELS = {
    Level.EXCELLENT.order: "Outstanding, or the like of it",
    Level.ACCEPTABLE.order: "Good, or the like of it",
    Level.WEAK.order: "Requires improvement, or the like of it",
    Level.FAILING.order: "Inadequate, or the like of it",
}


def one_place(hundredths: int) -> str:
    """Write hundredths of a per cent to one place; a little is never written as nothing."""
    if 0 < hundredths < LEAST_SHOWN:
        return "Under 0.1%"
    return percent(Fraction(hundredths, 10_000))


LEAST_SHOWN = 5
UNITS: Mapping[str, Callable[[int], str]] = {
    "hundredths_of_percent": one_place,
    "level": lambda order: LEVELS.get(order, "No grade"),
    "days": lambda days: count_of(days, "day"),
    "pence": pounds,
}


class Subject(NamedTuple):
    """What a breach is about: a line of words, and the page behind it where the reader may go."""

    title: str
    href: str


def lines(breaches: Sequence[Breach], today: date) -> list[dict[str, Any]]:
    """Breaches in a list; the number of queries does not grow with them."""
    subjects = subjects_of(breaches)
    return [
        {
            "reference": breach.reference,
            "href": url_for("breaches.breach", reference=breach.reference),
            "rule": title_of(breach.rule_code),
            "subject": subjects[breach.subject_kind, breach.subject_id].title,
            "provider": breach.organisation.name if breach.organisation else "",
            "council": breach.council.name if breach.council else "",
            "figure": figure_of(breach),
            "measured": measured(breach),
            "amount": breach.amount_pence,
            "opened_at": breach.opened_at,
            "due_on": breach.due_on,
            "overdue": is_overdue(breach, today),
            "status": STATUS_WORDS[breach.status],
            "assigned_to": breach.assigned_to.person.name if breach.assigned_to else "",
        }
        for breach in breaches
    ]


def facts(breach: Breach) -> list[dict[str, Any]]:
    """The facts of one breach, in the order of its page."""
    rule = BY_CODE.get(breach.rule_code)
    subject = subjects_of([breach])[breach.subject_kind, breach.subject_id]
    said, held = rule.figures if rule else ("", "")
    show = UNITS.get(breach.unit, str)
    due = breach.due_on if breach.status in WORKED_ON else None
    rows: list[tuple[str, Any, str]] = [
        ("About", subject.title, subject.href),
        ("Provider", breach.organisation.name if breach.organisation else "", _provider(breach)),
        ("Council", breach.council.name if breach.council else "", ""),
        ("Period", breach.period, ""),
        (said, show(breach.measured) if said else "", ""),
        (held, show(breach.threshold) if held else "", ""),
        ("What it comes to so far", pounds(breach.amount_pence), ""),
        ("Times opened", str(breach.times_opened), ""),
        ("Assigned to", breach.assigned_to.person.name if breach.assigned_to else "Nobody", ""),
    ]
    return [
        *({"key": key, "value": value, "href": href} for key, value, href in rows if value),
        *([{"key": "Due", "value": day(due), "href": ""}] if due else []),
    ]


def subjects_of(breaches: Iterable[Breach]) -> dict[tuple[str, int], Subject]:
    """Return what breaches are about, with one query for each kind of subject."""
    wanted: dict[str, set[int]] = {}
    for breach in breaches:
        wanted.setdefault(breach.subject_kind, set()).add(breach.subject_id)
    found: dict[tuple[str, int], Subject] = {}
    for kind, ids in wanted.items():
        query, words = SUBJECTS[kind]
        for row in db.session.scalars(query(ids)).unique():
            found[kind, row.id] = words(row)
        for gone in ids - {one for one_kind, one in found if one_kind == kind}:
            found[kind, gone] = Subject(f"A {kind.replace('_', ' ')}", "")
    return found


def history(events: Sequence[BreachEvent]) -> list[dict[str, Any]]:
    """The life of a breach, newest first."""
    return [
        {
            "title": EVENT_TITLES.get(event.event, event.event),
            "at": event.at,
            "by": event.by.person.name if event.by else "",
            "text": event.note,
        }
        for event in reversed(events)
    ]


def title_of(code: str) -> str:
    """A rule's title, or its code when the rule is not run any more."""
    return BY_CODE[code].title if code in BY_CODE else code


def measured(breach: Breach) -> str:
    """The figure that a list shows of a breach, without what its page adds after a comma."""
    rule: Rule | None = BY_CODE.get(breach.rule_code)
    shown = rule is not None and rule.figures[0]
    words = UNITS.get(breach.unit, str)(breach.measured) if shown else ""
    return words.partition(",")[0]


def figure_of(breach: Breach) -> str:
    """The figure of a breach with its name, or nothing where the rule has none."""
    shown = measured(breach)
    return f"{BY_CODE[breach.rule_code].figures[0]}: {shown}" if shown else ""


def is_overdue(breach: Breach, today: date) -> bool:
    """Say whether a breach that somebody works on is past its day."""
    return breach.status in WORKED_ON and breach.due_on < today


def status_choices() -> list[tuple[str, str]]:
    """The states that a queue can be narrowed to."""
    words = [(status.value, text) for status, text in STATUS_WORDS.items()]
    replied = ("replied", "Replied to by the provider")
    return [("to_do", "All that is to do"), *words, replied, ("all", "All, closed ones too")]


def link_to(endpoint: str, **values: Any) -> str:
    """Return a page's address when this reader may open it, else nothing."""
    view = current_app.view_functions.get(endpoint)
    permission = permission_of(view)
    if permission is None or not allows(permission, g.get("membership")):
        return ""
    return url_for(endpoint, **values)


def _provider(breach: Breach) -> str:
    provider = breach.organisation
    return link_to("providers.provider", reference=provider.reference) if provider else ""


def _placements(ids: set[int]) -> Select[Placement]:
    return (
        select(Placement)
        .options(joinedload(Placement.service))
        .where(Placement.id.in_(ids))
        .order_by(Placement.id)
    )


def _placement(row: Placement) -> Subject:
    href = link_to("region_placements.show", reference=row.reference)
    return Subject(f"Placement {row.reference} at {where(row)}", href)


def _appointments(ids: set[int]) -> Select[Appointment]:
    return (
        select(Appointment)
        .options(
            joinedload(Appointment.service),
            joinedload(Appointment.lot).joinedload(Lot.framework),
        )
        .where(Appointment.id.in_(ids))
        .order_by(Appointment.id)
    )


def _appointment(row: Appointment) -> Subject:
    href = link_to("appointments.show", reference=row.reference)
    return Subject(f"{row.service.name} on {row.lot.name}, {row.lot.framework.title}", href)


def _services(ids: set[int]) -> Select[Service]:
    return (
        select(Service)
        .options(joinedload(Service.organisation))
        .where(Service.id.in_(ids))
        .order_by(Service.id)
    )


def _service(row: Service) -> Subject:
    href = link_to(
        "providers.service",
        reference=row.organisation.reference,
        service_reference=row.reference,
    )
    return Subject(row.name, href)


def _contracts(ids: set[int]) -> Select[BlockContract]:
    return select(BlockContract).where(BlockContract.id.in_(ids)).order_by(BlockContract.id)


def _contract(row: BlockContract) -> Subject:
    return Subject(row.title, link_to("blocks.show", reference=row.reference))


def _frameworks(ids: set[int]) -> Select[Framework]:
    return select(Framework).where(Framework.id.in_(ids)).order_by(Framework.id)


def _framework(row: Framework) -> Subject:
    return Subject(row.title, link_to("frameworks.framework", reference=row.reference))


SUBJECTS: Mapping[str, tuple[Callable[[set[int]], Select[Any]], Callable[[Any], Subject]]] = {
    "placement": (_placements, _placement),
    "appointment": (_appointments, _appointment),
    "service": (_services, _service),
    "block_contract": (_contracts, _contract),
    "framework": (_frameworks, _framework),
}
