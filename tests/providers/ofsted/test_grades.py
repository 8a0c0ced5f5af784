"""The scales: every grade once, ranked within its scale, with one meaning for rules."""

from datetime import date
from itertools import groupby

import pytest

from portal.providers.models import ProvisionType
from portal.providers.ofsted.grades import SCALES, Grade, Level, Scale
from portal.providers.scales import FIRST_SCALES, SCALE_USES, reading

HOME, LODGING = "childrens_home", "supported_accommodation"
A_DAY = date(2024, 11, 5)


def judgement(words: str, provision: str = HOME, on: date | None = A_DAY) -> str | None:
    return FIRST_SCALES.judgement(words, provision, on)


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
    assert judgement(words) == grade
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
    assert FIRST_SCALES.outcome(words, A_DAY) == grade
    assert (grade.scale, grade.level) == (Scale.SUPPORTED_ACCOMMODATION, level)
    with pytest.raises(ValueError, match="Not a grade we know"):
        judgement(words)


def test_levels_run_from_failing_to_excellent():
    assert [level.order for level in Level] == [4, 3, 2, 1]


def test_the_error_names_the_grades_once_each():
    with pytest.raises(ValueError, match="Outstanding, Good, Requires improvement to be good") as e:
        judgement("Fine")
    assert str(e.value).count("Requires improvement") == 1


def test_one_label_means_what_the_scale_of_its_day_says():
    labels = (("Good", "good"), ("Inadequate", "inadequate"))
    later = (("Good", "good_2027"), ("Needs attention", "attention_2027"))
    start = date(2027, 4, 1)
    home = ProvisionType.CHILDRENS_HOME
    scales = reading([(home, date(2015, 4, 1), start, labels), (home, start, None, later)])
    assert scales.judgement("Good", HOME, date(2027, 3, 31)) == "good"
    assert scales.judgement("good", HOME, start) == "good_2027"
    assert scales.judgement("Good", HOME, None) == "good_2027"
    assert scales.judgement("Needs attention", HOME, date(2026, 3, 31)) == "attention_2027"


def test_a_school_a_college_and_a_kind_never_met_are_read_too():
    for provision in ("residential_special_school", "boarding_school", "other"):
        assert judgement("Good", provision) == Grade.GOOD


def test_no_two_scales_grade_one_kind_of_provision_on_one_day():
    for kind in ProvisionType:
        spells = sorted((since, until) for _, of, since, until in SCALE_USES if of is kind)
        assert spells[-1][1] is None
        assert [until for _, until in spells[:-1]] == [since for since, _ in spells[1:]]
