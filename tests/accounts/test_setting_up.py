"""What the system administrator of a new installation is told to do, step by step."""

from portal.access import OrganisationKind, Role
from portal.accounts.models import Membership
from portal.outbox import OutboxMessage, queue_mail
from tests.factories.accounts import (
    OrganisationFactory,
    RccFactory,
    RegionFactory,
    RegionMemberFactory,
    member,
)


def operator() -> Membership:
    return member(OrganisationFactory(kind=OrganisationKind.OPERATOR), Role.SYSTEM_ADMINISTRATOR)


def test_a_new_installation_is_set_up_one_step_after_the_other(client, session):
    client.sign_in(operator())
    assert "Add the Regional Care Co-operative" in client.get("/").text
    lead = RccFactory()
    assert "Add the region" in client.get("/").text
    region = RegionFactory(name="Severn Vale", lead=lead)
    assert "Add the councils of Severn Vale" in client.get("/").text
    RegionMemberFactory(region=region)
    assert "Add the councils" not in client.get("/").text


def test_mail_that_was_given_up_is_said(client, session, now):
    client.sign_in(operator())
    assert "Look at mail" not in client.get("/").text
    queue_mail("somebody@example.org", "Words", "More words", at=now, dedupe_key="one")
    session.flush()
    session.query(OutboxMessage).one().failed_at = now
    assert "Look at mail that could not be sent" in client.get("/").text


def test_nobody_else_is_told_of_it(client, session):
    client.sign_in(member(RccFactory(), Role.COMMISSIONER))
    assert "Add the region" not in client.get("/").text
