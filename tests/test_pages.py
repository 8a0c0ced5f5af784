"""The skeletons, components and error pages, and the checker that every page must pass."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask import Flask, flash, render_template, render_template_string

from tests.support.pages import check_page
from tests.support.ui import ui_application

MOMENT = datetime(2026, 11, 22, 17, tzinfo=UTC)
PERSON = SimpleNamespace(name="Asha Patel")
MEMBERSHIP = SimpleNamespace(
    organisation=SimpleNamespace(name="Oakfield Care"), role_titles=["Bid writer"]
)
HEAD = '{% extends "page.html" %}{% set page_title = "Lots" %}'


@pytest.fixture(scope="module")
def ui() -> Flask:
    return ui_application()


@pytest.fixture
def page(ui: Flask):
    """Render a page from its source, or its content from a component's call, and check it."""

    def render(source: str, **context) -> str:
        with ui.test_request_context("/lots"):
            html = render_template_string(HEAD + source, **context)
        check_page(html)
        return html

    return render


def content(call: str) -> str:
    file, rest = call.split(":", 1)
    name = rest.split("(")[0].strip()
    return (
        f'{{% from "components/{file}.html" import {name} %}}'
        f"{{% block content %}}{{{{ {rest} }}}}{{% endblock %}}"
    )


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ('status: status_tag("in_evaluation")', '<strong class="govuk-tag">In evaluation</strong>'),
        ('status: status_tag("open")', "govuk-tag--green"),
        ('status: status_tag("never heard of")', "govuk-tag--grey"),
        ('status: status_tag("mine", "pink")', "govuk-tag--pink"),
        ('summary: summary_list([{"key": "Places", "value": 0}])', ">0</dd>"),
        ('summary: summary_list([{"key": "Note", "value": none}])', "Not given"),
        (
            'summary: summary_list([{"key": "Name", "value": "<b>", "href": "/x"}], title="Home")',
            "&lt;b&gt;",
        ),
        ('pagination: pages("/a", "/b")', 'rel="next"'),
        ('messages: confirmation_panel("Sent", "Reference", "B-1")', "B-1"),
        ('messages: inset("Wait")', "govuk-inset-text"),
        ('messages: warning_text("Mind")', "Mind"),
        ('messages: details("More", "Words")', "<summary"),
        ('messages: privacy_note("you")', "Who can see this:"),
        ('messages: empty_state("None yet", "Text", "/x", "Add one")', "Add one"),
        (
            'tasks: task_list([{"text": "Pay", "href": "/p", "status": "completed", "hint": "h"},'
            ' {"text": "Send", "status": "not_started"}])',
            "task-2-status",
        ),
        ('tiles: stat_tiles([{"number": 5600, "label": "Settings", "href": "/s"}])', "5,600"),
        ('timeline: timeline([{"title": "Opened", "at": at, "by": "Asha"}])', "5pm GMT, Asha"),
        ('card: card("Lot 1", "/l", "open")', "portal-card--link"),
        ('buttons: button("Save", name="go")', 'name="go" value="1"'),
        ('buttons: button_link("Back", "/b", "secondary")', "govuk-button--secondary"),
        ('buttons: start_button("Start", "/s")', "govuk-button--start"),
        ('buttons: post_button("Award", "/a", fields={"lot": 3}, hidden="lot 3")', 'value="3"'),
        (
            'steps: worked_out([{"text": "a", "working": "b", "result": "c"}],'
            ' {"text": "t", "result": "£13,404.86"})',
            "£13,404.86",
        ),
        ('progress: progress_bar(3, 10, "Reading")', 'data-renew-seconds="5"'),
        ('progress: progress_bar(0, 0, "Reading", running=false)', 'max="1"'),
        ('files: file_list([{"name": "a.pdf", "href": "/a", "octets": 340000}])', "340 KB"),
    ],
)
def test_a_component_makes_a_valid_page(page, call: str, shown: str) -> None:
    assert tight(shown) in tight(page(content(call), at=MOMENT))


def tight(html: str) -> str:
    """Leave out the space beside tags, which their layout in the file may change."""
    return re.sub(r"\s*([<>])\s*", r"\1", html)


def test_a_first_and_only_page_has_no_pagination(page) -> None:
    assert "govuk-pagination" not in page(content("pagination: pages()"))


def test_a_table_scrolls_sorts_and_has_its_caption(page) -> None:
    html = page(
        """
        {% from "components/table.html" import data_table, head, sort_header %}
        {% block content %}
        {% call data_table("Prices") %}{{ head(["Home", "Price"], numeric=["Price"]) }}
        <tbody><tr><th scope="row">Oak</th><td>1</td></tr></tbody>{% endcall %}
        {% call data_table("Sorted") %}<thead><tr>{{ sort_header("Home", "?s", "ascending") }}</tr>
        </thead>{% endcall %}
        {% endblock %}"""
    )
    assert 'aria-sort="ascending"' in html
    assert "govuk-table__header--numeric" in html


def test_filters_keep_what_was_chosen(page) -> None:
    html = page(
        """
        {% from "components/filters.html" import filter_panel, filter_select, filter_text %}
        {% block content %}{% call filter_panel("/lots", "/lots") %}
        {{ filter_select("kind", "Kind", [("", "All"), ("a", "A")], "a") }}
        {{ filter_text("q", "Name", "oak") }}{% endcall %}{% endblock %}"""
    )
    assert '<option value="a" selected>' in html
    assert 'value="oak"' in html


@pytest.mark.parametrize(
    "name", ["400", "403", "404", "405", "413", "429", "500", "csrf", "expired"]
)
def test_an_error_page_is_plain_and_valid(ui: Flask, name: str) -> None:
    with ui.test_request_context("/"):
        check_page(render_template(f"errors/{name}.html", limit=20_000_000, reference="AB12"))


def test_every_page_of_a_demonstration_says_so(page) -> None:
    words = " ".join(page("{% block content %}{% endblock %}").split())
    assert "Demonstration:" in words
    assert "is invented. As at 22 November 2026." in words


def test_the_header_says_who_is_here_and_for_whom(page) -> None:
    html = page("", current_person=PERSON, current_membership=MEMBERSHIP)
    assert "Bid writer, Oakfield Care" in html
    assert 'action="/sign-out"' in html
    assert "/sign-in" not in html


def test_a_stranger_is_offered_a_way_in(page) -> None:
    html = page("")
    assert "/sign-in" in html
    assert "/sign-out" not in html


def test_messages_of_the_last_request_are_shown_and_escaped(ui: Flask) -> None:
    with ui.test_request_context("/"):
        flash("<b>Saved</b>", "success")
        flash("Two bids need reconfirming")
        html = render_template_string(HEAD)
    check_page(html)
    assert "&lt;b&gt;Saved" in html
    assert html.count("govuk-notification-banner--success") == 1


def test_a_page_may_have_a_side_a_caption_and_a_way_back(page) -> None:
    html = page(
        '{% set caption = "FW-1" %}{% set back = {"href": "/f"} %}{% set refresh_seconds = 5 %}'
        "{% block content %}Middle{% endblock %}{% block aside %}Beside{% endblock %}"
    )
    for part in ("FW-1", 'href="/f"', "portal-aside", "<noscript>"):
        assert part in html


def test_a_page_may_have_breadcrumbs(page) -> None:
    assert "govuk-breadcrumbs" in page('{% set breadcrumbs = [{"href": "/", "text": "Home"}] %}')


GOOD = "<!DOCTYPE html><html lang=en><title>A – S</title><body><h1>A</h1>{}</body></html>"


@pytest.mark.parametrize(
    ("inner", "complaint"),
    [
        ("<p><div></p>", "not valid HTML5"),
        ("<h1>B</h1>", "2 h1 headings"),
        ("<p id=a></p><p id=a></p>", "more than one element: a"),
        ("<p id></p>", "empty id"),
        ("<label for=b>B</label>", "for names ids that do not exist"),
        ("<input name=x>", "'x' has no label"),
        ("<select name=y></select>", "'y' has no label"),
        ("<button></button>", "no words"),
        ('<div class="x govuk-error-summary"><a href="#n">N</a></div>', "'#n', which does not"),
        ('<div class="govuk-error-summary"><a href="/n">N</a></div>', "not to a field"),
        ("<form method=post></form>", "no action"),
        ("<form method=post action=/a></form>", "0 CSRF tokens"),
        (
            "<form method=post action=/a><input type=hidden name=csrf_token></form>",
            "token of the form to /a is empty",
        ),
    ],
)
def test_the_checker_says_what_is_wrong(inner: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        check_page(GOOD.format(inner))


def test_the_checker_lets_a_good_page_pass() -> None:
    check_page(GOOD.format("<form><label for=q>Q</label><input id=q></form>"))


def test_the_checker_compares_title_and_heading() -> None:
    with pytest.raises(AssertionError, match="does not start with"):
        check_page(GOOD.format("").replace("<h1>A", "<h1>Z"))
    with pytest.raises(AssertionError, match="h1 is empty"):
        check_page(GOOD.format("").replace("<h1>A", "<h1>"))
