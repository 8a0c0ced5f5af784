"""What a register file changes, worked out before anything is written; pure, no database.

Files may come in any order. The history of each setting is what the files say of it by their days;
what is kept of a setting is what the last of its history says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.providers.models.snapshots import ChangeKind
from portal.providers.ofsted.authorities import authority_key
from portal.providers.ofsted.parse import ParsedRegister
from portal.providers.ofsted.rows import RegisterRow
from portal.providers.services.register_changes import Change, changes_between
from portal.providers.services.register_history import (
    INSPECTION_COLUMNS,
    NOT_INSPECTED,
    SETTING_FACTS,
    Facts,
    File,
    Span,
    facts_of,
    inspection_facts,
    said_by,
    told,
)

Values = dict[str, Any]
InspectionKey = tuple[str, date]

SETTING_COLUMNS = (*SETTING_FACTS, "authority_id")


@dataclass(frozen=True, slots=True)
class StoredSetting:
    """What is kept of a setting, and the days of the first and last files that list it."""

    values: Values
    first_day: date
    last_day: date
    gone_on: date | None


@dataclass(frozen=True, slots=True)
class StoredInspection:
    """What is kept of an inspection, under the number of its row."""

    id: int
    values: Values


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds before a file is taken in.

    `histories` reach back to the last span before the file's day; `later` are the files after it,
    and `same_day` are the columns of those of its own day.
    """

    settings: Mapping[str, StoredSetting]
    inspections: Mapping[InspectionKey, StoredInspection]
    authorities: Mapping[str, int]
    histories: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    later: Sequence[File] = ()

    def authority_of(self, local_authority: str) -> int | None:
        return self.authorities.get(authority_key(local_authority))

    def history_of(self, urn: str) -> Sequence[Span]:
        """The history of a setting; one that has none stands as it is kept."""
        stored = self.settings.get(urn)
        if urn in self.histories or stored is None:
            return self.histories.get(urn, ())
        if stored.gone_on is not None and stored.gone_on <= stored.first_day:
            return ()
        facts = NOT_INSPECTED | {name: stored.values[name] for name in SETTING_FACTS}
        return (Span(stored.first_day, stored.gone_on, facts),)


@dataclass(slots=True)
class Plan:
    """What to write. A row of a setting has its `urn`, others their key or their `id`."""

    new: list[Values] = field(default_factory=list)
    changed: list[Values] = field(default_factory=list)
    unchanged: int = 0
    older: int = 0
    seen: list[str] = field(default_factory=list)
    seen_earlier: list[str] = field(default_factory=list)
    gone: list[Values] = field(default_factory=list)
    new_inspections: list[Values] = field(default_factory=list)
    changed_inspections: list[Values] = field(default_factory=list)
    new_versions: list[Values] = field(default_factory=list)
    changed_versions: list[Values] = field(default_factory=list)
    old_versions: list[int] = field(default_factory=list)
    regraded: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)

    @property
    def versions(self) -> int:
        """How many rows of the history are written."""
        return len(self.new_versions) + len(self.changed_versions) + len(self.old_versions)


def plan_import(parsed: ParsedRegister, known: Known, *, as_at: date) -> Plan:
    """Compare a file with what is known."""
    plan = Plan()
    file = File(as_at, parsed.fields)
    for row in parsed.rows:
        before = known.history_of(row.urn)
        after = told(before, file, facts_of(row), known.later)
        _plan_history(plan, row.urn, before, after, known)
        _plan_setting(plan, row, after, known, as_at)
        _plan_inspections(plan, row, before, after, known, file)
    listed = {row.urn for row in parsed.rows}
    for urn, stored in known.settings.items():
        if urn not in listed:
            _plan_missing(plan, urn, stored, known, file)
    return plan


def _plan_missing(plan: Plan, urn: str, stored: StoredSetting, known: Known, file: File) -> None:
    before = known.history_of(urn)
    after = told(before, file, None, known.later)
    if after == before:
        return
    _plan_history(plan, urn, before, after, known)
    gone_on = after[-1].until_on if after else file.day
    if gone_on != stored.gone_on:
        plan.gone.append({"key": urn, "new_gone_on": gone_on})


def _plan_history(
    plan: Plan, urn: str, before: Sequence[Span], after: Sequence[Span], known: Known
) -> None:
    """Write down how one history becomes the other, and what that changes today."""
    kept = {span.from_on: span for span in before}
    starts = {span.from_on for span in after}
    for span in after:
        was = kept.get(span.from_on)
        facts = span.facts | {"authority_id": known.authority_of(span.facts["local_authority"])}
        values = {"from_on": span.from_on, "until_on": span.until_on, **facts}
        if was is None or was.id is None:
            plan.new_versions.append({"urn": urn, **values})
        elif (was.until_on, was.facts) != (span.until_on, span.facts):
            plan.changed_versions.append({"id": was.id, **values})
    plan.old_versions += [
        span.id for span in before if span.id is not None and span.from_on not in starts
    ]
    plan.changes += changes_between(
        urn, before[-1] if before else None, after[-1] if after else None
    )


def _plan_setting(
    plan: Plan, row: RegisterRow, after: Sequence[Span], known: Known, as_at: date
) -> None:
    stored, last = known.settings.get(row.urn), after[-1]
    values = {name: last.facts[name] for name in SETTING_FACTS}
    values["authority_id"] = known.authority_of(values["local_authority"])
    if stored is None:
        plan.new.append({"urn": row.urn, **values, "gone_on": last.until_on})
        return
    if as_at < stored.first_day:
        plan.seen_earlier.append(row.urn)
    if as_at > stored.last_day:
        plan.seen.append(row.urn)
    if (values, last.until_on) != (stored.values, stored.gone_on):
        plan.changed.append({"urn": row.urn, **values, "gone_on": last.until_on})
    elif as_at < stored.last_day:
        plan.older += 1
    else:
        plan.unchanged += 1


def _plan_inspections(
    plan: Plan,
    row: RegisterRow,
    before: Sequence[Span],
    after: Sequence[Span],
    known: Known,
    file: File,
) -> None:
    said = said_by(file.fields, row.provision_type.value)
    for inspected_on in _inspections_touched(row, before, after):
        last = next(span for span in reversed(after) if span.facts["inspected_on"] == inspected_on)
        from_this = inspected_on == row.inspected_on and last.from_on <= file.day
        erased = said if from_this else frozenset[str]()
        _plan_inspection(plan, row.urn, inspected_on, last.facts, known, erased)
    previous = row.previous
    if previous and previous.inspected_on and previous.inspected_on != row.inspected_on:
        _plan_previous(plan, row.urn, previous.inspected_on, inspection_facts(previous), known)


def _inspections_touched(
    row: RegisterRow, before: Sequence[Span], after: Sequence[Span]
) -> Iterator[date]:
    """Yield the day of each inspection of which the history now says something else."""
    days = {span.facts["inspected_on"] for span in after if span not in before}
    days.add(row.inspected_on)
    told_of = {span.facts["inspected_on"] for span in after}
    yield from sorted(day for day in days & told_of if day is not None)


def _plan_inspection(
    plan: Plan, urn: str, inspected_on: date, facts: Facts, known: Known, erased: frozenset[str]
) -> None:
    """Keep what the last file to tell of an inspection says; silence leaves what is kept."""
    kept = known.inspections.get((urn, inspected_on))
    values = {name: facts[name] for name in INSPECTION_COLUMNS}
    if kept is None:
        plan.new_inspections.append({"urn": urn, "inspected_on": inspected_on, **values})
        plan.regraded.add(urn)
        return
    merged = {
        name: value if value or name in erased else kept.values[name]
        for name, value in values.items()
    }
    if merged != kept.values:
        plan.changed_inspections.append({"id": kept.id, **merged})
        plan.regraded.add(urn)


def _plan_previous(plan: Plan, urn: str, inspected_on: date, values: Values, known: Known) -> None:
    """Keep the inspection before the latest; of one that is known it only fills what is empty."""
    kept = known.inspections.get((urn, inspected_on))
    if kept is None:
        plan.new_inspections.append({"urn": urn, "inspected_on": inspected_on, **values})
        plan.regraded.add(urn)
        return
    merged = {name: kept.values[name] or value for name, value in values.items()}
    if merged != kept.values:
        plan.changed_inspections.append({"id": kept.id, **merged})
        plan.regraded.add(urn)


def closed_by(plan: Plan) -> int:
    """How many settings the file no longer lists."""
    return sum(change.kind is ChangeKind.GONE for change in plan.changes)
