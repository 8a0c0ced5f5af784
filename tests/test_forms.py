"""What people type, what it becomes, and what they are told."""

import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from portal.clock import LONDON
from portal.form_dates import read_time
from portal.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    DateTimeField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    PercentField,
    PortalForm,
    PoundsField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    form_with,
)
from tests.support.pages import date_boxes
from tests.support.ui import ui_application

ANSWERS = [Choice("place", "Per place"), Choice("block", "Block", "Paid for ahead")]


@pytest.fixture(scope="module")
def ui() -> Flask:
    return ui_application()


class Tried:
    """One field of a form that was sent."""

    def __init__(self, ui: Flask, field, data) -> None:
        with ui.test_request_context("/", method="POST", data=data):
            self.form = form_with(PortalForm, {"it": field})()
            self.valid = self.form.validate_on_submit()
            self.field = self.form["it"]
            self.value = self.field.data
            self.errors = list(self.field.errors)
            self.html = str(self.field)
            self.links = [problem.href for problem in self.form.problems()]


@pytest.fixture
def sent(ui: Flask):
    """Send one field: a text, or the boxes by their own names."""

    def send(field, text="", **boxes):
        return Tried(ui, field, boxes or MultiDict([("it", text)]))

    return send


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (TextField("Name"), "  Oak   House ", "Oak House"),
        (TextField("Name"), "Cafe\u0301", "Café"),
        (TextField("Name"), "   ", None),
        (TextAreaField("Why"), "One\r\ntwo\r\n", "One\ntwo"),
        (EmailField(), " Asha@EXAMPLE.com ", "Asha@example.com"),
        (PasswordField(), "  keep me  ", "  keep me  "),
        (PoundsField("Price"), "£5,200", 520000),
        (PoundsField("Price"), "0.05", 5),
        (IntegerField("Places"), "1,200", 1200),
        (IntegerField("Change", minimum=None), "-3", -3),
        (PercentField("Uplift"), "1.5%", 150),
        (RadiosField("Kind", choices=ANSWERS), "block", "block"),
        (SelectField("Kind", choices=ANSWERS), "block", "block"),
        (SelectField("Kind", choices=ANSWERS), "", ""),
        (CheckboxesField("Kinds", choices=ANSWERS), "block", ["block"]),
        (CheckboxField("Agree"), "y", True),
        (CheckboxField("Agree"), "", False),
    ],
)
def test_what_is_typed_becomes_a_value(sent, field, text, value) -> None:
    tried = sent(field, text)
    assert (tried.valid, tried.value, tried.errors) == (True, value, [])


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        (TextField("Name"), "a\x00b", "Name must not include hidden control characters"),
        (TextField("Name", max_length=3), "abcd", "Name must be 3 characters or less"),
        (TextAreaField("Why", max_words=2), "one two three", "Why must be 2 words or less"),
        (
            EmailField(),
            "asha@",
            "Enter an email address in the correct format, like name@example.com",
        ),
        (PoundsField("Price"), "five", "Enter a price in pounds, like 5,200.00"),
        (PoundsField("Price"), "9" * 20, "Enter an amount that is less than £1,000,000,000,000"),
        (PoundsField("Price", minimum=1), "0", "Price must be £0.01 or more"),
        (PoundsField("Price", maximum=100), "2", "Price must be £1.00 or less"),
        (IntegerField("Places"), "4.5", "Places must be a whole number, like 12"),
        (IntegerField("Places"), "٤", "Places must be a whole number, like 12"),
        (IntegerField("Places"), "-1", "Places must be 0 or more"),
        (
            PercentField("Uplift"),
            "1.555",
            "Enter a percentage with at most 2 decimal places, like 1.5",
        ),
        (PercentField("Uplift"), "101", "Uplift must be 100% or less"),
        (RadiosField("Kind", choices=ANSWERS), "x", "Choose one of the answers that are offered"),
        (SelectField("Kind", choices=[]), "x", "Choose one of the answers that are offered"),
        (
            CheckboxesField("Kinds", choices=ANSWERS),
            "x",
            "Choose one of the answers that are offered",
        ),
    ],
)
def test_a_mistake_is_explained_and_what_was_typed_stays(sent, field, text, message) -> None:
    tried = sent(field, text)
    assert (tried.valid, tried.errors, tried.links) == (False, [message], ["#it"])
    assert message in tried.html
    if 'type="text"' in tried.html:
        assert text.replace("\x00", "") in tried.html


@pytest.mark.parametrize(
    "field",
    [
        TextField("Name", required="Enter it"),
        TextAreaField("Why", required="Enter it"),
        EmailField(required="Enter it"),
        PasswordField(required="Enter it"),
        PoundsField("Price", required="Enter it"),
        IntegerField("Places", required="Enter it"),
        PercentField("Uplift", required="Enter it"),
        DateField("Day", required="Enter it"),
        DateTimeField("Time", required="Enter it"),
        RadiosField("Kind", choices=ANSWERS, required="Enter it"),
        SelectField("Kind", choices=ANSWERS, required="Enter it"),
        CheckboxesField("Kinds", choices=ANSWERS, required="Enter it"),
        CheckboxField("Agree", required="Enter it"),
        FileField("File", required="Enter it"),
    ],
)
def test_a_required_field_left_empty_says_what_to_do_once(sent, field) -> None:
    tried = sent(field, other="x")
    assert (tried.valid, tried.errors) == (False, ["Enter it"])
    assert "(optional)" not in tried.html
    assert tried.links[0].removeprefix("#") in tried.html


def test_an_optional_field_says_so_unless_told_not_to(sent) -> None:
    assert "Notes (optional)" in sent(TextField("Notes")).html
    assert "(optional)" not in sent(TextField("Notes", say_optional=False)).html


def test_a_password_is_never_sent_back(sent) -> None:
    assert "secret" not in sent(PasswordField(), "secret").html


def test_a_file_sent_as_text_is_nothing(sent) -> None:
    for name, field in (("it", TextField("Name")), ("it-day", DateField("Day"))):
        file = FileStorage(io.BytesIO(b"x"), "name.txt")
        assert sent(field, **{name: file}).value is None


def test_text_sent_as_a_file_is_no_file(sent) -> None:
    assert sent(FileField("File", accept=".pdf"), "name.pdf").value is None


def test_hints_stand_beside_the_answers_they_explain(sent) -> None:
    for field in (RadiosField, CheckboxesField):
        html = sent(field("Kind", choices=ANSWERS)).html
        assert html.count("item-hint") == 2
        assert "Paid for ahead" in html


def test_nothing_is_chosen_in_a_list_until_somebody_does(sent) -> None:
    assert '<option value="" selected>Choose a lot</option>' in (
        sent(SelectField("Lot", choices=ANSWERS, empty="Choose a lot")).html
    )


@pytest.mark.parametrize(
    ("boxes", "message", "link"),
    [
        (("31", "2", "2026"), "Closing date must be a real date", "#it-day"),
        (("x", "2", "2026"), "Closing date must be a real date", "#it-day"),
        (("", "2", "2026"), "Closing date must include a day", "#it-day"),
        (("1", "", ""), "Closing date must include a month and year", "#it-month"),
        (("1", "2", "26"), "Year must include 4 numbers", "#it-year"),
        (("1", "2", "0026"), "Closing date must be between 1900 and 2199", "#it-year"),
        (("٣", "2", "2026"), "Closing date must be a real date", "#it-day"),
    ],
)
def test_a_date_that_is_not_one_is_explained(sent, boxes, message, link) -> None:
    day, month, year = boxes
    field = DateField("When does it close?", what="Closing date")
    tried = sent(field, **{"it-day": day, "it-month": month, "it-year": year})
    assert (tried.valid, tried.errors, tried.links) == (False, [message], [link])
    assert f'value="{month}"' in tried.html or not month


def test_a_month_may_be_given_by_name(sent) -> None:
    tried = sent(DateField("Day"), **{"it-day": "2", "it-month": "March", "it-year": "2026"})
    assert tried.value == date(2026, 3, 2)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_comes_back_as_it_was_shown(day: date) -> None:
    with ui_application().test_request_context("/", method="POST", data=date_boxes("it", day)):
        form = form_with(PortalForm, {"it": DateField("Day")})()
        assert form.validate_on_submit()
        assert form["it"].data == day


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("5pm", "17:00"),
        ("5:30 PM", "17:30"),
        ("5.30pm", "17:30"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("midday", "12:00"),
        ("17:05", "17:05"),
        ("17", None),
        ("13pm", None),
        ("0am", None),
        ("24:00", None),
        ("17:60", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, shown: str | None) -> None:
    found = read_time(text)
    assert (found and found.strftime("%H:%M")) == shown


@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        (date(2026, 7, 1), "5pm", datetime(2026, 7, 1, 16, tzinfo=UTC)),
        (date(2026, 12, 1), "17:00", datetime(2026, 12, 1, 17, tzinfo=UTC)),
    ],
)
def test_a_london_time_becomes_one_moment(sent, day, time, moment) -> None:
    tried = sent(DateTimeField("Closes"), **date_boxes("it", day, time))
    assert (tried.value, tried.value.tzinfo) == (moment, UTC)


@pytest.mark.parametrize(
    ("day", "time", "message"),
    [
        (
            date(2026, 3, 29),
            "1:30am",
            "Closes must not be in the hour that is skipped when clocks go forward",
        ),
        (
            date(2026, 10, 25),
            "1:30am",
            "Closes must not be in the hour that is repeated when clocks go back",
        ),
        (date(2026, 10, 25), "late", "Enter a time, like 5pm or 17:30"),
    ],
)
def test_a_time_that_london_never_or_twice_showed_is_refused(sent, day, time, message) -> None:
    tried = sent(DateTimeField("Closes"), **date_boxes("it", day, time))
    assert tried.errors == [message]
    assert f'value="{time}"' in tried.html


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - London, below
def test_every_minute_that_london_showed_once_comes_back(local: datetime) -> None:
    local = local.replace(second=0, microsecond=0, tzinfo=LONDON)
    moment = local.astimezone(UTC)
    once = moment.astimezone(LONDON).replace(tzinfo=None) == local.replace(tzinfo=None)
    once = once and local.replace(fold=1).utcoffset() == local.replace(fold=0).utcoffset()
    boxes = date_boxes("it", local.date(), local.strftime("%H:%M"))
    with ui_application().test_request_context("/", method="POST", data=boxes):
        form = form_with(PortalForm, {"it": DateTimeField("Closes")})()
        assert form.validate_on_submit() is once
        assert form["it"].data == (moment if once else None)
