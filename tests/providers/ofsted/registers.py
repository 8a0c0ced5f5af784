"""Home-made register files, and small files built cell by cell to go wrong in one way."""

import csv
import io
from pathlib import Path

from portal.providers.ofsted.parse import ParsedRegister, parse_register
from portal.providers.ofsted.table import FileRefused, RowError
from portal.providers.scales import FIRST_SCALES

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = sorted(path.name for path in FIXTURES.glob("*.csv"))

GOOD_ROW = {
    "URN": "SC900001",
    "Provision type": "Children's home",
    "Registration date": "01/02/2020",
    "Registration status": "Active",
    "Name": "REDACTED",
    "Local authority": "Northmere",
    "Sector": "Private",
    "Places": "4",
    "Short-break-only children's home": "",
    "Organisation which owns the provider": "Thornbeck Care Limited",
    "Latest full inspection date": "05/11/2024",
    "Latest full inspection publication date": "14/01/2025",
    "Overall experiences and progress of children and young people": "Good",
    "How well children and young people are helped and protected": "Good",
    "Supported Accommodation outcome": "",
    "Previous full inspection event date": "",
    "Previous full inspection publication date": "",
    "Previous overall experiences and progress of children and young people": "",
}

OVERALL = "Overall experiences and progress of children and young people"


def read(name: str) -> ParsedRegister:
    return parsed((FIXTURES / name).read_bytes(), name)


def parsed(data: bytes, filename: str = "register.csv") -> ParsedRegister:
    """A file read with the scales that every installation starts with."""
    return parse_register(data, filename=filename, scales=FIRST_SCALES)


def csv_bytes(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def register(*changes: dict[str, str]) -> bytes:
    """A file with one row for each set of changes; URNs count up unless given."""
    rows = [
        list((GOOD_ROW | {"URN": f"SC90000{number}"} | change).values())
        for number, change in enumerate(changes, start=1)
    ]
    return csv_bytes(list(GOOD_ROW), *rows)


def errors_of(data: bytes) -> list[RowError]:
    """The errors a file is refused with; none when it is taken. A refusal always has one."""
    try:
        parsed(data)
    except FileRefused as refused:
        return refused.errors or [RowError(0, "", "", "")]
    return []
