"""Which column of an Ofsted register file means what, in every layout published since 2015."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from portal.providers.ofsted.table import FileRefused, Row, RowError, Table, read_table, shown
from portal.providers.ofsted.text import key_of, tidy


class Field(StrEnum):
    """What a column can mean; the value is the attribute of a register row that it fills."""

    URN = "urn"
    PROVISION_TYPE = "provision_type"
    REGISTERED_ON = "registered_on"
    REGISTRATION_STATUS = "registration_status"
    NAME = "name"
    OFSTED_REGION = "ofsted_region"
    GOVERNMENT_REGION = "government_region"
    LOCAL_AUTHORITY = "local_authority"
    SECTOR = "sector"
    PLACES = "places"
    SHORT_BREAK_ONLY = "short_break_only"
    SA_PREMISES = "sa_premises"
    OWNER = "owner"
    INSPECTION_TYPE = "inspection_type"
    INSPECTED_ON = "inspected_on"
    PUBLISHED_ON = "published_on"
    EVENT_NUMBER = "event_number"
    OVERALL = "overall"
    EDUCATION = "education"
    HEALTH = "health"
    PROTECTED = "protected"
    LEADERS = "leaders"
    SA_OUTCOME = "sa_outcome"


NEEDED = (
    Field.URN,
    Field.PROVISION_TYPE,
    Field.REGISTRATION_STATUS,
    Field.LOCAL_AUTHORITY,
    Field.SECTOR,
)

# One line for each wording met in a published file, 2015 to 2025, and in the monthly register.
# Keys have lost "latest", "previous", "full inspection" and a leading "the": see `_meaning`.
ALIASES: dict[str, Field] = {
    "urn": Field.URN,
    "provision type": Field.PROVISION_TYPE,
    "registration date": Field.REGISTERED_ON,
    "registration status": Field.REGISTRATION_STATUS,
    "reg status": Field.REGISTRATION_STATUS,
    "name": Field.NAME,
    "setting name": Field.NAME,
    "ofsted region": Field.OFSTED_REGION,
    "region": Field.OFSTED_REGION,
    "government office region": Field.GOVERNMENT_REGION,
    "local authority": Field.LOCAL_AUTHORITY,
    "sector": Field.SECTOR,
    "places": Field.PLACES,
    "short breaks only": Field.SHORT_BREAK_ONLY,
    "short breaks only childrens home": Field.SHORT_BREAK_ONLY,
    "short break only childrens home": Field.SHORT_BREAK_ONLY,
    "premises": Field.SA_PREMISES,
    "supported accommodation premises": Field.SA_PREMISES,
    "organisation": Field.OWNER,
    "organisation name": Field.OWNER,
    "organisation which owns the provider": Field.OWNER,
    "event type": Field.INSPECTION_TYPE,
    "inspection type": Field.INSPECTION_TYPE,
    "full inspection date": Field.INSPECTED_ON,
    "event date": Field.INSPECTED_ON,
    "inspection date": Field.INSPECTED_ON,
    "publication date": Field.PUBLISHED_ON,
    "event number": Field.EVENT_NUMBER,
    "inspection id": Field.EVENT_NUMBER,
    "overall effectiveness": Field.OVERALL,
    "overall experiences and progress of children and young people": Field.OVERALL,
    "outcomes in education and related learning activities": Field.EDUCATION,
    "health services": Field.HEALTH,
    "safety of children and young people": Field.PROTECTED,
    "safeguarding children and young people": Field.PROTECTED,
    "how well children and young people are helped and protected": Field.PROTECTED,
    "leadership and management": Field.LEADERS,
    "effectiveness of leaders and managers": Field.LEADERS,
    "supported accommodation outcome": Field.SA_OUTCOME,
}

INSPECTION_FIELDS = tuple(Field)[tuple(Field).index(Field.INSPECTION_TYPE) :]

DATED = (
    Field.PUBLISHED_ON,
    Field.OVERALL,
    Field.EDUCATION,
    Field.HEALTH,
    Field.PROTECTED,
    Field.LEADERS,
    Field.SA_OUTCOME,
)

# The 2022 file writes "Latest full inspectio health services".
_WHICH_INSPECTION = re.compile(r"^full inspection? (the )?")


_Meaning = tuple[int, str, Field | None, bool]


class Column(NamedTuple):
    """Where one meaning stands; `header` is the file's own wording, for errors."""

    at: int
    header: str


class Layout(NamedTuple):
    """A file's columns by meaning, and the block of the inspection before the latest, if any."""

    name: str
    columns: dict[Field, Column]
    previous: dict[Field, Column]
    ignored: tuple[str, ...]
    width: int
    last_named: int


def read_register_table(data: bytes, *, filename: str) -> tuple[Table, Layout]:
    """Cut a register file at its header and say what each column means.

    Raises:
        FileRefused: no header row, a needed column missing, or two columns of one meaning.
    """
    table = read_table(data, filename=filename, is_header=is_header)
    groups = table.preamble[-1].cells if table.preamble else []
    columns: dict[Field, Column] = {}
    previous: dict[Field, Column] = {}
    ignored: list[str] = []
    errors: list[RowError] = []
    for index, header, field, earlier in _meanings(table.header, groups):
        block = previous if earlier else columns
        if field is None or (earlier and field not in INSPECTION_FIELDS):
            ignored.append(header)
        elif field in block:
            reason = f"Means the same as the column {block[field].header}: keep one of them"
            errors.append(RowError(table.header.line, shown(header), "", reason))
        else:
            block[field] = Column(index, header)
    errors.extend(_missing(table.header, columns))
    errors.extend(_undated(table.header, columns))
    errors.extend(_undated(table.header, previous))
    if errors:
        raise FileRefused(filename, errors)
    named = [index for index, cell in enumerate(table.header.cells) if cell.strip()]
    name = _name(table.header, columns, previous)
    width = len(table.header.cells)
    return table, Layout(name, columns, previous, tuple(ignored), width, named[-1])


def is_header(cells: Sequence[str]) -> bool:
    """A header row is the first with a cell that says URN and nothing else."""
    return any(key_of(cell) == "urn" for cell in cells)


def _meanings(header: Row, groups: Sequence[str]) -> Iterator[_Meaning]:
    """Yield each named column: place, wording, meaning, and whether of an earlier inspection.

    A row of group titles may stand above the header ("Latest Full Inspection" over its columns).
    """
    group = ""
    for index, cell in enumerate(header.cells):
        if index < len(groups) and groups[index].strip():
            group = key_of(groups[index])
        key = key_of(cell)
        if not key:
            continue
        # Further left than the second group stands the title of the file, which may be long.
        earlier = key.startswith("previous ") or (index > 0 and group.startswith("previous"))
        yield index, tidy(cell), _meaning(key), earlier


def _meaning(key: str) -> Field | None:
    key = key.removeprefix("latest ").removeprefix("previous ").removeprefix("the ")
    return ALIASES.get(key) or ALIASES.get(_WHICH_INSPECTION.sub("", key))


def _missing(header: Row, columns: dict[Field, Column]) -> Iterator[RowError]:
    for field in NEEDED:
        if field not in columns:
            title = field.value.replace("_", " ")
            reason = f"The file has no column for the {title}, which every setting needs"
            yield RowError(header.line, title.capitalize(), "", reason)


def _undated(header: Row, block: dict[Field, Column]) -> Iterator[RowError]:
    """Yield the columns of one inspection where none of them dates it."""
    if Field.INSPECTED_ON in block:
        return
    for field in DATED:
        if field in block:
            reason = "The file has this column and none for the date of the inspection"
            yield RowError(header.line, shown(block[field].header), "", reason)


def _name(header: Row, columns: dict[Field, Column], previous: dict[Field, Column]) -> str:
    """Name the year whose layout this is, for people to recognise: nothing depends on it."""
    keys = {key_of(cell) for cell in header.cells}
    if Field.SA_OUTCOME in columns:
        return "2025"
    if previous:
        return "2024"
    if "reg status" in keys:
        return "2015"
    if Field.OVERALL not in columns:
        return "monthly"
    if "overall effectiveness" in keys:
        return "2016 to 2018"
    if "latest full inspection date" in keys:
        return "2022 and 2023"
    return "2019 to 2021"
