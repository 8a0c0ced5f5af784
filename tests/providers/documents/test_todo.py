"""The home page and the task list say what is to be done about documents."""

from datetime import timedelta

import pytest

from portal.access import Role
from portal.providers.document_types import DOCUMENT_TYPES
from portal.providers.models import DocumentHolder, DocumentStatus
from portal.providers.readiness import Standing
from portal.providers.todos.documents import documents_line, todo
from tests.conftest import NOW
from tests.factories.accounts import CouncilFactory, OrganisationFactory, RccFactory, member
from tests.factories.documents import DocumentFactory, PolicyFactory
from tests.factories.providers import ServiceFactory

TODAY = NOW.date()


@pytest.fixture
def keeper(app):
    return member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)


def holds(keeper, code, **facts):
    insured = next(one for one in DOCUMENT_TYPES if one.code == code).insures
    made = DocumentFactory if insured else PolicyFactory
    return made(organisation=keeper.organisation, type_code=code, **facts)


def hold_everything(keeper, **but):
    for row in DOCUMENT_TYPES:
        if row.expected and row.held_by is DocumentHolder.ORGANISATION:
            holds(keeper, row.code, **but.get(row.code, {}))


def titles(membership, app):
    with app.test_request_context():
        return [(one.title, one.count) for one in todo(membership, now=NOW)]


def line(membership, app):
    with app.test_request_context():
        [found] = documents_line(membership, NOW)
    return found.status, found.hint


def test_a_provider_hears_of_what_is_amiss_and_what_runs_out(keeper, app):
    holds(keeper, "public_liability", sum_insured_pence=100)
    holds(keeper, "employers_liability", status=DocumentStatus.RETURNED)
    holds(keeper, "safeguarding", expires_on=TODAY - timedelta(days=1))
    holds(keeper, "accounts", expires_on=TODAY + timedelta(days=20))
    assert titles(keeper, app) == [
        ("Put returned documents right", 1),
        ("Replace documents that have run out", 1),
        ("Insure for more", 1),
        ("Renew documents", 1),
    ]


@pytest.mark.parametrize(
    ("but", "standing"),
    [
        ({}, Standing.COMPLETED),
        ({"accounts": {"expires_on": TODAY + timedelta(days=20)}}, Standing.EXPIRING),
        ({"accounts": {"status": DocumentStatus.SUBMITTED}}, Standing.WAITING),
        ({"accounts": {"status": DocumentStatus.RETURNED}}, Standing.MISSING),
    ],
)
def test_the_task_list_says_how_documents_stand(keeper, app, but, standing):
    hold_everything(keeper, **but)
    assert line(keeper, app)[0] is standing


def test_each_service_needs_its_statement_of_purpose(keeper, app):
    hold_everything(keeper)
    homes = [ServiceFactory(organisation=keeper.organisation) for _ in range(2)]
    holds(keeper, "statement_of_purpose", service=homes[0])
    assert line(keeper, app) == (
        Standing.MISSING,
        "1 document missing, returned, run out or with too low a sum",
    )


def test_a_council_is_asked_for_the_documents_of_its_services_only(app):
    council = member(CouncilFactory(), Role.SERVICE_MANAGER)
    assert line(council, app)[0] is Standing.COMPLETED
    ServiceFactory(organisation=council.organisation)
    assert line(council, app)[0] is Standing.MISSING


def test_reviewers_hear_how_many_wait(app):
    reviewer = member(RccFactory(), Role.CONTRACT_MANAGER)
    assert titles(reviewer, app) == []
    for _ in range(2):
        DocumentFactory(status=DocumentStatus.SUBMITTED)
    DocumentFactory()
    assert titles(reviewer, app) == [("Review documents", 2)]
