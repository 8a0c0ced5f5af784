"""The forms by which vacancies are declared: for one service, for many at once, from a file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.forms import (
    DateField,
    FileField,
    IntegerField,
    PortalForm,
    SubmitField,
    form_with,
)
from portal.providers.models import (
    UNAVAILABLE_TITLES,
    Service,
    UnavailableReason,
    VacancyDeclaration,
)
from portal.providers.services.vacancies import Places

REASON_HINTS = {
    UnavailableReason.MATCHING: "Empty because of the needs of those who live there.",
    UnavailableReason.STAFFING: "Empty because there are too few staff.",
    UnavailableReason.RESTRICTION: "Ofsted or a council restricts who may come.",
    UnavailableReason.WORKS: "Empty for repairs or building.",
    UnavailableReason.HELD: "Promised. Do not write for whom.",
}
MOST = 9999
COLUMNS = ("occupied", "available", *UnavailableReason)
COLUMN_TITLES: Mapping[str, str] = {
    "occupied": "Lived in",
    "available": "Open to referrals",
    **{reason.value: title for reason, title in UNAVAILABLE_TITLES.items()},
}
DAY = "As at"


class DayForm(PortalForm):
    """The day for which vacancies are declared."""

    as_at = DateField(
        DAY,
        what="Date",
        required="Enter the date for which this is right",
        hint="Usually today. For example, 23 11 2026.",
    )


class OneServiceForm(DayForm):
    """The places of one service, with the reasons for those not offered."""

    occupied = IntegerField(
        "Places lived in",
        required="Enter how many places are lived in, or 0",
        maximum=MOST,
        width=4,
    )
    available = IntegerField(
        "Places open to referrals now",
        required="Enter how many places are open to referrals, or 0",
        maximum=MOST,
        width=4,
    )

    def places(self) -> Places:
        """Return what was entered."""
        return Places(
            self.occupied.data or 0,
            self.available.data or 0,
            {one: self[one.value].data for one in UnavailableReason if self[one.value].data},
            {
                one: self[f"{one.value}_until"].data
                for one in UnavailableReason
                if self[one.value].data and self[f"{one.value}_until"].data
            },
        )


def _reason_fields() -> dict[str, Any]:
    numbers = {
        one.value: IntegerField(
            f"Not offered: {title.lower()}",
            hint=REASON_HINTS[one],
            what=f"Places not offered for {title.lower()}",
            say_optional=False,
            maximum=MOST,
            width=4,
        )
        for one, title in UNAVAILABLE_TITLES.items()
    }
    days = {
        f"{one.value}_until": DateField(
            f"{title}: until when", what=f"Date for {title.lower()}", label_size=""
        )
        for one, title in UNAVAILABLE_TITLES.items()
    }
    return numbers | days | {"submit": SubmitField("Declare")}


VacancyForm = form_with(OneServiceForm, _reason_fields())


def values_of(declaration: VacancyDeclaration | None, today: date) -> dict[str, Any]:
    """What the form for one service starts with: today, and what was declared last."""
    if declaration is None:
        return {"as_at": today}
    found: dict[str, Any] = {
        "as_at": today,
        "occupied": declaration.occupied,
        "available": declaration.available,
    }
    for row in declaration.not_offered:
        found |= {row.reason.value: row.places, f"{row.reason.value}_until": row.until}
    return found


class ManyServicesForm(DayForm):
    """The places of many services: a row of numbers for each."""

    def rows(
        self, services: Sequence[Service], known: Mapping[int, VacancyDeclaration]
    ) -> list[tuple[Service, Places]]:
        """Return what was entered for each service; a row left empty says nothing.

        Days until which places are not offered stay as they were declared: a row has no room.
        """
        found = []
        for service in services:
            numbers = {name: self[cell_name(service, name)].data for name in COLUMNS}
            if any(number is not None for number in numbers.values()):
                found.append((service, as_places(numbers, known.get(service.id), self.as_at.data)))
        return found


def as_places(
    numbers: Mapping[str, int | None], before: VacancyDeclaration | None, as_at: date | None
) -> Places:
    """Return a row of numbers as places; an empty one is 0."""
    unavailable = {one: numbers[one.value] or 0 for one in UnavailableReason}
    rows = before.not_offered if before else []
    until = {
        row.reason: row.until
        for row in rows
        if row.until and as_at and row.until >= as_at and unavailable[row.reason]
    }
    return Places(numbers["occupied"] or 0, numbers["available"] or 0, unavailable, until)


def cell_name(service: Service, column: str) -> str:
    """Return the name of the field for one number of one service."""
    return f"places-{service.reference}-{column}"


def many_services_form(
    services: Sequence[Service], known: Mapping[int, VacancyDeclaration], today: date
) -> ManyServicesForm:
    """Return the form for some services, with what was declared of each last."""
    fields: dict[str, Any] = {}
    start: dict[str, Any] = {"as_at": today}
    for service in services:
        before = values_of(known.get(service.id), today)
        for column in COLUMNS:
            name = cell_name(service, column)
            fields[name] = IntegerField(
                f"{COLUMN_TITLES[column]}, {service.name}",
                say_optional=False,
                maximum=MOST,
                width=2,
                label_size="",
                look={"label": {"classes": "govuk-visually-hidden"}},
            )
            start[name] = before.get(column)
    fields["submit"] = SubmitField("Declare for these services")
    return form_with(ManyServicesForm, fields)(data=start)


class SheetForm(DayForm):
    """A file of vacancies, as the page of all services gives it."""

    file = FileField(
        "File of vacancies",
        required="Select the file",
        hint="The CSV file of your services, with the numbers put right.",
        accept=".csv",
    )
    submit = SubmitField("Declare from this file")
