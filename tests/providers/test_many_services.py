"""A provider with many services does everything in lists: filters, changes together, files."""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.audit import AuditEntry
from portal.providers.models import (
    Accepts,
    Need,
    ProvisionType,
    RegistrationState,
    Service,
    ServiceNeed,
    StaffingRatio,
)
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.providers import AuthorityFactory, ServiceFactory
from tests.support.client import heading

HIDDEN = re.compile(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')
MARK = "\ufeff"


@pytest.fixture
def acting(session):
    return member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def own(client, acting, at):
    return client.sign_in(acting)


@pytest.fixture
def fenholt(session):
    return AuthorityFactory(name="Fenholt")


@pytest.fixture
def made(acting, fenholt):
    """Make some services that say little."""

    def make(number: int, **facts) -> list[Service]:
        return [
            ServiceFactory(
                organisation=acting.organisation,
                name=f"House {place:02}",
                authority=fenholt,
                local_authority="Fenholt",
                **facts,
            )
            for place in range(number)
        ]

    return make


def hidden_fields(page) -> dict[str, list[str]]:
    """What the form that saves carries along."""
    form = page.text.split("<main")[1].split('method="post"')[1]
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(form):
        found.setdefault(name, []).append(unescape(value))
    return found


def needs_of(session, service) -> set[Need]:
    return set(
        session.scalars(select(ServiceNeed.need).where(ServiceNeed.service_id == service.id))
    )


def events(session) -> list[str]:
    return list(session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def sheet(page) -> list[list[str]]:
    assert page.text.startswith(MARK)
    return list(csv.reader(io.StringIO(page.text.removeprefix(MARK))))


def file_of(rows) -> dict[str, object]:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return {"file": (io.BytesIO((MARK + out.getvalue()).encode()), "services.csv")}


def upload(client, rows):
    return client.post("/services/upload", data=file_of(rows))


def save(client, page):
    [action] = re.findall(r'method="post"\s+action="([^"]+)"', page.text.split("<main")[1])[:1]
    return client.post(action, data=hidden_fields(page), follow_redirects=True)


class TestTheList:
    def test_it_is_narrowed_by_council_need_and_what_is_missing(self, own, made, acting, session):
        first, second = made(2)
        second.local_authority = "Ashlow"
        first.met = [ServiceNeed(need=Need.AUTISM)]
        first.staffing_ratio, first.accepts = StaffingRatio.STANDARD, Accepts.ALL
        first.postcode = "ZZ1 2AB"
        session.commit()
        for asked, there, gone in (
            ("council=Ashlow", second, first),
            ("need=autism", first, second),
            ("missing=1", second, first),
        ):
            text = own.get(f"/services?{asked}").text
            assert (there.name in text, gone.name in text) == (True, False), asked

    def test_an_agency_without_places_lacks_nothing(self, own, made):
        made(
            1,
            provision_type=ProvisionType.FOSTERING_AGENCY,
            places=None,
            met=[ServiceNeed(need=Need.SIBLINGS)],
            staffing_ratio=StaffingRatio.STANDARD,
            accepts=Accepts.ALL,
            postcode="ZZ1 2AB",
        )
        assert "No service matches" in own.get("/services?missing=1").text

    @pytest.mark.parametrize("sort", ["name", "council", "places", "nonsense"])
    def test_it_is_sorted_and_goes_on_where_a_part_ends(self, own, made, sort, session):
        for place, service in enumerate(made(60)):
            service.places = None if place == 3 else 60 - place
            service.local_authority = f"Council {place % 7}"
        session.commit()
        path: str | None = f"/services?sort={sort}"
        seen: list[str] = []
        while path:
            page = own.get(path).text
            seen += re.findall(r">(House \d+)</a>", page)
            following = re.search(r'rel="next"\s+href="([^"]+)"|href="([^"]+)"\s+rel="next"', page)
            path = unescape(next(filter(None, following.groups()))) if following else None
        assert len(seen) == len(set(seen)) == 60
        if sort == "places":
            assert seen[:2] == ["House 03", "House 59"]
        if sort in {"name", "nonsense"}:
            assert seen == sorted(seen)

    def test_it_takes_as_many_queries_for_eighty_services_as_for_forty(
        self, own, made, count_queries
    ):
        counts = []
        for _ in range(2):
            made(40)
            numbers = []
            for path in ("/services", "/services?need=autism&missing=1", "/services/services.csv"):
                own.get(path)
                with count_queries() as sent:
                    own.get(path)
                numbers.append(len(sent))
            counts.append(numbers)
        assert counts[0] == counts[1]


class TestChangingTogether:
    def test_all_forty_found_are_chosen_checked_and_changed(
        self, own, made, fenholt, session, count_queries
    ):
        forty = made(40)
        assert "Choose all 40 found" in own.get("/services?council=Fenholt").text
        form = own.get("/services/change?council=Fenholt&all=1")
        assert heading(form) == "Change 40 services"
        sent = hidden_fields(form) | {
            "needs_how": "add",
            "met": ["autism", "mental_health"],
            "staffing_ratio": "two_to_one",
            "accepts": "girls",
            "age_from": "10",
        }
        check = own.post("/services/change", data=sent)
        assert "What will change in 40 services" in check.text
        assert needs_of(session, forty[0]) == set()
        answer = save(own, check)
        assert "40 services changed." in answer.text
        session.expire_all()
        for service in forty:
            assert needs_of(session, service) == {Need.AUTISM, Need.MENTAL_HEALTH}
            assert (service.staffing_ratio, service.accepts, service.age_from) == (
                StaffingRatio.TWO_TO_ONE,
                Accepts.GIRLS,
                10,
            )
        assert events(session) == ["service.changed"] * 40

    def test_the_check_takes_as_many_queries_for_eighty_as_for_forty(
        self, own, made, count_queries
    ):
        counts = []
        for _ in range(2):
            made(40)
            sent: dict[str, Any] = hidden_fields(own.get("/services/change?all=1"))
            sent |= {"needs_how": "replace", "met": ["autism"], "places": "9"}
            with count_queries() as form:
                own.get("/services/change?all=1")
            with count_queries() as check:
                own.post("/services/change", data=sent)
            counts.append((len(form), len(check)))
        assert counts[0] == counts[1]

    def test_ticked_services_alone_change(self, own, made, session, fenholt):
        first, second, _third = made(3)
        ashlow = AuthorityFactory(name="Ashlow")
        asked = f"/services/change?service={first.reference}&service={second.reference}"
        sent = hidden_fields(own.get(asked)) | {"needs_how": "leave", "authority": ashlow.gss_code}
        check = own.post("/services/change", data=sent)
        assert ("House 00" in check.text, "House 02" in check.text) == (True, False)
        save(own, check)
        session.expire_all()
        councils = session.scalars(select(Service.local_authority).order_by(Service.name)).all()
        assert councils == ["Ashlow", "Ashlow", "Fenholt"]

    def test_needs_are_taken_away_and_replaced(self, own, made, session):
        service, *_ = made(1, met=[ServiceNeed(need=Need.AUTISM), ServiceNeed(need=Need.FIRE)])
        for how, left in (("remove", {Need.FIRE}), ("replace", {Need.AUTISM})):
            sent = {"service": service.reference, "needs_how": how, "met": ["autism"]}
            save(own, own.post("/services/change", data=sent))
            session.expire_all()
            assert needs_of(session, service) == left

    def test_one_that_cannot_change_is_named_and_nothing_changes(self, own, made, session):
        made(1, age_to=17)
        ServiceFactory(
            organisation=session.scalars(select(Service)).first().organisation,
            name="Small House",
            age_from=5,
            age_to=9,
        )
        sent: dict[str, Any] = hidden_fields(own.get("/services/change?all=1"))
        sent |= {"needs_how": "leave", "age_from": "10"}
        check = own.post("/services/change", data=sent)
        assert "Small House: Oldest age must be the same as or above the youngest" in check.text
        assert "Change 1 service" not in check.text
        forged = sent | {"digest": "0" * 64}
        own.post("/services/change/save", data=forged)
        assert events(session) == []

    def test_what_changed_meanwhile_is_checked_again(self, own, made, session):
        service, *_ = made(1)
        sent = {"service": service.reference, "needs_how": "leave", "places": "9"}
        check = own.post("/services/change", data=sent)
        service.places = 7
        session.commit()
        answer = save(own, check)
        assert "A service was changed since this page was shown" in answer.text
        session.refresh(service)
        assert service.places == 7

    def test_nothing_chosen_and_nothing_asked_is_said(self, own, made):
        service, *_ = made(1)
        assert (
            "Tick at least one service" in own.get("/services/change", follow_redirects=True).text
        )
        sent = {"service": service.reference, "needs_how": "leave"}
        assert "Nothing would change" in own.post("/services/change", data=sent).text
        answer = own.post("/services/change/save", data={}, follow_redirects=True)
        assert "Tick at least one service" in answer.text
        spoilt = {"service": service.reference, "places": "many"}
        answer = own.post("/services/change/save", data=spoilt, follow_redirects=True)
        assert "This page was not complete" in answer.text

    def test_neither_closed_ones_nor_another_organisations_are_chosen(self, own, made):
        closed, *_ = made(1, status=RegistrationState.CLOSED)
        other = ServiceFactory()
        asked = f"/services/change?service={closed.reference}&service={other.reference}"
        assert "Tick at least one service" in own.get(asked, follow_redirects=True).text


class TestTheFile:
    def test_it_comes_back_unchanged_and_changes_nothing(self, own, made, session):
        made(3, needs="=Autism,\nand “more”", postcode="ZZ1 2AB", district="ZZ1")
        rows = sheet(own.get("/services/services.csv"))
        assert [row[4] for row in rows] == ["Name", "House 00", "House 01", "House 02"]
        assert rows[1][9].startswith("'=")
        page = upload(own, rows)
        assert "Nothing would change" in page.text
        assert events(session) == []

    def test_changes_are_shown_row_by_row_then_saved(self, own, made, session):
        made(3)
        AuthorityFactory(name="Ashlow")
        rows = sheet(own.get("/services/services.csv"))
        place = {name: number for number, name in enumerate(rows[0])}
        rows[1][place["Needs met"]] = "Autism; self-harm"
        rows[2][place["Staffing ratio"]] = "2 to 1"
        rows[2][place["Council"]] = "ashlow"
        rows[3][place["Postcode"]] = "zz99aa"
        check = upload(own, rows)
        for said in ("What will change in 3 services", "Self-harm; Autism", "Ashlow", "ZZ9 9AA"):
            assert said in check.text
        assert events(session) == []
        assert "3 services changed." in save(own, check).text
        session.expire_all()
        first, second, third = session.scalars(select(Service).order_by(Service.name))
        assert needs_of(session, first) == {Need.AUTISM, Need.SELF_HARM}
        assert (second.staffing_ratio, second.authority.name) == (
            StaffingRatio.TWO_TO_ONE,
            "Ashlow",
        )
        assert third.district == "ZZ9"

    def test_columns_and_rows_may_be_left_out(self, own, made, session):
        first, _second = made(2)
        rows = [["Reference", "Places"], [first.reference.lower(), "11"]]
        save(own, upload(own, rows))
        session.expire_all()
        assert session.scalars(select(Service.places).order_by(Service.name)).all() == [11, 4]

    def test_every_error_is_listed_with_line_column_value_and_reason(self, own, made, session):
        made(4)
        other = ServiceFactory()
        rows = sheet(own.get("/services/services.csv"))
        place = {name: number for number, name in enumerate(rows[0])}
        rows[1][place["Places"]] = "many"
        rows[1][place["Accepts"]] = "Nobody"
        rows[2][place["Youngest age"]] = "19"
        rows[3][place["Number"]] = "SC111111"
        rows[4][place["Council"]] = "Nowhere"
        rows.append([other.reference, *rows[1][1:]])
        rows[5][place["Places"]], rows[5][place["Accepts"]] = "4", ""
        rows.append(rows[2])
        text = unescape(upload(own, rows).text)
        for line, column, value, reason in (
            (2, "Places", "many", "Not a whole number"),
            (2, "Accepts", "Nobody", "Not one of the list"),
            (7, "Reference", rows[2][0], "The same stands on line 3"),
        ):
            row = next(
                part for part in text.split("<tr") if f">{column}<" in part and value in part
            )
            assert f">{line}<" in row
            assert reason in row
        without = [row for number, row in enumerate(rows) if number not in (1, 6)]
        text = unescape(upload(own, without).text)
        for value, reason in (
            ("Oldest age", "Oldest age must be the same as or above the youngest"),
            ("SC111111", "and stays so"),
            ("Nowhere", "There is no council of this name"),
            (other.reference, "You have no open service with this reference"),
        ):
            assert value in text
            assert reason in text
        assert events(session) == []

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([["Reference", "Plcaes"], ["X", "1"]], "We do not know this column"),
            ([["Reference", "Places"]], "a header row and nothing below it"),
            ([["Name"], ["House"]], "is a header row that we know"),
        ],
    )
    def test_a_file_of_another_kind_is_refused(self, own, made, rows, said):
        made(1)
        assert said in upload(own, rows).text

    def test_no_file_a_large_one_and_a_spoilt_page_are_refused_in_words(self, own, made):
        made(1)
        assert "Select the file" in own.post("/services/upload").text
        large = {"file": (io.BytesIO(b"x" * 300_001), "services.csv")}
        assert "larger than 300 kB" in own.post("/services/upload", data=large).text
        for sent in ({}, {"sheet": "%%"}, {"sheet": "eA=="}):
            answer = own.post("/services/upload/save", data=sent, follow_redirects=True)
            assert heading(answer) == "Change services with a CSV file"

    def test_the_page_of_a_file_takes_as_many_queries_for_eighty_as_for_forty(
        self, own, made, count_queries
    ):
        counts = []
        for _ in range(2):
            made(40)
            rows = sheet(own.get("/services/services.csv"))
            for row in rows[1:]:
                row[rows[0].index("Places")] = "9"
            with count_queries() as sent:
                assert "services" in upload(own, rows).text
            counts.append(len(sent))
        assert counts[0] == counts[1]
