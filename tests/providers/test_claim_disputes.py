"""A claim that another organisation disputes: told, answered, decided; and claims to look at."""

import pytest
from sqlalchemy import select

from portal.access import OrganisationKind, Role
from portal.audit import AuditEntry
from portal.inbox import InboxItem
from portal.outbox import OutboxMessage
from portal.providers.models import (
    ClaimCheck,
    ClaimDispute,
    DisputeStatus,
    RegistrationState,
    Service,
)
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.contracts import AppointmentFactory
from tests.factories.providers import RegisterSettingFactory, claimed_service
from tests.support.client import heading

SENT = {"reason": "Our certificate says so", "vouching": "Ann Lee, registered manager"}


@pytest.fixture
def holder(session):
    return member(OrganisationFactory(name="Hollowgate Homes"), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def claimant(session):
    return member(OrganisationFactory(name="Larkfield Care"), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def administrator(session):
    operator = OrganisationFactory(kind=OrganisationKind.OPERATOR)
    return member(operator, Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def service(holder):
    return claimed_service(holder.organisation, name="Rowan House")


@pytest.fixture
def dispute(client, claimant, administrator, service, session, at):
    client.sign_in(claimant).post("/claims/new", data=SENT | {"urn": service.urn.lower()})
    return session.scalars(select(ClaimDispute)).one()


def told(session, membership) -> list[str]:
    items = select(InboxItem).where(InboxItem.membership_id == membership.id)
    return [one.title for one in session.scalars(items.order_by(InboxItem.id))]


def decide(client, administrator, dispute, outcome, reason="The register bears them out"):
    client.sign_in(administrator)
    sent = {"outcome": outcome, "decision": reason}
    path = f"/claim-decisions/{dispute.reference}"
    return client.post(path, data=sent, follow_redirects=True)


class TestRaising:
    def test_both_sides_and_administrators_are_told_and_no_letter_names_the_home(
        self, dispute, claimant, holder, administrator, service, session
    ):
        assert (dispute.status, dispute.holder) == (DisputeStatus.OPEN, holder.organisation)
        assert (
            told(session, claimant) == told(session, holder) == ["A claim of a service is disputed"]
        )
        assert told(session, administrator) == ["A disputed claim waits for your decision"]
        letters = session.scalars(select(OutboxMessage)).all()
        assert {one.to for one in letters} == {
            claimant.person.email,
            holder.person.email,
            administrator.person.email,
        }
        for letter in letters:
            assert "Rowan" not in letter.subject + letter.text
            assert service.urn not in letter.subject + letter.text

    def test_the_claimant_does_not_learn_who_holds_it(self, client, dispute):
        page = client.get(f"/claims/{dispute.reference}").text
        assert "Another organisation has claimed it" in page
        assert "Hollowgate" not in page
        assert "Rowan House" not in page

    def test_a_service_is_disputed_once_at_a_time(self, client, dispute, service, session):
        rival = member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)
        client.sign_in(rival)
        answer = client.post("/claims/new", data=SENT | {"urn": service.urn})
        assert "is disputed and waits already" in answer.text
        assert len(session.scalars(select(ClaimDispute)).all()) == 1

    def test_what_cannot_be_disputed_is_said(self, client, claimant, at):
        own = claimed_service(claimant.organisation).urn
        free = RegisterSettingFactory().urn
        client.sign_in(claimant)
        for urn, said in (
            (own, "This is one of your services already"),
            (free, "Nobody holds this URN"),
            ("SC12", "URN must be SC and 6 digits"),
        ):
            assert said in client.post("/claims/new", data=SENT | {"urn": urn}).text
        assert "Say why it is yours" in client.post("/claims/new").text


class TestSides:
    def test_the_holder_answers_and_the_claimant_reads_it(
        self, client, dispute, claimant, holder, session
    ):
        client.sign_in(holder)
        path = f"/claims/{dispute.reference}"
        assert "Larkfield Care says that this service is its own" in client.get(path).text
        assert "Enter your answer" in client.post(f"{path}/answer").text
        client.post(f"{path}/answer", data={"answer": "We bought it in May"})
        assert "We bought it in May" in client.sign_in(claimant).get(path).text
        assert told(session, claimant)[-1] == "A disputed claim was answered"

    def test_the_claimant_cannot_answer_nor_the_holder_withdraw(
        self, client, dispute, claimant, holder
    ):
        path = f"/claims/{dispute.reference}"
        assert client.sign_in(claimant).post(f"{path}/answer").status_code == 404
        assert client.sign_in(holder).post(f"{path}/withdraw").status_code == 404

    def test_nobody_else_sees_it(self, client, dispute):
        client.sign_in(member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR))
        assert client.get(f"/claims/{dispute.reference}").status_code == 404
        assert "No disputed claims" in client.get("/claims").text

    def test_the_claimant_withdraws_and_may_dispute_again(
        self, client, dispute, claimant, service, session
    ):
        client.sign_in(claimant)
        path = f"/claims/{dispute.reference}/withdraw"
        assert "The dispute is withdrawn" in client.post(path, follow_redirects=True).text
        assert "cannot become withdrawn" in client.post(path, follow_redirects=True).text
        client.post("/claims/new", data=SENT | {"urn": service.urn})
        states = session.scalars(select(ClaimDispute.status).order_by(ClaimDispute.id)).all()
        assert states == [DisputeStatus.WITHDRAWN, DisputeStatus.OPEN]

    def test_an_ended_dispute_is_not_answered(self, client, dispute, claimant, holder):
        client.sign_in(claimant).post(f"/claims/{dispute.reference}/withdraw")
        client.sign_in(holder)
        path = f"/claims/{dispute.reference}/answer"
        answer = client.post(path, data={"answer": "No"}, follow_redirects=True)
        assert "it can no longer be answered" in answer.text

    def test_both_sides_find_it_in_their_lists(self, client, dispute, claimant, holder):
        assert "You say it is yours" in client.sign_in(claimant).get("/claims").text
        page = client.sign_in(holder).get("/claims").text
        assert "Another organisation says it is its own" in page


class TestDeciding:
    def test_upheld_it_changes_hands_and_both_are_told(
        self, client, dispute, administrator, claimant, holder, service, session
    ):
        answer = decide(client, administrator, dispute, "uphold")
        assert "The claim is decided, and both sides are told" in answer.text
        session.refresh(service)
        assert service.organisation == claimant.organisation
        assert (
            told(session, holder)[-1]
            == told(session, claimant)[-1]
            == "A disputed claim is decided"
        )
        events = session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()
        assert events[-2:] == ["claim_dispute.upheld", "service.transferred"]

    def test_refused_it_stays(self, client, dispute, administrator, holder, service, session):
        decide(client, administrator, dispute, "refuse")
        session.refresh(service)
        session.refresh(dispute)
        assert (service.organisation, dispute.status) == (
            holder.organisation,
            DisputeStatus.REFUSED,
        )
        assert (
            "The register bears them out"
            in client.sign_in(holder).get(f"/claims/{dispute.reference}").text
        )

    def test_an_appointed_service_cannot_change_hands_by_it(
        self, client, dispute, administrator, holder, service, session
    ):
        AppointmentFactory(service=service)
        page = client.sign_in(administrator).get(f"/claim-decisions/{dispute.reference}").text
        assert "cannot change hands here" in page
        answer = decide(client, administrator, dispute, "uphold")
        assert (
            "let a contract manager approve that a service of the claimant succeeds" in answer.text
        )
        session.refresh(service)
        assert service.organisation == holder.organisation

    def test_a_closed_service_is_claimed_and_not_handed_over(
        self, client, dispute, administrator, service, session
    ):
        service.status = RegistrationState.CLOSED
        session.commit()
        answer = decide(client, administrator, dispute, "uphold")
        assert "The service is closed. The claimant can claim its URN" in answer.text

    def test_it_is_decided_once_and_with_a_reason(self, client, dispute, administrator):
        answer = decide(client, administrator, dispute, "", "")
        assert "Choose a decision" in answer.text
        assert "Give the reason" in answer.text
        decide(client, administrator, dispute, "refuse")
        again = decide(client, administrator, dispute, "refuse")
        assert "This dispute has ended already" in again.text

    def test_the_queue_shows_what_waits_and_what_has_ended(self, client, dispute, administrator):
        client.sign_in(administrator)
        page = client.get("/claim-decisions").text
        assert ("Larkfield Care" in page, "Hollowgate Homes" in page) == (True, True)
        decide(client, administrator, dispute, "refuse")
        assert "No disputed claims here" in client.get("/claim-decisions").text
        assert "Larkfield Care" in client.get("/claim-decisions?state=ended").text

    def test_only_administrators_decide(self, client, dispute, holder):
        client.sign_in(holder)
        assert client.get("/claim-decisions").status_code == 403


class TestHomePages:
    def test_everybody_concerned_finds_it_on_the_home_page(
        self, client, dispute, claimant, holder, administrator
    ):
        for person, said in (
            (claimant, "Follow your disputed claims"),
            (holder, "Answer a disputed claim"),
            (administrator, "Decide disputed claims"),
        ):
            assert said in client.sign_in(person).get("/").text


class TestClaimsToLookAt:
    @pytest.fixture
    def check(self, client, claimant, administrator, session, at):
        urn = RegisterSettingFactory(owner="Somebody Else Limited").urn
        client.sign_in(claimant).post("/services/claim", data={"urns": urn})
        return session.scalars(select(ClaimCheck)).one()

    def test_a_claim_under_another_owners_name_is_listed_until_looked_at(
        self, client, check, administrator
    ):
        client.sign_in(administrator)
        page = client.get("/claim-decisions/to-look-at").text
        assert ("Somebody Else Limited" in page, "Larkfield Care" in page) == (True, True)
        assert "Look at claims under another owner" in client.get("/").text
        path = f"/claim-decisions/to-look-at/{check.id}"
        assert "Say what you found" in client.post(path).text
        client.post(path, data={"note": "A former name"})
        assert "Nothing to look at" in client.get("/claim-decisions/to-look-at").text
        assert "A former name" in client.get(path).text
        again = client.post(path, data={"note": "Again"}, follow_redirects=True)
        assert "Somebody has looked at this claim already" in again.text

    def test_a_claim_under_ones_own_name_is_not_listed(self, client, claimant, session, at):
        urn = RegisterSettingFactory(owner="LARKFIELD CARE").urn
        client.sign_in(claimant).post("/services/claim", data={"urns": urn})
        assert session.scalars(select(Service)).one().urn == urn
        assert session.scalars(select(ClaimCheck)).all() == []


def test_lists_take_as_many_queries_for_many_disputes_as_for_few(
    client, dispute, administrator, count_queries
):
    client.sign_in(administrator)
    client.get("/claim-decisions")
    with count_queries() as few:
        client.get("/claim-decisions")
    for _ in range(5):
        one = member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)
        urn = claimed_service().urn
        client.sign_in(one).post("/claims/new", data=SENT | {"urn": urn})
    client.sign_in(administrator)
    client.get("/claim-decisions")
    with count_queries() as many:
        page = client.get("/claim-decisions")
    assert page.text.count("/claim-decisions/") >= 6
    assert heading(page) == "Claims"
    assert len(many) == len(few)
