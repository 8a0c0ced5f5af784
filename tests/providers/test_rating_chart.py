"""Where the marks of a chart of ratings stand."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.providers.rating_chart import LEFT, RIGHT, WIDTH, Acted, Rated, across, chart

SCALE = ((4, "Outstanding"), (3, "Good"), (2, "Requires improvement"), (1, "Inadequate"))
ON = date(2026, 11, 23)
days = st.dates(min_value=date(2015, 1, 1), max_value=ON)


def test_nothing_known_is_no_chart():
    assert chart([], [], scale=SCALE, on=ON) is None


def test_a_better_grade_stands_higher_and_a_later_one_further_right():
    first = Rated(date(2024, 1, 1), 2, "Requires improvement")
    then = Rated(date(2025, 1, 1), 4, "Outstanding", by_provider=True)
    drawn = chart([then, first], [], scale=SCALE, on=ON)
    assert drawn is not None
    old, new = drawn.marks
    assert (old.x, new.x > old.x, new.y < old.y) == (LEFT, True, True)
    assert new.words == "1 January 2025: Outstanding, reported"
    assert [year.words for year in drawn.years] == ["2025", "2026"]
    assert [row.label for row in drawn.rows] == [label for _level, label in SCALE]


def test_an_action_goes_on_to_the_right_edge_until_it_ends():
    acted = [
        Acted(date(2026, 1, 1), None, "Restriction"),
        Acted(date(2026, 1, 1), date(2026, 3, 1), "Notice"),
    ]
    drawn = chart([], acted, scale=SCALE, on=ON)
    assert drawn is not None
    going, ended = drawn.bars
    assert going.x + going.width == WIDTH - RIGHT
    assert ended.width < going.width
    assert "still in force" in drawn.words
    assert "until 1 March 2026" in drawn.words


def test_a_grade_of_an_old_scale_gets_a_row_of_its_own():
    drawn = chart([Rated(ON, 3, "Good")], [], scale=((4, "Best"),), on=ON)
    assert drawn is not None
    assert [(row.level, row.label) for row in drawn.rows] == [(4, "Best"), (3, "Good")]


@given(st.lists(st.tuples(days, st.integers(1, 4)), min_size=1, max_size=12))
def test_every_mark_stands_within_the_picture(grades):
    drawn = chart([Rated(on, level, "x") for on, level in grades], [], scale=SCALE, on=ON)
    assert drawn is not None
    assert all(LEFT <= mark.x <= WIDTH - RIGHT for mark in drawn.marks)
    assert all(0 < mark.y < drawn.bottom < drawn.height for mark in drawn.marks)


@given(days, days, days)
def test_the_order_of_days_is_the_order_across(one, other, last):
    first = min(one, other, last)
    earlier, later = sorted((one, other))
    end = max(later, last) + timedelta(days=1)
    assert across(earlier, first, end) <= across(later, first, end)
