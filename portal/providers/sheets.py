"""CSV files that people edit and send back, read with every error listed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from portal.files import plain
from portal.providers.ofsted.table import FileRefused, Row, RowError, Table, read_table, shown
from portal.providers.ofsted.text import key_of

Reader: TypeAlias = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One row that was read: the line it begins on and its values by column."""

    number: int
    values: Mapping[str, Any]


def has_columns(data: bytes, filename: str, columns: Iterable[str]) -> bool:
    """Say whether a file has a header row with all of these columns near its top."""
    try:
        _table(data, filename, list(columns))
    except FileRefused:
        return False
    return True


def read_sheet(
    data: bytes,
    *,
    filename: str,
    columns: Mapping[str, Reader],
    required: Sequence[str],
    unique: str,
) -> list[Line]:
    """Read a file whole: its known columns, each cell by its reader, which raises ValueError.

    Columns that are not `required` may be absent; those not known are passed over.

    Raises:
        FileRefused: with every error of the file; no two rows may share the `unique` column.
    """
    lines, errors = scan_sheet(
        data, filename=filename, columns=columns, required=required, unique=unique
    )
    if errors:
        raise FileRefused(filename, errors)
    return lines


def scan_sheet(
    data: bytes,
    *,
    filename: str,
    columns: Mapping[str, Reader],
    required: Sequence[str],
    unique: str,
    known_only: bool = False,
) -> tuple[list[Line], list[RowError]]:
    """Read the rows that can be read, and say what is wrong with the others, by line.

    For files of which more can be said when their rows are known. With `known_only`, a column
    that is not known is wrong too.

    Raises:
        FileRefused: there is no table in the file.
    """
    table = _table(data, filename, required)
    places = _places(table, columns, filename)
    errors = list(_ragged(table))
    errors += _unknown(table, columns) if known_only else []
    lines = [
        Line(row.line, values)
        for row in table.rows
        if (values := _values(row, places, columns, errors)) is not None
    ]
    errors += _repeats(table, unique, places[unique])
    if not table.rows:
        errors.append(RowError(0, "", "", "The file has a header row and nothing below it"))
    return lines, sorted(errors, key=lambda error: error.line)


def _table(data: bytes, filename: str, required: Sequence[str]) -> Table:
    wanted = {key_of(name) for name in required}
    return read_table(
        data, filename=filename, is_header=lambda row: wanted <= {key_of(cell) for cell in row}
    )


def _places(table: Table, columns: Mapping[str, Reader], filename: str) -> dict[str, int]:
    keys = [key_of(cell) for cell in table.header.cells]
    twice = [name for name in columns if keys.count(key_of(name)) > 1]
    if twice:
        reason = "The file has this column twice"
        wrong = [RowError(table.header.line, name, "", reason) for name in twice]
        raise FileRefused(filename, wrong)
    return {name: keys.index(key_of(name)) for name in columns if key_of(name) in keys}


def _values(
    row: Row, places: Mapping[str, int], columns: Mapping[str, Reader], errors: list[RowError]
) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    wrong = False
    for name, place in places.items():
        cell = row.cells[place] if place < len(row.cells) else ""
        try:
            values[name] = columns[name](plain(cell.strip()))
        except ValueError as error:
            wrong = True
            errors.append(RowError(row.line, name, shown(cell), str(error)))
    return None if wrong else values


def _unknown(table: Table, columns: Mapping[str, Reader]) -> Iterator[RowError]:
    known = {key_of(name) for name in columns}
    for cell in table.header.cells:
        if cell.strip() and key_of(cell) not in known:
            reason = f"We do not know this column. Known are {', '.join(columns)}"
            yield RowError(table.header.line, shown(cell), "", reason)


def _ragged(table: Table) -> Iterator[RowError]:
    """A row that is longer or shorter than the header has lost or gained a comma."""
    width = len(table.header.cells)
    for row in table.rows:
        if len(row.cells) != width:
            reason = f"The row has {len(row.cells):,} cells, and the header row has {width:,}"
            yield RowError(row.line, "", shown(",".join(row.cells)), reason)


def _repeats(table: Table, name: str, place: int) -> Iterator[RowError]:
    first: dict[str, int] = {}
    for row in table.rows:
        key = key_of(row.cells[place]) if place < len(row.cells) else ""
        line = first.setdefault(key, row.line)
        if key and line != row.line:
            reason = f"The same stands on line {line:,}"
            yield RowError(row.line, name, shown(row.cells[place]), reason)
