"""Everybody signed in can search the register; contract managers take new files in."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.errors import DomainError
from portal.providers.models import RegisterImport, RegisterSetting
from portal.providers.task_handlers import OFSTED_IMPORT, TASK_HANDLERS
from portal.tasks import Task
from tests.factories.accounts import RccFactory, member
from tests.factories.providers import (
    AuthorityFactory,
    RegisterImportFactory,
    RegisterInspectionFactory,
    RegisterSettingFactory,
)
from tests.providers.ofsted.registers import FIXTURES, register
from tests.support.client import heading

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FILE = "register_2025.csv"


@pytest.fixture
def manager(session):
    return member(RccFactory(), Role.CONTRACT_MANAGER)


@pytest.fixture
def staff(client, manager, at):
    return client.sign_in(manager)


def run(task, told=None):
    """Do what a task asks, as the scheduler does."""
    heard = told if told is not None else []
    return TASK_HANDLERS[task.kind](task, at=AT, report=lambda *step: heard.append(step))


def press(client, address, session, **fields):
    """Press “Import this file” and return the task that it asks for."""
    answer = client.post(address, data={"token": "pressed"} | fields)
    assert answer.status_code == 303
    return session.scalars(select(Task).where(Task.kind == OFSTED_IMPORT)).one()


def urns(answer):
    found = answer.text.split('<tbody class="govuk-table__body">')
    return (
        [part.split('"')[0] for part in "".join(found[1:]).split('href="/ofsted/')[1:]]
        if len(found) > 1
        else []
    )


class TestSearch:
    @pytest.fixture
    def home(self, session):
        return RegisterSettingFactory(
            urn="SC912345", owner="Hollowgate Homes Ltd", authority=AuthorityFactory(name="Eastby")
        )

    @pytest.fixture
    def lodging(self, session):
        return RegisterSettingFactory(
            urn="2601234", provision_type="supported_accommodation", owner="100% Lodgings Limited"
        )

    @pytest.mark.parametrize(
        "asked",
        [
            "urn=sc91",
            "owner=HOLLOWGATE+homes+limited",
            "provision=childrens_home",
            "grade=inadequate",
            "owner=gate&grade=inadequate&provision=childrens_home",
        ],
    )
    def test_it_finds_what_is_asked_for(self, staff, home, lodging, asked):
        RegisterInspectionFactory(urn=home.urn, overall_code="good")
        RegisterInspectionFactory(
            urn=home.urn, inspected_on=date(2026, 2, 2), overall_code="inadequate"
        )
        assert urns(staff.get(f"/ofsted?{asked}")) == ["SC912345"]

    def test_it_finds_by_authority(self, staff, home, lodging):
        assert urns(staff.get(f"/ofsted?authority={home.authority.gss_code}")) == ["SC912345"]

    def test_a_grade_that_is_no_longer_the_latest_is_not_found(self, staff, home):
        RegisterInspectionFactory(urn=home.urn, overall_code="good")
        RegisterInspectionFactory(
            urn=home.urn, inspected_on=date(2026, 2, 2), overall_code="inadequate"
        )
        assert urns(staff.get("/ofsted?grade=good")) == []

    def test_settings_never_graded_can_be_asked_for(self, staff, home, lodging):
        RegisterInspectionFactory(urn=home.urn)
        assert urns(staff.get("/ofsted?grade=none")) == ["2601234"]

    def test_marks_in_a_search_are_no_wildcards(self, staff, home, lodging):
        assert urns(staff.get("/ofsted?urn=%25")) == []
        assert urns(staff.get("/ofsted?urn=_")) == []

    def test_settings_no_longer_listed_are_shown_on_request(self, staff, home, lodging):
        home.gone_on = date(2026, 3, 31)
        assert urns(staff.get("/ofsted")) == ["2601234"]
        assert urns(staff.get("/ofsted?listed=gone")) == ["SC912345"]
        assert urns(staff.get("/ofsted?listed=every")) == ["2601234", "SC912345"]
        page = staff.get("/ofsted/SC912345")
        assert "list of 31 March 2026 no longer has this setting" in page.text

    @pytest.mark.parametrize(
        "role", [Role.PROVIDER_ADMINISTRATOR, Role.PLACEMENTS_OFFICER, Role.EVALUATOR]
    )
    def test_everybody_signed_in_may_look(self, client, home, role):
        client.sign_in(member(None, role))
        assert urns(client.get("/ofsted")) == ["SC912345"]

    def test_nobody_else_may(self, client, home):
        assert client.get("/ofsted").status_code == 303
        assert client.get("/ofsted/SC912345").status_code == 303

    def test_odd_searches_are_answered(self, staff, home):
        for asked in (
            "urn=castle",
            "cursor=castle",
            "owner=" + "x" * 3000,
            "grade=no",
            "authority=%27",
        ):
            assert staff.get(f"/ofsted?{asked}").status_code == 200

    def test_it_takes_as_many_queries_for_many_settings_as_for_few(
        self, staff, home, count_queries
    ):
        RegisterInspectionFactory(urn=home.urn)
        staff.get("/ofsted")
        with count_queries() as few:
            staff.get("/ofsted")
        for _ in range(60):
            RegisterInspectionFactory(urn=RegisterSettingFactory(last_import=home.last_import).urn)
        with count_queries() as many:
            first = staff.get("/ofsted")
        assert len(many) == len(few)
        assert (len(urns(first)), "Next" in first.text) == (50, True)

    def test_filters_stay_from_page_to_page(self, staff, home):
        for _ in range(51):
            RegisterSettingFactory(last_import=home.last_import)
        page = staff.get("/ofsted?owner=thornbeck").text
        assert "owner=thornbeck" in page.split('rel="next"')[0].rsplit("<a", 1)[1]


def test_a_setting_shows_its_inspections(staff):
    setting = RegisterSettingFactory()
    RegisterInspectionFactory(urn=setting.urn, leaders_code=None)
    page = staff.get(f"/ofsted/{setting.urn}")
    assert heading(page) == setting.urn
    assert ("5 Nov 2025" in page.text, "Not judged" in page.text) == (True, True)
    assert staff.get("/ofsted/SC000000").status_code == 404


def test_an_empty_register_says_what_to_do(staff):
    assert "Import a file" in staff.get("/ofsted").text


class TestImport:
    def post(self, client, content, name="register.csv", **fields):
        files = {"file": (BytesIO(content), name)} if content is not None else {}
        return client.post("/ofsted/imports/new", data=fields | files)

    def test_a_file_is_previewed_and_taken_in_by_the_scheduler(self, staff, manager, session):
        answer = self.post(staff, (FIXTURES / FILE).read_bytes(), FILE)
        task = session.scalars(select(Task)).one()
        assert (answer.status_code, answer.location) == (303, f"/tasks/{task.reference}")
        told: list[Any] = []
        seen = run(task, told)
        session.commit()
        assert session.scalars(select(RegisterSetting)).all() == []
        assert told[-1][0] == told[-1][1]
        page = staff.get(seen["href"])
        assert heading(page) == "What this file would change"
        assert f"New settings</a>: {seen['settings']}" in page.text
        result = run(press(staff, seen["href"], session))
        session.commit()
        source = session.scalars(select(RegisterImport)).one()
        assert (source.as_at, source.by_membership_id) == (date(2025, 3, 31), manager.id)
        assert result["new"] == len(session.scalars(select(RegisterSetting)).all()) > 0
        assert result["href"] == "/ofsted/imports"
        page = staff.get("/ofsted/imports")
        assert (FILE in page.text, "31 Mar 2025" in page.text) == (True, True)
        assert "This file has been taken in" in staff.get(seen["href"]).text

    def test_a_bad_file_is_refused_with_every_bad_row(self, staff, session):
        content = register({"Places": "four"}, {}, {"Registration date": "31/02/2020"})
        answer = self.post(staff, content)
        assert answer.status_code == 200
        assert "register.csv was not loaded: 2 things to put right in the file" in answer.text
        for said in ("four", "31/02/2020", "Registration date", "Not a whole number"):
            assert said in answer.text
        assert session.scalars(select(Task)).all() == []

    def test_a_very_bad_file_does_not_fill_the_page(self, staff):
        answer = self.post(staff, register(*({"Places": "x"} for _ in range(505))))
        assert "There are" in answer.text

    @pytest.mark.parametrize(
        ("content", "name", "said"),
        [
            (None, "", "Select the file"),
            (b"", "register.csv", "The selected file is empty"),
            (b"%PDF-1.7 something", "register.csv", "must be a CSV"),
            (b"PK\x03\x04rubbish", "register.csv", "must be a CSV"),
            (b"a,b\n1,2\n", "register.csv", "None of the first"),
            (b"URN\nSC900001\n", "register.csv", "The file has no"),
        ],
    )
    def test_what_is_no_register_is_said_beside_the_field(
        self, staff, session, content, name, said
    ):
        answer = self.post(staff, content, name)
        assert (answer.status_code, said in answer.text) == (200, True)
        assert session.scalars(select(Task)).all() == []

    def test_a_file_without_a_day_needs_one(self, staff, session):
        answer = self.post(staff, register({}))
        assert "Enter the day that the file describes" in answer.text
        day = {"as_at-day": "31", "as_at-month": "3", "as_at-year": "2090"}
        assert "today or in the past" in self.post(staff, register({}), **day).text
        assert self.post(staff, register({}), **day | {"as_at-year": "2025"}).status_code == 303

    def test_a_file_cut_short_is_taken_in_only_when_somebody_says_that_it_is_whole(
        self, staff, session
    ):
        source = RegisterImportFactory(as_at=date(2024, 3, 31))
        for _ in range(100):
            RegisterSettingFactory(last_import=source)
        day = {"as_at-day": "31", "as_at-month": "3", "as_at-year": "2025"}
        self.post(staff, register({"URN": "SC999999"}), **day)
        seen = run(session.scalars(select(Task)).one())
        session.commit()
        page = staff.get(seen["href"])
        assert "lacks 100 of the 100 settings in the register" in page.text
        answer = staff.post(seen["href"], data={"token": "one"})
        assert "Confirm that the file is whole" in answer.text
        task = press(staff, seen["href"], session, allow_missing="y")
        assert run(task)["no_longer_listed"] == 100

    def test_a_preview_that_another_import_overtook_cannot_be_taken_in(self, staff, session):
        day = {"as_at-day": "31", "as_at-month": "3", "as_at-year": "2025"}
        self.post(staff, register({}), **day)
        seen = run(session.scalars(select(Task)).one())
        session.commit()
        task = press(staff, seen["href"], session)
        RegisterImportFactory()
        session.commit()
        assert "Another file was taken in after this preview" in staff.get(seen["href"]).text
        with pytest.raises(DomainError, match="Another file was taken in after this preview"):
            run(task)
        assert session.scalars(select(RegisterSetting)).all() == []

    def test_a_second_press_asks_for_nothing_more(self, staff, session):
        day = {"as_at-day": "31", "as_at-month": "3", "as_at-year": "2025"}
        self.post(staff, register({}), **day)
        seen = run(session.scalars(select(Task)).one())
        session.commit()
        first = staff.post(seen["href"], data={"token": "twice"})
        assert staff.post(seen["href"], data={"token": "twice"}).location == first.location
        assert len(session.scalars(select(Task)).all()) == 2

    @pytest.mark.parametrize(
        "role", [Role.PROVIDER_ADMINISTRATOR, Role.COMMISSIONER, Role.PLACEMENTS_OFFICER]
    )
    def test_others_are_kept_out(self, client, session, role):
        client.sign_in(member(None, role))
        assert client.get("/ofsted/imports").status_code == 403
        assert self.post(client, register({})).status_code == 403
