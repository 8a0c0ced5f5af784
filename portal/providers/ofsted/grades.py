"""Ofsted's scales: the words a file uses, what each is called here, and what it means to a rule."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from portal.providers.ofsted.text import tidy


class Scale(StrEnum):
    """A set of grades given together; two grades compare by rank within one scale only."""

    FOUR_GRADES = "four_grades"
    SCHOOLS = "residential_special_schools"
    SUPPORTED_ACCOMMODATION = "supported_accommodation"
    UNTIL_2015 = "until_2015"
    UNTIL_2012 = "until_2012"


class Level(StrEnum):
    """What a grade means, whatever its scale calls it: the only thing rules compare."""

    EXCELLENT = "excellent"
    ACCEPTABLE = "acceptable"
    WEAK = "weak"
    FAILING = "failing"

    @property
    def order(self) -> int:
        """4 for excellent down to 1 for failing, so that a minimum is one comparison."""
        return 4 - list(Level).index(self)


class Grade(StrEnum):
    """One grade of one scale; its value is the code that is stored."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    REQUIRES_IMPROVEMENT = "requires_improvement"
    INADEQUATE = "inadequate"
    CONSISTENTLY_STRONG = "consistently_strong"
    INCONSISTENT = "inconsistent"
    SERIOUS_WEAKNESSES = "serious_weaknesses"
    ADEQUATE = "adequate"
    SATISFACTORY = "satisfactory"

    @property
    def scale(self) -> Scale:
        return _BY_GRADE[self].scale

    @property
    def label(self) -> str:
        return _BY_GRADE[self].label

    @property
    def rank(self) -> int:
        return _BY_GRADE[self].rank

    @property
    def level(self) -> Level:
        return _BY_GRADE[self].level


class ScaleRow(NamedTuple):
    """A row to seed the table of grades with. `rank` is higher for better, within its scale."""

    scale: Scale
    code: Grade
    label: str
    rank: int
    level: Level


# "Consistently strong" is the best of three and covers what four grades would split into good and
# outstanding, so it means acceptable: a lot that asks for excellence cannot read it as that.
# The two words that "Requires improvement to be good" replaced each had its place in the four
# grades of their time, third of four, beside the same Outstanding, Good and Inadequate.
SCALES: tuple[ScaleRow, ...] = (
    ScaleRow(Scale.FOUR_GRADES, Grade.OUTSTANDING, "Outstanding", 4, Level.EXCELLENT),
    ScaleRow(Scale.FOUR_GRADES, Grade.GOOD, "Good", 3, Level.ACCEPTABLE),
    ScaleRow(
        Scale.FOUR_GRADES,
        Grade.REQUIRES_IMPROVEMENT,
        "Requires improvement to be good",
        2,
        Level.WEAK,
    ),
    ScaleRow(Scale.FOUR_GRADES, Grade.INADEQUATE, "Inadequate", 1, Level.FAILING),
    ScaleRow(
        Scale.SUPPORTED_ACCOMMODATION,
        Grade.CONSISTENTLY_STRONG,
        "Consistently strong service delivery",
        3,
        Level.ACCEPTABLE,
    ),
    ScaleRow(
        Scale.SUPPORTED_ACCOMMODATION,
        Grade.INCONSISTENT,
        "Inconsistent quality of service delivery",
        2,
        Level.WEAK,
    ),
    ScaleRow(
        Scale.SUPPORTED_ACCOMMODATION,
        Grade.SERIOUS_WEAKNESSES,
        "Serious or widespread weaknesses",
        1,
        Level.FAILING,
    ),
    ScaleRow(Scale.UNTIL_2015, Grade.ADEQUATE, "Adequate", 2, Level.WEAK),
    ScaleRow(Scale.UNTIL_2012, Grade.SATISFACTORY, "Satisfactory", 2, Level.WEAK),
)

_BY_GRADE = {row.code: row for row in SCALES}


def _spelt(words: str) -> str:
    """Case and white space do not count; a stray mark does, for it may be a note on the grade."""
    return tidy(words).casefold()


# Files of some years leave out the end of the label.
_SHORT = {"requires improvement": _spelt(Grade.REQUIRES_IMPROVEMENT.label)}

# Files up to 2016 say so in words where later ones leave the cell empty.
_NO_GRADE = frozenset({"", "not judged"})

LODGING = "supported_accommodation"


class InUse(NamedTuple):
    """A scale in its time: what it grades, as the register calls it, and its labels with codes."""

    provision: str
    valid_from: date
    valid_until: date | None
    labels: tuple[tuple[str, str], ...]


class Scales:
    """The words of every scale, to read cells with.

    A label means what the scale of its day says. One that this scale lacks is read by the other
    scales of that provision, since files lag behind, and then by those of any other setting.
    """

    def __init__(self, uses: Iterable[InUse]) -> None:
        self._of: dict[str, list[tuple[InUse, dict[str, str]]]] = {}
        self._any: dict[str, str] = {}
        for use in sorted(uses, key=lambda use: use.valid_from, reverse=True):
            words = {_spelt(label): code for label, code in use.labels}
            self._of.setdefault(use.provision, []).append((use, words))
            if use.provision != LODGING:
                self._any = words | self._any

    def judgement(self, words: str, provision: str, on: date | None) -> str | None:
        """Return the grade that a judgement cell holds, or None when no grade was given.

        Raises:
            ValueError: the words are no grade we know; guessing would rate a home wrongly.
        """
        return self._read(words, provision, on, self._any)

    def outcome(self, words: str, on: date | None) -> str | None:
        """Return the supported accommodation outcome in a cell, or None; errors likewise."""
        return self._read(words, LODGING, on, {})

    def _read(
        self, words: str, provision: str, on: date | None, beyond: Mapping[str, str]
    ) -> str | None:
        key = _spelt(words)
        if key in _NO_GRADE:
            return None
        key = _SHORT.get(key, key)
        uses = self._of.get(provision, [])
        for in_its_time in (True, False):
            for use, known in uses:
                if key in known and _covers(use, on) is in_its_time:
                    return known[key]
        if key in beyond:
            return beyond[key]
        labels = dict.fromkeys(label for use, _ in uses for label, _ in use.labels)
        listed = ", ".join(labels) or "the words of Ofsted’s scales"
        raise ValueError(f"Not a grade we know: use {listed}, or leave it empty")


def _covers(use: InUse, on: date | None) -> bool:
    if on is None:
        return use.valid_until is None
    return use.valid_from <= on and (use.valid_until is None or on < use.valid_until)
