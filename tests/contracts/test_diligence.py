"""Staff see who is due a check and why, record it, and learn nothing before bids are opened."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.access import Role
from portal.accounts.models import Membership
from portal.contracts.jobs import remind_of_diligence
from portal.contracts.services.diligence_due import due_count
from portal.contracts.todos.diligence import todo
from portal.errors import DomainError
from portal.inbox import InboxItem
from portal.monitoring.jobs.sweep import known_keys
from portal.providers.models import (
    DebarmentCheck,
    DebarmentResult,
    ExcludableDecision,
    FinancialCheck,
    FinancialKind,
    FinancialResult,
    Referee,
    Reference,
)
from portal.providers.services import diligence as services
from portal.tenders.models import Lot
from portal.tenders.services.recommendation import Outcome, recommend
from tests.factories.accounts import OrganisationFactory, RccFactory, member
from tests.factories.bids import bidder, opened, submitted_entry
from tests.factories.contracts import appointed
from tests.factories.diligence import (
    ConnectedPersonFactory,
    DebarmentCheckFactory,
    RefereeFactory,
    declared,
)
from tests.factories.evaluation import OPENED_AT, ranked
from tests.factories.tenders import CLOSES_AT, published_procurement
from tests.support.pages import date_boxes

pytestmark = pytest.mark.database
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = AT.date()
AFTER_CLOSE = CLOSES_AT + timedelta(minutes=5)
NONCE = re.compile(r'nonce="[^"]+"')
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def provider(vale):
    return appointed(vale.lot).organisation


def page_of(provider, path="") -> str:
    return f"/providers/{provider.reference}/diligence{path}"


def check_said(**said) -> dict[str, object]:
    return {
        "token": f"press-{len(said)}-{said.get('result', '')}",
        "persons": ["the-supplier"],
        "occasion": "scheduled",
        "list_consulted": services.DEBARMENT_LIST,
        "result": "not_listed",
        **date_boxes("checked_on", TODAY),
        **said,
    }


def test_a_provider_with_an_appointment_is_due_every_180_days(session, vale, provider):
    assert due_count(vale.manager, AT) == 1
    check = DebarmentCheckFactory(organisation=provider, checked_on=TODAY - timedelta(days=180))
    assert due_count(vale.manager, AT) == 0
    check.checked_on -= timedelta(days=1)
    session.flush()
    assert due_count(vale.manager, AT) == 1


def test_a_new_connected_person_is_due_at_once(vale, provider):
    DebarmentCheckFactory(organisation=provider, checked_on=TODAY)
    ConnectedPersonFactory(organisation=provider, name="Orla Finch")
    assert due_count(vale.manager, AT) == 1
    DebarmentCheckFactory(organisation=provider, person="Orla Finch", checked_on=TODAY)
    assert due_count(vale.manager, AT) == 0


def test_an_expired_appointment_and_another_region_make_nobody_due(session, vale, provider):
    other = ranked().commissioner
    assert due_count(other, AT) == 0
    after = datetime(2031, 1, 1, 9, 0, tzinfo=UTC)
    assert due_count(vale.manager, after) == 0


def test_staff_record_a_check_for_the_supplier_and_its_persons(client, session, at, vale, provider):
    at(AT)
    ConnectedPersonFactory(organisation=provider, name="Orla Finch")
    client.sign_in(vale.manager)
    page = client.get(page_of(provider)).text
    assert "Never" in page
    assert "Every 180 days while appointed" in page
    path = page_of(provider, "/checks/new")
    form = client.get(path).text
    assert "Orla Finch (director, trustee or partner)" in form
    assert "Select whom you looked up" in client.post(path, data=check_said(persons=[])).text
    ahead = check_said(**date_boxes("checked_on", TODAY + timedelta(days=1)))
    assert "today or in the past" in client.post(path, data=ahead).text
    stranger = check_said(persons=["Somebody Else"])
    assert "Choose one of the answers" in client.post(path, data=stranger).text
    said = check_said(persons=["the-supplier", "Orla Finch"])
    said["file"] = (io.BytesIO(PDF), "list.pdf")
    assert client.post(path, data=said).status_code == 303
    again = check_said(persons=["the-supplier", "Orla Finch"])
    assert client.post(path, data=again).status_code == 303, "the same press counts once"
    found = session.scalars(select(DebarmentCheck).order_by(DebarmentCheck.id)).all()
    assert [one.person for one in found] == ["", "Orla Finch"]
    assert due_count(vale.manager, AT) == 0
    sent = client.get(page_of(provider, f"/checks/{found[0].reference}/evidence"))
    assert sent.data == PDF
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert found[0].file_key in known_keys([found[0].file_key])


def test_a_wrong_check_is_withdrawn_with_a_reason_and_stays_on_record(
    client, session, at, vale, provider
):
    at(AT)
    check = DebarmentCheckFactory(
        organisation=provider, checked_on=TODAY, checked_by_id=vale.manager.id
    )
    path = page_of(provider, f"/checks/{check.reference}/withdraw")
    elsewhere = client.sign_in(member(RccFactory(), Role.CONTRACT_MANAGER))
    assert elsewhere.get(path).status_code == 404
    client.sign_in(vale.manager)
    assert "Say what is wrong" in client.post(path, data={"reason": ""}).text
    assert client.post(path, data={"reason": "Another company."}).status_code == 303
    assert "Another company." in client.get(page_of(provider)).text
    assert "withdrawn already" in client.post(path, data={"reason": "Again."}).text
    assert due_count(vale.manager, AT) == 1


def test_an_excludable_result_is_decided_once_with_a_reason(client, session, at, vale, provider):
    at(AT)
    check = DebarmentCheckFactory(
        organisation=provider,
        checked_on=TODAY,
        checked_by_id=vale.manager.id,
        result=DebarmentResult.LISTED_EXCLUDABLE,
    )
    clean = DebarmentCheckFactory(
        organisation=provider,
        person="Orla Finch",
        checked_on=TODAY,
        checked_by_id=vale.manager.id,
    )
    client.sign_in(vale.manager)
    page = client.get(page_of(provider)).text
    assert "is on the debarment list: listed excludable" in page
    path = page_of(provider, f"/checks/{check.reference}/decide")
    assert "Enter the reason" in client.post(path, data={"decision": "proceed"}).text
    said = {"decision": "proceed", "reason": "It has changed."}
    assert client.post(path, data=said).status_code == 303
    assert session.scalars(select(ExcludableDecision)).one().reason == "It has changed."
    assert "decided already" in client.post(path, data=said).text
    other = page_of(provider, f"/checks/{clean.reference}/decide")
    assert "Only a check that found" in client.post(other, data=said).text


def test_financial_standing_is_recorded_with_its_conditions(client, session, at, vale, provider):
    at(AT)
    client.sign_in(vale.manager)
    assert "Nobody has looked yet" in client.get(page_of(provider)).text
    said = {
        "token": "once",
        "kind": "credit_report",
        "source": "Harrow Ratings",
        "turnover_pence": "4,250,000.00",
        "result": "with_conditions",
        **date_boxes("checked_on", TODAY),
        **date_boxes("next_due", TODAY + timedelta(days=365)),
    }
    path = page_of(provider, "/financial/new")
    assert "Enter the conditions" in client.post(path, data=said).text
    early = said | date_boxes("next_due", TODAY)
    assert "due after this one" in client.post(path, data=early).text
    said["conditions"] = "A guarantee by its parent."
    assert client.post(path, data=said).status_code == 303
    made = session.scalars(select(FinancialCheck)).one()
    assert (made.kind, made.result) == (
        FinancialKind.CREDIT_REPORT,
        FinancialResult.WITH_CONDITIONS,
    )
    assert made.turnover_pence == 4_250_000_00
    assert "A guarantee by its parent." in client.get(page_of(provider)).text
    nothing = page_of(provider, f"/financial/{made.reference}/evidence")
    assert client.get(nothing).status_code == 404


def test_a_provider_names_referees_and_takes_them_off_the_list(client, session, at, provider):
    at(AT)
    administrator = member(provider, Role.PROVIDER_ADMINISTRATOR)
    client.sign_in(administrator)
    said = {
        "token": "once",
        "referee_organisation": "Larkmere Council",
        "contact": "Odile Brandt",
        "contact_email": "odile.brandt@example.org",
        "contract": "Two homes",
        "value_pence": "900,000",
        **date_boxes("starts_on", date(2024, 4, 1)),
        **date_boxes("ends_on", date(2023, 4, 1)),
    }
    path = "/provider/referees/new"
    assert "must end on or after" in client.post(path, data=said).text
    assert (
        client.post(path, data=said | date_boxes("ends_on", date(2026, 3, 31))).status_code == 303
    )
    referee = session.scalars(select(Referee)).one()
    remove = f"/provider/referees/{referee.reference}/remove"
    assert client.post(remove).status_code == 303
    assert "No referees yet" in client.get("/provider/referees").text
    assert client.post(remove).status_code == 404


def test_what_a_referee_said_is_for_staff_alone(client, session, at, vale, provider):
    at(AT)
    administrator = member(provider, Role.PROVIDER_ADMINISTRATOR)
    referee = RefereeFactory(organisation=provider)
    client.sign_in(vale.manager)
    taken = page_of(provider, f"/referees/{referee.reference}/reference")
    answer = {
        "token": "asked",
        "result": "good",
        "text": "They kept their word.",
        **date_boxes("asked_on", TODAY),
    }
    assert "Enter the day the referee answered" in client.post(taken, data=answer).text
    answer |= date_boxes("answered_on", TODAY)
    assert client.post(taken, data=answer).status_code == 303
    assert "They kept their word." in client.get(page_of(provider)).text
    assert session.scalar(select(func.count(Reference.id))) == 1
    client.sign_in(administrator)
    page = client.get("/provider/referees").text
    assert "Odile Brandt" in page
    assert "They kept their word." not in page


def test_a_rival_neither_sees_nor_touches_anything(client, provider):
    check = DebarmentCheckFactory(organisation=provider)
    referee = RefereeFactory(organisation=provider)
    rival = member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)
    client.sign_in(rival)
    for path in ("", "/checks/new", f"/checks/{check.reference}/withdraw", "/financial/new"):
        assert client.get(page_of(provider, path)).status_code == 403
    assert client.get("/providers/diligence").status_code == 403
    assert client.post(f"/provider/referees/{referee.reference}/remove").status_code == 404


def test_a_check_is_found_only_under_its_own_provider(client, vale, provider):
    elsewhere = DebarmentCheckFactory(person="", organisation=OrganisationFactory())
    client.sign_in(vale.manager)
    for path in ("withdraw", "decide", "evidence"):
        address = page_of(provider, f"/checks/{elsewhere.reference}/{path}")
        assert client.get(address).status_code == 404


def test_who_bids_shows_nowhere_before_the_opening(client, session, at):
    at(AFTER_CLOSE)
    procurement = published_procurement()
    lead = procurement.framework.region.lead
    manager = member(lead, Role.CONTRACT_MANAGER)
    by = bidder()
    name, path = by.organisation.name, page_of(by.organisation)

    def seen() -> list[str]:
        client.sign_in(manager)
        pages = ("/providers/diligence?state=due", path, "/providers/diligence/export.csv")
        return [NONCE.sub("", client.get(page).text) for page in pages]

    before = seen()
    submitted_entry(procurement, by)
    remind_of_diligence(AFTER_CLOSE)
    assert seen() == before
    assert due_count(manager, AFTER_CLOSE) == 0
    assert session.scalar(select(func.count(InboxItem.id)).where(theirs(manager))) == 0
    opened(procurement, AFTER_CLOSE)
    assert due_count(manager, AFTER_CLOSE) == 1
    assert name in seen()[0]
    assert f"Bid opened: {procurement.title}" in seen()[1]


def theirs(manager):
    return (InboxItem.membership_id == manager.id) & InboxItem.title.contains("debarment")


def test_a_supplier_about_to_be_appointed_is_due_before_the_award(client, session, at):
    at(OPENED_AT)
    stage = ranked()
    manager = member(stage.commissioner.organisation, Role.CONTRACT_MANAGER)
    assert due_count(manager, OPENED_AT) == 0
    recommend(
        stage.procurement,
        summary="As ranked.",
        outcomes={one.id: Outcome(True) for one in stage.entries},
        by=stage.commissioner,
        at=OPENED_AT,
    )
    assert due_count(manager, OPENED_AT + timedelta(days=31)) == 2
    supplier = stage.entries[0].bid.organisation
    at(OPENED_AT + timedelta(days=31))
    page = client.sign_in(manager).get(page_of(supplier)).text
    assert f"Before the award of {stage.procurement.title}" in page


def test_the_list_is_filtered_paged_and_downloaded(client, session, at, vale, provider):
    at(AT)
    declared(provider, at=AT)
    quiet = OrganisationFactory(name="Quiet Homes")
    client.sign_in(vale.manager)
    everybody = client.get("/providers/diligence").text
    assert provider.name in everybody
    assert quiet.name in everybody
    assert quiet.name not in client.get("/providers/diligence?state=due").text
    undeclared = client.get("/providers/diligence?state=undeclared").text
    assert quiet.name in undeclared
    assert provider.name not in undeclared
    assert "No provider matches" in client.get("/providers/diligence?state=yes").text
    assert quiet.name in client.get("/providers/diligence?text=quiet").text
    rows = client.get("/providers/diligence/export.csv?state=due").text.splitlines()
    assert rows[0].startswith("\ufeffProvider,Declaration")
    assert len(rows) == 2
    assert "in force" in rows[1]
    assert "Every 180 days while appointed" in rows[1]


def test_the_list_asks_as_often_for_many_providers_as_for_few(
    client, session, at, vale, count_queries
):
    at(AT)

    manager, lot = vale.manager.id, vale.lot.id

    def asked(more: int) -> int:
        for _ in range(more):
            organisation = appointed(session.get_one(Lot, lot)).organisation
            person = ConnectedPersonFactory(organisation=organisation)
            declared(organisation, at=AT)
            DebarmentCheckFactory(organisation=organisation, person=person.name)
            RefereeFactory(organisation=organisation)
        client.sign_in(session.get_one(Membership, manager))
        session.commit()
        session.expunge_all()
        with count_queries() as queries:
            assert client.get("/providers/diligence").status_code == 200
        return len(queries)

    first = asked(2)
    assert asked(4) == first


def test_staff_hear_once_a_week_and_providers_once(app, session, vale, provider):
    made = declared(provider, at=AT)
    counted = select(func.count(InboxItem.id)).where(theirs(vale.manager))
    for day in (0, 0, 1):
        remind_of_diligence(AT + timedelta(days=day))
    assert session.scalar(counted) == 1
    remind_of_diligence(AT + timedelta(days=7))
    assert session.scalar(counted) == 2
    renewal = select(func.count(InboxItem.id)).where(InboxItem.title.startswith("Renew your"))
    assert session.scalar(renewal) == 0
    near = datetime.combine(made.valid_until - timedelta(days=30), AT.timetz())
    for _ in range(2):
        remind_of_diligence(near)
    assert session.scalar(renewal) == 1


def test_home_leads_staff_to_those_who_are_due(app, vale, provider):
    with app.test_request_context(method="POST"):
        [line] = todo(vale.manager, now=AT)
        assert (line.count, line.href) == (1, "/providers/diligence?state=due")
        approver = member(vale.manager.organisation, Role.APPROVER)
        assert todo(approver, now=AT) == []


def test_a_reference_that_was_answered_says_what_it_came_to(vale, provider):
    referee = RefereeFactory(organisation=provider)
    asked = {"asked_on": TODAY, "text": "", "by": vale.manager, "at": AT}
    with pytest.raises(DomainError, match="what the answer came to"):
        services.record_reference(referee, answered_on=TODAY, result=None, **asked)
    with pytest.raises(DomainError, match="before you asked"):
        services.record_reference(
            referee, answered_on=TODAY - timedelta(days=1), result=None, **asked
        )
    assert services.record_reference(referee, answered_on=None, result=None, **asked).id
