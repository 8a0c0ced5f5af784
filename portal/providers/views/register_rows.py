"""The register as rows of a page or a file, and the history of a setting as events."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from portal.providers.models import (
    ChangeKind,
    RatingGrade,
    RegisterInspection,
    RegisterSetting,
    RegisterVersion,
)
from portal.providers.services.register_changes import said_otherwise
from portal.providers.services.register_history import FACTS
from portal.providers.views.lists import words

CSV_HEAD = (
    *("URN", "Type of provision", "Registration status", "Registered on", "Owner", "Sector"),
    *("Local authority", "Ofsted region", "Places", "Inspected on", "Published on"),
    *("Overall", "Protection", "Leaders", "Education", "Health", "As listed since", "Until"),
)
SAID = {
    ChangeKind.RATED: "Rated",
    ChangeKind.RERATED: "Rated otherwise",
    ChangeKind.SUSPENDED: "Registration suspended or ended",
    ChangeKind.REINSTATED: "Registration active again",
    ChangeKind.MOVED: "Moved to another council",
    ChangeKind.PLACES: "Places changed",
    ChangeKind.OWNER: "Owner changed",
    ChangeKind.TYPE: "Type of provision changed",
}


def row_today(setting: RegisterSetting, latest: RegisterInspection | None) -> dict[str, Any]:
    """Return a row of the list as the register stands."""
    return {
        **_described(setting),
        "grade": words(latest.overall) if latest else "",
        "inspected_on": latest.inspected_on if latest else None,
    }


def row_then(version: RegisterVersion) -> dict[str, Any]:
    """Return a row of the list as the register stood."""
    return {
        **_described(version),
        "grade": words(version.overall),
        "inspected_on": version.inspected_on,
    }


def csv_row(version: RegisterVersion) -> tuple[str, ...]:
    """Return a row of the file, as `CSV_HEAD` names its cells."""
    return (
        *(version.urn, version.provision_wording, version.registration_status.capitalize()),
        *(_day(version.registered_on), version.owner, version.sector),
        *(version.local_authority, version.ofsted_region),
        *("" if version.places is None else str(version.places), _day(version.inspected_on)),
        *(_day(version.published_on), words(version.overall), words(version.protected)),
        *(words(version.leaders), words(version.education), words(version.health)),
        *(_day(version.from_on), _day(version.until_on)),
    )


def events(
    versions: Sequence[RegisterVersion], grades: dict[str, RatingGrade]
) -> list[dict[str, Any]]:
    """Return what became of a setting, the latest first, by the days of the files that say so."""
    found: list[dict[str, Any]] = []
    if versions:
        first = versions[0]
        found.append(_event(first.from_on, "First listed", first.provision_wording))
    for before, after in pairwise(versions):
        if before.until_on is not None and before.until_on < after.from_on:
            found.append(_event(before.until_on, "No longer listed"))
            found.append(_event(after.from_on, "Listed again"))
        found += _changes(before, after, grades)
    if versions and versions[-1].until_on is not None:
        found.append(_event(versions[-1].until_on, "No longer listed"))
    return found[::-1]


def _changes(
    before: RegisterVersion, after: RegisterVersion, grades: dict[str, RatingGrade]
) -> Iterator[dict[str, Any]]:
    was, now = ({name: getattr(one, name) for name in FACTS} for one in (before, after))
    for change in said_otherwise(after.urn, was, now):
        texts = [change.before, change.after]
        if change.kind in (ChangeKind.RATED, ChangeKind.RERATED):
            texts = [words(grades.get(text)) for text in texts]
        elif change.kind in (ChangeKind.SUSPENDED, ChangeKind.REINSTATED):
            texts = [text.capitalize() for text in texts]
        yield _event(
            after.from_on,
            SAID[change.kind],
            f"{texts[0] or 'Not said'} → {texts[1] or 'Not said'}",
        )
    same = before.overall_code == after.overall_code is not None
    if same and after.inspected_on and after.inspected_on != before.inspected_on:
        yield _event(after.from_on, "Inspected again", f"{words(after.overall)}, as before")


def _event(on: date, title: str, text: str = "") -> dict[str, Any]:
    return {"on": on, "title": title, "text": text}


def _described(one: RegisterSetting | RegisterVersion) -> dict[str, Any]:
    return {
        "urn": one.urn,
        "provision": one.provision_wording,
        "owner": one.owner or "Not said",
        "council": one.local_authority,
        "places": one.places,
        "status": one.registration_status,
    }


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
