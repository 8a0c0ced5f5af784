"""A bidder finds its earlier answers again, sees what changed in the question, and reuses them."""

import pytest
from sqlalchemy import select

from portal.db import db
from portal.errors import DomainError
from portal.files import TEXT, Upload
from portal.opaque import hide
from portal.tenders.models import BidFile, Consensus, DraftAnswer, Duty, ProcurementStatus, Response
from portal.tenders.sealing.canonical import sha256
from portal.tenders.services import bid_files
from portal.tenders.services.library import reuse
from tests.factories.bids import (
    WRITTEN_AT,
    bidder,
    complete_entry,
    entry_of,
    reading,
    vault,
    write_answers,
)
from tests.factories.tenders import people_of, published_procurement
from tests.support.client import heading

EARLIER = "Every shift begins with each child's plan."
CONTENT = b"Monday: two on shift\n"


@pytest.fixture
def before(writer):
    """What the provider wrote in an earlier bid, with a file to the first answer of the home."""
    old = complete_entry(published_procurement(), writer, text=EARLIER)
    answer = next(one for one in reading(old.bid).entry(old).answers if one.key.startswith("entry"))
    bid_files.add_file(
        old.bid,
        answer.question,
        scope_key=answer.key,
        upload=Upload("Rota.txt", TEXT, CONTENT, sha256(CONTENT)),
        by=writer,
        at=WRITTEN_AT,
        vault=vault(),
    )
    return old


@pytest.fixture
def new(procurement, writer, before):
    """A new entry without a word written."""
    return entry_of(procurement, writer)


@pytest.fixture
def page(new):
    """The address of the earlier answers for the question about the home."""
    return f"/bids/{new.bid.reference}/answers/{new.reference}/3/earlier"


def row_of(entry, title) -> DraftAnswer:
    rows = db.session.scalars(select(DraftAnswer).where(DraftAnswer.bid_id == entry.bid_id))
    return next(one for one in rows if one.question.title == title)


def answer_of(entry, title):
    return next(
        one for one in reading(entry.bid).entry(entry).answers if one.question.title == title
    )


def name_of(row) -> str:
    return hide(str(row.id), purpose="earlier answer")


def test_the_likest_question_comes_first_with_what_changed(browser, page, new, procurement):
    asked = procurement.questions[2]
    asked.text = asked.text.replace(asked.text.split()[0], "Please", 1)
    shown = browser.get(page)
    assert heading(shown) == "Earlier answers to questions like “The home and its staff”"
    assert shown.text.index("The home and its staff</h2>") < shown.text.index("Safe care</h2>")
    assert ">added: </span>Please</ins>" in shown.text
    assert EARLIER.replace("'", "&#39;") in shown.text
    assert "Rota.txt" in shown.text


def test_an_unchanged_question_is_said_to_be_the_same(browser, page):
    assert "The question is the same, word for word." in browser.get(page).text


def test_an_earlier_answer_goes_into_the_new_bid_sealed_anew(browser, page, new, before):
    row = row_of(before, "The home and its staff")
    after = browser.post(page, data={"answer": name_of(row)}, follow_redirects=True)
    assert heading(after) == "The home and its staff"
    assert "Read it against this question" in after.text
    there = answer_of(new, "The home and its staff")
    assert (there.text, there.files) == (EARLIER, ())
    assert EARLIER.encode() not in row_of(new, "The home and its staff").sealed


def test_its_files_come_along_once(browser, page, new, before, session):
    data = {"answer": name_of(row_of(before, "The home and its staff")), "files": "1"}
    browser.post(page, data=data)
    browser.post(page, data=data)
    [copied] = answer_of(new, "The home and its staff").files
    row = session.scalars(select(BidFile).where(BidFile.reference == copied.reference)).one()
    assert row.bid_id == new.bid_id
    assert bid_files.file_content(new.bid, row, vault()) == CONTENT


def test_what_is_written_already_stays_beside_the_earlier_text(browser, page, new, before, writer):
    write_answers(new, writer, "Our new words.")
    row = row_of(before, "The home and its staff")
    after = browser.post(page, data={"answer": name_of(row)}, follow_redirects=True)
    assert "The earlier answer stands beside it" in after.text
    there = answer_of(new, "The home and its staff")
    assert there.text == "Our new words."
    assert [one.value for one in there.draft.asides] == [EARLIER]


def test_an_answer_too_long_for_the_new_limit_says_by_how_much(browser, page, procurement):
    procurement.questions[2].word_limit = 3
    shown = browser.get(page).text
    assert "The word limit was 500 and is now 3." in shown
    assert "This answer is 4 words over the limit of now." in shown


def test_a_mark_is_shown_only_once_the_invitation_is_decided(browser, page, before):
    row = row_of(before, "The home and its staff")
    response = Response(
        procurement_id=before.procurement_id,
        question_id=row.question_id,
        bid_id=before.bid_id,
        scope_key=row.scope_key,
        lot_id=before.lot_id,
        entry_id=before.id,
        text=EARLIER,
    )
    response.consensus = Consensus(
        mark=4,
        reason="Plans are known by heart.",
        quote=EARLIER,
        moderator=people_of(before.procurement, Duty.MODERATOR)[0],
        agreed_at=WRITTEN_AT,
    )
    db.session.add(response)
    assert "Plans are known by heart." not in browser.get(page).text
    before.procurement.status = ProcurementStatus.AWARDED
    assert "The panel gave it: 4 out of 5.</strong> Plans are known" in browser.get(page).text


def test_another_providers_answers_are_neither_offered_nor_taken(browser, page, new):
    rival = complete_entry(published_procurement(), bidder(), text="Nobody else reads this.")
    assert "Nobody else reads this." not in browser.get(page).text
    assert "Nobody else reads this." not in browser.get("/answer-library").text
    row = row_of(rival, "The home and its staff")
    assert browser.post(page, data={"answer": name_of(row)}).status_code == 404
    assert answer_of(new, "The home and its staff").text == ""


@pytest.mark.parametrize("named", ["", "nothing", "1"])
def test_a_forged_number_finds_nothing(browser, page, named):
    assert browser.post(page, data={"answer": named}).status_code == 404


def test_the_library_finds_answers_by_their_questions(browser, before, writer):
    assert browser.get("/answer-library").text.count(EARLIER.replace("'", "&#39;")) == 3
    found = browser.get("/answer-library?text=INSURANCE").text
    assert found.count(EARLIER.replace("'", "&#39;")) == 1
    assert "No answers found" in browser.get("/answer-library?text=helicopters").text
    elsewhere = browser.get(f"/answer-library?invitation={published_procurement().reference}")
    assert "No answers found" in elsewhere.text


def test_an_empty_library_leads_to_the_open_invitations(browser):
    assert "No answers yet" in browser.get("/answer-library").text


def test_the_library_asks_as_often_for_many_answers_as_for_few(
    browser, before, writer, page, count_queries
):
    for path in ("/answer-library", page):
        browser.get(path)
        with count_queries() as few:
            browser.get(path)
        complete_entry(published_procurement(), writer, text=EARLIER)
        complete_entry(published_procurement(), writer, text=EARLIER)
        browser.get(path)
        with count_queries() as many:
            browser.get(path)
        assert len(many) == len(few), path


def test_an_answer_of_another_organisation_is_refused_by_the_service_too(new, writer):
    rival = complete_entry(published_procurement(), bidder())
    question = answer_of(new, "The home and its staff").question
    with pytest.raises(DomainError):
        reuse(
            row_of(rival, "Safe care"),
            bid=new.bid,
            question=question,
            scope_key=f"entry:{new.id}",
            with_files=False,
            by=writer,
            at=WRITTEN_AT,
            vault=vault(),
        )


def test_without_a_like_question_the_way_leads_back_to_the_answer(browser, procurement, writer):
    entry = entry_of(procurement, writer)
    path = f"/bids/{entry.bid.reference}/answers/{entry.reference}/3"
    page = browser.get(f"{path}/earlier").text
    assert "No earlier answers" in page
    assert page.count(f'href="{path}"') == 2
