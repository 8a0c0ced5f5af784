"""How values are written on pages."""

from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction

import pytest
from flask import Flask, render_template_string

from portal import display
from tests.support.ui import ui_application


class Status(StrEnum):
    NOT_STARTED = "not_started"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (utc(2026, 11, 22, 17), "22 November 2026 at 5pm GMT"),
        (utc(2026, 7, 1, 16, 30), "1 July 2026 at 5:30pm BST"),
        (utc(2026, 7, 1, 11), "1 July 2026 at midday BST"),
        (utc(2026, 7, 1, 12), "1 July 2026 at 1pm BST"),
        (utc(2026, 12, 31, 0, 0), "31 December 2026 at 12am GMT"),
        (utc(2026, 6, 30, 23, 5), "1 July 2026 at 12:05am BST"),
    ],
)
def test_a_moment_is_written_by_londons_clocks_with_the_zone_said(
    moment: datetime, words: str
) -> None:
    assert display.when(moment) == words


def test_a_receipt_shows_the_second() -> None:
    assert display.when_exact(utc(2026, 11, 22, 16, 59, 59)) == "22 November 2026 at 16:59:59 GMT"


def test_a_day_is_written_in_full_and_short_for_tables() -> None:
    assert display.day(date(2026, 3, 2)) == "2 March 2026"
    assert display.short_day(date(2026, 9, 2)) == "2 Sep 2026"


def test_a_moment_late_on_a_summer_evening_belongs_to_the_next_day_in_london() -> None:
    late = utc(2026, 6, 30, 23, 30)
    assert (display.day(late), display.short_day(late)) == ("1 July 2026", "1 Jul 2026")


@pytest.mark.parametrize(
    ("hundredths", "words"),
    [(150, "1.5%"), (2700, "27%"), (5, "0.05%"), (0, "0%"), (-150, "-1.5%"), (None, "")],
)
def test_a_percentage_is_written_without_idle_noughts(hundredths: int | None, words: str) -> None:
    assert display.percentage(hundredths) == words


def test_a_proportion_is_written_to_one_place() -> None:
    assert display.percent(Fraction(1404, 5200)) == "27.0%"


def test_an_amount_is_written_in_pounds_and_no_amount_as_nothing() -> None:
    assert (display.pounds(1340486), display.pounds(None)) == ("£13,404.86", "")


@pytest.mark.parametrize(
    ("value", "words"), [(0, "no places"), (1, "1 place"), (5600, "5,600 places")]
)
def test_a_count_agrees_with_its_noun(value: int, words: str) -> None:
    assert display.count_of(value, "place") == words


def test_a_count_may_have_a_plural_of_its_own() -> None:
    assert display.count_of(2, "child", "children") == "2 children"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Status.NOT_STARTED, "Not started"),
        ("rcc_run", "RCC run"),
        ("waiting for ofsted", "Waiting for Ofsted"),
        ("", ""),
    ],
)
def test_a_state_is_written_as_words(value: str, words: str) -> None:
    assert display.sentence(value) == words


@pytest.mark.parametrize(
    ("octets", "words"), [(12, "1 KB"), (340_400, "340 KB"), (2_100_000, "2.1 MB")]
)
def test_a_files_size_is_written_in_the_unit_people_use(octets: int, words: str) -> None:
    assert display.size(octets) == words


def test_what_a_person_wrote_becomes_paragraphs_and_never_markup() -> None:
    assert display.paragraphs("One <b>\ntwo\n\nThree") == (
        '<p class="govuk-body">One &lt;b&gt;<br>two</p>\n<p class="govuk-body">Three</p>'
    )
    assert display.paragraphs(None) == ""


def test_lists_inside_a_list_are_opened_up() -> None:
    assert display.flat_list([["a", "b"], "c"]) == ["a", "b", "c"]


def test_a_page_knows_its_own_address_with_its_query() -> None:
    with Flask(__name__).test_request_context("/lots?page=2"):
        assert display.here() == "/lots?page=2"
    with Flask(__name__).test_request_context("/lots"):
        assert display.here() == "/lots"


def test_templates_have_the_filters() -> None:
    with ui_application().test_request_context("/"):
        assert render_template_string("{{ 520000 | pounds }}") == "£5,200.00"


def test_an_application_without_templates_is_refused() -> None:
    with pytest.raises(RuntimeError, match="no folder of templates"):
        display.init_display(Flask(__name__, template_folder=None))
