"""Whole forms: what is known stands in them, and every mistake is tied to its field."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField
from wtforms.validators import ValidationError

from portal.errors import DomainError
from portal.forms import (
    DateField,
    DateTimeField,
    FileField,
    PercentField,
    PortalForm,
    PoundsField,
    SubmitField,
    TextField,
    filled,
    form_with,
)
from tests.support.pages import check_page
from tests.support.ui import ui_application


@pytest.fixture(scope="module")
def ui() -> Flask:
    return ui_application()


class LotForm(PortalForm):
    title = TextField("Title", required="Enter the title of the lot")
    ceiling = PoundsField("Ceiling", minimum=1, default=600000)
    closes = DateTimeField("Closes", default=datetime(2026, 7, 1, 16, tzinfo=UTC))
    starts = DateField("Starts", default=date(2026, 7, 2))
    uplift = PercentField("Uplift", default=150)
    submit = SubmitField("Save", style="secondary")

    def validate_title(self, field: TextField) -> None:
        if field.data == "Lot":
            raise ValidationError("Enter a title that says what the lot is for")


def test_an_unsent_form_shows_what_is_known(ui: Flask) -> None:
    with ui.test_request_context("/"):
        html = "".join(str(field) for field in LotForm(data={"title": "Solo"}))
    for value in ("Solo", "6,000.00", "17:00", "2026", "1.5"):
        assert f'value="{value}"' in html
    assert "govuk-button--secondary" in html


def test_a_form_may_check_the_shape_of_its_own_field(ui: Flask) -> None:
    with ui.test_request_context("/", method="POST", data={"title": "Lot"}):
        form = LotForm()
        assert not form.validate_on_submit()
        assert form.title.errors == ["Enter a title that says what the lot is for"]


def test_a_broken_rule_stands_beside_the_field_it_names(ui: Flask) -> None:
    with ui.test_request_context("/", method="POST", data={"title": "Solo"}):
        form = LotForm()
        form.add_error(DomainError("This title is taken", "title"))
        assert form.title.errors == ["This title is taken"]
        assert form.problems() == [("This title is taken", "#title")]


def test_a_broken_rule_about_no_field_stands_at_the_top(ui: Flask) -> None:
    with ui.test_request_context("/", method="POST", data={"title": "Solo"}):
        form = LotForm()
        form.add_error(DomainError("The framework has closed"))
        form.add_error(DomainError("No such field", "nowhere"))
        assert [problem.href for problem in form.problems()] == [None, None]
        assert form.errors


class RowForm(PortalForm):
    class Meta:
        csrf = False

    note = TextField("Note", required="Enter a note")


class RowsForm(PortalForm):
    one = FormField(RowForm)
    rows = FieldList(FormField(RowForm), min_entries=2)


def test_the_error_summary_reaches_into_rows(ui: Flask) -> None:
    sent = {"rows-0-note": "", "rows-1-note": "x"}
    with ui.test_request_context("/", method="POST", data=MultiDict(sent)):
        form = RowsForm()
        assert not form.validate_on_submit()
        form.add_error(DomainError("Say more", "rows-1-note"))
        form.rows.errors = ["Add a row"]
        assert form.problems() == [
            ("Enter a note", "#one-note"),
            ("Add a row", None),
            ("Enter a note", "#rows-0-note"),
            ("Say more", "#rows-1-note"),
        ]


def test_a_required_value_is_there_or_the_programmer_is_told(ui: Flask) -> None:
    with ui.test_request_context("/"):
        form = LotForm(data={"title": "Solo"})
        assert filled(form.title) == "Solo"
        form.title.data = None
        with pytest.raises(LookupError, match="optional"):
            filled(form.title)


def test_a_token_that_failed_is_said_without_a_link(ui: Flask) -> None:
    with ui.test_request_context("/", method="POST", data={"title": "Solo"}):
        form = LotForm(meta={"csrf": True})
        assert not form.validate_on_submit()
        assert [problem.href for problem in form.problems()] == [None]
        assert str(form.hidden_tag()).count("csrf_token") == 1


PAGE = """
{% extends "form_page.html" %}
{% set page_title = "Add a lot" %}
{% set back = {"href": "/lots"} %}
{% block form %}{% for field in form %}{{ field }}{% endfor %}{% endblock %}
"""


def test_a_form_page_ties_every_error_to_its_field(ui: Flask) -> None:
    data = {"closes-day": "x", "starts-month": "3"}
    form_class = form_with(LotForm, {"file": FileField("File", required="Upload a file")})
    with ui.test_request_context("/lots?page=2", method="POST", data=data):
        form = form_class()
        form.validate_on_submit()
        html = ui.jinja_env.from_string(PAGE).render(
            form=form, csp_nonce=str, service_name="Regional Care Market"
        )
    check_page(html)
    assert "<title>Error: Add a lot" in html
    assert 'action="/lots?page=2"' in html
    assert 'enctype="multipart/form-data"' in html
