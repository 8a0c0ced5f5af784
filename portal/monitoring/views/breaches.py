"""The queue of breaches, one breach, and the queue as a file."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, Role, allows, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Membership, Region
from portal.accounts.queries import staff_of_region
from portal.contracts.queries.sql import as_id
from portal.contracts.views.asking import links
from portal.db import all_of, db, first_or_404
from portal.display import count_of
from portal.errors import DomainError
from portal.files import sheet_headers, written
from portal.forms import Choice
from portal.monitoring.forms.breaches import AssignForm
from portal.monitoring.models import Breach, BreachStatus
from portal.monitoring.queries import breaches as queries
from portal.monitoring.queries.breaches import Filters
from portal.monitoring.queries.replies import puts_of
from portal.monitoring.queries.rules import led_region
from portal.monitoring.rules import BY_CODE, RULES
from portal.monitoring.services import breaches as services
from portal.monitoring.services.replies import can_be_put
from portal.monitoring.views import presenting
from portal.monitoring.views.put import sections
from portal.paging import Page, page_of

bp = Blueprint("breaches", __name__, url_prefix="/breaches")

MOST_IN_FILE = 20_000
COLUMNS = (
    "reference",
    "rule",
    "subject",
    "provider",
    "council",
    "measured",
    "amount",
    "opened_at",
    "due_on",
    "status",
    "assigned_to",
)


@bp.get("")
@requires(Permission.SEE_BREACHES)
def queue() -> ResponseReturnValue:
    """Show the breaches of one's regions, what presses first."""
    acting, today = current_membership(), clock.today(clock.now())
    filters = chosen_filters()
    kept = as_arguments(filters)
    page = part_of(filters, acting, today)
    return render_template(
        "monitoring/breaches.html",
        breaches=presenting.lines(page.rows, today),
        tiles=tiles(acting, today),
        kinds=kinds(filters, acting, today),
        chosen=filters,
        rules=[(rule.code, rule.title) for rule in RULES],
        councils=[(one.reference, one.name) for one in all_of(councils(acting, today))],
        statuses=presenting.status_choices(),
        managers=managers_of_led_region(acting, today),
        may_work=allows(Permission.WORK_BREACHES, acting),
        links=links(page, "breaches.queue", kept),
        export=url_for("breaches.export", **kept),
        work=url_for("breaches.work_on_several", **kept),
        sorts={
            sort: url_for("breaches.queue", **(kept | {"sort": sort})) for sort in ("opened", "due")
        },
    )


@bp.get("/export.csv")
@requires(Permission.SEE_BREACHES)
def export() -> ResponseReturnValue:
    """Send the queue as it is filtered, as a file."""
    acting, today = current_membership(), clock.today(clock.now())
    found = all_of(queries.queue(chosen_filters(), acting, today).limit(MOST_IN_FILE))
    header = [name.replace("_", " ").capitalize() for name in COLUMNS]
    lines = presenting.lines(found, today)
    content = written(header, ([cell(line[name]) for name in COLUMNS] for line in lines))
    return Response(content, headers=sheet_headers(f"breaches-{today.isoformat()}.csv"))


@bp.post("/work")
@requires(Permission.WORK_BREACHES)
def work_on_several() -> ResponseReturnValue:
    """Acknowledge or assign the breaches that were ticked."""
    acting, now = current_membership(), clock.now()
    ticked = [one for one in request.form.getlist("breach")[:100] if "\0" not in one]
    found = all_of(queries.some(ticked, acting, clock.today(now)))
    try:
        said = work_on(found, acting, now)
        db.session.commit()
        flash(said, "success" if found else "")
    except DomainError as error:
        db.session.rollback()
        flash(error.message)
    return redirect(url_for("breaches.queue", **as_arguments(chosen_filters())), code=303)


@bp.get("/<reference>")
@requires(Permission.SEE_BREACHES)
def breach(reference: str) -> ResponseReturnValue:
    """Show what a breach is about, its figures and its life, and what can be done."""
    acting, today = current_membership(), clock.today(clock.now())
    found = first_or_404(queries.one(reference, acting, today))
    rule = BY_CODE.get(found.rule_code)
    waiver = services.waiting_waiver(found)
    own_waiver = waiver is not None and waiver.proposed_by.person_id == acting.person_id
    form = AssignForm(data={"assignee": str(found.assigned_to_id or "")})
    form.assignee.choices = assignees(found, today)
    return render_template(
        "monitoring/breach.html",
        breach=found,
        title=presenting.title_of(found.rule_code),
        rule=rule,
        kind=rule.kind if rule else "",
        status=presenting.STATUS_WORDS[found.status],
        facts=presenting.facts(found),
        overdue=presenting.is_overdue(found, today),
        history=presenting.history(found.events),
        waiver=waiver,
        own_waiver=own_waiver,
        may_decide=allows(Permission.APPROVE_WAIVER, acting) and not own_waiver,
        actions=possible_actions(found) if allows(Permission.WORK_BREACHES, acting) else (),
        puts=sections(found, all_of(puts_of(found.id)), today),
        may_put=can_be_put(found) and allows(Permission.WORK_BREACHES, acting),
        form=form,
    )


def possible_actions(found: Breach) -> set[str]:
    """Name what a contract manager can do about a breach as it stands."""
    actions = {
        BreachStatus.OPEN: {"acknowledge", "plan", "waive"},
        BreachStatus.ACKNOWLEDGED: {"plan", "waive"},
        BreachStatus.PLANNED: {"plan", "waive"},
        BreachStatus.WAIVED: {"end_waiver"},
    }
    always = set() if found.status is BreachStatus.CLOSED else {"assign", "recheck"}
    return actions.get(found.status, set()) | always


def assignees(found: Breach, today: date) -> list[Choice]:
    """The contract managers of a breach's region."""
    people = all_of(staff_of_region(found.region_id, today, Role.CONTRACT_MANAGER))
    return [Choice(str(one.id), one.person.name) for one in people]


def managers_of_led_region(acting: Membership, today: date) -> list[tuple[str, str]]:
    """The contract managers of the region that the reader's organisation leads."""
    led: Region | None = db.session.scalars(led_region(acting)).first()
    if led is None:
        return []
    people = all_of(staff_of_region(led.id, today, Role.CONTRACT_MANAGER))
    return [(str(one.id), one.person.name) for one in people]


def work_on(found: Sequence[Breach], acting: Membership, now: Any) -> str:
    """Do to several breaches what was asked, and say what was done."""
    if not found:
        return "Tick the breaches that you mean."
    if request.form.get("action") == "acknowledge":
        done = services.acknowledge_all(found, by=acting, at=now)
        return f"{count_of(done, 'breach', 'breaches')} acknowledged."
    chosen = request.form.get("assignee", "")
    to = db.session.get(Membership, as_id(chosen))
    if to is None:
        raise DomainError("Choose whom to assign the breaches to.")
    done = services.assign_all(found, to, by=acting, at=now)
    return f"{count_of(done, 'breach', 'breaches')} assigned to {to.person.name}."


def part_of(filters: Filters, acting: Membership, today: date) -> Page[Breach]:
    """The part of the queue that the address asks for: what is due first, of that the dearest."""
    statement, cursor = queries.queue(filters, acting, today), request.args.get("cursor")
    if filters.sort == "opened":
        return page_of(
            statement,
            sort=[Breach.opened_at, Breach.id],
            key=lambda one: [one.opened_at, one.id],
            cursor=cursor,
            descending=True,
        )
    return page_of(
        statement,
        sort=[Breach.due_on, queries.LARGEST_FIRST, Breach.id],
        key=lambda one: [one.due_on, -(one.amount_pence or 0), one.id],
        cursor=cursor,
    )


def chosen_filters() -> Filters:
    """What the address says that the queue should show."""
    said = {name: request.args.get(name, "").strip()[:100] for name in asdict(Filters())}
    return Filters(
        kind=said["kind"] if said["kind"] in queries.KINDS else "",
        rule=said["rule"] if said["rule"] in BY_CODE else "",
        status=said["status"] or queries.TO_DO,
        provider=said["provider"],
        council=said["council"],
        mine=said["mine"] == "1",
        overdue=said["overdue"] == "1",
        sort="opened" if said["sort"] == "opened" else "due",
    )


def as_arguments(filters: Filters) -> dict[str, Any]:
    """The filters that differ from what a queue starts with, for an address."""
    usual = asdict(Filters())
    kept = {name: value for name, value in asdict(filters).items() if value != usual[name]}
    return {name: "1" if value is True else value for name, value in kept.items()}


def kinds(filters: Filters, acting: Membership, today: date) -> list[dict[str, Any]]:
    """The kinds of rules with how many breaches each has under the other filters."""
    counts = dict.fromkeys(presenting.KIND_TITLES, 0)
    for code, number in db.session.execute(queries.counts_by_kind(filters, acting, today)):
        if code in BY_CODE:
            counts[BY_CODE[code].kind] += number
    kept = {name: value for name, value in as_arguments(filters).items() if name != "rule"}
    return [
        {
            "number": counts[kind],
            "label": title,
            "href": url_for("breaches.queue", **(kept | {"kind": kind.value})),
            "tone": "" if kind.value == filters.kind else "quiet",
        }
        for kind, title in presenting.KIND_TITLES.items()
    ]


def tiles(acting: Membership, today: date) -> list[dict[str, Any]]:
    """How much there is to do, each number a link to what it counts."""
    totals = db.session.execute(queries.totals(acting, today)).one()
    shown: tuple[tuple[int, str, dict[str, Any], str], ...] = (
        (totals.to_do, "To do", {}, ""),
        (totals.overdue, "Overdue", {"overdue": "1"}, "warning" if totals.overdue else ""),
        (totals.mine, "Assigned to you", {"mine": "1"}, ""),
        (totals.to_decide, "Waivers to decide", {"status": "waiver_proposed"}, ""),
    )
    return [
        {
            "number": number,
            "label": label,
            "href": url_for("breaches.queue", **arguments),
            "tone": tone,
        }
        for number, label, arguments, tone in shown
    ]


def councils(acting: Membership, today: date) -> Any:
    return queries.councils_in_queue(acting, today)


def cell(value: Any) -> str:
    """Write a value for a spreadsheet: whole pence as pounds, anything else as it is."""
    return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else str(value or "")
