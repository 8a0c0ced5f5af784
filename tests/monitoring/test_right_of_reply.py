"""A breach of contract is put to its provider, which replies; the manager responds."""

import io
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.db import all_of, db
from portal.errors import DomainError
from portal.inbox import InboxItem
from portal.monitoring.jobs.sweep import known_keys
from portal.monitoring.models import (
    BreachStatus,
    Position,
    ProviderReply,
    PutBreach,
    PutStatus,
    Waiver,
)
from portal.monitoring.queries import replies as queries
from portal.monitoring.services import breaches as breach_services
from portal.monitoring.services import replies as services
from portal.monitoring.services.replies import Said
from tests.factories.accounts import RegionFactory, member
from tests.factories.contracts import council_of, placed
from tests.factories.monitoring import BreachFactory
from tests.factories.tenders import LotFactory
from tests.support.pages import date_boxes

DUE = date(2026, 12, 7)
MESSAGE = "Please show what was agreed, or put the charge right."
ACCEPTED = Said(Position.ACCEPT, "It was our mistake.")


@pytest.fixture
def case(session):
    """A breach at a provider's home, with everybody whom it concerns."""
    region = RegionFactory()
    lot = LotFactory(framework__region=region)
    placement = placed(council_of(region), lot)
    breach = BreachFactory(
        region=region,
        subject_id=placement.id,
        organisation=placement.provider,
        council=placement.council,
    )
    return SimpleNamespace(
        breach=breach,
        placement=placement,
        manager=member(region.lead, Role.CONTRACT_MANAGER, name="Helen Manager"),
        owner=member(placement.provider, Role.PROVIDER_ADMINISTRATOR),
        rival=member(None, Role.PROVIDER_ADMINISTRATOR),
    )


def put(case, at, due_on=DUE):
    return services.put_to_provider(
        case.breach, message=MESSAGE, due_on=due_on, by=case.manager, at=at
    )


def told(membership):
    items = select(InboxItem).where(InboxItem.membership_id == membership.id)
    return [one.title for one in db.session.scalars(items.order_by(InboxItem.id))]


def story(case):
    db.session.flush()
    db.session.expire_all()
    return [event.event for event in case.breach.events]


def test_a_breach_is_put_to_its_provider_for_ten_working_days(case, now):
    assert services.usual_due_on(now) == DUE
    made = put(case, now)
    assert (made.organisation_id, made.status) == (case.owner.organisation_id, PutStatus.WAITING)
    assert told(case.owner) == ["A breach of contract is put to you"]
    assert told(case.rival) == []
    assert story(case) == ["put_to_provider"]


@pytest.mark.parametrize(
    "facts",
    [
        {"rule_code": "own-price-premium"},
        {"rule_code": "spot-from-holder"},
        {"rule_code": "rating-differs-from-ofsted"},
        {"rule_code": "no-longer-run"},
        {"organisation": None},
        {"status": BreachStatus.CLOSED, "closed_at": DUE},
    ],
)
def test_only_an_open_breach_of_contract_is_put(case, now, facts):
    for name, value in facts.items():
        setattr(case.breach, name, now if value is DUE else value)
    db.session.flush()
    assert not services.can_be_put(case.breach)
    with pytest.raises(DomainError, match="Only an open breach of contract"):
        put(case, now)


def test_a_provider_gets_two_working_days_at_least(case, now):
    with pytest.raises(DomainError, match="25 November 2026 at least"):
        put(case, now, date(2026, 11, 24))
    assert put(case, now, date(2026, 11, 25)).due_on == date(2026, 11, 25)


def test_a_reply_tells_the_managers_and_does_not_close_the_breach(case, now):
    made = put(case, now)
    services.reply(made, ACCEPTED, by=case.owner, at=now)
    assert made.status is PutStatus.REPLIED
    assert case.breach.status is BreachStatus.OPEN
    assert told(case.manager) == ["A provider has replied to a breach"]
    assert story(case) == ["put_to_provider", "provider_replied"]


def test_a_reply_reaches_the_manager_to_whom_the_breach_is_assigned_alone(case, now):
    other = member(case.breach.region.lead, Role.CONTRACT_MANAGER)
    breach_services.assign(case.breach, case.manager, by=case.manager, at=now)
    services.reply(put(case, now), ACCEPTED, by=case.owner, at=now)
    assert (len(told(case.manager)), len(told(other))) == (1, 0)


def test_further_replies_are_taken_until_the_manager_responds(case, now):
    made = put(case, now)
    services.reply(made, ACCEPTED, by=case.owner, at=now)
    services.reply(made, Said(Position.EXPLAIN, "More"), by=case.owner, at=now)
    assert [one.text for one in made.replies] == ["It was our mistake.", "More"]
    services.respond(made, response="Thank you.", by=case.manager, at=now)
    assert made.status is PutStatus.RESPONDED
    assert told(case.owner)[-1] == "The contract manager has responded"
    with pytest.raises(DomainError, match="can no longer be answered"):
        services.reply(made, ACCEPTED, by=case.owner, at=now)


def test_a_plan_has_words_and_a_day_to_come(case, now):
    made = put(case, now)
    for plan, plan_by, field in (
        ("Pay back", None, "plan_by"),
        ("", DUE, "plan"),
        ("Pay back", date(2026, 11, 22), "plan_by"),
    ):
        said = Said(Position.ACCEPT, "Yes", plan, plan_by)
        with pytest.raises(DomainError) as refused:
            services.reply(made, said, by=case.owner, at=now)
        assert refused.value.field == field


def test_a_manager_responds_to_a_reply_or_once_the_time_has_passed(case, now):
    made = put(case, now)
    with pytest.raises(DomainError, match="may still reply"):
        services.respond(made, response="Well?", by=case.manager, at=now)
    services.respond(made, response="No reply came.", by=case.manager, at=now + timedelta(days=15))
    assert made.status is PutStatus.RESPONDED


def test_putting_it_again_ends_the_earlier_time(case, now):
    first = put(case, now)
    second = put(case, now)
    assert (first.status, second.status) == (PutStatus.RESPONDED, PutStatus.WAITING)
    assert first.response == "It was put to you again."
    assert [one.id for one in all_of(queries.puts_of(case.breach.id))] == [second.id, first.id]


def test_a_provider_has_been_heard_when_it_replied_or_its_time_has_passed(case, now):
    assert not services.has_been_heard(case.breach, DUE)
    made = put(case, now)
    assert not services.has_been_heard(case.breach, DUE)
    assert services.has_been_heard(case.breach, DUE + timedelta(days=1))
    services.reply(made, ACCEPTED, by=case.owner, at=now)
    assert services.has_been_heard(case.breach, now.date())


def test_being_put_again_does_not_count_as_having_been_heard(case, now):
    put(case, now)
    put(case, now)
    assert not services.has_been_heard(case.breach, DUE)


def test_the_whole_way_on_the_pages(client, case, at):
    breach = f"/breaches/{case.breach.reference}"
    client.sign_in(case.manager)
    assert "Put it to the provider" in client.get(breach).text
    assert "Write what you ask" in client.post(f"{breach}/put", data={"token": "a"}).text
    sent = {"token": "b", "message": MESSAGE} | date_boxes("due_on", DUE)
    assert client.post(f"{breach}/put", data=sent).status_code == 303
    assert client.post(f"{breach}/put", data=sent).status_code == 303
    made = db.session.scalars(select(PutBreach)).one()

    own = f"/our/breaches/{made.reference}"
    client.sign_in(case.owner)
    assert "Reply to breaches put to you" in client.get("/").text
    page = client.get(own).text
    for words in (MESSAGE, case.placement.reference, "27.0%", "13,404.86", "7 December 2026"):
        assert words in page
    assert "Select what you say" in client.post(f"{own}/reply", data={"token": "c"}).text
    reply = {"token": "d", "position": "explain", "text": "A night of staff was agreed."} | {
        "file": (io.BytesIO(b"%PDF-1.7\n%%EOF"), "agreement.pdf")
    }
    assert client.post(f"{own}/reply", data=reply).status_code == 303
    said = db.session.scalars(select(ProviderReply)).one()
    assert said.file_key
    assert known_keys([said.file_key]) == {said.file_key, *known_keys([])}
    file = client.get(f"{own}/files/{said.reference}")
    assert (file.status_code, file.mimetype) == (200, "application/pdf")
    assert "attachment" in file.headers["Content-Disposition"]

    client.sign_in(case.manager)
    assert "Respond to replies of providers" in client.get("/").text
    assert "A night of staff was agreed." in client.get(breach).text
    assert client.get(f"{breach}/replies/{said.reference}/file").status_code == 200
    respond = f"{breach}/puts/{made.reference}/respond"
    assert "Write your response" in client.post(respond, data={}).text
    assert client.post(respond, data={"response": "Thank you."}).status_code == 303
    client.sign_in(case.owner)
    assert "Thank you." in client.get(own).text
    assert client.get(f"{own}/reply").status_code == 303


def test_the_provider_reads_no_notes_assignees_or_waivers(client, case, at, now):
    breach_services.plan(case.breach, note="Secret plan", by=case.manager, at=now)
    breach_services.assign(case.breach, case.manager, by=case.manager, at=now)
    breach_services.propose_waiver(
        case.breach, reason="Secret waiver", until=DUE, by=case.manager, at=now
    )
    assert db.session.scalars(select(Waiver)).one()
    made = put(case, now)
    client.sign_in(case.owner)
    for path in ("/our/breaches", f"/our/breaches/{made.reference}"):
        page = client.get(path).text
        for secret in ("Secret", "Helen Manager", f"C-{case.placement.id}", "Waiver"):
            assert secret not in page


def test_rivals_find_nothing(client, case, at, now):
    made = put(case, now)
    said = services.reply(made, ACCEPTED, by=case.owner, at=now)
    own = f"/our/breaches/{made.reference}"
    client.sign_in(case.rival)
    for path in (own, f"{own}/reply", f"{own}/files/{said.reference}"):
        assert client.get(path).status_code == 404
    assert client.post(f"{own}/reply", data={}).status_code == 404
    assert "No breaches here" in client.get("/our/breaches").text
    client.sign_in(member(RegionFactory().lead, Role.CONTRACT_MANAGER))
    breach = f"/breaches/{case.breach.reference}"
    for path in ("put", f"puts/{made.reference}/respond", f"replies/{said.reference}/file"):
        assert client.get(f"{breach}/{path}").status_code == 404
    client.sign_in(member(case.placement.provider, Role.BID_WRITER))
    assert client.get("/our/breaches").status_code == 403
    client.sign_in(case.manager)
    other = BreachFactory(region=case.breach.region)
    assert (
        client.get(f"/breaches/{other.reference}/puts/{made.reference}/respond").status_code == 404
    )


def test_a_reply_without_a_document_sends_none(client, case, at, now):
    made = put(case, now)
    said = services.reply(made, ACCEPTED, by=case.owner, at=now)
    client.sign_in(case.owner)
    path = f"/our/breaches/{made.reference}/files/{said.reference}"
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("state", "found"), [("", True), ("waiting", True), ("replied", False), ("past", False)]
)
def test_the_list_is_filtered(client, case, at, now, state, found):
    made = put(case, now)
    page = client.sign_in(case.owner).get(f"/our/breaches?state={state}").text
    assert (f"/our/breaches/{made.reference}" in page) is found


def test_the_list_asks_as_much_for_many_as_for_one(client, case, at, now, count_queries):
    put(case, now)
    client.sign_in(case.owner).get("/our/breaches")
    with count_queries() as few:
        client.get("/our/breaches")
    for _ in range(3):
        case.breach = BreachFactory(region=case.breach.region, organisation=case.owner.organisation)
        put(case, now)
    db.session.commit()
    with count_queries() as many:
        client.get("/our/breaches")
    assert len(many) == len(few)
