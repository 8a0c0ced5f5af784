"""Who reaches frameworks and invitations, what is the same for all, and how much it costs."""

import re
from datetime import timedelta

import pytest

from portal.access import Role
from portal.providers.models import ProvisionType
from portal.tenders import todo
from portal.tenders.models import Duty
from tests.factories.accounts import RegionFactory, RegionMemberFactory, member
from tests.factories.bids import submitted_entry
from tests.factories.evaluation import BidFactory
from tests.factories.providers import ServiceFactory
from tests.factories.tenders import (
    AssignmentFactory,
    ClarificationFactory,
    DeadlineExtensionFactory,
    FrameworkFactory,
    InterestFactory,
    complete_lot,
    complete_procurement,
    people_of,
    published_procurement,
)
from tests.support.client import heading

WORDS_OF_ITS_OWN = re.compile(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"')


@pytest.fixture
def region(app, at):
    return RegionFactory()


@pytest.fixture
def published(region):
    return published_procurement(FrameworkFactory(region=region))


@pytest.fixture
def draft(region):
    return complete_procurement(FrameworkFactory(region=region))


def paths(procurement):
    lot = f"/frameworks/{procurement.framework.reference}/lots/{procurement.lots[0].number}"
    base = f"/procurements/{procurement.reference}"
    return [
        f"/frameworks/{procurement.framework.reference}",
        f"/frameworks/{procurement.framework.reference}/edit",
        f"/frameworks/{procurement.framework.reference}/lots/new",
        f"/frameworks/{procurement.framework.reference}/procurements/new",
        lot,
        f"{lot}/edit",
        f"{lot}/prices/CORE",
        f"{lot}/requirements/new",
        base,
        f"{base}/edit",
        f"{base}/timetable",
        f"{base}/rules",
        f"{base}/conflicts",
        f"{base}/scale",
        f"{base}/questions",
        f"{base}/questions/new",
        f"{base}/questions/{procurement.questions[0].reference}",
        f"{base}/people",
        f"{base}/people/new",
        f"{base}/preview",
        f"{base}/publish",
        f"{base}/clarifications",
        f"{base}/extensions/new",
    ]


def test_every_page_opens_for_the_region_s_commissioner_and_for_no_other(client, draft):
    client.sign_in(member(draft.framework.region.lead, Role.COMMISSIONER))
    assert {client.get(path).status_code for path in paths(draft)} == {200}
    client.sign_in(member(RegionFactory().lead, Role.COMMISSIONER))
    assert {client.get(path).status_code for path in paths(draft)} == {404}


def test_posting_to_another_region_s_things_finds_nothing(client, draft):
    client.sign_in(member(RegionFactory().lead, Role.COMMISSIONER))
    lot = f"/frameworks/{draft.framework.reference}/lots/{draft.lots[0].number}"
    base = f"/procurements/{draft.reference}"
    question, person = draft.questions[0].reference, draft.assignments[0].reference
    posts = [
        f"{lot}/prices/CORE/remove",
        f"{lot}/specification",
        f"{lot}/requirements/1/remove",
        f"{base}/publish",
        f"{base}/questions/{question}/move",
        f"{base}/questions/{question}/remove",
        f"{base}/people/{person}/end",
    ]
    assert {client.post(path, data={"way": "up"}).status_code for path in posts} == {404}


def test_a_question_or_person_of_another_invitation_is_not_found(client, region, draft):
    other = complete_procurement(draft.framework, [complete_lot(draft.framework)])
    client.sign_in(member(region.lead, Role.COMMISSIONER))
    base = f"/procurements/{draft.reference}"
    assert client.get(f"{base}/questions/{other.questions[0].reference}").status_code == 404
    end = f"{base}/people/{other.assignments[0].reference}/end"
    assert client.post(end).status_code == 404


@pytest.mark.parametrize("role", [Role.CONTRACT_MANAGER, Role.APPROVER, Role.AUDITOR])
def test_market_staff_read_drafts_and_write_none(client, region, draft, role):
    client.sign_in(member(region.lead, role))
    assert "Write a framework" not in client.get("/frameworks").text
    for path in paths(draft):
        reads = path.endswith(("preview", "clarifications")) or path.count("/") == 2
        reads = reads or re.fullmatch(r".*/lots/\d+", path) is not None
        assert client.get(path).status_code == (200 if reads else 403), path


def test_providers_and_the_public_do_not_reach_the_pages_of_staff(client, draft):
    for path in paths(draft):
        assert client.get(path).status_code == 303
    client.sign_in(member(None, Role.PROVIDER_ADMINISTRATOR))
    assert {client.get(path).status_code for path in paths(draft)} == {403}


def test_who_only_marks_sees_what_they_are_assigned_to_once_it_is_published(
    client, region, draft, published
):
    evaluator = people_of(published, Duty.EVALUATOR)[0]
    AssignmentFactory(procurement=draft, membership=evaluator)
    client.sign_in(evaluator)
    page = client.get(f"/procurements/{published.reference}")
    assert "Your part in this invitation: marks bids." in page.text
    assert "Declare your interests" in page.text
    assert "Propose a later deadline" not in page.text
    assert client.get(f"/procurements/{draft.reference}").status_code == 404
    listed = client.get("/procurements").text
    assert published.title in listed
    assert draft.title not in listed
    client.sign_in(member(region.lead, Role.EVALUATOR))
    assert client.get(f"/procurements/{published.reference}").status_code == 404
    assert "Nothing to show" in client.get("/procurements").text


def test_auditors_of_a_council_see_their_region_s_invitations_only(client, region, published):
    council = RegionMemberFactory(region=region).organisation
    elsewhere = published_procurement()
    client.sign_in(member(council, Role.AUDITOR))
    text = client.get("/procurements").text
    assert published.title in text
    assert elsewhere.title not in text


def test_staff_cannot_tell_whether_there_are_bids_before_the_opening(client, region, published):
    def seen():
        client.sign_in(member_of_staff)
        base = f"/procurements/{published.reference}"
        found = [
            client.get(path).text for path in (base, f"{base}/clarifications", "/procurements")
        ]
        found.append(client.sign_out().get(f"/opportunities/{published.reference}").text)
        found += [client.get(path).text for path in ("/opportunities", "/opportunities.atom")]
        return [WORDS_OF_ITS_OWN.sub("", text) for text in found]

    member_of_staff = member(region.lead, Role.COMMISSIONER)
    before = seen()
    for _ in range(3):
        bidder = member(None, Role.PROVIDER_ADMINISTRATOR)
        InterestFactory(procurement_id=published.id, member=bidder)
        submitted_entry(published, bidder, lot=published.lots[0])
    assert seen() == before


def test_lists_ask_the_same_number_of_queries_for_twice_the_rows(
    client, session, region, published, count_queries
):
    client.sign_in(member(region.lead, Role.COMMISSIONER))

    def ask(path):
        session.commit()
        session.expire_all()
        with count_queries() as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    lists = ["/frameworks", "/procurements"]
    pages = [
        f"/procurements/{published.reference}/clarifications",
        f"/procurements/{published.reference}",
        f"/opportunities/{published.reference}",
    ]
    before = {path: ask(path) for path in lists + pages}
    for _ in range(4):
        published_procurement(FrameworkFactory(region=region))
        ClarificationFactory(procurement_id=published.id)
        AssignmentFactory(procurement=published)
    assert {path: ask(path) for path in lists + pages} == before


def test_an_empty_list_of_invitations_says_where_to_begin(client, region):
    client.sign_in(member(region.lead, Role.COMMISSIONER))
    page = client.get("/procurements")
    assert heading(page) == "Invitations to tender"
    assert "choose or write one" in page.text


def test_home_says_what_waits_for_each(app, region, draft, published, now):
    commissioner = member(region.lead, Role.COMMISSIONER)
    approver = member(region.lead, Role.APPROVER)
    provider = member(None, Role.PROVIDER_ADMINISTRATOR)
    ServiceFactory(organisation=provider.organisation, provision_type=ProvisionType.CHILDRENS_HOME)
    ClarificationFactory(procurement_id=published.id)
    DeadlineExtensionFactory(procurement=published, proposed_by=commissioner)

    def titles(membership, at):
        with app.test_request_context():
            return [one.title for one in todo.todo(membership, now=at)]

    assert titles(commissioner, now) == [
        f"Complete “{draft.title}”",
        f"Answer questions about “{published.title}”",
    ]
    decide = f"Decide about a later deadline of “{published.title}”"
    assert decide in titles(approver, now)
    assert "Read invitations that fit your services" in titles(provider, now)
    after = published.closes_at + timedelta(hours=1)
    assert "Read invitations that fit your services" not in titles(provider, after)
    BidFactory(procurement=published, organisation=provider.organisation)
    assert "Read invitations that fit your services" not in titles(provider, now)
