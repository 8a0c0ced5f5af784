"""Reading Ofsted's list of settings, beside reading the same file with nothing checked."""

import csv
import io
from collections.abc import Iterator

from bench.cases import Case
from portal.providers.ofsted.parse import parse_register

SETTINGS = 5_600
ROW = {
    "URN": "",
    "Provision type": "Children's home",
    "Registration date": "01/02/2020",
    "Registration status": "Active",
    "Name": "REDACTED",
    "Local authority": "Northmere",
    "Sector": "Private",
    "Places": "4",
    "Organisation which owns the provider": "Thornbeck Care Limited",
    "Latest full inspection date": "05/11/2024",
    "Latest full inspection publication date": "14/01/2025",
    "Overall experiences and progress of children and young people": "Good",
}


def invented_register(settings: int = SETTINGS) -> bytes:
    """Return a register file of invented settings, as many as England has."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ROW, lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROW | {"URN": f"SC{900_000 + number}"} for number in range(settings))
    return out.getvalue().encode()


def cases() -> Iterator[Case]:
    """Yield the reading of a whole register."""
    data = invented_register()
    yield Case(
        f"read {SETTINGS:,} settings of Ofsted's list",
        portal=lambda: parse_register(data, filename="register.csv"),
        bare=lambda: list(csv.DictReader(io.StringIO(data.decode()))),
        at_most=25,
    )
