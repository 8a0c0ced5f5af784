"""What is due stands on one page: from every domain, by date, for one's own organisation alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import current_app
from hypothesis import given
from hypothesis import strategies as st

from portal.access import Role
from portal.accounts.due import SOON, Due, DueState
from portal.db import db
from portal.monitoring.dues import all_due
from portal.monitoring.models import PutBreach
from portal.providers.models import ExclusionDeclaration, VacancyDeclaration
from tests.factories.accounts import member
from tests.factories.contracts import council_of, placed
from tests.factories.monitoring import BreachFactory
from tests.factories.providers import ServiceFactory
from tests.factories.tenders import LotFactory

TODAY = date(2026, 11, 23)
DECLARED = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def service(session):
    return ServiceFactory()


@pytest.fixture
def owner(service):
    return member(service.organisation, Role.PROVIDER_ADMINISTRATOR)


def due(owner, kind):
    db.session.flush()
    with current_app.test_request_context():
        return [(one.text, one.about, one.due_on) for one in all_due(owner, TODAY, kind)]


def breach_put_to(organisation, due_on):
    breach = BreachFactory(organisation=organisation)
    manager = member(breach.region.lead, Role.CONTRACT_MANAGER)
    put = PutBreach(
        breach=breach,
        organisation_id=organisation.id,
        message="Please reply.",
        due_on=due_on,
        put_at=DECLARED,
        put_by_id=manager.id,
    )
    db.session.add(put)
    db.session.flush()
    return put


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)), st.integers(-400, 400))
def test_how_pressing_something_is_follows_from_its_day(today, days):
    state = Due("Send", "/", today + timedelta(days=days)).state(today)
    assert (state is DueState.OVERDUE) is (days < 0)
    assert (state is DueState.SOON) is (0 <= days <= SOON.days)
    assert Due("Send", "/").state(today) is DueState.UNDATED


def test_a_breach_to_reply_to_is_due_on_its_day(service, owner):
    breach_put_to(service.organisation, date(2026, 12, 1))
    breach_put_to(ServiceFactory().organisation, date(2026, 12, 1))
    about = "Price above the provider’s own agreed rate"
    assert due(owner, "breaches") == [("Reply to a breach", about, date(2026, 12, 1))]


def test_records_that_wait_are_one_line_without_a_day(service, owner):
    assert due(owner, "records") == []
    lot = LotFactory()
    placed(council_of(lot.framework.region), lot, service)
    assert due(owner, "records") == [("Agree or dispute what is recorded", "2 records", None)]


def test_vacancies_are_due_again_two_weeks_after_the_last_declaration(service, owner):
    assert due(owner, "vacancies") == [("Declare vacancies", service.name, None)]
    db.session.add(
        VacancyDeclaration(
            service_id=service.id,
            as_at=date(2026, 11, 16),
            occupied=1,
            available=1,
            unavailable=0,
            declared_at=DECLARED,
            by_membership_id=owner.id,
        )
    )
    again = ("Declare vacancies", service.name, date(2026, 11, 30))
    assert due(owner, "vacancies") == [again]


def test_the_declaration_is_due_when_the_last_one_ceases_to_count(service, owner):
    assert due(owner, "declaration") == [("Declare on exclusion grounds", "", None)]
    db.session.add(
        ExclusionDeclaration(
            organisation_id=service.organisation_id,
            version=1,
            made_at=DECLARED,
            made_by_id=owner.id,
            declared_name="Robin Ashe",
            valid_until=date(2027, 11, 16),
        )
    )
    day = date(2027, 11, 16)
    assert due(owner, "declaration") == [("Declare on exclusion grounds", "", day)]


def test_the_page_lists_what_is_due_by_date_and_is_filtered(client, service, owner, at):
    put = breach_put_to(service.organisation, date(2026, 11, 20))
    client.sign_in(owner)
    page = client.get("/our/due").text
    assert page.index("Reply to a breach") < page.index("Declare vacancies")
    assert f"/our/breaches/{put.reference}" in page
    overdue = client.get("/our/due?state=Overdue").text
    assert "Reply to a breach" in overdue
    assert "Declare vacancies" not in overdue
    assert "Nothing is due" in client.get("/our/due?kind=nothing").text


def test_a_long_list_is_cut_into_parts(client, service, owner, at):
    for _ in range(100):
        ServiceFactory(organisation=service.organisation)
    client.sign_in(owner)
    first, second = client.get("/our/due").text, client.get("/our/due?part=1").text
    assert "part=1" in first
    assert "Declare vacancies" in second
    assert client.get("/our/due?part=-4").status_code == 200
    assert "Nothing is due" in client.get("/our/due?part=999999").text


def test_the_page_asks_as_much_for_many_services_as_for_one(
    client, service, owner, at, count_queries
):
    client.sign_in(owner).get("/our/due")
    with count_queries() as few:
        client.get("/our/due")
    for _ in range(5):
        ServiceFactory(organisation=service.organisation)
    db.session.commit()
    with count_queries() as many:
        client.get("/our/due")
    assert len(many) == len(few)
