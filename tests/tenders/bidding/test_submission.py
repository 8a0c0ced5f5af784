"""Submitting: to the second, once however often pressed, never lost when late."""

import io
import re
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.errors import DomainError, MoveRefusedError
from portal.outbox import OutboxMessage
from portal.tenders.models import EntryStatus, LateAttempt, Submission
from portal.tenders.services.standing import Standing, standing
from portal.tenders.services.submission import submit_entry, withdraw_entry
from tests.factories.bids import (
    ANSWER,
    WRITTEN_AT,
    bidder,
    complete_entry,
    entry_of,
    opened,
    reading,
    send_entry,
    submitted_entry,
    vault,
    write_answers,
    write_prices,
)
from tests.factories.tenders import CLOSES_AT
from tests.support.client import heading
from tests.tenders.bidding.conftest import OPEN, SECOND

LATE = "Your bid arrived too late"


def where(entry, now=OPEN):
    return standing(reading(entry.bid).entry(entry), now=now, vault=vault())


def test_an_entry_sent_a_second_before_the_deadline_is_in_time(send, entry, at):
    now = at(entry.procurement.closes_at - SECOND)
    assert heading(send()) == "Bid submitted"
    assert (entry.status, entry.submitted_at) == (EntryStatus.SUBMITTED, now)


def test_an_entry_sent_on_the_deadline_is_late_and_is_kept_aside(send, entry, session, at):
    now = at(entry.procurement.closes_at)
    page = send()
    assert heading(page) == LATE
    assert "18 December 2026 at 12:00:00 GMT" in page.text
    assert entry.status is EntryStatus.DRAFT
    attempt = session.scalars(select(LateAttempt)).one()
    assert (attempt.entry_id, attempt.received_at) == (entry.id, now)
    assert "in time" in attempt.reason
    assert not session.scalars(select(Submission)).all()


def test_what_came_late_stays_sealed(send, entry, session, at):
    at(entry.procurement.closes_at)
    send()
    sealed = session.scalars(select(LateAttempt.sealed)).one()
    assert ANSWER.encode() not in sealed


def test_an_incomplete_entry_that_comes_late_is_kept_aside_too(procurement, writer, session):
    entry = entry_of(procurement, writer)
    outcome = submit_entry(entry, by=writer, received_at=CLOSES_AT, token="t", vault=vault())
    assert isinstance(outcome, LateAttempt)


def test_what_comes_after_the_opening_is_late(procurement, entry, writer):
    opened(procurement, CLOSES_AT + timedelta(minutes=1))
    outcome = submit_entry(
        entry, by=writer, received_at=CLOSES_AT + timedelta(hours=1), token="t", vault=vault()
    )
    assert isinstance(outcome, LateAttempt)
    assert "opened" in outcome.reason


def test_a_double_press_finds_the_same_receipt(send, session):
    first, second = send(), send()
    assert heading(first) == heading(second) == "Bid submitted"
    assert first.request.path == second.request.path
    assert len(session.scalars(select(Submission)).all()) == 1


def test_a_second_press_after_the_deadline_finds_the_receipt_of_the_first(send, entry, at):
    first = send()
    at(entry.procurement.closes_at + SECOND)
    assert send().request.path == first.request.path


def test_each_press_of_a_new_page_makes_a_new_version_and_keeps_the_old_one(send, session):
    send("one"), send("two")
    versions = session.scalars(select(Submission.version).order_by(Submission.version)).all()
    assert versions == [1, 2]


def test_without_the_bidders_word_nothing_is_submitted(send, session):
    page = send(agree="")
    assert heading(page) == "Check and submit your entry"
    assert "Confirm that you may bid" in page.text
    assert not session.scalars(select(Submission)).all()


def test_an_incomplete_entry_is_not_submitted_and_says_what_is_missing(
    browser, procurement, writer, session
):
    entry = entry_of(procurement, writer)
    page = browser.post(f"/entries/{entry.reference}/submit", data={"agree": "y", "token": "t"})
    assert "This entry is not complete" in page.text
    assert "Enter a price for Core care" in page.text
    assert not session.scalars(select(Submission)).all()


@pytest.mark.parametrize(
    ("prices", "problem"),
    [
        ({"CORE": "0"}, "must be more than £0.00"),
        ({"CORE": "6,500.01"}, "must be £6,500.00 or less"),
        ({"CORE": ""}, "Enter a price for Core care"),
        ({"CORE": "about 5,000"}, "Enter a price in pounds for Core care"),
        ({"CORE": "5,200.00", "H11_DAY": "20", "EDU": "-1"}, "Enter a price in pounds for Educ"),
    ],
)
def test_a_price_that_is_wrong_stops_the_entry(procurement, writer, prices, problem):
    entry = complete_entry(procurement, writer, prices={"H11_DAY": "20", **prices})
    with pytest.raises(DomainError, match=re.escape(problem)):
        send_entry(entry, writer)


def test_an_optional_component_may_stay_empty(procurement, writer):
    entry = complete_entry(procurement, writer, prices={"CORE": "6,500.00", "H11_DAY": "24.00"})
    assert send_entry(entry, writer).version == 1


def test_an_answer_over_its_word_limit_stops_the_entry(procurement, writer):
    entry = complete_entry(procurement, writer, text="word " * 501)
    with pytest.raises(DomainError, match="500 words or less: it has 501"):
        send_entry(entry, writer)


def test_all_complete_entries_are_submitted_at_once_and_one_receipt_lists_them(
    browser, procurement, writer, entry, session
):
    other, unfinished = complete_entry(procurement, writer), entry_of(procurement, writer)
    page = browser.post(
        f"/bids/{entry.bid.reference}/submit",
        data={"agree": "y", "token": "all"},
        follow_redirects=True,
    )
    assert heading(page) == "Bid submitted"
    for one in (entry, other):
        assert one.status is EntryStatus.SUBMITTED
        assert one.submissions[0].digest in page.text
    assert unfinished.status is EntryStatus.DRAFT
    mail = session.scalars(select(OutboxMessage)).one()
    assert entry.submissions[0].digest in mail.text
    assert other.submissions[0].digest in mail.text


def test_a_double_press_for_all_entries_finds_the_same_receipt(browser, entry, session):
    paths = {
        browser.post(
            f"/bids/{entry.bid.reference}/submit",
            data={"agree": "y", "token": "all"},
            follow_redirects=True,
        ).request.path
        for _ in range(2)
    }
    assert len(paths) == 1
    assert len(session.scalars(select(Submission)).all()) == 1


def test_a_withdrawn_entry_is_not_submitted_with_the_others(browser, entry, writer):
    send_entry(entry, writer)
    withdraw_entry(entry, by=writer, received_at=WRITTEN_AT)
    page = browser.post(f"/bids/{entry.bid.reference}/submit", data={"agree": "y", "token": "all"})
    assert "No entry is complete and waiting" in page.text
    assert entry.status is EntryStatus.WITHDRAWN


def test_a_submitted_entry_is_withdrawn_until_the_close_and_submitted_again(send, browser, entry):
    send("one")
    page = browser.post(f"/entries/{entry.reference}/withdraw", follow_redirects=True)
    assert "The entry is withdrawn" in page.text
    assert (entry.status, entry.submitted_at) == (EntryStatus.WITHDRAWN, None)
    assert heading(send("two")) == "Bid submitted"
    assert [one.version for one in entry.submissions] == [1, 2]


def test_on_the_deadline_nothing_can_be_withdrawn(entry, writer):
    send_entry(entry, writer)
    with pytest.raises(DomainError, match="can no longer be withdrawn"):
        withdraw_entry(entry, by=writer, received_at=CLOSES_AT)
    assert entry.status is EntryStatus.SUBMITTED


def test_what_is_not_submitted_cannot_be_withdrawn(entry, writer):
    with pytest.raises(MoveRefusedError):
        withdraw_entry(entry, by=writer, received_at=WRITTEN_AT)


def test_a_submitted_entry_that_was_changed_asks_to_be_submitted_again(browser, entry, writer):
    send_entry(entry, writer)
    assert where(entry) is Standing.SUBMITTED
    write_prices(entry, writer, {"CORE": "5,100.00", "H11_DAY": "21.50"})
    assert where(entry) is Standing.CHANGED
    assert "submit it again" in browser.get(f"/entries/{entry.reference}").text
    write_prices(entry, writer)
    assert where(entry) is Standing.SUBMITTED


def test_an_amended_invitation_asks_for_confirmation(entry, writer, procurement):
    send_entry(entry, writer)
    procurement.version += 1
    assert where(entry) is Standing.RECONFIRM
    send_entry(entry, writer)
    assert where(entry) is Standing.SUBMITTED


def test_the_receipt_comes_by_mail_to_the_second_without_a_word_of_the_bid(
    send, entry, writer, session
):
    send()
    mail = session.scalars(select(OutboxMessage)).one()
    assert mail.to == writer.person.email
    assert "18 December 2026 at 11:50:00 GMT" in mail.text
    assert entry.submissions[0].digest in mail.text
    assert ANSWER not in mail.text
    assert "5,200" not in mail.text


def test_the_receipt_is_a_page_and_a_pdf(send, browser):
    page = send()
    assert "Version" in page.text
    pdf = browser.get(f"{page.request.path}/receipt.pdf")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF")


def test_the_digest_follows_from_the_bidders_own_copy(browser, entry, writer, send, tmp_path):
    question = entry.procurement.questions[2]
    added = browser.post(
        f"/bids/{entry.bid.reference}/answers/{entry.reference}/{question.position}",
        data={"text": ANSWER, "seen": "1", "file": (io.BytesIO(b"Staff rota\n"), "rota.txt")},
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    assert "The file is added" in added.text
    page = send()
    pack = browser.get(f"{page.request.path}/copy.zip")
    zipfile.ZipFile(io.BytesIO(pack.data)).extractall(tmp_path)
    printed = subprocess.run(
        [sys.executable, "check.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == entry.submissions[-1].digest
    assert entry.submissions[-1].digest in page.text
    assert [path.read_bytes() for path in tmp_path.glob("files/*")] == [b"Staff rota\n"]


def test_a_bidder_reads_back_what_it_submitted_and_not_what_it_wrote_since(
    send, browser, entry, writer
):
    send()
    write_answers(entry, writer, "Written later.")
    version = entry.submissions[0]
    page = browser.get(f"/bids/{entry.bid.reference}/submissions/{version.reference}")
    assert ANSWER in page.text
    assert "£5,200.00" in page.text
    assert "Written later." not in page.text


def test_after_the_opening_the_bidder_sees_that_bids_were_opened(
    browser, entry, writer, procurement, at
):
    send_entry(entry, writer)
    at(CLOSES_AT + timedelta(minutes=2))
    assert "sealed until two officers open" in browser.get(f"/bids/{entry.bid.reference}").text
    opened(procurement, CLOSES_AT + timedelta(minutes=1))
    assert "have been opened" in browser.get(f"/bids/{entry.bid.reference}").text
    assert where(entry, CLOSES_AT) is Standing.OPENED


def test_the_page_to_check_shows_all_that_will_be_submitted(browser, entry):
    page = browser.get(f"/entries/{entry.reference}/submit").text
    for words in ("Insurance", "Safe care", ANSWER, "Explained:", "£5,200.00", "No price"):
        assert words in page


def test_rivals_find_nothing_of_anothers_bid(browser, procurement, entry, writer):
    rival = submitted_entry(procurement, bidder())
    bid, receipt = rival.bid.reference, rival.submissions[0].reference
    for path in (
        f"/bids/{bid}",
        f"/bids/{bid}/submit",
        f"/bids/{bid}/lots/{rival.lot.number}/services",
        f"/bids/{bid}/answers/organisation/1",
        f"/bids/{bid}/receipts/{receipt}",
        f"/bids/{bid}/receipts/{receipt}/receipt.pdf",
        f"/bids/{bid}/receipts/{receipt}/copy.zip",
        f"/bids/{bid}/submissions/{receipt}",
        f"/bids/{entry.bid.reference}/receipts/{receipt}",
        f"/bids/{entry.bid.reference}/answers/{rival.reference}/3",
        f"/entries/{rival.reference}",
        f"/entries/{rival.reference}/requirements",
        f"/entries/{rival.reference}/prices",
        f"/entries/{rival.reference}/submit",
        f"/entries/{rival.reference}/withdraw",
        f"/entries/{rival.reference}/remove",
    ):
        assert browser.get(path).status_code == 404, path
    for path in (f"/entries/{rival.reference}/withdraw", f"/entries/{rival.reference}/submit"):
        assert browser.post(path).status_code == 404, path
    assert rival.status is EntryStatus.SUBMITTED
