"""The scales: every grade once, ranked within its scale, with one meaning for rules."""

from itertools import groupby

import pytest

from portal.providers.ofsted.grades import SCALES, Grade, Level, Scale, judgement, outcome


def test_every_grade_stands_once_in_the_scales():
    assert [row.code for row in SCALES] == list(Grade)
    assert {row.scale for row in SCALES} == set(Scale) - {Scale.SCHOOLS}


def test_a_grade_of_higher_rank_never_means_less():
    for _, rows in groupby(SCALES, key=lambda row: row.scale):
        ranked = sorted(rows, key=lambda row: row.rank)
        orders = [row.level.order for row in ranked]
        assert orders == sorted(set(orders))
        assert len({row.rank for row in ranked}) == len(ranked)


@pytest.mark.parametrize(
    ("words", "grade", "level"),
    [
        ("Outstanding", Grade.OUTSTANDING, Level.EXCELLENT),
        ("Good", Grade.GOOD, Level.ACCEPTABLE),
        ("Requires improvement to be good", Grade.REQUIRES_IMPROVEMENT, Level.WEAK),
        ("Inadequate", Grade.INADEQUATE, Level.FAILING),
        ("Adequate", Grade.ADEQUATE, Level.WEAK),
        ("Satisfactory", Grade.SATISFACTORY, Level.WEAK),
    ],
)
def test_judgements_mean_what_their_time_meant(words: str, grade: Grade, level: Level):
    assert judgement(words) is grade
    assert grade.level is level
    assert grade.label == words


@pytest.mark.parametrize(
    ("words", "grade", "level"),
    [
        ("Consistently strong service delivery", Grade.CONSISTENTLY_STRONG, Level.ACCEPTABLE),
        ("Inconsistent quality of service delivery", Grade.INCONSISTENT, Level.WEAK),
        ("Serious or widespread weaknesses", Grade.SERIOUS_WEAKNESSES, Level.FAILING),
    ],
)
def test_supported_accommodation_has_three_outcomes(words: str, grade: Grade, level: Level):
    assert outcome(words) is grade
    assert (grade.scale, grade.level) == (Scale.SUPPORTED_ACCOMMODATION, level)
    with pytest.raises(ValueError, match="Not a grade we know"):
        judgement(words)


def test_levels_run_from_failing_to_excellent():
    assert [level.order for level in Level] == [4, 3, 2, 1]


def test_the_error_names_the_grades_once_each():
    with pytest.raises(ValueError, match="Outstanding, Good, Requires improvement to be good") as e:
        judgement("Fine")
    assert str(e.value).count("Requires improvement") == 1
