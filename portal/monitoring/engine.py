"""The one engine: it turns what a rule finds into breaches, for every rule alike, in SQL on sets.

A rule's rows go into a temporary table; a few statements then compare them with the breaches kept.
Each step writes its events first, chosen by the same conditions as the change that follows.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.schema import CreateTable, DropTable

from portal.db import db
from portal.monitoring.models import Breach, BreachEvent, BreachStatus
from portal.monitoring.rule import Rule
from portal.monitoring.settings import settings_on
from portal.monitoring.sql import found, random_reference_sql
from portal.working_days import working_days_after

CHUNK = 500
MANY = 1_000
FACTS = (
    "region_id",
    "organisation_id",
    "council_id",
    "measured",
    "threshold",
    "unit",
    "amount_pence",
)
KEY = ("subject_kind", "subject_id", "period")
EVENTS = {
    "opened": "opened",
    "waivers_ended": "waiver_ended",
    "reopened": "reopened",
    "changed": "figures_changed",
    "closed": "closed",
}
Subjects = Mapping[str, Collection[int]]


@dataclass(frozen=True, slots=True)
class Check:
    """One look at one rule: as at which day, at which moment, and in which run."""

    rule: Rule
    as_at: date
    at: datetime
    run_id: int | None = None


class Scope(NamedTuple):
    """The subjects of one kind that a part of an incremental run is about."""

    kind: str
    ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Step:
    """Breaches that go one way: which ones, the event to keep, and what becomes of them.

    Without an event only the figures follow. `compared` joins what the rule found.
    """

    name: str
    where: Sequence[ColumnElement[bool]]
    values: Mapping[str, Any]
    compared: bool = True
    event: bool = True


def check_rule(check: Check, only: Subjects | None = None) -> Counter[str]:
    """Open, see again, close and reopen the breaches of a rule; return how many of each.

    With `only` nothing but those subjects is looked at. Nothing is left half done: the changes
    stand behind a savepoint, which an error undoes.
    """
    counts: Counter[str] = Counter()
    with db.session.begin_nested(), _table_of_found():
        wait_for_engine()
        for scope in _scopes(check.rule, only):
            counts["failing"] += _find(check, scope)
            for step in _steps(check, scope):
                counts[step.name] += _take(check, step)
            counts["opened"] += _open_new(check)
    db.session.expire_all()
    return +counts


def preview(check: Check) -> Counter[str]:
    """Return what a full run would do, and do nothing."""
    counts: Counter[str] = Counter()
    with db.session.begin_nested(), _table_of_found():
        counts["failing"] = _find(check, None)
        for step in _steps(check, None):
            counts[step.name] = _count(_rows(check, step))
        counts["opened"] = _count(select(found.c.subject_id).where(~_known(check)))
    return +counts


@contextmanager
def _table_of_found() -> Iterator[None]:
    db.session.execute(CreateTable(found, if_not_exists=True))
    yield
    db.session.execute(DropTable(found))


def wait_for_engine() -> None:
    """Let one run at a time compare and write. SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("breach engine"))))


def _scopes(rule: Rule, only: Subjects | None) -> Iterator[Scope | None]:
    if only is None:
        yield None
        return
    for kind in rule.subject_kinds:
        ids = sorted(set(only.get(kind, ())))
        for start in range(0, len(ids), CHUNK):
            yield Scope(kind, ids[start : start + CHUNK])


def _find(check: Check, scope: Scope | None) -> int:
    """Fill the table with what fails now, under each region's own settings; return how many."""
    db.session.execute(delete(found))
    for part in settings_on(check.rule, check.as_at):
        failing = (
            check.rule.failing(check.as_at, part.values, scope.ids if scope else None)
            .order_by(None)
            .subquery("failing")
        )
        statement = select(
            *(cast(failing.c[column.name], column.type).label(column.name) for column in found.c)
        )
        if part.regions is not None:
            statement = statement.where(failing.c.region_id.in_(part.regions))
        elif part.other_than:
            statement = statement.where(failing.c.region_id.not_in(part.other_than))
        if scope is not None:
            statement = statement.where(
                failing.c.subject_kind == scope.kind, failing.c.subject_id.in_(scope.ids)
            )
        names = [column.name for column in found.c]
        db.session.execute(insert(found).from_select(names, statement))
    rows = _count(select(found.c.subject_id))
    if rows > MANY and db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("ANALYZE found_breach"))
    return rows


def _steps(check: Check, scope: Scope | None) -> list[Step]:
    """Return what happens to the breaches that are known already, in order."""
    live = Breach.status != BreachStatus.CLOSED
    told = or_(
        *(getattr(Breach, name).is_distinct_from(found.c[name]) for name in told_of(check.rule))
    )
    other = or_(*(getattr(Breach, name).is_distinct_from(found.c[name]) for name in FACTS))
    facts = {name: found.c[name] for name in FACTS} | {"seen_at": check.at}
    lapsed = (Breach.status == BreachStatus.WAIVED) & (Breach.waived_until < check.as_at)
    open_again = {
        "status": BreachStatus.OPEN,
        "closed_at": None,
        "opened_at": check.at,
        "due_on": working_days_after(check.as_at, check.rule.due_in),
        "times_opened": Breach.times_opened + 1,
    }
    ended = {"status": BreachStatus.CLOSED, "closed_at": check.at, "waived_until": None}
    acknowledged = {"status": BreachStatus.ACKNOWLEDGED, "waived_until": None}
    return [
        Step("waivers_ended", [lapsed], acknowledged),
        Step("reopened", [Breach.status == BreachStatus.CLOSED], facts | open_again),
        Step("changed", [live, told], facts),
        Step("followed", [live, other], facts, event=False),
        Step("closed", [live, ~_still(), *_within(scope)], ended, compared=False),
    ]


def told_of(rule: Rule) -> tuple[str, ...]:
    """The facts whose change is an event. An amount that grows with the nights is not one."""
    return ("threshold", "unit") if rule.counts_down else ("measured", "threshold", "unit")


def _take(check: Check, step: Step) -> int:
    """Keep the events of a step, then make its change; return how many breaches it took."""
    if step.event:
        _write_events(check, step.name, _rows(check, step))
    statement = update(Breach).where(*_conditions(check, step)).values(step.values)
    return _rowcount(statement.execution_options(synchronize_session=False))


def _rows(check: Check, step: Step) -> Select[*tuple[Any, ...]]:
    """Return the breaches that a step is about, with the figures that the event should carry."""
    source: Any = found.c if step.compared else Breach
    return select(Breach.id, source.measured, source.amount_pence).where(*_conditions(check, step))


def _conditions(check: Check, step: Step) -> list[ColumnElement[bool]]:
    same = [_same()] if step.compared else []
    return [Breach.rule_code == check.rule.code, *same, *step.where]


def _open_new(check: Check) -> int:
    """Open a breach for each subject that has never failed this rule in this period before."""
    columns = {
        "reference": random_reference_sql(),
        "rule_code": literal(check.rule.code),
        **{name: found.c[name] for name in (*KEY, *FACTS)},
        "status": literal(BreachStatus.OPEN.value),
        "opened_at": literal(check.at, Breach.opened_at.type),
        "seen_at": literal(check.at, Breach.seen_at.type),
        "due_on": literal(working_days_after(check.as_at, check.rule.due_in)),
        "times_opened": literal(1),
    }
    rows = select(*(value.label(name) for name, value in columns.items())).where(~_known(check))
    opened = _rowcount(insert(Breach).from_select(list(columns), rows, include_defaults=False))
    if opened:
        fresh = select(Breach.id, Breach.measured, Breach.amount_pence).where(
            Breach.rule_code == check.rule.code,
            Breach.opened_at == check.at,
            Breach.times_opened == 1,
            _same(),
            ~exists().where(BreachEvent.breach_id == Breach.id),
        )
        _write_events(check, "opened", fresh)
    return opened


def _write_events(check: Check, name: str, rows: Select[*tuple[Any, ...]]) -> None:
    source = rows.subquery("stepped")
    values = select(
        source.c.id,
        literal(EVENTS[name]),
        literal(check.at, BreachEvent.at.type),
        literal("", Text),
        source.c.measured,
        source.c.amount_pence,
        cast(check.run_id, Integer),
    )
    names = ["breach_id", "event", "at", "note", "measured", "amount_pence", "run_id"]
    db.session.execute(
        insert(BreachEvent).from_select(names, values.order_by(source.c.id), include_defaults=False)
    )


def _same() -> ColumnElement[bool]:
    return and_(*(getattr(Breach, name) == found.c[name] for name in KEY))


def _still() -> ColumnElement[bool]:
    """The condition that a breach's subject still fails."""
    return exists(select(found.c.subject_id).where(_same()).correlate(Breach.__table__))


def _known(check: Check) -> ColumnElement[bool]:
    """The condition that what was found has a breach already."""
    same = select(Breach.id).where(Breach.rule_code == check.rule.code, _same())
    return exists(same.correlate(found))


def _within(scope: Scope | None) -> list[ColumnElement[bool]]:
    if scope is None:
        return []
    return [Breach.subject_kind == scope.kind, Breach.subject_id.in_(scope.ids)]


def _count(rows: Select[*tuple[Any, ...]]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _rowcount(statement: Any) -> int:
    result: Any = db.session.execute(statement.execution_options(preserve_rowcount=True))
    return int(result.rowcount)
