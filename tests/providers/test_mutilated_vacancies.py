"""Whatever happened to a vacancies file, it is taken whole or refused with what is wrong."""

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.access import Role
from portal.audit import AuditEntry
from portal.providers.models import VacancyDeclaration
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.providers import ServiceFactory
from tests.providers.ofsted.mutilations import bytes_of, mutilated, table_of
from tests.support.pages import date_boxes

TODAY = date(2026, 11, 23)
REFERENCES = ("SV-900001", "SV-900002", "SV-900003")
KEPT = (VacancyDeclaration, AuditEntry)


@pytest.fixture
def own(client, session, at):
    acting = member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)
    for reference in REFERENCES:
        ServiceFactory(organisation=acting.organisation, reference=reference, places=4)
    session.commit()
    return client.sign_in(acting)


HEADER = ["Reference", "Service", "Registered places", "Lived in", "Open to referrals"]
SHEETS = tuple(
    bytes_of([HEADER, *([one, "A home", "4", *numbers] for one in REFERENCES)])
    for numbers in (("4", "0"), ("1", "3"), ("", ""), ("5", "9"))
)


def holdings(session):
    return [session.scalar(select(func.count()).select_from(model)) for model in KEPT]


def send(client, data):
    sent = {"file": (io.BytesIO(data), "vacancies.csv")} | date_boxes("as_at", TODAY)
    return client.post("/services/vacancies/file", data=sent)


def test_the_columns_here_are_those_of_the_download(own):
    text = own.get("/services/vacancies/services.csv").get_data()
    assert table_of(text)[0][: len(HEADER)] == HEADER


@settings(max_examples=40, deadline=None)
@given(data=mutilated(SHEETS))
def test_a_mutilated_vacancies_file_is_taken_or_refused_with_its_errors(own, session, data):
    before = holdings(session)
    answer = send(own, data)
    if answer.status_code == 303:
        return
    assert answer.status_code in (200, 400, 422)
    assert "There is a problem" in answer.text
    assert holdings(session) == before


@settings(max_examples=20, deadline=None)
@given(wrong=st.sets(st.sampled_from(range(len(REFERENCES))), min_size=1))
def test_every_wrong_line_of_a_vacancies_file_is_listed(own, session, wrong):
    rows = [
        [one, "A home", "4", "many" if number in wrong else "4", "0"]
        for number, one in enumerate(REFERENCES)
    ]
    answer = send(own, bytes_of([HEADER, *rows]))
    assert answer.text.count("Must be a whole number") == len(wrong)
    assert holdings(session)[0] == 0


def test_a_sound_vacancies_file_is_taken_whole(own, session):
    assert send(own, SHEETS[0]).status_code == 303
    assert holdings(session)[0] == len(REFERENCES)
