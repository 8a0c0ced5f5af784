"""Answers of a provider as a file: taken in whole, or not at all."""

import csv
import io

import pytest

from tests.contracts.answering import (
    said,
    states,
    told,
)


def filled_in(client, **changes):
    """The download with answers in it, as lines of a new file."""
    rows = list(
        csv.DictReader(io.StringIO(client.get("/our/agree/export.csv").text.lstrip("\ufeff")))
    )
    for row in rows:
        row.update(changes)
    return rows


def upload(client, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    content = io.BytesIO(out.getvalue().encode())
    return client.post("/our/agree/import", data={"file": (content, "answers.csv")})


def test_a_file_comes_back_with_answers(client, place, at):
    client.sign_in(place.owner)
    rows = filled_in(client)
    rows[0]["Answer"] = "Agree"
    rows[1] |= {"Answer": "dispute", "Reason": "price", "Price it should be": "5,200.00"}
    assert upload(client, rows).status_code == 303
    assert states(place) == ["agreed", "disputed"]
    assert said()[1].proposed_pence == 5_200_00
    assert told(place.officer) == ["A provider disputes what is recorded"]


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"Answer": "maybe"}, "Answer", "Write agree or dispute"),
        ({"Answer": "dispute", "Reason": "dunno"}, "Reason", "Write one of price"),
        ({"Answer": "dispute", "Reason": "other"}, "Words", "Say what is wrong"),
        ({"Answer": "dispute", "Reason": "price", "Price it should be": "x"}, "Price", "amount"),
        ({"Answer": "dispute", "Reason": "price", "Price it should be": "0"}, "Price", "above"),
        (
            {"Answer": "dispute", "Reason": "dates", "Date it should end": "1/2"},
            "Date",
            "like 2026",
        ),
        ({"Answer": "agree", "Version": "old"}, "Version", "changed this since"),
        ({"Answer": "agree", "Charge": "9"}, "Agreement number", "Nothing that stands"),
        ({"Answer": "agree", "Charge": "x"}, "Charge", "Use the number"),
        ({"Answer": "agree", "Agreement number": ""}, "Agreement number", "Enter the agreement"),
        ({"Answer": ""}, "Answer", "No row has an answer"),
    ],
)
def test_one_wrong_cell_saves_nothing_of_a_file(client, place, at, changes, column, reason):
    client.sign_in(place.owner)
    rows = filled_in(client, Answer="agree" if changes["Answer"] else "")
    rows[1] |= changes
    page = upload(client, rows).text
    assert column in page
    assert reason in page
    assert said() == []


def test_a_row_that_stands_twice_in_a_file_is_refused(client, place, at):
    client.sign_in(place.owner)
    rows = filled_in(client, Answer="agree")
    assert "Answered on line 2 already" in upload(client, [*rows, rows[0]]).text


def test_a_file_of_something_else_is_refused(client, place, at):
    client.sign_in(place.owner)
    assert "Select a file" in client.post("/our/agree/import", data={}).text
    assert "header row" in upload(client, [{"A": "1"}]).text
