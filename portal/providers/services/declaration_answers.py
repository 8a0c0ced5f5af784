"""The answers of a declaration in the making: what they say and what they lack. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.providers.exclusion import GROUNDS, Ground, Schedule, grounds_of
from portal.providers.models import About, ExclusionDeclaration

Named = list[list[str]]
ANY, ASKED = "persons", "persons_asked"


@dataclass(frozen=True, slots=True)
class Details:
    """What a yes says: what happened and when, to which person, and what was done since."""

    what: str = ""
    happened_on: date | None = None
    person: str = ""
    self_cleaning: str = ""

    def lacks(self, about: About) -> bool:
        """Say whether something that a yes needs is missing."""
        whole = bool(self.what and self.happened_on and self.self_cleaning)
        return not (whole and (about is About.SUPPLIER or self.person))


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers so far, by `about:code`, and the persons they were given for."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def applies(self, about: About, code: str) -> bool | None:
        """Return the answer to one ground, or None where there is none yet."""
        if about is About.PERSONS and self.any_person is False:
            return False
        said = self._of(about, code).get("applies")
        return said if isinstance(said, bool) else None

    @property
    def any_person(self) -> bool | None:
        """Whether any ground applies to any connected or associated person."""
        said = self.values.get(ANY)
        return said if isinstance(said, bool) else None

    def details(self, about: About, code: str) -> Details:
        """Return what was said about a yes so far."""
        said = self._of(about, code)
        on = said.get("on")
        return Details(
            said.get("what") or "",
            date.fromisoformat(on) if on else None,
            said.get("person") or "",
            said.get("self_cleaning") or "",
        )

    def yeses(self) -> list[tuple[About, Ground]]:
        """Every ground that applies, those of the supplier first."""
        return [
            (about, ground)
            for about in About
            for ground in GROUNDS
            if self.applies(about, ground.code)
        ]

    def unanswered(self, schedule: Schedule) -> list[Ground]:
        """The grounds of a schedule that were not answered for the supplier."""
        return [
            ground
            for ground in grounds_of(schedule)
            if self.applies(About.SUPPLIER, ground.code) is None
        ]

    def persons_answered(self, persons: Named) -> bool:
        """Say whether the question about persons was answered, for these very persons."""
        if not persons:
            return True
        named = any(self.applies(About.PERSONS, ground.code) for ground in GROUNDS)
        answered = self.any_person is False or (self.any_person is True and named)
        return answered and self.values.get(ASKED) == persons

    def unexplained(self) -> list[tuple[About, Ground]]:
        """The yeses that lack something."""
        return [
            (about, ground)
            for about, ground in self.yeses()
            if self.details(about, ground.code).lacks(about)
        ]

    def complete(self, persons: Named) -> bool:
        """Say whether nothing is missing."""
        asked = [ground for schedule in Schedule for ground in self.unanswered(schedule)]
        return not asked and self.persons_answered(persons) and not self.unexplained()

    def _of(self, about: About, code: str) -> Mapping[str, Any]:
        found = self.values.get(key_of(about, code))
        return found if isinstance(found, dict) else {}


def key_of(about: About, code: str) -> str:
    """Return the key under which one answer is kept."""
    return f"{about.value}:{code}"


def as_value(applies: bool, details: Details) -> dict[str, Any]:
    """Return an answer as it is kept."""
    return {"applies": applies, **as_details(details)}


def as_details(details: Details) -> dict[str, Any]:
    """Return the details of an answer as they are kept."""
    return {
        "what": details.what,
        "on": details.happened_on.isoformat() if details.happened_on else None,
        "person": details.person,
        "self_cleaning": details.self_cleaning,
    }


def from_declaration(declaration: ExclusionDeclaration) -> dict[str, Any]:
    """Return the answers of a declaration that was made, for the next one to start from."""
    values: dict[str, Any] = {
        key_of(one.about, one.ground_code): as_value(
            one.applies, Details(one.what, one.happened_on, one.person, one.self_cleaning)
        )
        for one in declaration.grounds
    }
    persons = [one for one in declaration.grounds if one.about is About.PERSONS]
    if persons:
        values[ANY] = any(one.applies for one in persons)
        values[ASKED] = named(declaration.persons)
    return values


def named(persons: Iterable[Any]) -> Named:
    """Return persons as they are compared: by name and kind, once each, sorted."""
    return [list(pair) for pair in sorted({(one.name, one.kind.value) for one in persons})]
