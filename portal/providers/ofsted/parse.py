"""Ofsted's list of regulated settings, read whole or refused with every row that is wrong."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.providers.ofsted import cells
from portal.providers.ofsted.grades import Scales
from portal.providers.ofsted.layout import (
    INSPECTION_FIELDS,
    Column,
    Field,
    Layout,
    read_register_table,
)
from portal.providers.ofsted.rows import (
    PROVISION_LABELS,
    PreviousInspection,
    ProvisionType,
    RegisterRow,
    provision_of,
    sector_of,
)
from portal.providers.ofsted.table import FileRefused, Row, RowError, shown

PROGRESS_EVERY = 500

Progress = Callable[[int, int], None]

# Until 2015 secure training centres were listed under a number of the education register.
_EDUCATION_NUMBER = re.compile(r"\s*[0-9]{6}\s*")

_GRADED = (
    Field.OVERALL,
    Field.EDUCATION,
    Field.HEALTH,
    Field.PROTECTED,
    Field.LEADERS,
    Field.SA_OUTCOME,
)

_READERS: dict[Field, Callable[[str], Any]] = {
    Field.URN: cells.urn,
    Field.PROVISION_TYPE: cells.some_text,
    Field.REGISTERED_ON: cells.day,
    Field.REGISTRATION_STATUS: cells.status,
    Field.LOCAL_AUTHORITY: cells.some_text,
    Field.PLACES: cells.count,
    Field.SHORT_BREAK_ONLY: cells.yes,
    Field.SA_PREMISES: cells.count,
    Field.INSPECTED_ON: cells.day,
    Field.PUBLISHED_ON: cells.day,
    **dict.fromkeys(_GRADED, cells.words),
}

_READER_OF = {field: _READERS.get(field, cells.text) for field in Field}
_NAME_OF = {field: field.value for field in Field}  # An enum's value is slow to ask for.
_ABSENT: dict[Field, Any] = {
    **dict.fromkeys(Field),
    **{field: "" for field in Field if _READER_OF[field] is cells.text},
    Field.SHORT_BREAK_ONLY: False,
}


@dataclass(frozen=True, slots=True)
class ParsedRegister:
    """A register file that is right in every row.

    `fields` are the columns it has: one it lacks says nothing, so what is already known of it
    stands. `left_out` are rows known not to belong here, each with its reason. `unknown_types` are
    provision types not met before, loaded as `OTHER` under the file's wording. `ignored` are the
    named columns that were not read.
    """

    rows: tuple[RegisterRow, ...]
    as_at: date | None
    layout: str
    encoding: str
    fields: frozenset[Field]
    has_previous: bool
    left_out: tuple[RowError, ...]
    unknown_types: tuple[str, ...]
    ignored: tuple[str, ...]


def parse_register(
    data: bytes, *, filename: str, scales: Scales, on_progress: Progress | None = None
) -> ParsedRegister:
    """Read a register file of any year's layout.

    `on_progress` is told rows done and rows in all; `scales` has the words of the grades. Grades,
    dates, counts, URNs and registration statuses must be understood; an unknown provision type is
    kept, since a new kind of setting must not keep the rest of the country out.

    Raises:
        FileRefused: with every error in the file; nothing of it is to be used.
    """
    table, layout = read_register_table(data, filename=filename)
    reading = _Reading(layout, scales)
    for done, row in enumerate(table.rows, start=1):
        reading.take(row)
        if on_progress and (done % PROGRESS_EVERY == 0 or done == len(table.rows)):
            on_progress(done, len(table.rows))
    if not reading.rows and not reading.errors:
        reading.errors.append(RowError(0, "", "", "The file has a header row and no settings"))
    if reading.errors:
        raise FileRefused(filename, reading.errors)
    types = (row for row in reading.rows if row.provision_type is ProvisionType.OTHER)
    return ParsedRegister(
        rows=tuple(reading.rows),
        as_at=cells.as_at((" ".join(row.cells) for row in table.preamble), filename),
        layout=layout.name,
        encoding=table.encoding,
        fields=frozenset(layout.columns),
        has_previous=bool(layout.previous),
        left_out=tuple(reading.left_out),
        unknown_types=tuple(sorted({row.provision_wording for row in types})),
        ignored=layout.ignored,
    )


class _Reading:
    """The rows read so far and what was wrong with them."""

    def __init__(self, layout: Layout, scales: Scales) -> None:
        self.layout = layout
        self.scales = scales
        self.rows: list[RegisterRow] = []
        self.errors: list[RowError] = []
        self.left_out: list[RowError] = []
        self.first_line: dict[str, int] = {}

    def take(self, row: Row) -> None:
        wrong_width = _width_error(row, self.layout)
        if wrong_width:
            self.errors.append(wrong_width)
            return
        passed_over = self._outside_the_register(row)
        if passed_over:
            self.left_out.append(passed_over)
            return
        found: list[RowError] = []
        values = _values(row, self.layout.columns, found)
        previous = _values(row, self.layout.previous, found)
        kind = provision_of(values[Field.PROVISION_TYPE] or "")
        found.extend(self._grade(row, kind, values, self.layout.columns))
        found.extend(self._grade(row, kind, previous, self.layout.previous))
        found.extend(_contradictions(row, values, self.layout.columns))
        found.extend(_contradictions(row, previous, self.layout.previous))
        found.extend(self._out_of_turn(row, values, previous))
        found.extend(self._twice(row, values[Field.URN]))
        if found:
            self.errors.extend(found)
        else:
            self.rows.append(_register_row(row.line, values, previous))

    def _grade(
        self,
        row: Row,
        kind: ProvisionType,
        values: dict[Field, Any],
        columns: Mapping[Field, Column],
    ) -> Iterator[RowError]:
        """Put the codes of the grades in the place of their words."""
        on = values[Field.INSPECTED_ON]
        for field in _GRADED:
            words = values[field]
            if words is None:
                continue
            try:
                if field is Field.SA_OUTCOME:
                    values[field] = self.scales.outcome(words, on)
                else:
                    values[field] = self.scales.judgement(words, kind, on)
            except ValueError as error:
                values[field] = None
                yield RowError(row.line, columns[field].header, shown(words), str(error))

    def _outside_the_register(self, row: Row) -> RowError | None:
        column = self.layout.columns[Field.URN]
        value = row.cells[column.at]
        wording = row.cells[self.layout.columns[Field.PROVISION_TYPE].at]
        if not _EDUCATION_NUMBER.fullmatch(value):
            return None
        if provision_of(wording) is not ProvisionType.SECURE_TRAINING_CENTRE:
            return None
        reason = "Left out: a secure training centre under an education number, not a URN of Ofsted"
        return RowError(row.line, column.header, shown(value), reason)

    def _twice(self, row: Row, urn: str | None) -> Iterator[RowError]:
        if urn is None:
            return
        first = self.first_line.setdefault(urn, row.line)
        if first != row.line:
            reason = f"The same URN stands on line {first:,}: list a setting once"
            yield RowError(row.line, self.layout.columns[Field.URN].header, urn, reason)

    def _out_of_turn(
        self, row: Row, values: Mapping[Field, Any], previous: Mapping[Field, Any]
    ) -> Iterator[RowError]:
        latest, earlier = values[Field.INSPECTED_ON], previous[Field.INSPECTED_ON]
        if latest and earlier and earlier > latest:
            column = self.layout.previous[Field.INSPECTED_ON]
            reason = "The previous inspection is later than the latest one"
            yield RowError(row.line, column.header, shown(row.cells[column.at]), reason)


def _width_error(row: Row, layout: Layout) -> RowError | None:
    has = len(row.cells)
    if has <= layout.last_named:
        reason = f"The row has {has} cells where the header has {layout.last_named + 1}"
        return RowError(row.line, "", shown(" ".join(row.cells)), reason)
    extra = next((cell for cell in row.cells[layout.width :] if cell.strip()), None)
    if extra is None:
        return None
    reason = f"The row has {has} cells where the header has {layout.width}"
    return RowError(row.line, "", shown(extra), reason)


def _values(row: Row, columns: Mapping[Field, Column], errors: list[RowError]) -> dict[Field, Any]:
    """Read the cells of one block. What cannot be read counts as absent and adds an error."""
    values: dict[Field, Any] = dict(_ABSENT)
    for field, (at, header) in columns.items():
        cell = row.cells[at]
        try:
            values[field] = _READER_OF[field](cell)
        except ValueError as error:
            errors.append(RowError(row.line, header, shown(cell), str(error)))
    return values


def _contradictions(
    row: Row, values: Mapping[Field, Any], columns: Mapping[Field, Column]
) -> Iterator[RowError]:
    """Yield where the cells of one inspection contradict each other; unread cells are passed."""
    inspected, published = values[Field.INSPECTED_ON], values[Field.PUBLISHED_ON]
    if inspected and published and published < inspected:
        column = columns[Field.PUBLISHED_ON]
        reason = "The report was published before the inspection"
        yield RowError(row.line, column.header, shown(row.cells[column.at]), reason)
    date_column = columns.get(Field.INSPECTED_ON)
    if date_column is None or row.cells[date_column.at].strip():
        return
    for field in (Field.PUBLISHED_ON, *_GRADED):
        if values[field] is not None:
            column = columns[field]
            reason = f"Needs a date in the column {date_column.header}, which is empty"
            yield RowError(row.line, column.header, shown(row.cells[column.at]), reason)


def _register_row(
    line: int, values: Mapping[Field, Any], previous: Mapping[Field, Any]
) -> RegisterRow:
    wording = values[Field.PROVISION_TYPE]
    provision = provision_of(wording)
    known = provision is not ProvisionType.OTHER
    facts = {_NAME_OF[field]: value for field, value in values.items()}
    facts["provision_type"] = provision
    facts["provision_wording"] = PROVISION_LABELS[provision] if known else wording
    facts["sector"] = sector_of(values[Field.SECTOR])
    return RegisterRow(line=line, previous=_previous(previous), **facts)


def _previous(values: Mapping[Field, Any]) -> PreviousInspection | None:
    facts = {_NAME_OF[field]: values[field] for field in INSPECTION_FIELDS}
    return PreviousInspection(**facts) if any(facts.values()) else None
