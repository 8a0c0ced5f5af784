"""The audit trail for auditors: what happened to what, and whether a subject's chain holds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import audit, clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Membership
from portal.audit import AuditEntry
from portal.contracts.views.asking import filters, links
from portal.contracts.views.placed import where
from portal.db import all_of, db, first_or_404
from portal.display import sentence
from portal.monitoring.queries import audit_trail as queries
from portal.monitoring.queries.runs import latest_runs
from portal.monitoring.views.presenting import link_to, title_of
from portal.paging import page_of

bp = Blueprint("audit_trail", __name__, url_prefix="/audit")

EXPORT = "audit-heads"
PAGES = {
    "framework": "frameworks.framework",
    "procurement": "procurements.procurement",
    "recommendation": "award.recommendation",
    "appointment": "appointments.show",
    "block_contract": "blocks.show",
    "placement": "region_placements.show",
    "breach": "breaches.breach",
}

EVENTS = {
    "opening.authorised": "First officer began an opening",
    "opening.opened": "Second officer completed an opening",
    "procurement.assigned": "Person assigned",
    "procurement.conflicts_assessed": "Conflicts of interest assessed",
    "procurement.scale_set": "Marking scale set",
    "ranking.worked_out": "Ranking worked out",
}


@bp.get("")
@requires(Permission.READ_AUDIT)
def index() -> ResponseReturnValue:
    """List what happened, the latest first."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("kind", "reference", "first", "last")
    first, last = read_day(chosen["first"]), read_day(chosen["last"])
    page = page_of(
        queries.trail(
            queries.Wanted(chosen["kind"], chosen["reference"].upper(), first, last), acting, today
        ),
        sort=[AuditEntry.at, AuditEntry.id],
        key=lambda one: [one.at, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "monitoring/audit_trail.html",
        entries=lines(page.rows, acting, today),
        chosen=chosen,
        kinds=[(kind, one.title) for kind, one in queries.KINDS.items()],
        unread=[
            name for name, day in (("first", first), ("last", last)) if chosen[name] and day is None
        ],
        exported=db.session.scalars(latest_runs([EXPORT])).first(),
        links=links(page, "audit_trail.index", chosen),
    )


@bp.get("/<kind>/<reference>")
@requires(Permission.READ_AUDIT)
def subject(kind: str, reference: str) -> ResponseReturnValue:
    """Show everything that happened to one subject, and whether its chain holds."""
    if kind not in queries.KINDS:
        abort(404)
    acting, today = current_membership(), clock.today(clock.now())
    found = first_or_404(queries.subject(kind, reference, acting, today))
    entries = all_of(audit.chain(kind, found.id))
    people = actors_of(entries)
    return render_template(
        "monitoring/audit_subject.html",
        title=name_of(kind, found),
        kind=queries.KINDS[kind].title,
        reference=reference,
        page=link_to(PAGES[kind], reference=reference),
        entries=[
            {"number": one.sequence, "mark": one.hash[:12], **happened(one, people)}
            for one in entries
        ],
        broken=audit.broken_link(entries),
    )


def lines(entries: Sequence[AuditEntry], acting: Membership, today: date) -> list[dict[str, Any]]:
    """Entries as plain values; the number of queries does not grow with them."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        wanted.setdefault(entry.subject_kind, set()).add(entry.subject_id)
    found = {
        (kind, row.id): row
        for kind, ids in wanted.items()
        for row in db.session.scalars(queries.subjects(kind, ids, acting, today)).unique()
    }
    people = actors_of(entries)
    return [
        {
            "kind": queries.KINDS[entry.subject_kind].title,
            "subject": name_of(entry.subject_kind, row),
            "href": url_for(
                "audit_trail.subject", kind=entry.subject_kind, reference=row.reference
            ),
            **happened(entry, people),
        }
        for entry in entries
        if (row := found.get((entry.subject_kind, entry.subject_id)))
    ]


def happened(entry: AuditEntry, people: Mapping[int, Membership]) -> dict[str, Any]:
    """What happened, when, by whom and why, in words."""
    by = people.get(entry.by_membership_id or 0)
    return {
        "at": entry.at,
        "what": words(entry),
        "why": queries.reason_to_show(entry),
        "by": by.person.name if by else "The portal itself",
        "of": by.organisation.name if by else "",
    }


def words(entry: AuditEntry) -> str:
    """Write an event's name as words: `rate.added` as "Rate added", "Published" of its subject."""
    about, _, what = entry.event.partition(".")
    plain = sentence(what if about == entry.subject_kind else f"{about} {what}")
    return EVENTS.get(entry.event, plain)


def actors_of(entries: Iterable[AuditEntry]) -> dict[int, Membership]:
    """Return those who acted, by the id of their membership."""
    ids = {one.by_membership_id for one in entries if one.by_membership_id}
    return {one.id: one for one in all_of(queries.actors(ids))} if ids else {}


def name_of(kind: str, row: Any) -> str:
    """Name a subject as its own page does."""
    if kind == "placement":
        return f"{row.reference} at {where(row)}"
    if kind == "breach":
        return title_of(row.rule_code)
    if kind == "appointment":
        return f"{row.service.name} on {row.lot.name}"
    return str(row.procurement.title if kind == "recommendation" else row.title)


def read_day(text: str) -> date | None:
    """Read a day typed as figures, `27 3 2026` or `27/3/2026`; None when it is not one."""
    parts = [int(part) for part in re.findall(r"[0-9]{1,4}", text)]
    try:
        day, month, year = parts
        return date(year, month, day) if 2000 <= year < 2200 else None
    except ValueError:
        return None
