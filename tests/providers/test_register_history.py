"""The history of a setting is the same whatever the order in which its files were taken in."""

import itertools
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.providers.ofsted.layout import Field
from portal.providers.services.register_history import (
    FACTS,
    INSPECTION_COLUMNS,
    NOT_INSPECTED,
    File,
    Span,
    said_by,
    told,
)

FIRST = date(2024, 3, 31)
ALWAYS = {Field.PROVISION_TYPE, Field.REGISTRATION_STATUS, Field.LOCAL_AUTHORITY, Field.SECTOR}
SOMETIMES = (Field.PLACES, Field.OWNER, Field.INSPECTED_ON, Field.OVERALL, Field.PROTECTED)
BLANK = dict.fromkeys(FACTS, "") | NOT_INSPECTED | {"provision_type": "childrens_home"}


@st.composite
def observations(draw):
    """A file's day, the columns that it has and what it says of one setting, or None."""
    day = FIRST + timedelta(days=draw(st.integers(0, 30)))
    fields = frozenset(ALWAYS | draw(st.sets(st.sampled_from(SOMETIMES))))
    if draw(st.integers(0, 3)) == 0:
        return File(day, fields), None
    facts = BLANK | {
        "places": draw(st.sampled_from([None, 2, 3])) if Field.PLACES in fields else None,
        "owner": draw(st.sampled_from(["A", "B"])) if Field.OWNER in fields else "",
        "registration_status": draw(st.sampled_from(["active", "suspended"])),
    }
    if Field.INSPECTED_ON in fields:
        facts["inspected_on"] = draw(st.sampled_from([None, date(2023, 5, 1), date(2024, 1, 9)]))
    for field, column in ((Field.OVERALL, "overall_code"), (Field.PROTECTED, "protected_code")):
        if field in fields and facts["inspected_on"]:
            facts[column] = draw(st.sampled_from([None, "good", "inadequate"]))
    return File(day, fields), facts


files = st.lists(observations(), min_size=1, max_size=6, unique_by=lambda one: one[0].day)


def taken_in(ordered) -> list[Span]:
    """Take files in one after another, as imports do."""
    history: list[Span] = []
    known: list[Any] = []
    for file, facts in ordered:
        later = sorted(one for one in known if one.day > file.day)
        recent = [span for span in history if span.from_on < file.day]
        reach = recent[-1].from_on if recent else date.min
        kept = [span for span in history if span.from_on >= reach]
        old = [span for span in history if span.from_on < reach]
        history = old + told(kept, file, facts, later)
        known.append(file)
    return history


def folded(ordered) -> dict[date, dict | None]:
    """What stands on each file's day, by the definition: day after day, nothing else."""
    found, before = {}, None
    for file, facts in sorted(ordered, key=lambda one: one[0].day):
        if facts is not None and before is not None:
            said = said_by(file.fields, facts["provision_type"])
            silent = {name: before[name] for name in FACTS if name not in said}
            if (silent | facts if "inspected_on" in said else before)["inspected_on"] != before[
                "inspected_on"
            ]:
                silent |= {
                    name: NOT_INSPECTED[name] for name in INSPECTION_COLUMNS if name not in said
                }
            facts = facts | silent
        found[file.day] = facts
        before = facts or before
    return found


@given(st.data(), files)
def test_any_order_of_the_same_files_gives_the_same_history(data, given_files):
    in_turn = sorted(given_files, key=lambda one: one[0].day)
    shuffled = data.draw(st.permutations(in_turn))
    assert taken_in(shuffled) == taken_in(in_turn)


@given(files)
def test_the_history_says_of_each_day_what_its_file_said(given_files):
    history = taken_in(given_files)
    for day, facts in folded(given_files).items():
        there = [
            span.facts
            for span in history
            if span.from_on <= day and (span.until_on is None or day < span.until_on)
        ]
        assert there == ([] if facts is None else [facts])


@given(files)
def test_spans_lie_apart_or_say_something_else(given_files):
    history = taken_in(given_files)
    for before, after in itertools.pairwise(history):
        assert before.until_on is not None
        assert before.until_on <= after.from_on
        assert before.until_on < after.from_on or before.facts != after.facts


def test_a_second_file_of_a_day_replaces_the_first():
    file = File(FIRST, frozenset(ALWAYS))
    first, second = BLANK | {"sector": "Private"}, BLANK | {"sector": "Voluntary"}
    history = told(told([], file, first, []), file, second, [])
    assert history == [Span(FIRST, None, second)]
    assert told(history, file, None, []) == []
