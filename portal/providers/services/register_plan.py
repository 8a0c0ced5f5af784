"""What a register file changes, worked out before anything is written; pure, no database.

Files may come in any order. What is kept of a setting is what the latest file that lists it says;
an older file adds only inspections that were not known.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.providers.ofsted.authorities import authority_key
from portal.providers.ofsted.layout import Field
from portal.providers.ofsted.parse import ParsedRegister
from portal.providers.ofsted.rows import PreviousInspection, ProvisionType, RegisterRow
from portal.providers.provision import owner_key

Values = dict[str, Any]
InspectionKey = tuple[str, date]

# Column of a setting: the file's field that fills it, and how.
_SETTING_COLUMNS: dict[str, tuple[Field, Callable[[RegisterRow], Any]]] = {
    "provision_type": (Field.PROVISION_TYPE, lambda row: row.provision_type.value),
    "provision_wording": (Field.PROVISION_TYPE, lambda row: row.provision_wording),
    "registered_on": (Field.REGISTERED_ON, lambda row: row.registered_on),
    "registration_status": (
        Field.REGISTRATION_STATUS,
        lambda row: row.registration_status.value,
    ),
    "name": (Field.NAME, lambda row: row.name),
    "owner": (Field.OWNER, lambda row: row.owner),
    "owner_key": (Field.OWNER, lambda row: owner_key(row.owner)),
    "sector": (Field.SECTOR, lambda row: row.sector),
    "places": (Field.PLACES, lambda row: row.places),
    "premises": (Field.SA_PREMISES, lambda row: row.sa_premises),
    "short_break_only": (Field.SHORT_BREAK_ONLY, lambda row: row.short_break_only),
    "local_authority": (Field.LOCAL_AUTHORITY, lambda row: row.local_authority),
    "ofsted_region": (Field.OFSTED_REGION, lambda row: row.ofsted_region),
}
EVERY_FIELD = frozenset(Field)
SETTING_COLUMNS = (*_SETTING_COLUMNS, "authority_id")
INSPECTION_COLUMNS = (
    "published_on",
    "event_type",
    "overall_code",
    "protected_code",
    "leaders_code",
)


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

    `later_day` is the day of the first file later than this one, if one was taken in.
    """

    settings: Mapping[str, StoredSetting]
    inspections: Mapping[InspectionKey, StoredInspection]
    authorities: Mapping[str, int]
    later_day: date | None = None


@dataclass(slots=True)
class Plan:
    """What to write. A row of a setting has its `urn`, one of an inspection its key or its `id`."""

    new: list[Values] = field(default_factory=list)
    changed: list[Values] = field(default_factory=list)
    unchanged: int = 0
    older: int = 0
    seen: list[str] = field(default_factory=list)
    seen_earlier: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    new_inspections: list[Values] = field(default_factory=list)
    changed_inspections: list[Values] = field(default_factory=list)
    regraded: set[str] = field(default_factory=set)


def plan_import(parsed: ParsedRegister, known: Known, *, as_at: date) -> Plan:
    """Compare a file with what is known."""
    plan = Plan()
    for row in parsed.rows:
        stored = known.settings.get(row.urn)
        _plan_setting(plan, row, stored, parsed, known, as_at)
        _plan_inspections(plan, row, stored, parsed, known, as_at)
    listed = {row.urn for row in parsed.rows}
    plan.gone = [
        urn
        for urn, stored in known.settings.items()
        if urn not in listed
        and stored.last_day <= as_at
        and (stored.gone_on is None or stored.gone_on > as_at)
    ]
    return plan


def _plan_setting(
    plan: Plan,
    row: RegisterRow,
    stored: StoredSetting | None,
    parsed: ParsedRegister,
    known: Known,
    as_at: date,
) -> None:
    if stored is None:
        values = _setting_values(row, EVERY_FIELD, {}, known)
        plan.new.append({"urn": row.urn, **values, "gone_on": known.later_day})
        return
    if as_at < stored.first_day:
        plan.seen_earlier.append(row.urn)
    if as_at < stored.last_day:
        plan.older += 1
        return
    if as_at > stored.last_day:
        plan.seen.append(row.urn)
    values = _setting_values(row, parsed.fields, stored.values, known)
    if values == stored.values and stored.gone_on == known.later_day:
        plan.unchanged += 1
    else:
        plan.changed.append({"urn": row.urn, **values, "gone_on": known.later_day})


def _setting_values(
    row: RegisterRow, fields: frozenset[Field], stored: Values, known: Known
) -> Values:
    """The columns of a setting; what the file has no column for stays as it is kept."""
    values = {
        column: read(row) if source in fields else stored[column]
        for column, (source, read) in _SETTING_COLUMNS.items()
    }
    values["authority_id"] = known.authorities.get(authority_key(row.local_authority))
    return values


def _plan_inspections(
    plan: Plan,
    row: RegisterRow,
    stored: StoredSetting | None,
    parsed: ParsedRegister,
    known: Known,
    as_at: date,
) -> None:
    is_older = stored is not None and as_at < stored.last_day
    for inspected_on, values, said in _inspections(row, parsed):
        kept = known.inspections.get((row.urn, inspected_on))
        if kept is None:
            plan.new_inspections.append({"urn": row.urn, "inspected_on": inspected_on, **values})
            plan.regraded.add(row.urn)
            continue
        merged = {
            column: value if column in said else kept.values[column]
            for column, value in values.items()
        }
        if not is_older and merged != kept.values:
            plan.changed_inspections.append({"id": kept.id, **merged})
            plan.regraded.add(row.urn)


def _inspections(
    row: RegisterRow, parsed: ParsedRegister
) -> Iterator[tuple[date, Values, frozenset[str]]]:
    """Yield each inspection of a row: its date, its columns, and those of which the file speaks."""
    if row.inspected_on:
        yield row.inspected_on, _inspection_values(row), _said(row, parsed.fields)
    previous = row.previous
    if previous and previous.inspected_on and previous.inspected_on != row.inspected_on:
        values = _inspection_values(previous)
        # Which columns the earlier block has is not told: what it leaves empty says nothing.
        said = frozenset(column for column, value in values.items() if value)
        yield previous.inspected_on, values, said


def _inspection_values(source: RegisterRow | PreviousInspection) -> Values:
    return {
        "published_on": source.published_on,
        "event_type": source.inspection_type,
        "overall_code": source.overall or source.sa_outcome,
        "protected_code": source.protected,
        "leaders_code": source.leaders,
    }


def _said(row: RegisterRow, fields: frozenset[Field]) -> frozenset[str]:
    lodging = row.provision_type is ProvisionType.SUPPORTED_ACCOMMODATION
    sources = {
        "published_on": Field.PUBLISHED_ON,
        "event_type": Field.INSPECTION_TYPE,
        "overall_code": Field.SA_OUTCOME if lodging else Field.OVERALL,
        "protected_code": Field.PROTECTED,
        "leaders_code": Field.LEADERS,
    }
    return frozenset(column for column, source in sources.items() if source in fields)
