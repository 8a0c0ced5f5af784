"""A provider declares on exclusion grounds, once for every bid, and declares again in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.access import Role
from portal.errors import DomainError
from portal.providers.exclusion import GROUNDS, Schedule, grounds_of
from portal.providers.models import (
    About,
    Connection,
    DeclarationDraft,
    DeclaredGround,
    ExclusionDeclaration,
)
from portal.providers.services import declarations
from portal.providers.services.declaration_answers import Answers, Details, as_value, key_of
from portal.providers.services.diligence_standing import DeclarationState, standing_of
from portal.providers.todos.diligence import todo
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.diligence import ConnectedPersonFactory, declared
from tests.support.client import heading
from tests.support.pages import date_boxes

pytestmark = pytest.mark.database
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
EXPLAINED = Details("A settlement.", date(2025, 6, 3), "", "New managers and checks.")


@pytest.fixture
def acting(session):
    return member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def provider(acting):
    return acting.organisation


def state_of(provider, on=TODAY) -> DeclarationState:
    return standing_of(provider.id, provider.name, on).state


def all_no(schedule: Schedule) -> dict[str, str]:
    return {ground.code: "no" for ground in grounds_of(schedule)}


def test_every_ground_of_both_schedules_is_asked_once():
    assert len({ground.code for ground in GROUNDS}) == len(GROUNDS)
    assert [len(grounds_of(schedule)) for schedule in Schedule] == [14, 8]


def test_a_provider_walks_through_the_pages_and_declares(client, session, at, acting, provider):
    at(AT)
    ConnectedPersonFactory(organisation=provider, name="Edda Marlowe")
    client.sign_in(acting)
    assert "You have not declared yet" in client.get("/provider/declaration").text
    first, second = (f"/provider/declaration/grounds/{one.value}" for one in Schedule)
    sent = client.post(first, data=all_no(Schedule.MANDATORY))
    assert (sent.status_code, sent.location) == (303, second)
    said = all_no(Schedule.DISCRETIONARY) | {"poor_performance": "yes"}
    sent = client.post(second, data=said)
    page = client.get(sent.location)
    assert heading(page) == "Connected and associated persons"
    assert "Edda Marlowe" in page.text
    sent = client.post(sent.location, data={"anybody": "no"})
    page = client.get(sent.location)
    assert heading(page) == "Check your answers"
    assert "Something is missing" in page.text
    details = "/provider/declaration/details/supplier/poor_performance"
    assert details in page.text
    said = {"what": "A contract ended early.", "self_cleaning": "New managers."}
    assert "Enter the date it happened" in client.post(details, data=said).text
    said |= date_boxes("happened_on", date(2025, 6, 3))
    assert client.post(details, data=said).status_code == 303
    check = "/provider/declaration/check"
    refused = client.post(check, data={"declared_name": "Edda Marlowe"})
    assert "Tick the box to declare" in refused.text
    sent = client.post(check, data={"declared_name": "Edda Marlowe", "agree": "y"})
    assert "In force" in client.get(sent.location).text
    made = session.scalars(select(ExclusionDeclaration)).one()
    assert (made.version, made.valid_until) == (1, TODAY + timedelta(days=365))
    assert [one.name for one in made.persons] == ["Edda Marlowe"]
    assert [one.ground_code for one in made.grounds if one.applies] == ["poor_performance"]
    page = client.get("/provider/declaration/versions/1").text
    assert "A contract ended early." in page
    assert session.scalar(select(func.count(DeclarationDraft.id))) == 0


def test_what_was_answered_is_kept_where_answers_are_missing(client, at, acting, provider):
    at(AT)
    path = "/provider/declaration/grounds/mandatory"
    page = client.sign_in(acting).post(path, data={"bribery": "yes"})
    assert "Select yes or no: terrorism" in page.text
    assert declarations.answers_of(provider.id).applies(About.SUPPLIER, "bribery") is True
    assert declarations.answers_of(provider.id).applies(About.SUPPLIER, "terrorism") is None
    assert "Go on with your declaration" in client.get("/provider/declaration").text


def test_details_outlive_a_change_of_mind(acting, provider):
    for applies in (True, False, True):
        declarations.answer_grounds(provider, {"bribery": applies}, by=acting, at=AT)
        if applies:
            kept = declarations.answers_of(provider.id).details(About.SUPPLIER, "bribery")
            if not kept.what:
                declarations.explain(
                    provider, About.SUPPLIER, "bribery", EXPLAINED, by=acting, at=AT
                )
    assert declarations.answers_of(provider.id).details(About.SUPPLIER, "bribery") == EXPLAINED


def test_an_event_to_come_cannot_be_declared(acting, provider):
    ahead = Details("It will.", TODAY + timedelta(days=1), "", "Nothing.")
    with pytest.raises(DomainError, match="today or in the past") as refused:
        declarations.explain(provider, About.SUPPLIER, "bribery", ahead, by=acting, at=AT)
    assert refused.value.field == "happened_on"


def test_a_yes_about_persons_names_the_grounds_and_the_person(client, at, acting, provider):
    at(AT)
    ConnectedPersonFactory(organisation=provider, name="Orla Finch", kind=Connection.PARENT)
    client.sign_in(acting)
    path = "/provider/declaration/persons"
    assert "Parent undertaking" in client.get(path).text
    assert "Select which grounds apply" in client.post(path, data={"anybody": "yes"}).text
    assert client.post(path, data={"anybody": "yes", "codes": ["cartel"]}).status_code == 303
    details = "/provider/declaration/details/persons/cartel"
    said = {"what": "Convicted.", "self_cleaning": "Left."} | date_boxes("happened_on", TODAY)
    assert "Choose the person" in client.post(details, data=said).text
    assert client.post(details, data=said | {"person": "Orla Finch"}).status_code == 303
    assert "Orla Finch" in client.get("/provider/declaration/check").text


def test_nothing_is_declared_while_something_is_missing(session, acting, provider):
    with pytest.raises(DomainError, match="every question"):
        declarations.declare(provider, declared_name="Edda", by=acting, at=AT)
    assert session.scalar(select(func.count(ExclusionDeclaration.id))) == 0


def test_the_next_declaration_starts_from_the_last_and_the_first_stays(session, acting, provider):
    said = {ground.code: ground.code == "insolvency" for ground in GROUNDS}
    declarations.answer_grounds(provider, said, by=acting, at=AT)
    declarations.explain(provider, About.SUPPLIER, "insolvency", EXPLAINED, by=acting, at=AT)
    first = declarations.declare(provider, declared_name="Edda Marlowe", by=acting, at=AT)
    answers = declarations.answers_of(provider.id)
    assert answers.details(About.SUPPLIER, "insolvency") == EXPLAINED
    later = AT + timedelta(days=90)
    declarations.answer_grounds(provider, {"insolvency": False}, by=acting, at=later)
    second = declarations.declare(provider, declared_name="Edda Marlowe", by=acting, at=later)
    assert (first.version, second.version) == (1, 2)
    session.refresh(first)
    assert [one.what for one in first.grounds if one.applies] == ["A settlement."]
    assert not [one for one in second.grounds if one.applies]


def test_a_declaration_runs_out_after_a_year(provider, acting):
    assert state_of(provider) is DeclarationState.MISSING
    made = declared(provider, at=AT, by=acting)
    assert state_of(provider) is DeclarationState.IN_FORCE
    assert state_of(provider, made.valid_until) is DeclarationState.IN_FORCE
    after = made.valid_until + timedelta(days=1)
    assert state_of(provider, after) is DeclarationState.OUT_OF_DATE


def test_a_change_of_connected_persons_asks_for_another(session, provider, acting):
    someone = ConnectedPersonFactory(organisation=provider)
    declared(provider, at=AT, by=acting)
    assert state_of(provider) is DeclarationState.IN_FORCE
    ConnectedPersonFactory(organisation=provider, kind=Connection.ASSOCIATED)
    assert state_of(provider) is DeclarationState.PEOPLE_CHANGED
    answers = declarations.answers_of(provider.id)
    assert not answers.persons_answered([["somebody", "director"]])
    declared(provider, at=AT + timedelta(hours=1), by=acting)
    assert state_of(provider) is DeclarationState.IN_FORCE
    someone.ends_on = TODAY
    session.flush()
    assert state_of(provider) is DeclarationState.PEOPLE_CHANGED


def test_home_asks_for_a_declaration_and_for_its_renewal(app, acting, provider):
    with app.test_request_context(method="POST"):
        assert titles(acting, AT) == ["Declare on exclusion grounds"]
        made = declared(provider, at=AT, by=acting)
        assert titles(acting, AT) == []
        near = datetime.combine(made.valid_until - timedelta(days=20), AT.timetz())
        assert titles(acting, near) == ["Renew your declaration on exclusion grounds"]
        ConnectedPersonFactory(organisation=provider)
        assert titles(acting, AT) == ["Renew your declaration on exclusion grounds"]


def titles(acting, now) -> list[str]:
    return [one.title for one in todo(acting, now=now)]


def test_another_provider_reads_nothing(client, session, acting, provider):
    declared(provider, at=AT, by=acting)
    other = member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)
    client.sign_in(other)
    assert client.get("/provider/declaration/versions/1").status_code == 404
    assert "You have not declared yet" in client.get("/provider/declaration").text
    assert client.get(f"/providers/{provider.reference}/diligence").status_code == 403
    assert client.get("/provider/declaration/details/supplier/bribery").status_code == 404
    assert client.get("/provider/declaration/grounds/other").status_code == 404


def test_the_database_refuses_an_unexplained_yes(session, acting, provider):
    made = declared(provider, at=AT, by=acting)
    session.add(
        DeclaredGround(
            declaration_id=made.id, ground_code="none_such", about=About.SUPPLIER, applies=True
        )
    )
    with pytest.raises(IntegrityError, match="yes_explained"):
        session.flush()
    session.rollback()


answered = st.dictionaries(
    st.sampled_from([ground.code for ground in GROUNDS]), st.booleans(), max_size=len(GROUNDS)
)


@given(answered)
def test_answers_are_complete_when_all_are_given_and_every_yes_is_explained(said):
    values = {key_of(About.SUPPLIER, code): as_value(yes, EXPLAINED) for code, yes in said.items()}
    answers = Answers(values)
    assert answers.complete([]) is (len(said) == len(GROUNDS))
    assert {ground.code for _about, ground in answers.yeses()} == {
        code for code, yes in said.items() if yes
    }
    bare = Answers({key: {"applies": one["applies"]} for key, one in values.items()})
    assert len(bare.unexplained()) == sum(said.values())
