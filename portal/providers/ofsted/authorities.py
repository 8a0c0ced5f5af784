"""England's upper-tier authorities as reference data, and joining Ofsted's names for them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from portal.providers.ofsted import cells
from portal.providers.ofsted.table import FileRefused, Row, RowError, Table, read_table, shown
from portal.providers.ofsted.text import key_of, tidy

# Ofsted's name on the left, the Department for Education's on the right.
NAME_FIXES: Mapping[str, str] = MappingProxyType(
    {
        "Bournemouth, Christchurch & Poole": "Bournemouth, Christchurch and Poole",
        "Bristol": "Bristol, City of",
        "Durham": "County Durham",
        "Herefordshire": "Herefordshire, County of",
        "Kingston upon Hull": "Kingston upon Hull, City of",
        "Southend on Sea": "Southend-on-Sea",
        "St Helens": "St. Helens",
    }
)

# Agencies of England with an office across the border stand in Ofsted's list under these.
WELSH_AUTHORITIES = frozenset({"Cardiff", "Conwy", "Newport", "Wrexham"})

_GSS = re.compile(r"E[0-9]{8}")
_DFE = re.compile(r"[0-9]{3}")
_FIGURE = re.compile(r"[0-9]{1,9}")

# The department's marks for suppressed, not applicable, not available and no data.
_NO_FIGURE = frozenset({"", "c", "z", "x", ":"})


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority. Figures are None where the department withholds them.

    `looked_after` counts children at 31 March 2024; `rate` is per 10,000 children.
    """

    gss_code: str
    dfe_code: str
    name: str
    region_code: str
    region: str
    child_population: int | None
    looked_after: int | None
    rate: int | None


def parse_authorities(data: bytes, *, filename: str) -> tuple[Authority, ...]:
    """Read the department's list of authorities.

    Raises:
        FileRefused: with every error in the file.
    """
    table = _table(data, filename, _AUTHORITY_COLUMNS)
    columns = _columns(table, filename, _AUTHORITY_COLUMNS)
    errors: list[RowError] = []
    found = [
        Authority(**values)
        for row in table.rows
        if (values := _values(row, columns, _AUTHORITY_COLUMNS, errors)) is not None
    ]
    for column in ("gss_code", "dfe_la_code", "la_name"):
        errors.extend(_repeats(table, column, columns[column]))
    _refuse(filename, errors, found)
    return tuple(found)


def parse_name_fixes(data: bytes, *, filename: str) -> dict[str, str]:
    """Read a table of Ofsted's names and the department's; errors as in `parse_authorities`."""
    table = _table(data, filename, _FIX_COLUMNS)
    columns = _columns(table, filename, _FIX_COLUMNS)
    errors: list[RowError] = []
    found = {
        values["ofsted_name"]: values["dfe_name"]
        for row in table.rows
        if (values := _values(row, columns, _FIX_COLUMNS, errors)) is not None
    }
    errors.extend(_repeats(table, "ofsted_name", columns["ofsted_name"]))
    _refuse(filename, errors, found)
    return found


def dfe_name(ofsted_name: str, fixes: Mapping[str, str] = NAME_FIXES) -> str:
    """Return the department's name for an authority that Ofsted names."""
    key = key_of(ofsted_name)
    return next((name for ours, name in fixes.items() if key_of(ours) == key), tidy(ofsted_name))


def authority_key(name: str, fixes: Mapping[str, str] = NAME_FIXES) -> str:
    """Return what either publisher's name for one authority has in common, to join on."""
    return key_of(dfe_name(name, fixes))


def in_wales(name: str) -> bool:
    """Whether a name of Ofsted's is one of the Welsh authorities, which England's list lacks."""
    return tidy(name) in WELSH_AUTHORITIES


def _shape(pattern: re.Pattern[str], reason: str) -> Callable[[str], str]:
    def read(words: str) -> str:
        words = words.strip()
        if not pattern.fullmatch(words):
            raise ValueError(reason)
        return words

    return read


def _figure(words: str) -> int | None:
    words = words.strip()
    if words.lower() in _NO_FIGURE:
        return None
    if not _FIGURE.fullmatch(words):
        raise ValueError("Not a whole number written in digits only")
    return int(words)


_gss = _shape(_GSS, "Not a code of an English area: use E and 8 digits")

_Reader = Callable[[str], Any]
# Column in the file: attribute it fills, and its reader.
_AUTHORITY_COLUMNS: dict[str, tuple[str, _Reader]] = {
    "gss_code": ("gss_code", _gss),
    "la_name": ("name", cells.some_text),
    "dfe_la_code": ("dfe_code", _shape(_DFE, "Not the code of an authority: use 3 digits")),
    "region_code": ("region_code", _gss),
    "region_name": ("region", cells.some_text),
    "child_population": ("child_population", _figure),
    "cla_31_mar_2024": ("looked_after", _figure),
    "cla_rate_per_10k": ("rate", _figure),
}
_FIX_COLUMNS: dict[str, tuple[str, _Reader]] = {
    "ofsted_name": ("ofsted_name", cells.some_text),
    "dfe_name": ("dfe_name", cells.some_text),
}


def _table(data: bytes, filename: str, known: Mapping[str, object]) -> Table:
    keys = {key_of(name) for name in known}

    def is_header(row: list[str]) -> bool:
        return len(keys.intersection(map(key_of, row))) >= 2

    return read_table(data, filename=filename, is_header=is_header)


def _columns(table: Table, filename: str, known: Mapping[str, object]) -> dict[str, int]:
    keys = [key_of(cell) for cell in table.header.cells]
    columns = {name: keys.index(key_of(name)) for name in known if key_of(name) in keys}
    missing = [
        RowError(table.header.line, name, "", "The file has no such column")
        for name in known
        if name not in columns
    ]
    if missing:
        raise FileRefused(filename, missing)
    return columns


def _values(
    row: Row,
    columns: Mapping[str, int],
    known: Mapping[str, tuple[str, _Reader]],
    errors: list[RowError],
) -> dict[str, Any] | None:
    found: list[RowError] = []
    values: dict[str, Any] = {}
    for column, at in columns.items():
        attribute, read = known[column]
        cell = row.cells[at] if at < len(row.cells) else ""
        try:
            values[attribute] = read(cell)
        except ValueError as error:
            found.append(RowError(row.line, column, shown(cell), str(error)))
    errors.extend(found)
    return None if found else values


def _repeats(table: Table, column: str, at: int) -> Iterator[RowError]:
    first: dict[str, int] = {}
    for row in table.rows:
        key = key_of(row.cells[at]) if at < len(row.cells) else ""
        line = first.setdefault(key, row.line)
        if key and line != row.line:
            reason = f"The same stands on line {line:,}: list an authority once"
            yield RowError(row.line, column, shown(row.cells[at]), reason)


def _refuse(filename: str, errors: Sequence[RowError], found: object) -> None:
    if errors:
        raise FileRefused(filename, sorted(errors, key=lambda error: error.line))
    if not found:
        reason = "The file has a header row and nothing below it"
        raise FileRefused(filename, [RowError(0, "", "", reason)])
