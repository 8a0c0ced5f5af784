"""What files said of one setting from day to day; pure, whatever the order they come in.

The history of a setting is a fold over the days of files: each day's file lists it or not, and what
the file has no column for stays as the file before left it. Taking a file in between two others
therefore cuts the history at its day, and carries on what it says until a file says otherwise.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from portal.providers.ofsted.layout import Field
from portal.providers.ofsted.rows import PreviousInspection, ProvisionType, RegisterRow
from portal.providers.provision import owner_key

Facts = dict[str, Any]
Fields = frozenset[Field]


class File(NamedTuple):
    """The day of one file, or of several, and the columns that it has."""

    day: date
    fields: Fields


@dataclass(frozen=True, slots=True)
class Span:
    """What was said of a setting from one file's day up to another's; `id` is that of its row."""

    from_on: date
    until_on: date | None
    facts: Facts
    id: int | None = None


# Column of a version: the file's field that fills it, and how.
_SETTING: dict[str, tuple[Field, Callable[[RegisterRow], Any]]] = {
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
SETTING_FACTS = tuple(_SETTING)
INSPECTION_COLUMNS = (
    "published_on",
    "event_type",
    "overall_code",
    "protected_code",
    "leaders_code",
    "education_code",
    "health_code",
)
FACTS = (*SETTING_FACTS, "inspected_on", *INSPECTION_COLUMNS)
NOT_INSPECTED: Facts = dict.fromkeys(("inspected_on", *INSPECTION_COLUMNS)) | {"event_type": ""}


def facts_of(row: RegisterRow) -> Facts:
    """Return what a row of a file says of a setting and of its latest inspection."""
    facts = {column: read(row) for column, (_, read) in _SETTING.items()}
    facts["inspected_on"] = row.inspected_on
    facts.update(inspection_facts(row))
    return facts


def inspection_facts(source: RegisterRow | PreviousInspection) -> Facts:
    """Return what a row says of one inspection besides its date."""
    return {
        "published_on": source.published_on,
        "event_type": source.inspection_type,
        "overall_code": source.overall or source.sa_outcome,
        "protected_code": source.protected,
        "leaders_code": source.leaders,
        "education_code": source.education,
        "health_code": source.health,
    }


def told(
    history: Sequence[Span], file: File, facts: Facts | None, later: Sequence[File]
) -> list[Span]:
    """Return the history of a setting once a file is known that says this of it.

    `history` needs to reach back to the last span before the file's day; `facts` are None where
    the file does not list the setting; `later` are the files after it, by day.
    """
    there = next((span for span in history if _covers(span, file.day)), None)
    before = there or next((span for span in reversed(history) if span.from_on < file.day), None)
    if facts is not None:
        facts = _overlaid(before.facts if before else None, facts, file.fields)
        if there and there.facts == facts:
            return list(history)
    elif there is None:
        return list(history)
    end = later[0].day if later else None
    pieces = list(_without(history, file.day, end))
    if facts is not None:
        pieces.append(Span(file.day, end, facts))
    known = facts or _facts_before(history, file.day)
    if known is not None:
        pieces = _carried(pieces, known, later)
    return _merged(pieces)


def _carried(pieces: list[Span], known: Facts, later: Sequence[File]) -> list[Span]:
    """Carry what is known on into later files, until one of them is as it was."""
    for place, file in enumerate(later):
        span = next((one for one in pieces if _covers(one, file.day)), None)
        if span is None:
            continue
        known = _overlaid(known, span.facts, file.fields)
        if known == span.facts:
            break
        end = later[place + 1].day if place + 1 < len(later) else None
        pieces = [*_without(pieces, file.day, end), Span(file.day, end, known)]
    return pieces


def _overlaid(before: Facts | None, facts: Facts, fields: Fields) -> Facts:
    """Return what a file says, with what was known before where it has no column."""
    if before is None:
        return facts
    said = said_by(fields, facts["provision_type"])
    found = {column: facts[column] if column in said else before[column] for column in FACTS}
    if found["inspected_on"] != before["inspected_on"]:
        # Of another inspection than before, the file's own silence counts.
        found |= {name: facts[name] for name in said.intersection(INSPECTION_COLUMNS)}
        found |= {name: NOT_INSPECTED[name] for name in INSPECTION_COLUMNS if name not in said}
    return found


@lru_cache(maxsize=256)
def said_by(fields: Fields, provision_type: str) -> frozenset[str]:
    """Return the columns of which a file with these fields speaks, for one type of provision."""
    lodging = provision_type == ProvisionType.SUPPORTED_ACCOMMODATION
    sources = {column: source for column, (source, _) in _SETTING.items()} | {
        "inspected_on": Field.INSPECTED_ON,
        "published_on": Field.PUBLISHED_ON,
        "event_type": Field.INSPECTION_TYPE,
        "overall_code": Field.SA_OUTCOME
        if lodging and Field.SA_OUTCOME in fields
        else Field.OVERALL,
        "protected_code": Field.PROTECTED,
        "leaders_code": Field.LEADERS,
        "education_code": Field.EDUCATION,
        "health_code": Field.HEALTH,
    }
    return frozenset(column for column, source in sources.items() if source in fields)


def _covers(span: Span, day: date) -> bool:
    return span.from_on <= day and (span.until_on is None or day < span.until_on)


def _facts_before(history: Sequence[Span], day: date) -> Facts | None:
    return next((span.facts for span in reversed(history) if span.from_on < day), None)


def _without(history: Sequence[Span], start: date, end: date | None) -> Iterator[Span]:
    """Yield the pieces of a history that lie outside the days from `start` up to `end`."""
    for span in history:
        if span.from_on < start:
            closes_before = span.until_on is not None and span.until_on <= start
            yield span if closes_before else replace(span, until_on=start)
        if end is not None and (span.until_on is None or span.until_on > end):
            yield span if span.from_on >= end else replace(span, from_on=end, id=None)


def _merged(pieces: Sequence[Span]) -> list[Span]:
    """Return spans by day, those that meet and say the same made one."""
    found: list[Span] = []
    for span in sorted(pieces, key=lambda one: one.from_on):
        last = found[-1] if found else None
        if last and last.until_on == span.from_on and last.facts == span.facts:
            found[-1] = replace(last, until_on=span.until_on)
        else:
            found.append(span)
    return found
