"""Colleagues and invitations: who may ask whom, accepting, and nobody left without a manager."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import audit
from portal.access import Role
from portal.accounts import passwords
from portal.accounts.models import Invitation, Membership, Organisation, Person
from portal.accounts.services import memberships
from portal.db import db
from portal.errors import DomainError
from tests.accounts.mails import link_in, mails
from tests.factories.accounts import CouncilFactory, OrganisationFactory, PersonFactory, member
from tests.support.client import heading

PASSWORD = "blue lamp river stone"
EMAIL = "ella.quist@example.com"


@pytest.fixture
def sam(session):
    """A provider's administrator."""
    return member(OrganisationFactory(name="Larkfield"), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def rival(session):
    """The administrator of another provider."""
    return member(OrganisationFactory(name="Rival"), Role.PROVIDER_ADMINISTRATOR)


def invite(client, email=EMAIL, roles=("bid_writer",)):
    return client.post("/colleagues/invite", data={"email": email, "roles": list(roles)})


def invitation() -> Invitation:
    return db.session.scalars(select(Invitation).order_by(Invitation.id.desc()).limit(1)).one()


def test_somebody_new_is_invited_and_joins(client, sam):
    client.sign_in(sam)
    assert invite(client).status_code == 303
    page = client.get("/colleagues")
    assert EMAIL in page.text
    link = link_in(mails(EMAIL)[-1])
    client.sign_out()
    assert heading(client.get(link)) == "Join Larkfield"
    answer = client.post(link, data={"name": "Ella Quist", "password": PASSWORD})
    assert answer.location == "/"
    assert "Bid writer" in client.get("/").text
    assert client.get("/colleagues").status_code == 403, "a bid writer does not manage colleagues"
    joined = db.session.scalars(select(Membership).order_by(Membership.id.desc()).limit(1)).one()
    assert joined.person.confirmed_at is not None, "the link has shown that the address is theirs"
    assert invitation().accepted_at is not None


def test_an_invitation_works_once(client, sam):
    client.sign_in(sam)
    invite(client)
    link = link_in(mails(EMAIL)[-1])
    client.sign_out()
    client.post(link, data={"name": "Ella Quist", "password": PASSWORD})
    assert client.get(link).status_code == 410


def test_somebody_with_an_account_signs_in_to_accept(client, sam):
    ella = PersonFactory(email=EMAIL, password=passwords.hashed(PASSWORD))
    client.sign_in(sam)
    invite(client)
    link = link_in(mails(EMAIL)[-1])
    client.sign_out()
    page = client.get(link)
    assert "Sign in to accept" in page.text
    assert client.post(link, data={"name": "x", "password": PASSWORD}).status_code == 200
    assert db.session.scalars(select(Person).where(Person.email == EMAIL)).one() is ella
    data = {"email": EMAIL, "password": PASSWORD}
    assert client.post(f"/sign-in?next={link}", data=data).location == link
    assert heading(client.get(link)) == "Join Larkfield"
    assert client.post(link).location == "/"


def test_an_invitation_is_for_one_address(client, sam, rival):
    client.sign_in(sam)
    invite(client)
    link = link_in(mails(EMAIL)[-1])
    client.sign_in(rival)
    answer = client.post(link)
    assert "sent to another email address" in answer.text
    assert invitation().accepted_at is None


def test_an_invitation_ends_after_seven_days(client, sam, at, now):
    client.sign_in(sam)
    invite(client)
    link = link_in(mails(EMAIL)[-1])
    at(now + memberships.INVITATION_LASTS)
    client.sign_out()
    assert client.get(link).status_code == 410
    assert "Expired" in client.sign_in(sam).get("/colleagues").text


def test_an_invitation_is_withdrawn(client, sam):
    client.sign_in(sam)
    invite(client)
    link = link_in(mails(EMAIL)[-1])
    client.post(f"/colleagues/invitations/{invitation().reference}/withdraw")
    assert "No invitations are open" in client.get("/colleagues").text
    client.sign_out()
    assert client.get(link).status_code == 410


def test_inviting_again_replaces_the_earlier_invitation(client, sam):
    client.sign_in(sam)
    invite(client)
    first = link_in(mails(EMAIL)[-1])
    invite(client)
    client.sign_out()
    assert client.get(first).status_code == 410
    assert client.get(link_in(mails(EMAIL)[-1])).status_code == 200


def test_the_token_is_not_kept(client, sam):
    client.sign_in(sam)
    invite(client)
    token = link_in(mails(EMAIL)[-1]).rpartition("/")[2]
    assert token not in invitation().token_hash


@pytest.mark.parametrize(
    ("email", "roles", "words"),
    [
        ("", ["bid_writer"], "Enter their email address"),
        (EMAIL, [], "Select at least one role"),
        (EMAIL, ["commissioner"], "Choose one of the answers that are offered"),
    ],
)
def test_a_mistake_invites_nobody(client, sam, email, roles, words):
    client.sign_in(sam)
    assert words in invite(client, email, roles).text
    assert not list(db.session.scalars(select(Invitation)))


def test_a_colleague_is_not_invited_again(client, sam):
    client.sign_in(sam)
    assert "already acts for your organisation" in invite(client, sam.person.email).text


def test_roles_are_changed_and_audited(client, sam, session):
    ella = member(sam.organisation, Role.BID_WRITER)
    client.sign_in(sam)
    path = f"/colleagues/{ella.reference}"
    assert heading(client.get(path)) == f"What {ella.person.name} may do"
    roles = ["bid_writer", "provider_administrator"]
    assert client.post(path, data={"roles": roles}).status_code == 303
    assert ella.roles == {Role.BID_WRITER, Role.PROVIDER_ADMINISTRATOR}
    entry = session.scalars(audit.chain("membership", ella.id)).all()[-1]
    assert (entry.event, entry.by_membership_id) == ("membership.roles_changed", sam.id)
    assert client.post(path, data={"roles": ["bid_writer"]}).status_code == 303
    assert ella.roles == {Role.BID_WRITER}


def test_a_membership_ends_and_its_person_is_out(client, sam):
    ella = member(sam.organisation, Role.BID_WRITER)
    client.sign_in(sam)
    path = f"/colleagues/{ella.reference}/end"
    assert heading(client.get(path)) == f"Remove {ella.person.name}"
    assert client.post(path).status_code == 303
    assert ella.ended_at is not None
    assert client.sign_in(ella).get("/inbox").status_code == 403
    assert client.sign_in(sam).get(path).status_code == 404


def test_the_last_one_who_manages_colleagues_stays(client, sam):
    client.sign_in(sam)
    path = f"/colleagues/{sam.reference}"
    for answer in (
        client.post(path, data={"roles": ["bid_writer"]}),
        client.post(f"{path}/end"),
    ):
        assert memberships.LAST_ADMINISTRATOR in answer.text
    assert sam.roles == {Role.PROVIDER_ADMINISTRATOR}
    assert sam.ended_at is None


def test_rivals_find_nothing_of_each_other(client, sam, rival):
    client.sign_in(sam)
    invite(client)
    reference = invitation().reference
    client.sign_in(rival)
    assert sam.person.email not in client.get("/colleagues").text
    assert client.get(f"/colleagues/{sam.reference}").status_code == 404
    assert client.post(f"/colleagues/{sam.reference}/end").status_code == 404
    assert client.post(f"/colleagues/invitations/{reference}/withdraw").status_code == 404
    assert invitation().withdrawn_at is None


def test_a_council_s_finance_officer_manages_its_colleagues(client):
    finance = member(CouncilFactory(), Role.COUNCIL_FINANCE)
    client.sign_in(finance)
    assert invite(client, roles=["placements_officer"]).status_code == 303
    officer = member(finance.organisation, Role.PLACEMENTS_OFFICER)
    assert client.sign_in(officer).get("/colleagues").status_code == 403


def test_twice_the_colleagues_are_read_with_the_same_number_of_queries(
    client, sam, session, count_queries
):
    organisation, organisation_id = sam.organisation, sam.organisation_id

    def read():
        session.commit()
        session.expunge_all()
        with count_queries() as queries:
            client.get("/colleagues")
        return len(queries)

    client.sign_in(sam)
    member(organisation, Role.BID_WRITER)
    first = read()
    for _ in range(4):
        member(session.get(Organisation, organisation_id), Role.BID_WRITER)
    assert read() == first


def test_joining_twice_is_refused(session, sam, now):
    token = memberships.invite(
        sam.organisation, email=EMAIL, roles=[Role.BID_WRITER], by=sam, at=now
    )
    found = memberships.find_invitation(token, at=now)
    assert found is not None
    ella = PersonFactory(email=EMAIL)
    memberships.accept(found, ella, at=now)
    with pytest.raises(DomainError, match="no longer be accepted"):
        memberships.accept(found, ella, at=now)


def test_somebody_new_who_has_an_account_by_now_signs_in(session, sam, now):
    token = memberships.invite(
        sam.organisation, email=EMAIL, roles=[Role.BID_WRITER], by=sam, at=now
    )
    PersonFactory(email=EMAIL)
    found = memberships.find_invitation(token, at=now + timedelta(days=1))
    assert found is not None
    with pytest.raises(DomainError, match="Sign in to accept"):
        memberships.accept_as_new(found, name="Ella", password=PASSWORD, at=now)
