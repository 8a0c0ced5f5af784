"""Providers declare their vacancies; those who look for places read them with their dates."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.audit import AuditEntry
from portal.db import db
from portal.errors import DomainError
from portal.providers.models import (
    ProvisionType,
    RegistrationState,
    UnavailableReason,
    VacancyDeclaration,
)
from portal.providers.queries.vacancies import out_of_date, vacancies_as_at
from portal.providers.services.vacancies import Places, declare
from tests.factories.accounts import OrganisationFactory, RegionFactory, member
from tests.factories.contracts import council_of
from tests.factories.providers import AuthorityFactory, ServiceFactory
from tests.support.client import heading
from tests.support.pages import date_boxes

TODAY = date(2026, 11, 23)
FULL = Places(4, 0)
STAFFING, HELD, WORKS = (
    UnavailableReason.STAFFING,
    UnavailableReason.HELD,
    UnavailableReason.WORKS,
)


@pytest.fixture
def acting(session):
    return member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def service(acting):
    return ServiceFactory(organisation=acting.organisation, name="The Elms", places=4)


@pytest.fixture
def own(client, acting, at):
    return client.sign_in(acting)


def all_declared(session):
    return session.scalars(select(VacancyDeclaration).order_by(VacancyDeclaration.id)).all()


def numbers(service, occupied, available, **reasons):
    row = {"occupied": occupied, "available": available} | reasons
    return {f"places-{service.reference}-{name}": str(value) for name, value in row.items()}


class TestOneService:
    def test_the_places_of_a_service_are_declared_with_reasons(self, own, session, service):
        sent = {"occupied": "2", "available": "1", "held": "1"}
        sent |= date_boxes("as_at", TODAY) | date_boxes("held_until", date(2026, 12, 1))
        answer = own.post(
            f"/services/{service.reference}/vacancies", data=sent, follow_redirects=True
        )
        assert "Your vacancies are declared" in answer.text
        assert "1 held until 1 Dec 2026" in " ".join(answer.text.split())
        [declared] = all_declared(session)
        assert (declared.effective_capacity, declared.unavailable) == (3, 1)
        assert declared.registered_places == 4
        [entry] = session.scalars(select(AuditEntry))
        assert (entry.event, entry.facts["unavailable"]) == ("vacancies.declared", {"held": 1})

    def test_the_form_starts_with_what_was_declared_last(self, own, session, service, acting, now):
        declare(service, Places(3, 0, {HELD: 1}), as_at=TODAY, by=acting, at=now)
        page = own.get(f"/services/{service.reference}/vacancies")
        assert 'name="occupied" type="text" spellcheck="false" value="3"' in page.text

    def test_numbers_that_do_not_add_up_are_said_beside_the_field(self, own, session, service):
        sent = {"occupied": "4", "available": "1"} | date_boxes("as_at", TODAY)
        answer = own.post(f"/services/{service.reference}/vacancies", data=sent)
        assert "must add up to the 4 registered places. They add up to 5" in answer.text
        assert not all_declared(session)

    def test_an_agency_without_places_declares_freely(self, acting, session, now):
        agency = ServiceFactory(
            organisation=acting.organisation,
            provision_type=ProvisionType.FOSTERING_AGENCY,
            places=None,
        )
        made = declare(agency, Places(41, 3, {STAFFING: 2}), as_at=TODAY, by=acting, at=now)
        assert (made.registered_places, made.effective_capacity) == (None, 44)

    @pytest.mark.parametrize(
        ("places", "as_at", "said"),
        [
            (FULL, TODAY + timedelta(days=1), "today or in the past"),
            (Places(5, -1), TODAY, "0 or more"),
            (Places(3, 0, {WORKS: 1}, {WORKS: date(2026, 11, 1)}), TODAY, "must not be before"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, service, acting, now, places, as_at, said):
        with pytest.raises(DomainError, match=said):
            declare(service, places, as_at=as_at, by=acting, at=now)

    def test_a_later_day_is_not_superseded_by_an_earlier_one(self, service, acting, now):
        declare(service, FULL, as_at=TODAY, by=acting, at=now)
        with pytest.raises(DomainError, match="declared as at 23 November 2026 already"):
            declare(service, FULL, as_at=TODAY - timedelta(days=1), by=acting, at=now)

    def test_only_a_registered_service_declares(self, own, acting, now):
        waiting = ServiceFactory(
            organisation=acting.organisation, status=RegistrationState.APPLIED, urn=None
        )
        with pytest.raises(DomainError, match="registered service"):
            declare(waiting, FULL, as_at=TODAY, by=acting, at=now)
        assert "Nothing to declare" in own.get(f"/services/{waiting.reference}/vacancies").text

    def test_another_provider_does_not_find_it(self, client, session, service):
        rival = member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)
        client.sign_in(rival)
        assert client.get(f"/services/{service.reference}/vacancies").status_code == 404


class TestAllServices:
    def test_all_are_declared_in_one_form_and_an_empty_row_says_nothing(
        self, own, session, service, acting
    ):
        quiet = ServiceFactory(organisation=acting.organisation)
        other = ServiceFactory(organisation=acting.organisation, places=6)
        sent = date_boxes("as_at", TODAY) | numbers(service, 4, 0) | numbers(other, 2, 3, works=1)
        answer = own.post("/services/vacancies", data=sent, follow_redirects=True)
        assert "declared the vacancies of 2 services" in answer.text
        assert {one.service_id for one in all_declared(session)} == {service.id, other.id}
        assert quiet.name in answer.text

    def test_what_was_declared_for_the_day_already_is_passed_over(self, own, session, service):
        sent = date_boxes("as_at", TODAY) | numbers(service, 3, 0, held=1)
        own.post("/services/vacancies", data=sent)
        answer = own.post("/services/vacancies", data=sent, follow_redirects=True)
        assert "Nothing was new" in answer.text
        assert len(all_declared(session)) == 1

    def test_until_when_stays_known_where_a_row_has_no_room_for_it(
        self, own, session, service, acting, now
    ):
        until = date(2026, 12, 24)
        before = TODAY - timedelta(days=7)
        declare(service, Places(3, 0, {HELD: 1}, {HELD: until}), as_at=before, by=acting, at=now)
        own.post(
            "/services/vacancies", data=date_boxes("as_at", TODAY) | numbers(service, 3, 0, held=1)
        )
        latest = all_declared(session)[-1]
        assert (latest.as_at, latest.not_offered[0].until) == (TODAY, until)

    def test_one_wrong_row_keeps_all_from_being_saved_and_is_named(
        self, own, session, service, acting
    ):
        wrong = ServiceFactory(organisation=acting.organisation, name="The Oaks", places=3)
        sent = date_boxes("as_at", TODAY) | numbers(service, 4, 0) | numbers(wrong, 4, 0)
        answer = own.post("/services/vacancies", data=sent)
        assert "The Oaks: The numbers must add up to the 3 registered places" in answer.text
        assert "The Elms: " not in answer.text
        assert not all_declared(session)

    def test_forty_services_ask_as_many_queries_as_two(
        self, own, session, acting, now, count_queries
    ):
        def asked():
            with count_queries() as queries:
                assert own.get("/services/vacancies").status_code == 200
            return len(queries)

        for number in range(40):
            made = ServiceFactory(organisation=acting.organisation)
            declare(made, Places(3, 0, {HELD: 1}), as_at=TODAY, by=acting, at=now)
            if number == 1:
                few = asked()
        assert asked() == few

    def test_without_services_the_page_says_so(self, own):
        assert "You have no registered services" in own.get("/services/vacancies").text


class TestFiles:
    def send(self, client, content: str, as_at=TODAY):
        file = (io.BytesIO(content.encode()), "vacancies.csv")
        return client.post(
            "/services/vacancies/file",
            data=date_boxes("as_at", as_at) | {"file": file},
            follow_redirects=True,
        )

    def test_the_file_comes_back_with_the_numbers_put_right(self, own, session, service, acting):
        other = ServiceFactory(organisation=acting.organisation, name="=The Oaks", places=4)
        text = own.get("/services/vacancies/services.csv").text
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        assert [row["Service"] for row in rows] == ["'=The Oaks", "The Elms"]
        rows[1] |= {"Lived in": "3", "Open to referrals": "0", "Works": "1"}
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        answer = self.send(own, out.getvalue())
        assert "declared the vacancies of 1 service" in answer.text
        [declared] = all_declared(session)
        assert (declared.service_id, declared.unavailable) == (service.id, 1)
        assert declared.service_id != other.id

    def test_every_error_of_a_file_is_listed_and_nothing_is_saved(self, own, session, service):
        rival = ServiceFactory()
        head = "Reference,Lived in,Open to referrals\n"
        answer = self.send(own, f"{head}{service.reference},4,0\n{rival.reference},4,0\n")
        assert "None of your registered services has it" in answer.text
        answer = self.send(own, f"{head}{service.reference},many,-1\n")
        assert answer.text.count("Must be a whole number from 0 to 9,999") == 2
        answer = self.send(own, f"{head}{service.reference},5,0\n")
        assert "They add up to 5" in answer.text
        assert not all_declared(session)


class TestAsAt:
    def test_what_counts_on_a_day_is_what_was_known_on_it(self, session, service, acting, now):
        early = now - timedelta(days=20)
        declare(service, FULL, as_at=early.date(), by=acting, at=early)
        declare(service, Places(3, 1), as_at=TODAY, by=acting, at=now)

        def counts(on):
            rows = vacancies_as_at(on)
            return session.execute(
                select(rows.c.effective_capacity, rows.c.available, rows.c.as_at)
            ).all()

        assert counts(early.date() - timedelta(days=1)) == []
        assert counts(TODAY - timedelta(days=1)) == [(4, 0, early.date())]
        assert counts(TODAY) == [(4, 1, TODAY)]

    def test_a_declaration_is_good_for_fourteen_days(self, session, service, acting, now):
        organisation = acting.organisation_id
        assert session.scalars(out_of_date(organisation, TODAY)).all() == [service]
        declare(service, FULL, as_at=TODAY - timedelta(days=14), by=acting, at=now)
        assert session.scalars(out_of_date(organisation, TODAY)).all() == []
        assert session.scalars(out_of_date(organisation, TODAY + timedelta(days=1))).all()


@pytest.fixture
def vale(session, at):
    """A region with a council, its placements officer, and a home in the council's area."""
    region = RegionFactory()
    council = council_of(region)
    authority = AuthorityFactory()
    council.authority_id = authority.id
    home = ServiceFactory(name="Near House", authority=authority, places=4)
    by = member(home.organisation, Role.PROVIDER_ADMINISTRATOR)
    return region, council, home, by


class TestBuyers:
    @pytest.fixture
    def officer(self, client, vale):
        return client.sign_in(member(vale[1], Role.PLACEMENTS_OFFICER))

    def test_they_see_their_region_and_elsewhere_when_they_ask(self, officer, vale):
        ServiceFactory(name="Far House")
        page = officer.get("/vacancies")
        assert heading(page) == "Vacancies"
        assert "Near House" in page.text
        assert "Far House" not in page.text
        assert "Far House" in officer.get("/vacancies?area=everywhere").text
        assert "Near House" in officer.get(f"/vacancies?area={vale[1].reference}").text
        assert "No service matches" in officer.get("/vacancies?area=nowhere").text

    def test_each_has_its_day_and_an_old_one_is_marked(self, officer, vale, now):
        _region, _council, home, by = vale
        assert "Never" in officer.get("/vacancies").text
        declare(home, Places(2, 1, {WORKS: 1}), as_at=date(2026, 11, 3), by=by, at=now)
        page = " ".join(officer.get("/vacancies").text.split())
        assert "3 Nov 2026" in page
        assert "May be out of date" in page
        assert "1 works" in page
        declare(home, FULL, as_at=TODAY, by=by, at=now)
        assert "May be out of date" not in officer.get("/vacancies").text

    def test_they_narrow_by_kind_age_and_places_now(self, officer, vale, now):
        _region, _council, home, by = vale
        assert "Near House" not in officer.get("/vacancies?available=now").text
        declare(home, Places(3, 1), as_at=TODAY, by=by, at=now)
        assert "Near House" in officer.get("/vacancies?available=now&age=12").text
        assert "Near House" not in officer.get("/vacancies?age=19").text
        assert "Near House" in officer.get("/vacancies?provision=childrens_home&age=x").text
        assert "Near House" not in officer.get("/vacancies?provision=fostering_agency").text

    def test_the_file_holds_what_the_list_shows(self, officer, vale, now):
        _region, _council, home, by = vale
        declare(home, Places(3, 1), as_at=TODAY, by=by, at=now)
        text = officer.get("/vacancies/vacancies.csv?available=now").text.removeprefix("\ufeff")
        [row] = csv.DictReader(io.StringIO(text))
        assert (row["Service"], row["Effective capacity"], row["Declared as at"]) == (
            "Near House",
            "4",
            "2026-11-23",
        )

    def test_the_list_asks_as_many_queries_however_long(self, officer, vale, now, count_queries):
        def asked():
            with count_queries() as queries:
                assert officer.get("/vacancies").status_code == 200
            return len(queries)

        _region, _council, home, by = vale
        declare(home, Places(3, 1), as_at=TODAY, by=by, at=now)
        few = asked()
        for _ in range(20):
            another = ServiceFactory(authority_id=home.authority_id, places=4)
            declare(another, Places(3, 0, {HELD: 1}), as_at=TODAY, by=by, at=now)
        assert asked() == few

    def test_neither_providers_nor_the_public_read_them(self, client, vale):
        assert client.get("/vacancies").status_code == 303
        client.sign_in(vale[3])
        assert client.get("/vacancies").status_code == 403
        assert client.get("/vacancies/vacancies.csv").status_code == 403


def test_the_database_repeats_that_numbers_add_up(session, service, acting, now):
    declared = declare(service, FULL, as_at=TODAY, by=acting, at=now)
    session.flush()
    declared.available = 1
    with pytest.raises(Exception, match="adds_up"):
        session.flush()
    db.session.rollback()
