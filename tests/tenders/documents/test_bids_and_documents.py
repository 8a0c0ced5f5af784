"""What a framework asks for in documents, from its list to bids, openings and awards."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.errors import DomainError
from portal.providers.document_standing import State
from portal.providers.models import DocumentStatus, DocumentType
from portal.tenders.models import EntryDocument, Envelope, FrameworkDocument, ProcurementStatus
from portal.tenders.sealing.canonical import sha256
from portal.tenders.services.document_standing import document_standing, lacking
from portal.tenders.services.drafting import read_bid
from portal.tenders.services.required_documents import (
    drop_document,
    require_document,
    require_usual,
)
from portal.tenders.services.standing import Standing, standing
from portal.tenders.services.submission import (
    EntryIncompleteError,
    document_bytes,
    read_version,
    submit_complete,
    withdraw_entry,
)
from tests.factories.accounts import member
from tests.factories.bids import WRITTEN_AT, bidder, complete_entry, opened, send_entry, vault
from tests.factories.documents import DocumentFactory, FrameworkDocumentFactory, PolicyFactory
from tests.factories.evaluation import ranked
from tests.factories.providers import ServiceFactory
from tests.factories.tenders import CLOSES_AT, FrameworkFactory, published_procurement
from tests.support.client import heading

OPEN = CLOSES_AT - timedelta(minutes=10)
DAY = OPEN.date()


@pytest.fixture
def procurement(session):
    return published_procurement()


@pytest.fixture
def writer(session):
    return bidder()


@pytest.fixture
def entry(procurement, writer):
    """An entry that lacks nothing but perhaps documents."""
    return complete_entry(procurement, writer)


@pytest.fixture
def asked(procurement):
    """The framework asks for public liability of ten million pounds before an award."""
    return FrameworkDocumentFactory(framework=procurement.framework)


@pytest.fixture
def browser(client, writer, at):
    at(OPEN)
    return client.sign_in(writer)


def quality_of(entry):
    return read_version(entry.submissions[-1], vault())[0]["content"]


def where(entry):
    session_entry = read_bid(entry.bid, vault()).entry(entry)
    return standing(session_entry, now=OPEN, vault=vault())


def commissioner_of(framework):
    return member(framework.region.lead, Role.COMMISSIONER)


def terms(**changed):
    return {"minimum_pence": None, "mandatory": True, "required_at_bid": False, **changed}


def test_the_usual_list_asks_what_is_expected_with_the_usual_sums(session):
    framework = FrameworkFactory()
    by = commissioner_of(framework)
    assert require_usual(framework, by=by, at=OPEN) == 9
    rows = {row.type_code: row for row in session.scalars(select(FrameworkDocument))}
    sums = {code: row.minimum_pence for code, row in rows.items() if row.minimum_pence}
    assert sums == {
        "employers_liability": 5_000_000_00,
        "public_liability": 10_000_000_00,
        "professional_indemnity": 5_000_000_00,
    }
    assert require_usual(framework, by=by, at=OPEN) == 0


@pytest.mark.parametrize(
    ("code", "changed", "field"),
    [
        ("safeguarding", {"minimum_pence": 100}, "minimum"),
        ("accounts", {"mandatory": False, "required_at_bid": True}, "required_at_bid"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(session, code, changed, field):
    framework = FrameworkFactory()
    kind = session.get_one(DocumentType, code)
    by = commissioner_of(framework)
    with pytest.raises(DomainError) as refused:
        require_document(framework, kind, **terms(**changed), by=by, at=OPEN)
    assert refused.value.field == field


def test_the_list_stays_as_it_is_while_an_invitation_is_under_way(session, procurement, asked):
    framework = procurement.framework
    by, kind = commissioner_of(framework), session.get_one(DocumentType, "accounts")
    for change in (
        lambda: require_document(framework, kind, **terms(), by=by, at=OPEN),
        lambda: drop_document(asked, by=by, at=OPEN),
        lambda: require_usual(framework, by=by, at=OPEN),
    ):
        with pytest.raises(DomainError, match="under way"):
            change()
    procurement.status = ProcurementStatus.AWARDED
    drop_document(asked, by=by, at=OPEN)
    assert session.scalars(select(FrameworkDocument)).all() == []


def test_standing_looks_at_the_sum_the_framework_asks_and_at_its_first_day(session):
    framework = FrameworkFactory(starts_on=date(2027, 6, 1), ends_on=date(2031, 6, 1))
    FrameworkDocumentFactory(framework=framework)
    FrameworkDocumentFactory(
        framework=framework, type_code="statement_of_purpose", minimum_pence=None
    )
    held = DocumentFactory(sum_insured_pence=6_000_000_00)
    home = ServiceFactory(organisation=held.organisation)
    ours = held.organisation_id
    [low, purpose] = document_standing(framework, ours, home.id, DAY)
    assert (low.found.state, low.found.short_by) == (State.SUM_TOO_LOW, 4_000_000_00)
    assert (purpose.found.state, purpose.unmet) == (State.MISSING, True)
    held.sum_insured_pence, held.expires_on = 10_000_000_00, date(2027, 5, 31)
    [early] = document_standing(framework, ours, None, DAY)
    assert early.found.state is State.EXPIRES_SOON


def test_a_bid_records_which_documents_it_relied_on(session, asked, entry, writer):
    held = DocumentFactory(organisation=writer.organisation)
    send_entry(entry, writer, OPEN)
    assert quality_of(entry)["documents"] == [
        {
            "type": "public_liability",
            "title": "Public liability insurance",
            "state": "met",
            "minimum_pence": 10_000_000_00,
            "reference": held.reference,
            "sha256": held.sha256,
            "expires_on": "2027-08-31",
            "sum_insured_pence": 10_000_000_00,
        }
    ]


def test_a_later_document_changes_no_submitted_bid(session, asked, entry, writer):
    held = DocumentFactory(organisation=writer.organisation)
    send_entry(entry, writer, OPEN)
    held.status = DocumentStatus.SUPERSEDED
    DocumentFactory(organisation=writer.organisation, version=2)
    assert where(entry) is Standing.SUBMITTED
    assert quality_of(entry)["documents"][0]["reference"] == held.reference


def test_bids_without_a_word_on_documents_stay_good(
    session, procurement, entry, writer, monkeypatch
):
    """What was submitted before bids recorded documents verifies, and opens."""
    monkeypatch.setattr("portal.tenders.services.submission.sealed_content", lambda _standing: [])
    send_entry(entry, writer, OPEN)
    submission = entry.submissions[-1]
    written = document_bytes(submission, Envelope.QUALITY, vault())
    assert sha256(written) == submission.quality_digest
    assert where(entry) is Standing.SUBMITTED
    opened(procurement, CLOSES_AT + timedelta(minutes=2))
    assert session.scalars(select(EntryDocument)).all() == []


def test_what_is_lacking_holds_nothing_up_unless_it_is_required_at_the_bid(asked, entry, writer):
    send_entry(entry, writer, OPEN)
    asked.required_at_bid = True
    with pytest.raises(EntryIncompleteError, match="Public liability insurance must be in place"):
        send_entry(entry, writer, OPEN)
    DocumentFactory(organisation=writer.organisation)
    assert send_entry(entry, writer, OPEN).version == 2


def test_submitting_all_sends_those_that_nothing_holds_up(procurement, writer):
    ready, held_up = (complete_entry(procurement, writer) for _ in range(2))
    FrameworkDocumentFactory(
        framework=procurement.framework,
        type_code="statement_of_purpose",
        minimum_pence=None,
        required_at_bid=True,
    )
    bid = ready.bid

    def press(token):
        return submit_complete(bid, by=writer, received_at=OPEN, token=token, vault=vault())

    with pytest.raises(EntryIncompleteError, match="Statement of purpose"):
        press("one")
    PolicyFactory(
        organisation=writer.organisation, service=ready.service, type_code="statement_of_purpose"
    )
    assert [one.entry for one in press("two")] == [ready]
    assert held_up.submissions == []


def test_a_late_attempt_is_kept_whatever_documents_are_lacking(asked, entry, writer):
    asked.required_at_bid = True
    sent = submit_complete(entry.bid, by=writer, received_at=CLOSES_AT, token="late", vault=vault())
    assert len(sent) == 1


def test_the_opening_writes_down_what_each_bid_relied_on(session, procurement, asked, writer):
    held = DocumentFactory(organisation=writer.organisation)
    first, second = complete_entry(procurement, writer), complete_entry(procurement)
    for one in (first, second):
        send_entry(one, writer, OPEN)
    gone = complete_entry(procurement)
    send_entry(gone, writer, OPEN)
    withdraw_entry(gone, by=writer, received_at=OPEN)
    assert session.scalars(select(EntryDocument)).all() == []
    opened(procurement, CLOSES_AT + timedelta(minutes=2))
    rows = {row.entry_id: row for row in session.scalars(select(EntryDocument))}
    assert set(rows) == {first.id, second.id}
    assert (rows[first.id].reference, rows[first.id].sum_insured_pence) == (
        held.reference,
        10_000_000_00,
    )
    assert (rows[second.id].state, rows[second.id].reference) == (State.MISSING, None)


def test_the_bid_has_a_task_that_shows_how_documents_stand(browser, asked, entry, writer):
    page = browser.get(f"/bids/{entry.bid.reference}").text
    assert "1 document to put in place before an award" in page
    listed = browser.get(f"/bids/{entry.bid.reference}/documents")
    assert (heading(listed).endswith("Compliance documents"), "Missing" in listed.text) == (
        True,
        True,
    )
    assert "added by an administrator" in listed.text
    DocumentFactory(organisation=writer.organisation)
    assert "Everything that is asked for is in place" in (
        browser.get(f"/bids/{entry.bid.reference}").text
    )
    asked.required_at_bid, asked.minimum_pence = True, 20_000_000_00
    assert "must be in place before you can submit" in (
        browser.get(f"/bids/{entry.bid.reference}").text
    )


def test_a_bid_to_a_framework_that_asks_nothing_has_no_such_task(browser, entry):
    assert "Your documents" not in browser.get(f"/bids/{entry.bid.reference}").text
    page = browser.get(f"/bids/{entry.bid.reference}/documents").text
    assert "No documents asked for" in page


def test_rivals_cannot_see_how_a_bidders_documents_stand(client, asked, entry, at):
    at(OPEN)
    client.sign_in(bidder())
    assert client.get(f"/bids/{entry.bid.reference}/documents").status_code == 404


def test_a_provider_sees_what_each_framework_that_it_bids_for_asks(client, asked, entry, at):
    at(OPEN)
    FrameworkDocumentFactory(
        framework=asked.framework, type_code="statement_of_purpose", minimum_pence=None
    )
    keeper = member(entry.bid.organisation, Role.PROVIDER_ADMINISTRATOR)
    page = client.sign_in(keeper).get("/provider/documents/frameworks").text
    assert asked.framework.title in page
    assert "In place for 0 of 1 service" in page
    PolicyFactory(
        organisation=keeper.organisation, service=entry.service, type_code="statement_of_purpose"
    )
    assert "In place for 1 of 1 service" in client.get("/provider/documents/frameworks").text
    other = member(None, Role.PROVIDER_ADMINISTRATOR)
    page = client.sign_in(other).get("/provider/documents/frameworks").text
    assert "No framework yet" in page


def test_a_commissioner_writes_the_list_on_the_frameworks_pages(client, session, at):
    framework = FrameworkFactory()
    base = f"/frameworks/{framework.reference}/documents"
    client.sign_in(commissioner_of(framework))
    assert "No documents asked for yet" in client.get(base).text
    assert base in client.get(f"/frameworks/{framework.reference}").text
    assert client.post(f"{base}/usual").status_code == 303
    assert "Change" in client.get(base).text
    assert client.get(f"{base}/public_liability").status_code == 200
    saved = client.post(f"{base}/public_liability", data={"when": "at_bid", "minimum": "2,500,000"})
    assert saved.status_code == 303
    row = session.scalars(
        select(FrameworkDocument).where(FrameworkDocument.type_code == "public_liability")
    ).one()
    assert (row.minimum_pence, row.required_at_bid) == (2_500_000_00, True)
    assert client.post(f"{base}/equality", data={"when": "welcome"}).status_code == 303
    assert "Welcome" in client.get(base).text
    assert client.post(f"{base}/equality/drop").status_code == 303
    assert client.post(f"{base}/equality/drop").status_code == 404
    client.sign_in(member(FrameworkFactory().region.lead, Role.COMMISSIONER))
    assert client.get(base).status_code == 404
    assert client.post(f"{base}/usual").status_code == 404


def test_the_list_of_a_framework_under_way_can_only_be_read(client, procurement, asked, at):
    at(OPEN)
    base = f"/frameworks/{procurement.framework.reference}/documents"
    client.sign_in(commissioner_of(procurement.framework))
    page = client.get(base).text
    assert ("is under way" in page, "Ask for the usual" in page) == (True, False)
    client.post(f"{base}/usual")
    assert "cannot be changed until it is decided" in client.get(base).text


def test_before_the_opening_nobody_is_shown_the_documents_of_bidders(client, procurement, at):
    at(OPEN)
    client.sign_in(commissioner_of(procurement.framework))
    page = f"/evaluation/{procurement.reference}/documents"
    assert client.get(page).status_code == 404


def test_after_the_opening_staff_see_documents_then_and_now(
    client, procurement, asked, entry, writer, at
):
    held = DocumentFactory(organisation=writer.organisation)
    send_entry(entry, writer, OPEN)
    opened(procurement, at(CLOSES_AT + timedelta(minutes=2)))
    held.status = DocumentStatus.WITHDRAWN
    client.sign_in(commissioner_of(procurement.framework))
    base = f"/evaluation/{procurement.reference}/documents"
    page = client.get(base).text
    assert writer.organisation.name in page
    assert "Public liability insurance" in page
    detail = client.get(f"{base}/{entry.reference}").text
    for words in (held.reference, held.sha256, "£10,000,000.00", "Met", "Missing"):
        assert words in detail, words
    assert client.get(f"{base}/{entry.bid.reference}").status_code == 404


def test_the_list_after_the_opening_takes_as_many_statements_for_twice_the_entries(
    client, session, procurement, asked, at, count_queries
):
    at(CLOSES_AT + timedelta(minutes=2))
    for _ in range(4):
        send_entry(complete_entry(procurement), bidder(), WRITTEN_AT)
    entries = list(procurement.lots[0].framework.lots)
    opened(procurement, CLOSES_AT + timedelta(minutes=2))
    client.sign_in(commissioner_of(procurement.framework))
    page = f"/evaluation/{procurement.reference}/documents"
    session.commit()
    with count_queries() as many:
        assert client.get(page).text.count("Public liability") == 8
    rows = session.scalars(select(EntryDocument).order_by(EntryDocument.entry_id)).all()
    for row in rows[2:]:
        row.entry.status, row.entry.submitted_at = "withdrawn", None
    session.commit()
    with count_queries() as few:
        assert client.get(page).text.count("Public liability") == 4
    assert (len(few), bool(entries)) == (len(many), True)


def test_proposed_suppliers_without_their_documents_are_warned_of(client, session):
    stage = ranked()
    framework = stage.procurement.framework
    FrameworkDocumentFactory(framework=framework)
    proposed = stage.entries[0]
    client.sign_in(stage.commissioner)
    page = f"/evaluation/{stage.procurement.reference}/recommend"
    warning = "Mandatory compliance documents are not in place"
    assert warning in client.get(page).text
    assert "Not recorded" in client.get(f"/evaluation/{stage.procurement.reference}/documents").text
    today = WRITTEN_AT.date()
    assert [one.entry for one in lacking([proposed], today)] == [proposed]
    for one in stage.entries:
        DocumentFactory(organisation=one.bid.organisation, issued_on=date(2026, 1, 1))
    assert warning not in client.get(page).text
    assert lacking([proposed], today) == []
