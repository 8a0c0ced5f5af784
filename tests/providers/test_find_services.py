"""Buyers find services over all providers, and learn no more than the district of any."""

import pytest

from portal.access import OrganisationKind, Role
from portal.providers.models import Need, PostcodeDistrict, RegistrationState, ServiceNeed
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.providers import RatingReportFactory, ServiceFactory


@pytest.fixture
def buyer(client, session, at):
    return client.sign_in(
        member(OrganisationFactory(kind=OrganisationKind.COUNCIL), Role.PLACEMENTS_OFFICER)
    )


@pytest.fixture
def districts(session):
    """Two districts seven miles apart, and one far away."""
    session.add_all(
        PostcodeDistrict(code=code, latitude=north, longitude=-1_250_000, town="")
        for code, north in (("ZZ1", 52_500_000), ("ZZ2", 52_600_000), ("ZZ3", 55_000_000))
    )


def home(name, **facts):
    return ServiceFactory(name=name, **facts)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"Ash", "Birch"}),
        ("text=birch", {"Birch"}),
        ("text=Oakwell", {"Ash"}),
        ("text=sc912345", {"Birch"}),
        ("council=Fenholt", {"Ash"}),
        ("need=autism", {"Birch"}),
        ("provision=childrens_home", {"Ash", "Birch"}),
        ("provision=fostering_agency", set()),
        ("age=9", {"Ash"}),
        ("age=12", {"Ash", "Birch"}),
        ("rating=acceptable", {"Birch"}),
        ("rating=excellent", set()),
        ("miles=10&district=zz1", {"Ash", "Birch"}),
        ("miles=5&district=ZZ1", {"Ash"}),
        ("miles=5&district=ZZ3", set()),
        ("need=nonsense&age=many&miles=7&rating=x", {"Ash", "Birch"}),
    ],
)
def test_each_filter_finds_what_it_says(buyer, districts, asked, found):
    home(
        "Ash",
        organisation=OrganisationFactory(name="Oakwell Care"),
        local_authority="Fenholt",
        postcode="ZZ1 2AB",
        district="ZZ1",
    )
    birch = home(
        "Birch",
        urn="SC912345",
        local_authority="Ashlow",
        age_from=10,
        postcode="ZZ2 2AB",
        district="ZZ2",
        met=[ServiceNeed(need=Need.AUTISM)],
    )
    home("Cedar", status=RegistrationState.CLOSED)
    RatingReportFactory(service=birch)
    page = buyer.get(f"/find-services?{asked}").text
    assert {name for name in ("Ash", "Birch", "Cedar") if f">{name}</a>" in page} == found


def test_distances_are_said_and_postcodes_are_not(buyer, districts):
    home("Ash", postcode="ZZ1 2AB", district="ZZ1")
    home("Birch", postcode="ZZ2 2AB", district="ZZ2")
    page = buyer.get("/find-services?miles=10&district=ZZ1").text
    assert ("About 0.0 miles" in page, "About 6.9 miles" in page) == (True, True)
    file = buyer.get("/find-services/services.csv?miles=10&district=ZZ1").text
    assert ("ZZ2" in file, "About 6.9 miles" in file) == (True, True)
    assert ("2AB" in page, "2AB" in file) == (False, False)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("miles=10", "Choose a distance and enter the district to measure from"),
        ("district=ZZ1", "Choose a distance and enter the district to measure from"),
        ("miles=10&district=nowhere", "Not a postcode district"),
        ("miles=10&district=ZZ8", "We do not know where ZZ8 is"),
        ("text=nothing", "No service fits"),
    ],
)
def test_what_cannot_be_found_is_said(buyer, districts, asked, said):
    home("Ash")
    assert said in buyer.get(f"/find-services?{asked}").text


def test_the_list_takes_as_many_queries_for_eighty_services_as_for_forty(
    buyer, districts, count_queries
):
    counts = []
    for _ in range(2):
        for number in range(40):
            home(f"House {number}", postcode="ZZ1 2AB", district="ZZ1")
        numbers = []
        for path in (
            "/find-services",
            "/find-services?miles=10&district=ZZ1&rating=weak&need=autism",
            "/find-services/services.csv",
        ):
            buyer.get(path)
            with count_queries() as sent:
                buyer.get(path)
            numbers.append(len(sent))
        counts.append(numbers)
    assert counts[0] == counts[1]


def test_providers_do_not_look_at_one_another(client, session, at):
    client.sign_in(member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR))
    assert client.get("/find-services").status_code == 403
