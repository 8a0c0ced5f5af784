"""Weighted marks, minimum marks, pass or fail, weights, and marks shared by scope."""

from fractions import Fraction

import pytest

from portal.tenders.scoring.quality import (
    Part,
    Question,
    QuestionKind,
    mark_question,
    part_total,
    require_part_weights,
    require_question_weights,
    weighted_mark,
)


@pytest.mark.parametrize(
    ("mark", "top", "weight", "weighted"),
    [(4, 5, 30, 24), (0, 5, 30, 0), (5, 5, 30, 30), (2, 3, 10, Fraction(20, 3))],
)
def test_a_weighted_mark_is_mark_over_top_mark_times_weight(
    mark: int, top: int, weight: int, weighted: int | Fraction
) -> None:
    assert weighted_mark(mark, top_mark=top, weight=weight) == weighted


@pytest.mark.parametrize(("mark", "top", "weight"), [(6, 5, 1), (-1, 5, 1), (0, 0, 1), (1, 5, -1)])
def test_a_mark_off_its_scale_is_refused(mark: int, top: int, weight: int) -> None:
    with pytest.raises(ValueError, match="mark must be"):
        weighted_mark(mark, top_mark=top, weight=weight)


@pytest.mark.parametrize(("mark", "passed"), [(2, False), (3, True), (5, True)])
def test_a_minimum_mark_admits_at_and_above_it(mark: int, passed: bool) -> None:
    question = Question(1, "Safeguarding", weight=100, top_mark=5, minimum_mark=3)
    result = mark_question(question, mark)
    assert result.passed is passed
    assert (result.reason is None) is passed


def test_failing_says_which_mark_was_short() -> None:
    question = Question(1, "Safeguarding", weight=100, top_mark=5, minimum_mark=3)
    assert (
        mark_question(question, 2).reason == "2 for “Safeguarding” is under the minimum mark of 3"
    )


@pytest.mark.parametrize(("mark", "passed"), [(1, True), (0, False)])
def test_pass_or_fail_earns_nothing_and_admits(mark: int, passed: bool) -> None:
    result = mark_question(Question(1, "Insurance", QuestionKind.PASS_FAIL), mark)
    assert result.passed is passed
    assert result.weighted == 0
    assert result.reason == (None if passed else "Did not pass “Insurance”")


def test_information_needs_no_mark_and_other_questions_do() -> None:
    assert mark_question(Question(1, "Contact", QuestionKind.INFORMATION), None).passed
    with pytest.raises(ValueError, match="no agreed mark"):
        mark_question(Question(2, "Staffing", weight=100, top_mark=5), None)


def test_parts_are_added_up_apart() -> None:
    marks = [
        mark_question(Question(1, "A", weight=60, top_mark=5), 5),
        mark_question(Question(2, "B", weight=40, top_mark=4), 1),
        mark_question(Question(3, "C", part=Part.SOCIAL_VALUE, weight=100, top_mark=5), 3),
    ]
    assert part_total(marks, Part.QUALITY) == 70
    assert part_total(marks, Part.SOCIAL_VALUE) == 60


def test_weights_must_add_up() -> None:
    require_question_weights([Question(1, "A", weight=60), Question(2, "B", weight=40)])
    with pytest.raises(ValueError, match="within social value must add up to 100, not 90"):
        require_question_weights([Question(1, "A", part=Part.SOCIAL_VALUE, weight=90)])
    require_part_weights(quality=50, price=40, social_value=10)
    with pytest.raises(ValueError, match="not 99"):
        require_part_weights(quality=50, price=39, social_value=10)
    with pytest.raises(ValueError, match="zero or more"):
        require_part_weights(quality=110, price=-10, social_value=0)
