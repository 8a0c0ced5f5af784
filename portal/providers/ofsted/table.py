"""A published CSV file as rows with line numbers, and the error that refuses one whole."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from portal.providers.ofsted.text import tidy

HEADER_WITHIN_ROWS = 25
LONGEST_VALUE_SHOWN = 80
DELIMITERS = (",", ";", "\t", "|")

# Bytes of typographer's marks (dashes and curly quotation marks): those Windows uses for them, and
# those an old Macintosh does, where Windows has capital letters with accents.
_WINDOWS_MARKS = re.compile(rb"[\x91-\x97]")
_MACINTOSH_MARKS = re.compile(rb"[\xd0-\xd5]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SPREADSHEET = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class RowError(NamedTuple):
    """What is wrong with one cell. `line` counts the file's lines from 1, 0 for the whole file."""

    line: int
    column: str
    value: str
    reason: str


class Row(NamedTuple):
    """One row of the file and the line it begins on: a quoted cell may run over several lines."""

    line: int
    cells: list[str]


class Table(NamedTuple):
    """A file cut at its header row."""

    encoding: str
    preamble: list[Row]
    header: Row
    rows: list[Row]


class FileRefused(Exception):
    """A file that is taken whole or not at all is not taken; `errors` says all that is wrong."""

    def __init__(self, filename: str, errors: Sequence[RowError]) -> None:
        self.filename = filename
        self.errors = list(errors)
        count = len(self.errors)
        things = f"{count:,} things" if count > 1 else "1 thing"
        super().__init__(f"{filename} was not loaded: {things} to put right in the file")


def shown(value: str) -> str:
    """Return a value tidied and cut for an error list."""
    value = tidy(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", value))
    if len(value) <= LONGEST_VALUE_SHOWN:
        return value
    return value[: LONGEST_VALUE_SHOWN - 1] + "\N{HORIZONTAL ELLIPSIS}"


def read_table(data: bytes, *, filename: str, is_header: Callable[[list[str]], bool]) -> Table:
    """Decode a file, find its delimiter and header row, and number its rows; blank rows go.

    Raises:
        FileRefused: not text, not CSV, or without a row that `is_header` knows near its top.
    """
    if data.startswith(_SPREADSHEET):
        raise _refused(filename, "This is a spreadsheet. Save the sheet as a CSV file and use that")
    if not data.strip():
        raise _refused(filename, "The file is empty")
    text, encoding = decode(data)
    errors = _control_characters(text)
    if errors:
        raise FileRefused(filename, errors)
    delimiter = _delimiter(text, is_header)
    if delimiter is None:
        raise _refused(
            filename,
            f"None of the first {HEADER_WITHIN_ROWS} rows is a header row that we know. "
            "Use the file as it was published",
        )
    rows = _all_rows(text, delimiter, filename)
    at = next(i for i, row in enumerate(rows[:HEADER_WITHIN_ROWS]) if is_header(row.cells))
    kept = [row for row in rows[at + 1 :] if any(map(str.strip, row.cells))]
    return Table(encoding, rows[:at], rows[at], kept)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding. Never fails: the last one tried has no gaps."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        pass
    if len(_MACINTOSH_MARKS.findall(data)) <= len(_WINDOWS_MARKS.findall(data)):
        try:
            return data.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            pass
    return data.decode("mac_roman"), "mac_roman"


def _refused(filename: str, reason: str) -> FileRefused:
    return FileRefused(filename, [RowError(0, "", "", reason)])


def _control_characters(text: str) -> list[RowError]:
    reason = "Holds a character that is not text: the file is damaged or is not a CSV file"
    lines = _LINE_END.split(text) if _CONTROL.search(text) else []
    return [
        RowError(number, "", shown(line), reason)
        for number, line in enumerate(lines, start=1)
        if _CONTROL.search(line)
    ]


def _delimiter(text: str, is_header: Callable[[list[str]], bool]) -> str | None:
    for delimiter in DELIMITERS:
        try:
            for number, row in enumerate(_rows(text, delimiter)):
                if number >= HEADER_WITHIN_ROWS:
                    break
                if is_header(row.cells):
                    return delimiter
        except _BrokenRow:
            continue
    return None


def _all_rows(text: str, delimiter: str, filename: str) -> list[Row]:
    try:
        return list(_rows(text, delimiter))
    except _BrokenRow as broken:
        reason = (
            "The rows cannot be told apart from here on: a quotation mark has no partner, "
            "or one cell runs to the end of the file"
        )
        raise FileRefused(filename, [RowError(broken.line, "", "", reason)]) from None


class _BrokenRow(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error:
        raise _BrokenRow(line) from None
