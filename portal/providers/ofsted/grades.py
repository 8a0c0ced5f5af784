"""Ofsted's scales: the words a file uses, what each is called here, and what it means to a rule."""

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


_OUTCOME_WORDS = {
    _spelt(row.label): row.code for row in SCALES if row.scale is Scale.SUPPORTED_ACCOMMODATION
}
_JUDGEMENT_WORDS = {
    _spelt(row.label): row.code for row in SCALES if row.scale is not Scale.SUPPORTED_ACCOMMODATION
} | {"requires improvement": Grade.REQUIRES_IMPROVEMENT}

# Files up to 2016 say so in words where later ones leave the cell empty.
_NO_GRADE = frozenset({"", "not judged"})


def judgement(words: str) -> Grade | None:
    """Return the grade that a judgement cell holds, or None when no grade was given.

    Raises:
        ValueError: the words are no grade this program knows; guessing would rate a home wrongly.
    """
    return _graded(words, _JUDGEMENT_WORDS)


def outcome(words: str) -> Grade | None:
    """Return the supported accommodation outcome in a cell, or None; errors as in `judgement`."""
    return _graded(words, _OUTCOME_WORDS)


def _graded(words: str, known: dict[str, Grade]) -> Grade | None:
    key = _spelt(words)
    if key in _NO_GRADE:
        return None
    if key not in known:
        labels = ", ".join(dict.fromkeys(grade.label for grade in known.values()))
        raise ValueError(f"Not a grade we know: use {labels}, or leave it empty")
    return known[key]
