"""Dates and London times typed into boxes, read strictly and shown again as typed."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict
from wtforms.utils import unset_value

from portal.clock import LONDON
from portal.form_fields import PortalField
from portal.form_widgets import BoxesWidget

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?\s*(?P<half>am|pm)?", re.IGNORECASE
)
_WORDS = dict.fromkeys(("midday", "noon", "12 midday", "12 noon", "12noon"), time(12))
D = TypeVar("D")


class _BoxesField(PortalField[D]):
    """A value typed into several boxes, named `closes-day`, `closes-month` and so on."""

    named = "legend"
    widget = BoxesWidget()
    parts: tuple[str, ...] = ("day", "month", "year")

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.typed: dict[str, str] = {}
        self.wrong_parts: frozenset[str] = frozenset()

    @property
    def first_id(self) -> str:
        wrong = [part for part in self.parts if part in self.wrong_parts]
        return f"{self.id}-{(wrong or self.parts)[0]}"

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None
    ) -> None:
        """Gather the boxes under the field's own name, then go on as any field does."""
        gathered = formdata
        if formdata is not None:
            boxes = [formdata.get(f"{self.name}-{part}", "") for part in self.parts]
            # A file sent under a box's name is no text.
            texts = [box.strip()[:30] if isinstance(box, str) else "" for box in boxes]
            gathered = MultiDict([(self.name, text) for text in texts])
        super().process(gathered, data, extra_filters)

    def process_data(self, value: D | None) -> None:
        self.data = value
        self.typed = {} if value is None else self.boxes(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        clean = ["".join(mark for mark in text if mark.isprintable()) for text in valuelist]
        self.typed = dict(zip(self.parts, clean, strict=True))
        if any(self.typed.values()):
            self.data = self.parse(self.typed)

    def pre_validate(self, form: Any) -> None:
        if self.required and not self.errors and self.is_blank():
            self.wrong_parts = frozenset(self.parts)
        super().pre_validate(form)

    def boxes(self, value: D) -> dict[str, str]:
        raise NotImplementedError

    def parse(self, typed: dict[str, str]) -> D:
        raise NotImplementedError

    def refuse(self, message: str, *parts: str) -> ValueError:
        """The error to raise, with the boxes at fault marked."""
        self.wrong_parts = frozenset(parts or self.parts)
        return ValueError(f"{self.what} {message}")

    def read_date(self, typed: dict[str, str]) -> date:
        missing = [part for part in self.parts if not typed[part]]
        if missing:
            raise self.refuse(f"must include a {_listed(missing)}", *missing)
        if not re.fullmatch(r"[0-9]{4}", typed["year"]):
            self.wrong_parts = frozenset(["year"])
            raise ValueError("Year must include 4 numbers")
        try:
            found = date(int(typed["year"]), _month(typed["month"]), _digits(typed["day"]))
        except ValueError as error:
            raise self.refuse("must be a real date", "day", "month", "year") from error
        if not 1900 <= found.year <= 2199:
            raise self.refuse("must be between 1900 and 2199", "year")
        return found


class DateField(_BoxesField[date]):
    """A day, as a `date`."""

    def __init__(self, label: str, *, hint: str = "For example, 27 3 2027.", **rest: Any) -> None:
        super().__init__(label, hint=hint, **rest)

    def boxes(self, value: date) -> dict[str, str]:
        return {"day": str(value.day), "month": str(value.month), "year": f"{value.year:04d}"}

    def parse(self, typed: dict[str, str]) -> date:
        return self.read_date(typed)


class DateTimeField(_BoxesField[datetime]):
    """A day and a London time, as an aware UTC moment."""

    parts = ("day", "month", "year", "time")

    def __init__(
        self,
        label: str,
        *,
        hint: str = "For example, 27 3 2027 and 5pm. Use UK time.",
        **rest: Any,
    ) -> None:
        super().__init__(label, hint=hint, **rest)

    def boxes(self, value: datetime) -> dict[str, str]:
        here = value.astimezone(LONDON)
        clock = f"{here.hour:02d}:{here.minute:02d}"
        return {
            "day": str(here.day),
            "month": str(here.month),
            "year": f"{here.year:04d}",
            "time": clock,
        }

    def parse(self, typed: dict[str, str]) -> datetime:
        day = self.read_date(typed)
        clock = read_time(typed["time"])
        if clock is None:
            self.wrong_parts = frozenset(["time"])
            raise ValueError("Enter a time, like 5pm or 17:30")
        return self.in_utc(datetime.combine(day, clock, tzinfo=LONDON))

    def in_utc(self, local: datetime) -> datetime:
        """The one moment that London's clocks showed this; refuse an hour skipped or repeated."""
        moment = local.astimezone(UTC)
        if moment.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise self.refuse("must not be in the hour that is skipped when clocks go forward")
        if local.replace(fold=1).astimezone(UTC) != moment:
            raise self.refuse("must not be in the hour that is repeated when clocks go back")
        return moment


def read_time(text: str) -> time | None:
    """Read `5pm`, `5:30pm`, `17:30`, `midday` or `12 noon`; a bare number is no time."""
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    found = _TIME.fullmatch(text)
    if found is None or not (found["half"] or found["minute"]):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _digits(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text):
        raise ValueError(text)
    return int(text)


def _month(text: str) -> int:
    """A month's number, or its name or the start of it."""
    short = text.lower()[:3]
    return MONTHS.index(short) + 1 if short in MONTHS else _digits(text)


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
