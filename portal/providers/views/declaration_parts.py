"""Declarations as rows that pages arrange."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from portal.providers.exclusion import BY_CODE, Schedule, grounds_of
from portal.providers.models import (
    CONNECTION_TITLES,
    About,
    ConnectedPerson,
    ExclusionDeclaration,
)
from portal.providers.services.declaration_answers import Answers

TITLES = {
    Schedule.MANDATORY: "Mandatory grounds: your organisation",
    Schedule.DISCRETIONARY: "Discretionary grounds: your organisation",
}


def draft_parts(answers: Answers, people: list[list[str]]) -> dict[str, Any]:
    """Return the answers so far: sections with a row for each ground, and every yes."""
    return {
        "sections": [
            {"title": TITLES[schedule], "rows": _rows(answers, schedule)} for schedule in Schedule
        ],
        "persons_answer": _persons_answer(answers, people),
        "yeses": [
            {
                "title": ground.title,
                "about": "Your organisation" if about is About.SUPPLIER else "A person",
                "said": answers.details(about, ground.code),
                "lacks": answers.details(about, ground.code).lacks(about),
                "href": url_for("declaration.details", about=about.value, code=ground.code),
            }
            for about, ground in answers.yeses()
        ],
    }


def _rows(answers: Answers, schedule: Schedule) -> list[dict[str, Any]]:
    href = url_for("declaration.grounds", schedule=schedule.value)
    return [
        {
            "key": ground.title,
            "value": in_words(answers.applies(About.SUPPLIER, ground.code)),
            "href": f"{href}#{ground.code}-0",
            "hidden": ground.title.lower(),
        }
        for ground in grounds_of(schedule)
    ]


def _persons_answer(answers: Answers, people: list[list[str]]) -> str:
    if not people:
        return "Nobody is named"
    return in_words(answers.any_person if answers.persons_answered(people) else None)


def in_words(applies: bool | None) -> str:
    """Return an answer as a page says it."""
    return "Not answered yet" if applies is None else ("Yes" if applies else "No")


def person_lines(people: Iterable[ConnectedPerson]) -> list[dict[str, str]]:
    """Return connected persons by name and kind."""
    return [{"name": one.name, "kind": CONNECTION_TITLES[one.kind]} for one in people]


def declared_rows(declaration: ExclusionDeclaration) -> dict[str, Any]:
    """Return the answers of a declaration: every yes in full, and the grounds answered with no."""
    yes = [one for one in declaration.grounds if one.applies]
    return {
        "yes": [
            {
                "title": BY_CODE[one.ground_code].title,
                "schedule": BY_CODE[one.ground_code].schedule.value,
                "who": one.person or "The supplier",
                "what": one.what,
                "happened_on": one.happened_on,
                "self_cleaning": one.self_cleaning,
            }
            for one in yes
        ],
        "no": [
            BY_CODE[one.ground_code].title
            for one in declaration.grounds
            if not one.applies and one.about is About.SUPPLIER
        ],
        "asked_of_persons": any(one.about is About.PERSONS for one in declaration.grounds),
    }
