"""The pages of documents: what providers add and see, and what reviewers do with it."""

import io
import socket
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access import Role
from portal.config import settings
from portal.files import open_store
from portal.providers.models import ComplianceDocument, DocumentStatus
from tests.conftest import NOW
from tests.factories.accounts import OrganisationFactory, RccFactory, member
from tests.factories.documents import DocumentFactory, PolicyFactory
from tests.factories.providers import ServiceFactory
from tests.support.clamd import EICAR, HARMFUL, daemon, real_daemon
from tests.support.client import heading
from tests.support.pages import date_boxes

PDF = b"%PDF-1.4\n" + b"An insurance.\n" * 20
NEW = "/provider/documents/new/public_liability"
TODAY = NOW.date()


@pytest.fixture
def keeper(session, at):
    return member(OrganisationFactory(name="Hollowgate Homes"), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def own(client, keeper):
    return client.sign_in(keeper)


@pytest.fixture
def staff(client, session, at):
    return client.sign_in(member(RccFactory(), Role.CONTRACT_MANAGER))


@pytest.fixture
def scanned_at(app: Flask, monkeypatch):
    """Have uploads scanned at an address."""

    def set_address(url: str) -> None:
        monkeypatch.setitem(app.extensions, "settings", replace(settings(), clamd_url=url))

    return set_address


def filled_in(content: bytes = PDF, name: str = "cover.pdf", **changed):
    return {
        "token": "one-press",
        "file": (io.BytesIO(content), name),
        **date_boxes("issued_on", date(2026, 11, 1)),
        **date_boxes("expires_on", date(2027, 10, 31)),
        "sum_insured": "10,000,000",
        "number": "PL/7",
        "issuer": "Harbour Mutual",
        **changed,
    }


def send(client, page=NEW, **changed):
    return client.post(page, data=filled_in(**changed), content_type="multipart/form-data")


def documents(session) -> list[ComplianceDocument]:
    return list(session.scalars(select(ComplianceDocument).order_by(ComplianceDocument.id)))


def files() -> set[str]:
    return {one.key for one in open_store(settings().files_url).list_keys()}


def test_a_document_is_added_and_its_page_leads_back_to_the_list(own, session):
    answer = send(own)
    assert answer.status_code == 303
    [made] = documents(session)
    assert (made.sum_insured_pence, made.media_type) == (10_000_000_00, "application/pdf")
    page = own.get(answer.location)
    assert heading(page).endswith("Public liability insurance")
    assert "This waits for review" in page.text
    assert "Awaiting review" in own.get("/provider/documents").text


def test_the_same_press_twice_adds_one_document(own, session):
    assert send(own).location == send(own).location
    assert len(documents(session)) == 1


def test_the_list_says_what_is_missing_returned_expiring_and_over(own, keeper):
    holder = {"organisation": keeper.organisation}
    DocumentFactory(**holder, expires_on=TODAY + timedelta(days=20))
    DocumentFactory(**holder, type_code="employers_liability", sum_insured_pence=4_000_000_00)
    DocumentFactory(**holder, type_code="professional_indemnity", status=DocumentStatus.RETURNED)
    PolicyFactory(**holder, expires_on=TODAY - timedelta(days=3))
    page = own.get("/provider/documents").text
    for words in (
        "Runs out on 13 Dec 2026",
        "£4,000,000.00 insured, £1,000,000.00 less than asked",
        "The sum is not readable.",
        "Ran out on 20 Nov 2026",
        "Not added",
        "No services yet",
    ):
        assert words in page, words


def test_services_have_documents_of_their_own_found_by_name(own, keeper, session):
    for name in ("Alder House", "Birch House"):
        ServiceFactory(organisation=keeper.organisation, name=name)
    home = ServiceFactory(organisation=keeper.organisation, name="Cedar House")
    address = f"/provider/documents/new/statement_of_purpose/{home.reference}"
    assert own.get("/provider/documents/new/statement_of_purpose").status_code == 404
    answer = send(own, address, name="purpose.pdf")
    assert answer.status_code == 303
    assert documents(session)[0].service_id == home.id
    page = own.get("/provider/documents?text=cedar").text
    assert ("Cedar House" in page, "Alder House" in page) == (True, False)
    assert "No service matches" in own.get("/provider/documents?text=zz%25").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"content": b""}, "The selected file is empty"),
        ({"content": b"\x00\x01\x02 neither"}, "The selected file must be a PDF"),
        ({"content": b"<script>alert(1)</script>", "name": "x.pdf"}, "must be a PDF"),
        ({"sum_insured": ""}, "Enter the sum insured"),
        ({"number": ""}, "Enter the policy number"),
        (date_boxes("expires_on", date(2026, 11, 22)), "This document has run out already"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_is_stored(own, session, changed, said):
    before = files()
    page = send(own, **changed)
    assert (page.status_code, said in page.text) == (200, True)
    assert (documents(session), files()) == ([], before)


def test_a_file_over_the_limit_is_refused(own, app, monkeypatch, session):
    monkeypatch.setitem(app.extensions, "settings", replace(settings(), upload_limit_bytes=100))
    page = send(own)
    assert "must be smaller than" in page.text or page.status_code == 413
    assert documents(session) == []


def test_an_infected_file_is_refused_beside_the_field_and_not_stored(own, session, scanned_at):
    before, listener = files(), socket.create_server(("127.0.0.1", 0))
    scanned_at(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
    with daemon(listener):
        page = send(own, content=PDF + HARMFUL)
    assert "The selected file contains a virus" in page.text
    assert 'id="file-error"' in page.text
    assert (documents(session), files()) == ([], before)


def test_a_clean_file_passes_the_scanner_and_is_stored(own, session, scanned_at):
    listener = socket.create_server(("127.0.0.1", 0))
    scanned_at(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
    with daemon(listener):
        assert send(own).status_code == 303
    [made] = documents(session)
    assert open_store(settings().files_url).get(made.store_key) == PDF


def test_without_its_scanner_nothing_is_let_in(own, session, scanned_at):
    listener = socket.create_server(("127.0.0.1", 0))
    scanned_at(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
    listener.close()
    before = files()
    page = send(own)
    assert "could not be checked for viruses" in page.text
    assert (documents(session), files()) == ([], before)


def test_the_real_daemon_refuses_eicar_and_lets_a_clean_file_in(own, session, scanned_at, tmp_path):
    with real_daemon(tmp_path) as url:
        scanned_at(url)
        assert "contains a virus" in send(own, content=PDF + EICAR).text
        assert documents(session) == []
        assert send(own).status_code == 303


def test_files_are_sent_to_be_saved_and_never_shown(own, keeper, session):
    send(own)
    [made] = documents(session)
    answer = own.get(f"/provider/documents/{made.reference}/file")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_another_provider_finds_none_of_it(own, client, session):
    send(own)
    [made] = documents(session)
    client.sign_in(member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR))
    base = f"/provider/documents/{made.reference}"
    assert {client.get(base + page).status_code for page in ("", "/file", "/withdraw")} == {404}
    assert client.get(f"/documents/{made.reference}").status_code == 403


def test_nothing_has_changed_is_offered_for_a_policy_and_sends_it_again(own, keeper, session):
    policy = PolicyFactory(organisation=keeper.organisation)
    base = f"/provider/documents/{policy.reference}"
    assert "Nothing has changed" in own.get(base).text
    assert own.get(f"{base}/unchanged").status_code == 200
    answer = own.post(f"{base}/unchanged")
    assert (answer.status_code, len(documents(session))) == (303, 2)
    assert "Nothing has changed" not in own.get(base).text


def test_what_has_run_out_cannot_be_confirmed(own, keeper):
    over = PolicyFactory(organisation=keeper.organisation, expires_on=TODAY - timedelta(days=1))
    base = f"/provider/documents/{over.reference}"
    page = own.get(base).text
    assert ("Nothing has changed" in page, page.count("Expired")) == (False, 2)
    assert "cannot be extended" in own.post(f"{base}/unchanged").text


def test_a_document_is_withdrawn(own, keeper, session):
    document = DocumentFactory(organisation=keeper.organisation)
    base = f"/provider/documents/{document.reference}"
    assert own.get(f"{base}/withdraw").status_code == 200
    assert own.post(f"{base}/withdraw").status_code == 303
    assert documents(session)[0].status is DocumentStatus.WITHDRAWN
    assert "cannot become withdrawn" in own.post(f"{base}/withdraw").text


def test_the_queue_shows_the_longest_waiting_and_filters(staff):
    first = DocumentFactory(status=DocumentStatus.SUBMITTED, organisation__name="Alder Care")
    accepted = DocumentFactory(
        type_code="accounts",
        organisation__name="Birch Care",
        sum_insured_pence=None,
        expires_on=TODAY + timedelta(days=10),
    )
    rows = {
        "": ("Alder Care", "Birch Care"),
        "?status=any&text=birch": ("Birch Care", "Alder Care"),
        "?status=any&kind=accounts": ("Birch Care", "Alder Care"),
        "?status=any&expiring=yes": ("Birch Care", "Alder Care"),
        "?status=nonsense&kind=nonsense&text=alder": ("Alder Care", "Birch Care"),
    }
    for query, (shown, hidden) in rows.items():
        page = staff.get(f"/documents{query}").text
        assert (shown in page, hidden in page) == (True, False), query
    assert first.reference != accepted.reference
    assert "No document matches" in staff.get("/documents?text=zz").text


def test_an_empty_queue_says_so(staff):
    assert "Nothing waits for review" in staff.get("/documents").text


def test_accepting_asks_to_compare_dates_and_sum_first(staff, session):
    document = DocumentFactory(status=DocumentStatus.SUBMITTED)
    page = f"/documents/{document.reference}"
    assert "£10,000,000.00" in staff.get(page).text
    accept = {"decision": "accept"}
    assert "compared the dates" in staff.post(page, data=accept).text
    assert "compared the sum" in staff.post(page, data={**accept, "expiry_seen": "y"}).text
    both = {**accept, "expiry_seen": "y", "sum_seen": "y"}
    assert staff.post(page, data=both).status_code == 303
    assert documents(session)[0].status is DocumentStatus.ACCEPTED
    assert "Accepted" in staff.get(page).text


def test_a_document_that_insures_nothing_asks_for_its_dates_only(staff, session):
    policy = PolicyFactory(status=DocumentStatus.SUBMITTED)
    page = f"/documents/{policy.reference}"
    assert "sum insured" not in staff.get(page).text.lower()
    assert staff.post(page, data={"decision": "accept", "expiry_seen": "y"}).status_code == 303


def test_a_return_needs_its_reason_and_shows_it_to_the_provider(staff, client, session):
    document = DocumentFactory(status=DocumentStatus.SUBMITTED)
    page = f"/documents/{document.reference}"
    assert "what the provider must put right" in staff.post(page, data={"decision": "return"}).text
    reason = {"decision": "return", "reason": "The sum is not on it."}
    assert staff.post(page, data=reason).status_code == 303
    client.sign_in(member(documents(session)[0].organisation, Role.PROVIDER_ADMINISTRATOR))
    assert "The sum is not on it." in client.get(f"/provider{page}").text


def test_staff_see_a_providers_documents_and_fetch_files(staff, session):
    owner = OrganisationFactory(name="Hollowgate Homes")
    home = ServiceFactory(organisation=owner, name="Alder House")
    key = open_store(settings().files_url).put(PDF)
    document = DocumentFactory(organisation=owner, store_key=key)
    PolicyFactory(organisation=owner, service=home, type_code="statement_of_purpose")
    page = staff.get(f"/providers/{owner.reference}/documents").text
    assert ("Alder House" in page, f"/documents/{document.reference}" in page) == (True, True)
    answer = staff.get(f"/documents/{document.reference}/file")
    assert (answer.data, "attachment" in answer.headers["Content-Disposition"]) == (PDF, True)


def test_kinds_are_listed_and_an_administrator_adds_one(client, session, at):
    client.sign_in(member(RccFactory(), Role.COMMISSIONER))
    page = client.get("/document-types").text
    assert ("Employers’ liability insurance" in page, "Add a kind" in page) == (True, False)
    client.sign_in(member(RccFactory(), Role.SYSTEM_ADMINISTRATOR))
    assert "Add a kind" in client.get("/document-types").text
    assert client.get("/document-types/new").status_code == 200
    kind = {"title": "Fire risk assessment", "guidance": "Signed.", "held_by": "service"}
    twice = [client.post("/document-types/new", data=kind) for _ in range(2)]
    assert [answer.status_code for answer in twice] == [303, 200]
    assert "of this name already" in twice[1].text
    assert "Fire risk assessment" in client.get("/document-types").text


@pytest.mark.parametrize("page", ["/documents", "/provider/documents"])
def test_lists_take_as_many_statements_for_twice_the_rows(client, session, at, count_queries, page):
    by = member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)
    acting = by if page.startswith("/provider") else member(RccFactory(), Role.CONTRACT_MANAGER)
    client.sign_in(acting)

    def more(number):
        for _ in range(number):
            home = ServiceFactory(organisation=by.organisation)
            PolicyFactory(
                organisation=by.organisation,
                service=home,
                type_code="statement_of_purpose",
                status=DocumentStatus.SUBMITTED,
            )
        session.commit()
        with count_queries() as counted:
            assert client.get(page).status_code == 200
        return len(counted)

    assert more(3) == more(6)
