"""How values are written on pages: dates, moments, money, counts and the names of states."""

import re
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, request
from flask_wtf.csrf import generate_csrf
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from portal import money
from portal.clock import to_london

LOCALE = "en_GB"
_CAPITALS = {
    "csv": "CSV",
    "dbs": "DBS",
    "ofsted": "Ofsted",
    "pdf": "PDF",
    "rcc": "RCC",
    "send": "SEND",
    "urn": "URN",
    "vat": "VAT",
}


def day(value: date | datetime) -> str:
    """Write a calendar day as `22 November 2026`; a moment is taken to London first."""
    if isinstance(value, datetime):
        value = to_london(value).date()
    return format_date(value, "d MMMM y", locale=LOCALE)


def short_day(value: date | datetime) -> str:
    """Write a calendar day as `22 Nov 2026`, for tables."""
    if isinstance(value, datetime):
        value = to_london(value).date()
    return f"{value.day} {value:%b} {value.year}"


def when(moment: datetime) -> str:
    """Write a moment as `22 November 2026 at 5pm GMT`, by London's clocks."""
    here = to_london(moment)
    return f"{day(moment)} at {_clock(here)} {here.tzname()}"


def when_exact(moment: datetime) -> str:
    """Write a moment to the second, `22 November 2026 at 17:00:00 GMT`, for receipts."""
    here = to_london(moment)
    return f"{day(moment)} at {here:%H:%M:%S} {here.tzname()}"


def pounds(pence: int | None) -> str:
    """Write whole pence as `£5,200.00`."""
    return "" if pence is None else money.pounds(pence)


def percent(value: Fraction, places: int = 1) -> str:
    """Write a proportion as a percentage: `27/100` as `27.0%`."""
    return money.percent(Fraction(value), places)


def percentage(hundredths: int | None) -> str:
    """Write whole hundredths of a per cent, as percentages are held: `150` as `1.5%`."""
    if hundredths is None:
        return ""
    sign = "-" if hundredths < 0 else ""
    whole, part = divmod(abs(hundredths), 100)
    return f"{sign}{f'{whole:,}.{part:02d}'.rstrip('0').rstrip('.')}%"


def number(value: int) -> str:
    """Write a whole number with commas: `5,600`."""
    return format_decimal(value, locale=LOCALE)


def count_of(value: int, one: str, many: str | None = None) -> str:
    """Write a number of things: `no places`, `1 place`, `5,600 places`."""
    things = one if value == 1 else many or f"{one}s"
    return f"{number(value) if value else 'no'} {things}"


def sentence(value: Any) -> str:
    """Write a state or code as words: `not_started` as `Not started`."""
    text = str(value.value if isinstance(value, Enum) else value).replace("_", " ").strip()
    words = [_CAPITALS.get(word.lower(), word) for word in text.split(" ")]
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:]


def size(octets: int) -> str:
    """Write a file's size: `340 KB`, `2.1 MB`."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} KB"
    return f"{octets // 100_000 / 10:g} MB"


def paragraphs(text: str | None) -> Markup:
    """Turn what a person wrote into paragraphs, escaped, their line breaks kept."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", (text or "").strip()) if part.strip()]
    drawn = (Markup('<p class="govuk-body">{}</p>').format(_broken(part)) for part in parts)
    return Markup("\n").join(drawn)


def flat_list(values: Any) -> list[Any]:
    """Open up lists inside a list, one level."""
    flat: list[Any] = []
    for value in values:
        flat.extend(value if isinstance(value, list | tuple | set | frozenset) else [value])
    return flat


def here() -> str:
    """The address of this page with its query, for a form that is sent back to it."""
    query = request.query_string.decode("ascii", "replace")
    return f"{request.script_root}{request.path}{'?' if query else ''}{query}"


def init_display(app: Flask) -> None:
    """Give templates the filters, the GOV.UK macros and what every form needs."""
    if app.jinja_loader is None:
        raise RuntimeError("The application has no folder of templates.")
    app.jinja_loader = ChoiceLoader(
        [
            app.jinja_loader,
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(csrf_token=generate_csrf, here=here)
    filters = (
        count_of,
        day,
        flat_list,
        number,
        paragraphs,
        percent,
        percentage,
        pounds,
        sentence,
        short_day,
        size,
        when,
        when_exact,
    )
    app.jinja_env.filters.update({one.__name__: one for one in filters})


def _clock(here: datetime) -> str:
    """`5pm`, `5:30pm`, `midday`; twelve at night as `12am`, since "midnight" names no day."""
    if (here.hour, here.minute) == (12, 0):
        return "midday"
    minutes = f":{here.minute:02d}" if here.minute else ""
    return f"{here.hour % 12 or 12}{minutes}{'am' if here.hour < 12 else 'pm'}"


def _broken(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))
