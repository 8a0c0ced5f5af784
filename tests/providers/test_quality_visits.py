"""A council visits a service, shares what it found, and follows up what it asked for."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.access import OrganisationKind, Role
from portal.db import db
from portal.errors import DomainError
from portal.inbox import InboxItem
from portal.outbox import OutboxMessage
from portal.providers.models import (
    Assurance,
    FindingKind,
    QualityVisit,
    VisitAction,
    VisitKind,
    VisitNote,
    VisitStatus,
)
from portal.providers.quality import working_days_before
from portal.providers.services import visits
from portal.providers.services.visits import VisitFacts
from portal.working_days import working_days_after
from tests.factories.accounts import (
    CouncilFactory,
    OrganisationFactory,
    RegionFactory,
    RegionMemberFactory,
    member,
)
from tests.factories.providers import AuthorityFactory, RatingReportFactory, ServiceFactory
from tests.support.client import heading
from tests.support.pages import date_boxes

VISITED = date(2026, 11, 16)


@pytest.fixture
def region(session):
    """A region with two councils; the service stands in the first."""
    found = RegionFactory()
    for _ in range(2):
        council = CouncilFactory(authority_id=AuthorityFactory().id)
        RegionMemberFactory(region=found, organisation=council)
    session.flush()
    session.expire(found, ["members"])
    return found


@pytest.fixture
def councils(region):
    return [one.organisation for one in region.members]


@pytest.fixture
def service(councils):
    return ServiceFactory(
        organisation=OrganisationFactory(name="Bluebell Care"),
        name="Bluebell House",
        authority_id=councils[0].authority_id,
    )


@pytest.fixture
def officer(councils):
    """A quality assurance officer of the first council."""
    return member(councils[0], Role.QUALITY_OFFICER)


@pytest.fixture
def neighbour(councils):
    """A quality assurance officer of the second council."""
    return member(councils[1], Role.QUALITY_OFFICER)


@pytest.fixture
def provider(service):
    return member(service.organisation, Role.PROVIDER_ADMINISTRATOR)


def begun(service, by, at, **more) -> QualityVisit:
    said: dict[str, Any] = {
        "visited_on": VISITED,
        "kind": VisitKind.ANNOUNCED,
        "assurance": Assurance.WITH_ACTIONS,
        "summary": "Warm and well run.",
    }
    return visits.begin_visit(service, VisitFacts(**(said | more)), by=by, at=at)


def shared(service, by, at, due_on=date(2026, 12, 1), **more) -> QualityVisit:
    visit = begun(service, by, at, **more)
    visits.add_finding(
        visit,
        area="protection",
        kind=FindingKind.CONCERN,
        text="Risk plans are out of date.",
        by=by,
        at=at,
    )
    visits.add_action(visit, text="Renew the risk plans.", due_on=due_on, by=by, at=at)
    db.session.expire(visit, ["findings", "actions"])
    visits.share(visit, by=by, at=at)
    return visit


def only_visit() -> QualityVisit:
    return db.session.scalars(select(QualityVisit)).one()


def test_a_visit_is_written_up_and_shared(client, service, officer, at, session):
    browser, provider = client.sign_in(officer), service.organisation.reference
    page = browser.post(
        f"/providers/{provider}/visits/new",
        data={
            "service": service.reference,
            **date_boxes("visited_on", VISITED),
            "kind": "unannounced",
            "assurance": "assured_with_actions",
            "summary": "Warm and well run.",
            "token": "one",
        },
        follow_redirects=True,
    )
    assert heading(page) == "Visit to Bluebell House"
    assert "Nobody outside your organisation sees it" in page.text
    here = f"/visits/{only_visit().reference}"
    refused = browser.post(f"{here}/share", follow_redirects=True)
    assert "Add at least one finding" in refused.text
    finding = {"area": "protection", "kind": "concern", "text": "Plans are old.", "token": "two"}
    browser.post(f"{here}/findings/new", data=finding)
    refused = browser.post(f"{here}/share", follow_redirects=True)
    assert "Add at least one action" in refused.text
    action = {"text": "Renew them.", **date_boxes("due_on", date(2026, 12, 1)), "token": "three"}
    browser.post(f"{here}/actions/new", data=action)
    browser.post(f"{here}/actions/new", data=action)
    page = browser.post(f"{here}/share", follow_redirects=True)
    assert "The visit is shared" in page.text
    assert only_visit().status is VisitStatus.SHARED
    assert len(session.scalars(select(VisitAction)).all()) == 1


def test_a_visit_to_come_is_refused_beside_its_date(client, service, officer, at):
    page = client.sign_in(officer).post(
        f"/providers/{service.organisation.reference}/visits/new",
        data={
            "service": service.reference,
            **date_boxes("visited_on", date(2026, 11, 24)),
            "kind": "announced",
            "assurance": "assured",
            "summary": "Seen already.",
            "token": "one",
        },
    )
    assert "The visit must be today or in the past" in page.text
    assert not db.session.scalars(select(QualityVisit)).all()


def test_a_draft_is_changed_and_its_parts_removed(client, service, officer, at, now):
    visit = begun(service, officer, now)
    visits.add_finding(
        visit, area="care", kind=FindingKind.STRENGTH, text="Kind.", by=officer, at=now
    )
    browser, here = client.sign_in(officer), f"/visits/{visit.reference}"
    shown = browser.get(f"{here}/edit")
    assert "Warm and well run." in shown.text
    changed = {
        **date_boxes("visited_on", VISITED - timedelta(days=1)),
        "kind": "desk_review",
        "assurance": "assured",
        "summary": "Read on paper.",
        "token": "four",
    }
    browser.post(f"{here}/edit", data=changed)
    browser.post(f"{here}/findings/1/remove")
    db.session.expire_all()
    assert (visit.visited_on, visit.kind) == (date(2026, 11, 15), VisitKind.DESK_REVIEW)
    assert visit.findings == []


def test_nobody_else_sees_a_draft(client, service, officer, neighbour, provider, at, now):
    visit = begun(service, officer, now)
    for person, path in (
        (neighbour, f"/visits/{visit.reference}"),
        (neighbour, f"/visits/{visit.reference}/edit"),
        (provider, f"/own-visits/{visit.reference}"),
    ):
        assert client.sign_in(person).get(path).status_code == 404
    assert "Bluebell House" not in client.sign_in(neighbour).get("/visits").text


def test_every_council_of_the_region_reads_a_shared_visit(client, service, officer, neighbour, now):
    visit = shared(service, officer, now)
    page = client.sign_in(neighbour).get(f"/visits/{visit.reference}")
    assert "Risk plans are out of date." in page.text
    told = db.session.scalars(select(InboxItem.membership_id)).all()
    assert {officer.id, neighbour.id} <= set(told)


def test_councils_of_other_regions_do_not(client, service, officer, now, session):
    visit = shared(service, officer, now)
    elsewhere = CouncilFactory()
    RegionMemberFactory(region=RegionFactory(), organisation=elsewhere)
    stranger = client.sign_in(member(elsewhere, Role.QUALITY_OFFICER))
    assert stranger.get(f"/visits/{visit.reference}").status_code == 404
    assert "Bluebell" not in stranger.get("/visits").text
    assert stranger.get(f"/visits/{visit.reference}/notes/new").status_code == 404


def test_what_is_shared_does_not_change(service, officer, now):
    visit = shared(service, officer, now)
    with pytest.raises(DomainError, match="it does not change"):
        visits.add_action(visit, text="More.", due_on=VISITED, by=officer, at=now)


def test_a_councils_own_notes_stay_its_own(client, service, officer, neighbour, provider, at, now):
    visit = shared(service, officer, now)
    here = f"/visits/{visit.reference}"
    note = {"text": "We would not place a third child here.", "token": "five"}
    page = client.sign_in(officer).post(f"{here}/notes/new", data=note, follow_redirects=True)
    assert note["text"] in page.text
    assert db.session.scalars(select(VisitNote)).one().organisation_id == officer.organisation_id
    manager = member(visit.region.lead, Role.CONTRACT_MANAGER)
    for person, path in (
        (neighbour, here),
        (manager, here),
        (provider, f"/own-visits/{visit.reference}"),
    ):
        assert note["text"] not in client.sign_in(person).get(path).text
    colleague = member(officer.organisation, Role.QUALITY_OFFICER)
    assert note["text"] in client.sign_in(colleague).get(here).text


def test_an_action_goes_to_the_provider_and_back(client, service, officer, provider, at, now):
    visit = shared(service, officer, now)
    own, here = f"/own-visits/{visit.reference}", f"/visits/{visit.reference}"
    browser = client.sign_in(provider)
    assert "Renew the risk plans." in browser.get(own).text
    empty = browser.post(f"{own}/actions/1", data={"text": ""})
    assert "Say what you did" in empty.text
    browser.post(f"{own}/actions/1", data={"text": "All plans renewed."})
    action: Any = db.session.scalars(select(VisitAction)).one()
    assert action.status == "reported_done"
    assert browser.get(f"{own}/actions/1").status_code == 404
    visitor = client.sign_in(officer)
    visitor.post(f"{here}/actions/1", data={"text": "Two are missing.", "back": "y"})
    db.session.refresh(action)
    assert action.status == "open"
    assert "Two are missing." in client.sign_in(provider).get(own).text
    client.post(f"{own}/actions/1", data={"text": "Now all."})
    client.sign_in(officer).post(f"{here}/actions/1", data={"text": "Seen.", "submit": "y"})
    db.session.refresh(action)
    assert action.status == "confirmed"
    assert client.get(f"{here}/actions/1").status_code == 404
    assert [one.text for one in action.words] == [
        "All plans renewed.",
        "Two are missing.",
        "Now all.",
        "Seen.",
    ]


def test_another_council_cannot_confirm_and_the_lead_can(client, service, officer, neighbour, now):
    visit = shared(service, officer, now)
    path = f"/visits/{visit.reference}/actions/1"
    assert client.sign_in(neighbour).get(path).status_code == 404
    lead = member(visit.region.lead, Role.CONTRACT_MANAGER)
    assert client.sign_in(lead).get(path).status_code == 200


def test_another_provider_sees_nothing(client, service, officer, now):
    visit = shared(service, officer, now)
    rival = client.sign_in(member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR))
    assert rival.get(f"/own-visits/{visit.reference}").status_code == 404
    assert rival.get(f"/own-visits/{visit.reference}/actions/1").status_code == 404
    assert rival.get("/visits").status_code == 403
    assert "No visits yet" in rival.get("/own-visits").text


def test_a_wrong_visit_is_withdrawn_with_its_reason(client, service, officer, provider, at, now):
    visit = shared(service, officer, now)
    here = f"/visits/{visit.reference}"
    browser = client.sign_in(officer)
    assert "Say why it is wrong" in browser.post(f"{here}/withdraw", data={"reason": ""}).text
    page = browser.post(f"{here}/withdraw", data={"reason": "Wrong home."}, follow_redirects=True)
    assert "This visit was withdrawn: Wrong home." in page.text
    assert "Bluebell House" not in browser.get("/visits").text
    assert client.sign_in(provider).get(f"/own-visits/{visit.reference}").status_code == 404


def test_letters_name_neither_the_home_nor_what_was_found(service, officer, provider, now):
    shared(service, officer, now)
    letters = db.session.scalars(select(OutboxMessage)).all()
    assert [one.to for one in letters] == [provider.person.email]
    assert "Bluebell" not in letters[0].subject + letters[0].text
    assert "Risk plans" not in letters[0].text


def test_lists_are_narrowed_and_taken_away(client, service, officer, at, now):
    shared(service, officer, now, due_on=VISITED)
    other = ServiceFactory(organisation=service.organisation, name="Cowslip House")
    shared(other, officer, now, assurance=Assurance.NOT_ASSURED)
    browser = client.sign_in(officer)
    listed = browser.get("/visits").text
    assert "Bluebell House" in listed
    assert "Overdue" in listed
    assert "Cowslip" not in browser.get("/visits?actions=overdue").text
    assert "Bluebell House" not in browser.get("/visits?assurance=not_assured").text
    assert "No visits found" in browser.get("/visits?text=foxglove").text
    lines = browser.get("/visits/visits.csv?text=bluebell+h").text.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("2026-11-16,Bluebell Care,Bluebell House,")


def test_a_service_is_due_a_visit_until_somebody_of_the_region_has_been(
    client, service, officer, neighbour, at, now
):
    def due_on(moment) -> str:
        at(moment)
        return client.sign_in(neighbour).get("/visits/due").text

    assert "Never" in due_on(now)
    shared(service, officer, now)
    assert "Bluebell House" not in due_on(now)
    assert "Bluebell House" not in due_on(now + timedelta(days=365 - 7 - 1))
    assert "Bluebell House" in due_on(now + timedelta(days=365 - 7))


def test_a_weak_rating_calls_for_a_visit_within_twenty_working_days(
    client, service, officer, at, now
):
    shared(service, officer, now)
    inspected = VISITED + timedelta(days=1)
    RatingReportFactory(
        service=service,
        overall_code="requires_improvement",
        inspected_on=inspected,
        published_on=None,
    )
    until = working_days_after(inspected, 20) - now.date()
    for moment, due in ((now + until - timedelta(days=1), False), (now + until, True)):
        at(moment)
        listed = client.sign_in(officer).get("/visits/due").text
        assert ("Bluebell House" in listed) is due


@pytest.mark.parametrize("count", [0, 1, 5, 20])
def test_working_days_are_counted_backwards_as_forwards(count):
    day = date(2026, 12, 30)
    assert working_days_after(working_days_before(day, count), count) == day


@pytest.mark.parametrize("path", ["/visits", "/visits/due", "/providers/{}/visits"])
def test_lists_ask_as_often_for_many_rows_as_for_few(
    client, service, councils, officer, at, now, path, count_queries
):
    def another():
        one = ServiceFactory(
            organisation=service.organisation, authority_id=councils[0].authority_id
        )
        visit = shared(one, officer, now)
        if path == "/visits/due":
            visit.visited_on = date(2025, 1, 6)

    another()
    path = path.format(service.organisation.reference)
    browser = client.sign_in(officer)
    browser.get(path)
    with count_queries() as few:
        browser.get(path)
    for _ in range(5):
        another()
    browser.get(path)
    with count_queries() as many:
        browser.get(path)
    assert len(many) == len(few)


def test_an_organisation_in_no_region_records_no_visit(service, now):
    lone = member(OrganisationFactory(kind=OrganisationKind.COUNCIL), Role.QUALITY_OFFICER)
    with pytest.raises(DomainError, match="in no region"):
        begun(service, lone, now)
