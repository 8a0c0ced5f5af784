"""Adding, confirming, reviewing and withdrawing documents: what is allowed, and what follows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access import Role
from portal.changes import Changed, DirtyMark
from portal.config import settings
from portal.db import all_of
from portal.errors import DomainError, MoveRefusedError
from portal.files import PDF, Upload, open_store
from portal.inbox import InboxItem
from portal.outbox import OutboxMessage
from portal.providers.models import DocumentStatus, DocumentType
from portal.providers.services.document_kinds import KindTerms, add_kind
from portal.providers.services.document_review import accept_document, return_document
from portal.providers.services.documents import (
    DocumentFacts,
    add_document,
    confirm_unchanged,
    months_after,
    withdraw_document,
)
from tests.conftest import NOW
from tests.factories.accounts import OrganisationFactory, RccFactory, member
from tests.factories.documents import DocumentFactory, PolicyFactory
from tests.factories.providers import ServiceFactory

TODAY = NOW.date()
COVER = DocumentFacts(
    date(2026, 11, 1), date(2027, 10, 31), 10_000_000_00, "PL/7", "Harbour Mutual"
)
REVIEWED_TO = DocumentFacts(date(2026, 11, 1), date(2027, 10, 31))


def kind(session, code="public_liability") -> DocumentType:
    return session.get_one(DocumentType, code)


def add(session, by, facts=COVER, code="public_liability", service=None, content=b"%PDF-1.4 one"):
    return add_document(
        by.organisation,
        kind(session, code),
        service,
        facts,
        upload=Upload("certificate.pdf", PDF, content, "ab" * 32),
        store=open_store(settings().files_url),
        by=by,
        at=NOW,
    )


def stored() -> list[str]:
    return [one.key for one in open_store(settings().files_url).list_keys()]


@pytest.fixture
def keeper(session):
    return member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def reviewer(session):
    return member(RccFactory(), Role.CONTRACT_MANAGER)


def test_a_document_is_kept_waits_for_review_and_is_marked_as_changed(session, keeper):
    made = add(session, keeper)
    assert (made.status, made.version) == (DocumentStatus.SUBMITTED, 1)
    assert open_store(settings().files_url).get(made.store_key) == b"%PDF-1.4 one"
    marks = session.scalars(select(DirtyMark).where(DirtyMark.kind == Changed.DOCUMENT)).all()
    assert [mark.subject_id for mark in marks] == [made.id]


def test_a_newer_version_takes_the_place_of_one_that_waits_but_not_of_an_accepted_one(
    session, keeper
):
    accepted = DocumentFactory(organisation=keeper.organisation)
    waiting = add(session, keeper)
    newest = add(session, keeper)
    assert (accepted.status, waiting.status) == (DocumentStatus.ACCEPTED, DocumentStatus.SUPERSEDED)
    assert (newest.version, newest.status) == (3, DocumentStatus.SUBMITTED)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"issued_on": TODAY + timedelta(days=91)}, "issued_on"),
        ({"sum_insured_pence": None}, "sum_insured"),
        ({"number": " "}, "number"),
        ({"issuer": ""}, "issuer"),
        ({"expires_on": None}, "expires_on"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"issued_on": TODAY + timedelta(9), "expires_on": TODAY + timedelta(8)}, "expires_on"),
        ({"expires_on": date(2036, 11, 2)}, "expires_on"),
    ],
)
def test_facts_that_cannot_be_right_are_refused_and_nothing_is_stored(
    session, keeper, changed, field
):
    before = stored()
    facts = {name: getattr(COVER, name) for name in COVER.__slots__}
    with pytest.raises(DomainError) as refused:
        add(session, keeper, DocumentFacts(**{**facts, **changed}))
    assert (refused.value.field, stored()) == (field, before)


def test_only_insurances_have_a_sum_and_may_begin_later(session, keeper):
    later = DocumentFacts(TODAY + timedelta(days=1), TODAY + timedelta(days=300))
    with pytest.raises(DomainError, match="today or in the past"):
        add(session, keeper, later, code="safeguarding")
    with pytest.raises(DomainError, match="insures nothing"):
        add(session, keeper, COVER, code="safeguarding")


def test_a_document_of_a_service_is_about_an_own_service(session, keeper):
    own = ServiceFactory(organisation=keeper.organisation)
    made = add(session, keeper, REVIEWED_TO, "statement_of_purpose", own)
    assert (made.service_id, made.version) == (own.id, 1)
    for other in (None, ServiceFactory()):
        with pytest.raises(DomainError):
            add(session, keeper, REVIEWED_TO, "statement_of_purpose", other)
    with pytest.raises(DomainError, match="not about that service"):
        add(session, keeper, COVER, service=own)


def test_each_service_has_versions_of_its_own(session, keeper):
    first, second = (ServiceFactory(organisation=keeper.organisation) for _ in range(2))
    for service in (first, second):
        made = add(session, keeper, REVIEWED_TO, "statement_of_purpose", service)
        assert (made.version, made.status) == (1, DocumentStatus.SUBMITTED)


def test_nothing_changed_makes_the_next_version_with_the_same_file_until_a_year_from_today(
    session, keeper
):
    policy = PolicyFactory(organisation=keeper.organisation)
    made = confirm_unchanged(policy, by=keeper, at=NOW)
    assert (made.version, made.store_key, made.sha256) == (2, policy.store_key, policy.sha256)
    assert (made.issued_on, made.expires_on) == (TODAY, date(2027, 11, 23))
    assert (made.status, policy.status) == (DocumentStatus.SUBMITTED, DocumentStatus.ACCEPTED)


def test_no_change_cannot_extend_what_has_run_out(session, keeper):
    over = PolicyFactory(organisation=keeper.organisation, expires_on=TODAY - timedelta(days=1))
    with pytest.raises(DomainError, match="ran out on 22 November 2026"):
        confirm_unchanged(over, by=keeper, at=NOW)


def test_an_insurance_or_a_document_that_is_not_accepted_cannot_be_confirmed(session, keeper):
    with pytest.raises(DomainError, match="new document each time"):
        confirm_unchanged(DocumentFactory(organisation=keeper.organisation), by=keeper, at=NOW)
    waiting = PolicyFactory(organisation=keeper.organisation, status=DocumentStatus.SUBMITTED)
    with pytest.raises(DomainError, match="accepted"):
        confirm_unchanged(waiting, by=keeper, at=NOW)


def test_accepting_supersedes_the_one_before(session, keeper, reviewer):
    before = DocumentFactory(organisation=keeper.organisation)
    made = add(session, keeper)
    accept_document(made, by=reviewer, at=NOW)
    assert (before.status, made.status) == (DocumentStatus.SUPERSEDED, DocumentStatus.ACCEPTED)
    assert (made.reviewed_by, made.reviewed_at) == (reviewer, NOW)


def test_an_accepted_one_that_begins_later_leaves_the_one_in_force(session, keeper, reviewer):
    before = DocumentFactory(organisation=keeper.organisation, expires_on=date(2026, 12, 1))
    later = DocumentFacts(date(2026, 12, 2), date(2027, 12, 1), 10_000_000_00, "PL/8", "Harbour")
    made = add(session, keeper, later)
    accept_document(made, by=reviewer, at=NOW)
    assert (before.status, made.status) == (DocumentStatus.ACCEPTED, DocumentStatus.ACCEPTED)


def test_what_has_run_out_can_only_be_returned(session, keeper, reviewer):
    late = DocumentFactory(
        organisation=keeper.organisation,
        status=DocumentStatus.SUBMITTED,
        expires_on=TODAY - timedelta(days=1),
    )
    with pytest.raises(DomainError, match="Return it"):
        accept_document(late, by=reviewer, at=NOW)
    return_document(late, reason="It has run out.", by=reviewer, at=NOW)
    assert late.status is DocumentStatus.RETURNED


def test_returning_tells_the_provider_why_without_naming_the_home(session, keeper, reviewer):
    service = ServiceFactory(organisation=keeper.organisation, name="Larkfield House")
    made = add(session, keeper, REVIEWED_TO, "statement_of_purpose", service)
    return_document(made, reason="Page two is missing.", by=reviewer, at=NOW)
    told = session.scalars(select(InboxItem)).one()
    assert (told.membership_id, "Page two is missing." in told.body) == (keeper.id, True)
    mail = session.scalars(select(OutboxMessage)).one()
    assert (mail.to, "Larkfield" in mail.text + mail.subject) == (keeper.person.email, False)


def test_a_return_needs_a_reason_and_an_accepted_one_can_be_returned(session, reviewer):
    accepted = DocumentFactory()
    with pytest.raises(DomainError) as refused:
        return_document(accepted, reason="  ", by=reviewer, at=NOW)
    assert refused.value.field == "reason"
    return_document(accepted, reason="The insurer says it is not theirs.", by=reviewer, at=NOW)
    assert accepted.status is DocumentStatus.RETURNED


def test_nobody_reviews_what_they_added_themselves(session, keeper):
    made = add(session, keeper)
    for decide in (
        lambda: accept_document(made, by=keeper, at=NOW),
        lambda: return_document(made, reason="Wrong", by=keeper, at=NOW),
    ):
        with pytest.raises(DomainError, match="somebody else"):
            decide()


def test_a_withdrawn_document_stays_on_record_and_cannot_be_accepted(session, keeper, reviewer):
    made = add(session, keeper)
    withdraw_document(made, by=keeper, at=NOW)
    assert made.status is DocumentStatus.WITHDRAWN
    with pytest.raises(MoveRefusedError):
        accept_document(made, by=reviewer, at=NOW)
    with pytest.raises(MoveRefusedError):
        withdraw_document(made, by=keeper, at=NOW)


@pytest.mark.parametrize("service", [False, True])
def test_the_database_holds_one_waiting_version_of_each_document(session, service):
    about = {"type_code": "statement_of_purpose"} if service else {}
    first = DocumentFactory(status=DocumentStatus.SUBMITTED, **about)
    if service:
        first.service_id = ServiceFactory(organisation=first.organisation).id
        session.flush()
        session.refresh(first)
    with pytest.raises(IntegrityError):
        DocumentFactory(
            organisation=first.organisation,
            service=first.service,
            status=DocumentStatus.SUBMITTED,
            version=2,
            **about,
        )


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 1), 120, date(2036, 12, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(start, months, end):
    assert months_after(start, months) == end


def test_another_kind_is_a_row_at_the_end_of_the_list(session, keeper):
    facts = {
        "guidance": "The certificate.",
        "held_by": kind(session).held_by,
        "valid_months": 12,
        "number_label": "",
        "insures": True,
        "expected": False,
    }

    def add_one(**changed):
        return add_kind(KindTerms(**{**facts, **changed}), by=keeper, at=NOW)

    made = add_one(title="Cyber insurance")
    last = all_of(select(DocumentType).order_by(DocumentType.position))[-1]
    assert (last.code, made.expiry_label) == ("cyber_insurance", "Last day of cover")
    for title in ("CYBER Insurance", "!!"):
        with pytest.raises(DomainError) as refused:
            add_one(title=title)
        assert refused.value.field == "title"
    with pytest.raises(DomainError, match="months"):
        add_one(title="Endless", valid_months=None)
