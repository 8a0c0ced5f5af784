"""A register with anything wrong in it is refused whole, and everything wrong is listed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.providers.ofsted.grades import Grade
from portal.providers.ofsted.parse import parse_register
from portal.providers.ofsted.table import FileRefused
from portal.providers.scales import FIRST_SCALES
from tests.providers.ofsted.registers import (
    FIXTURES,
    GOOD_ROW,
    NAMES,
    OVERALL,
    csv_bytes,
    errors_of,
    register,
)

PREVIOUS = "Previous full inspection event date"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("URN", "", "Empty"),
        ("URN", "SC90001", "Not a URN"),
        ("URN", "SC9000011", "Not a URN"),
        ("URN", "900001", "Not a URN"),
        ("URN", "XXXXXXX", "Not a URN"),
        ("URN", "\N{ARABIC-INDIC DIGIT ONE}234567", "Not a URN"),
        ("Provision type", " ", "Empty"),
        ("Local authority", "REDACTED", "Empty"),
        ("Registration status", "", "Not a registration status"),
        ("Registration status", "Closed for now", "Not a registration status"),
        ("Registration date", "31/02/2020", "Not a date"),
        ("Registration date", "2020", "Not a date"),
        ("Registration date", "01/02/20", "Not a date"),
        ("Registration date", "01/02/0020", "Not a date"),
        ("Registration date", "43831", "Not a date"),
        ("Latest full inspection date", "13/13/2024", "Not a date"),
        ("Places", "four", "Not a whole number"),
        ("Places", "-1", "Not a whole number"),
        ("Places", "4.0", "Not a whole number"),
        ("Places", "1000000", "Not a whole number"),
        ("Short-break-only children's home", "perhaps", "Not a yes or a no"),
        ("Organisation which owns the provider", "x" * 301, "Longer than 300"),
        ("Short-break-only children's home", "?", "Not a yes or a no"),
        (OVERALL, "Quite good", "Not a grade we know"),
        (OVERALL, "Good *", "Not a grade we know"),
        (OVERALL, "-", "Not a grade we know"),
        (OVERALL, "Inconsistent quality of service delivery", "Not a grade we know"),
        ("Supported Accommodation outcome", "Good", "Not a grade we know"),
        (PREVIOUS, "yesterday", "Not a date"),
    ],
)
def test_a_bad_cell_is_listed_with_its_line_column_value_and_reason(column, value, reason):
    (error,) = errors_of(register({}, {column: value}))
    assert (error.line, error.column) == (3, column)
    assert error.reason.startswith(reason)
    assert error.value == value.strip() or error.value == "x" * 79 + "\N{HORIZONTAL ELLIPSIS}"


def test_every_bad_cell_of_every_row_is_listed_at_once():
    errors = errors_of(
        register({"URN": "?", "Places": "?"}, {}, {OVERALL: "?", "Registration date": "?"})
    )
    assert [(error.line, error.column) for error in errors] == [
        (2, "URN"),
        (2, "Places"),
        (4, "Registration date"),
        (4, OVERALL),
    ]


def test_nothing_of_a_file_with_one_bad_row_is_returned():
    with pytest.raises(FileRefused):
        parse_register(register(*[{}] * 8, {"Places": "?"}), filename="x.csv", scales=FIRST_SCALES)


def test_a_setting_listed_twice_is_refused_and_the_first_line_named():
    (error,) = errors_of(register({"URN": "sc900009"}, {}, {"URN": "SC900009"}))
    assert (error.line, error.value) == (4, "SC900009")
    assert "line 2" in error.reason


def test_a_report_published_before_its_inspection_is_refused():
    column = "Latest full inspection publication date"
    (error,) = errors_of(register({column: "04/11/2024"}))
    assert (error.column, error.value) == (column, "04/11/2024")


def test_a_report_published_on_the_day_of_its_inspection_is_taken():
    assert not errors_of(register({"Latest full inspection publication date": "05/11/2024"}))


def test_a_grade_without_a_date_of_inspection_is_refused():
    (error,) = errors_of(
        register(
            {
                "Latest full inspection date": "",
                "Latest full inspection publication date": "",
                "How well children and young people are helped and protected": "",
            }
        )
    )
    assert error.column == OVERALL


def test_a_previous_inspection_later_than_the_latest_is_refused():
    (error,) = errors_of(register({PREVIOUS: "06/11/2024"}))
    assert (error.column, error.value) == (PREVIOUS, "06/11/2024")


def test_a_row_that_lost_cells_is_refused_and_one_with_empty_ones_to_spare_is_not():
    cells = list(GOOD_ROW.values())
    (short,) = errors_of(csv_bytes(list(GOOD_ROW), cells[:-1]))
    assert (short.line, short.reason) == (2, "The row has 17 cells where the header has 18")
    (long,) = errors_of(csv_bytes(list(GOOD_ROW), [*cells, "", "stray"]))
    assert (long.line, long.value) == (2, "stray")
    assert not errors_of(csv_bytes(list(GOOD_ROW), [*cells, "", " "]))


def test_rows_of_nothing_but_white_space_are_no_rows():
    data = csv_bytes(list(GOOD_ROW), ["", " "], list(GOOD_ROW.values()), [""] * 18)
    assert len(parse_register(data, filename="x.csv", scales=FIRST_SCALES).rows) == 1


def test_a_line_number_counts_the_files_own_lines_when_cells_run_over_several():
    (error,) = errors_of(register({"Name": "Two\nlines"}, {"Places": "?"}))
    assert error.line == 4


@pytest.mark.parametrize("words", ["Not judged", "", "  "])
def test_no_grade_is_no_error(words):
    (row,) = parse_register(register({OVERALL: words}), filename="x.csv", scales=FIRST_SCALES).rows
    assert row.overall is None


@pytest.mark.parametrize(
    "words", ["Requires Improvement", "requires  improvement", "Requires Improvement to be good"]
)
def test_the_wordings_of_one_grade_are_one_grade(words):
    (row,) = parse_register(register({OVERALL: words}), filename="x.csv", scales=FIRST_SCALES).rows
    assert row.overall is Grade.REQUIRES_IMPROVEMENT


def taken_or_refused_in_order(data: bytes) -> None:
    """Any file at all is either taken with settings in it or refused with reasons."""
    errors = errors_of(data)
    assert all(error.reason and error.line >= 0 and len(error.value) <= 80 for error in errors)
    if not errors:
        urns = [row.urn for row in parse_register(data, filename="x.csv", scales=FIRST_SCALES).rows]
        assert urns
        assert len(set(urns)) == len(urns)
        assert all(re.fullmatch(r"SC\d{6}|\d{7}", urn) for urn in urns)


@given(st.sampled_from(NAMES), st.data())
def test_no_mutilated_file_surprises_the_reader(name, data):
    original = (FIXTURES / name).read_bytes()
    mutilated = bytearray(original)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(original) - 1))
        length = data.draw(st.integers(0, 60))
        mutilated[at : at + length] = data.draw(
            st.binary(max_size=20) | st.sampled_from([b'"', b",", b"\n", b"\r", b"\x00", b'"\n,"'])
        )
    taken_or_refused_in_order(bytes(mutilated))


@given(st.binary(max_size=400))
def test_no_bytes_surprise_the_reader(junk):
    taken_or_refused_in_order(junk)
    taken_or_refused_in_order(register({}) + junk)


@given(st.sampled_from(list(GOOD_ROW)), st.text(max_size=60))
def test_no_words_in_any_cell_surprise_the_reader(column, words):
    taken_or_refused_in_order(
        csv_bytes(list(GOOD_ROW), list((GOOD_ROW | {column: words}).values()))
    )
