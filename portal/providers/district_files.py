"""Reading a file of postcode districts with their coordinates."""

import re
from decimal import Decimal
from typing import NamedTuple

from portal.providers import sheets
from portal.providers.distance import MILLIONTHS, Point
from portal.providers.ofsted import cells

CODE, LATITUDE, LONGITUDE, TOWN = "postcode", "latitude", "longitude", "town"
REQUIRED = (CODE, LATITUDE, LONGITUDE)

_DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")
# The British Isles with the Channel Islands, and nothing of the neighbours across the water.
_NORTH, _EAST = (49, 61), (-9, 2)


class District(NamedTuple):
    """One district as the file has it."""

    code: str
    point: Point
    town: str


def is_district_file(data: bytes, filename: str) -> bool:
    """Say whether a file looks like one of districts, by its header row."""
    return sheets.has_columns(data, filename, REQUIRED)


def parse_districts(data: bytes, *, filename: str) -> tuple[District, ...]:
    """Read the districts of a file, all of them or none.

    Raises:
        FileRefused: with every error in the file.
    """
    lines = sheets.read_sheet(
        data,
        filename=filename,
        columns={CODE: district, LATITUDE: _north, LONGITUDE: _east, TOWN: cells.text},
        required=REQUIRED,
        unique=CODE,
    )
    return tuple(
        District(
            line.values[CODE],
            Point(line.values[LATITUDE], line.values[LONGITUDE]),
            line.values.get(TOWN, ""),
        )
        for line in lines
    )


def district(words: str) -> str:
    """Return a postcode district in its one spelling, or raise ValueError."""
    code = words.strip().upper()
    if not _DISTRICT.fullmatch(code):
        raise ValueError("Not a postcode district: write it like AB1 or AB12")
    return code


def _north(words: str) -> int:
    return _millionths(words, _NORTH)


def _east(words: str) -> int:
    return _millionths(words, _EAST)


def _millionths(words: str, limits: tuple[int, int]) -> int:
    """Return decimal degrees in millionths, half away from zero."""
    words = words.strip()
    if not _DEGREES.fullmatch(words):
        raise ValueError("Not a number of degrees: write it like 51.50735")
    scaled = Decimal(words) * MILLIONTHS
    found = int(abs(scaled) + Decimal("0.5"))
    found = -found if scaled < 0 else found
    low, high = limits
    if not low * MILLIONTHS <= found <= high * MILLIONTHS:
        raise ValueError(f"Not in the British Isles: it lies between {low} and {high} degrees")
    return found
