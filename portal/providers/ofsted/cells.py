"""What one cell of a published file says. Each reader returns a value or raises ValueError.

The error is a phrase that tells whoever mends the file what belongs in the cell.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from portal.providers.ofsted.rows import RegistrationStatus
from portal.providers.ofsted.text import key_of, tidy

LONGEST_TEXT = 300
LARGEST_COUNT = 99_999
REDACTED = "REDACTED"

_URN = re.compile(r"(SC[0-9]{6}|[0-9]{7})")
_COUNT = re.compile(r"[0-9]{1,5}")
_BRITISH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_IN_WORDS = re.compile(r"\b([0-9]{1,2}) ([A-Za-z]{3,9}) ([0-9]{4})\b")
_DAY_IN_FIGURES = re.compile(r"\b([0-9]{1,2}) ([0-9]{1,2}) ((?:20)?[0-9]{2})\b")
_ISO_IN_FIGURES = re.compile(r"\b(20[0-9]{2}) ([0-9]{2}) ([0-9]{2})\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YES = frozenset(
    {"y", "yes", "short breaks only", "short break only", "short break only childrens home"}
)
_NO = frozenset({"n", "no"})


def text(words: str) -> str:
    """Return the words tidied, '' for what the publisher has redacted."""
    words = tidy(words)
    if len(words) > LONGEST_TEXT:
        raise ValueError(f"Longer than {LONGEST_TEXT} characters")
    return "" if words.upper() == REDACTED else words


def words(cell: str) -> str | None:
    """Return what a cell says in words, or None where it says nothing."""
    return tidy(cell) or None


def some_text(words: str) -> str:
    """Return the words tidied; they may not be empty or redacted."""
    words = text(words)
    if not words:
        raise ValueError("Empty: every row needs this")
    return words


def urn(words: str) -> str:
    """Return the URN in upper case: SC and six digits, or seven digits. It is text."""
    words = tidy(words).upper()
    if not words:
        raise ValueError("Empty: every setting needs its URN")
    if not _URN.fullmatch(words):
        raise ValueError("Not a URN: use SC and 6 digits, or 7 digits")
    return words


def count(words: str) -> int | None:
    """Return a whole number from 0, or None for an empty cell."""
    words = words.strip()
    if not words:
        return None
    if not _COUNT.fullmatch(words):
        raise ValueError(f"Not a whole number from 0 to {LARGEST_COUNT:,}, written in digits only")
    return int(words)


def yes(words: str) -> bool:
    """Return whether a short-break cell says yes: files say so in four different ways."""
    if not words.strip():
        return False
    key = key_of(words)
    if key not in _YES | _NO:
        raise ValueError("Not a yes or a no: use Y, or leave it empty")
    return key in _YES


def status(words: str) -> RegistrationStatus:
    """Return the registration status; one unknown is an error, for it may mean closed."""
    try:
        return RegistrationStatus(tidy(words).lower())
    except ValueError:
        known = ", ".join(member.value.capitalize() for member in RegistrationStatus)
        raise ValueError(f"Not a registration status we know: use {known}") from None


@lru_cache(maxsize=16384)
def day(words: str) -> date | None:
    """Return a date written 31/03/2025 or 2025-03-31, or None for an empty cell."""
    words = words.strip()
    if not words:
        return None
    if british := _BRITISH_DAY.fullmatch(words):
        found = _date(*reversed(british.groups()))
    elif iso := _ISO_DAY.fullmatch(words):
        found = _date(*iso.groups())
    else:
        found = None
    if found is None:
        raise ValueError("Not a date: write it like 31/03/2025")
    return found


def as_at(preamble: Iterable[str], filename: str) -> date | None:
    """Return the day a file describes: from the lines above its table, else from its own name.

    A month without a day ("as at March 2022") is not taken for one.
    """
    for line in (*preamble, filename):
        words = key_of(line).replace("_", " ")
        for pattern in (_DAY_IN_WORDS, _ISO_IN_FIGURES, _DAY_IN_FIGURES):
            for match in pattern.finditer(words):
                parts = match.groups()
                found = _date(*(parts if pattern is _ISO_IN_FIGURES else reversed(parts)))
                if found:
                    return found
    return None


def _date(*parts: str) -> date | None:
    """Make a date of year, month and day; a month may be a name, a year two digits."""
    year, month, day_of_month = parts
    name = month[:3].lower()
    number = _MONTHS.index(name) + 1 if name in _MONTHS else month
    try:
        found = date(int(year) + (2000 if len(year) == 2 else 0), int(number), int(day_of_month))
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None
