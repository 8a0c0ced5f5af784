"""Whatever happened to a file of answers, it is taken whole or refused with what is wrong."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.audit import AuditEntry
from tests.contracts.answering import said
from tests.providers.ofsted.mutilations import bytes_of, mutilated, table_of

ANSWERS = st.sampled_from(
    (
        {"Answer": "agree"},
        {"Answer": ""},
        {"Answer": "dispute", "Reason": "price", "Price it should be": "5,200.00"},
        {"Answer": "dispute", "Reason": "dates", "Date it should end": "2026-12-01"},
        {"Answer": "dispute", "Reason": "other", "Words": "We never had this child"},
    )
)


def holdings(session):
    return len(said()), session.scalar(select(func.count()).select_from(AuditEntry))


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_mutilated_file_of_answers_is_taken_or_refused_with_its_errors(
    client, session, place, at, data
):
    client.sign_in(place.owner)
    [header, *rows] = table_of(client.get("/our/agree/export.csv?state=all").get_data())
    for row in rows:
        for column, text in data.draw(ANSWERS).items():
            row[header.index(column)] = text
    content = data.draw(mutilated((bytes_of([header, *rows]),)))
    assert rows
    before = holdings(session)
    file = (io.BytesIO(content), "answers.csv")
    answer = client.post("/our/agree/import", data={"file": file})
    if answer.status_code == 303:
        return
    assert answer.status_code in (200, 400, 422)
    assert "There is a problem" in answer.text
    assert holdings(session) == before
