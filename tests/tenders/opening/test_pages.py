"""The pages on which officers open bids and everybody declares their interests."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.inbox import InboxItem
from portal.tenders.models import (
    Assignment,
    Declaration,
    Duty,
    Mark,
    ProcurementStatus,
    Response,
)
from portal.tenders.services.declarations import declare, may_read
from portal.tenders.services.submission import withdraw_entry
from tests.factories.accounts import member
from tests.factories.bids import WRITTEN_AT, bidder, opened, submitted_entry
from tests.factories.tenders import CLOSES_AT, people_of, published_procurement
from tests.support.client import heading

LATER = CLOSES_AT + timedelta(minutes=1)


@pytest.fixture
def procurement(session, at):
    at(LATER)
    return published_procurement()


@pytest.fixture
def officers(procurement):
    return people_of(procurement, Duty.OPENER)


@pytest.fixture
def evaluator(procurement):
    return people_of(procurement, Duty.EVALUATOR)[0]


def declare_none(client, procurement, who):
    return client.sign_in(who).post(
        f"/procurements/{procurement.reference}/declaration",
        data={"answer": "none"},
        follow_redirects=True,
    )


def press(client, procurement, who, envelope="quality"):
    return client.sign_in(who).post(
        f"/procurements/{procurement.reference}/opening/{envelope}", follow_redirects=True
    )


def test_two_officers_declare_authorise_and_open(client, procurement, officers):
    entry = submitted_entry(procurement, at=WRITTEN_AT)
    for officer in officers:
        assert "Your declaration is recorded" in declare_none(client, procurement, officer).text
    first = press(client, procurement, officers[0])
    assert "authorised the opening on 18 December 2026 at 12:01:00 GMT" in first.text
    record = press(client, procurement, officers[1])
    assert heading(record) == "Record of the opening of bids"
    assert entry.submissions[0].digest in record.text
    assert entry.bid.organisation.name in record.text
    assert procurement.status is ProcurementStatus.QUALITY_OPENED
    pdf = client.get(f"/procurements/{procurement.reference}/opening/quality/record.pdf")
    assert pdf.data.startswith(b"%PDF")


def test_the_first_officer_is_not_offered_the_second_act_and_is_refused_it(
    client, procurement, officers
):
    for officer in officers:
        declare_none(client, procurement, officer)
    press(client, procurement, officers[0])
    page = press(client, procurement, officers[0])
    assert "it takes two officers" in page.text
    assert "You cannot take the next step now" in page.text


def test_before_the_minute_is_over_the_page_says_from_when(client, procurement, officers, at):
    at(CLOSES_AT)
    declare_none(client, procurement, officers[0])
    page = press(client, procurement, officers[0])
    assert "They can be opened from 18 December 2026 at 12:01:00 GMT" in page.text
    assert procurement.status is ProcurementStatus.PUBLISHED


def test_without_a_declaration_nobody_opens(client, procurement, officers):
    assert "Declare first" in press(client, procurement, officers[0]).text


def test_an_opening_without_bids_says_so(client, procurement, officers):
    for officer in officers:
        declare_none(client, procurement, officer)
    press(client, procurement, officers[0])
    assert "No bids were submitted" in press(client, procurement, officers[1]).text


def test_withdrawn_and_late_bids_stand_in_the_record(client, procurement, officers):
    by = bidder()
    entry = submitted_entry(procurement, by)
    withdraw_entry(entry, by=by, received_at=WRITTEN_AT)
    opened(procurement, LATER)
    client.sign_in(officers[0])
    page = client.get(f"/procurements/{procurement.reference}/opening/quality/record")
    assert "Withdrawn before the close, not opened" in page.text
    assert entry.reference in page.text


def test_only_assigned_openers_reach_the_opening(client, procurement, evaluator):
    stranger = member(procurement.framework.region.lead, Role.COMMISSIONER)
    for who in (stranger, evaluator):
        client.sign_in(who)
        path = f"/procurements/{procurement.reference}/opening/quality"
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert client.get(f"/procurements/{procurement.reference}/opening/third").status_code == 404


def test_providers_do_not_reach_opening_or_declarations(client, procurement):
    client.sign_in(bidder())
    for page in ("opening/quality", "opening/quality/record", "declaration"):
        assert client.get(f"/procurements/{procurement.reference}/{page}").status_code == 403


def test_a_record_of_another_region_is_not_found(client, procurement, officers):
    opened(procurement, LATER)
    stranger = member(published_procurement().framework.region.lead, Role.COMMISSIONER)
    client.sign_in(stranger)
    path = f"/procurements/{procurement.reference}/opening/quality/record"
    assert client.get(path).status_code == 404


def test_a_conflict_must_be_described(client, procurement, evaluator, session):
    page = client.sign_in(evaluator).post(
        f"/procurements/{procurement.reference}/declaration", data={"answer": "conflict"}
    )
    assert "Describe the conflict of interest" in page.text
    assert not session.scalars(select(Declaration)).all()


def test_a_conflict_takes_a_person_off_and_the_commissioners_are_told(
    client, procurement, evaluator, session
):
    commissioner = people_of(procurement, Duty.OPENER)[0]
    page = client.sign_in(evaluator).post(
        f"/procurements/{procurement.reference}/declaration",
        data={"answer": "conflict", "detail": "My brother runs a home."},
        follow_redirects=True,
    )
    assert "You have no duty in this procurement now" in page.text
    duty = select(Assignment).where(Assignment.membership_id == evaluator.id)
    assert session.scalars(duty).one().ended_at == LATER
    told = select(InboxItem).where(InboxItem.membership_id == commissioner.id)
    notice = session.scalars(told).one()
    assert evaluator.person.name in notice.title
    assert "brother" not in notice.body


def test_after_the_opening_an_evaluator_declares_for_each_bidder(client, procurement, evaluator):
    path = f"/procurements/{procurement.reference}/declarations/bidders"
    client.sign_in(evaluator)
    assert "The bids have not been opened" in client.get(path).text
    names = {submitted_entry(procurement).bid.organisation.id: name for name in ("first", "second")}
    opened(procurement, LATER)
    declare(procurement, by=evaluator, at=LATER, conflict=False)
    assert not may_read(procurement, evaluator)
    missing = client.post(path, data={})
    assert missing.text.count("Say whether you have a conflict of interest with") >= 2
    page = client.post(path, data={f"answer-{key}": "none" for key in names}, follow_redirects=True)
    assert "You have declared for every bidder" in page.text
    assert may_read(procurement, evaluator)


def test_a_conflict_with_one_bidder_takes_an_evaluator_off_the_whole_question(
    client, procurement, evaluator, session
):
    rival = submitted_entry(procurement).bid.organisation
    other = submitted_entry(procurement).bid.organisation
    opened(procurement, LATER)
    declare(procurement, by=evaluator, at=LATER, conflict=False)
    response = session.scalars(select(Response)).first()
    mark = Mark(
        response_id=response.id, membership_id=evaluator.id, mark=3, reason="Good", marked_at=LATER
    )
    session.add(mark)
    page = client.sign_in(evaluator).post(
        f"/procurements/{procurement.reference}/declarations/bidders",
        data={
            f"answer-{rival.id}": "conflict",
            f"detail-{rival.id}": "I worked there.",
            f"answer-{other.id}": "none",
        },
        follow_redirects=True,
    )
    assert "I worked there." in page.text
    duty = select(Assignment).where(Assignment.membership_id == evaluator.id)
    assert session.scalars(duty).one().ended_at == LATER
    assert mark.set_aside_at == LATER


def test_somebody_without_a_duty_has_nothing_to_declare(client, procurement):
    client.sign_in(member(procurement.framework.region.lead, Role.EVALUATOR))
    for page in ("declaration", "declarations/bidders"):
        assert client.get(f"/procurements/{procurement.reference}/{page}").status_code == 404


@pytest.fixture
def filed(client, procurement, at):
    """An entry with a file, its bids opened; returns the file's reference."""
    at(CLOSES_AT - timedelta(minutes=10))
    by = bidder()
    entry = submitted_entry(procurement, by)
    client.sign_in(by).post(
        f"/bids/{entry.bid.reference}/answers/organisation/1",
        data={"text": "See file.", "seen": "1", "file": (io.BytesIO(b"Cover\n"), "cover.txt")},
    )
    client.post(f"/entries/{entry.reference}/submit", data={"agree": "y", "token": "t"})
    at(LATER)
    opened(procurement, LATER)
    response = next(one for one in entry.bid.procurement.questions if one.position == 1)
    return select(Response).where(Response.question_id == response.id)


def test_an_opened_file_is_read_by_those_who_mark_its_question(
    client, procurement, evaluator, filed, session
):
    response = session.scalars(filed).one()
    [listed] = response.files
    reference = listed["member"].removeprefix("files/").removesuffix(".txt")
    path = f"/procurements/{procurement.reference}/files/{reference}"
    client.sign_in(evaluator)
    assert client.get(path).status_code == 404, "before every declaration"
    declare(procurement, by=evaluator, at=LATER, conflict=False)
    declare(procurement, by=evaluator, at=LATER, conflict=False, bidder=response.bid.organisation)
    sent = client.get(path)
    assert (sent.data, sent.mimetype) == (b"Cover\n", "text/plain")
    client.sign_in(member(procurement.framework.region.lead, Role.EVALUATOR))
    assert client.get(path).status_code == 404
