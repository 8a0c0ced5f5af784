"""The real files of 31 March 2025, counted against what their publishers say of them."""

import re
from collections import Counter
from datetime import date
from statistics import median

import pytest

from portal.providers.ofsted.authorities import (
    NAME_FIXES,
    dfe_name,
    in_wales,
    parse_authorities,
    parse_name_fixes,
)
from portal.providers.ofsted.grades import Grade
from portal.providers.ofsted.layout import Field
from portal.providers.ofsted.parse import ParsedRegister, parse_register
from portal.providers.ofsted.rows import ProvisionType, RegistrationStatus
from portal.providers.ofsted.table import FileRefused
from portal.providers.scales import FIRST_SCALES
from tests.support.real_data import real_file

REGISTER = "ofsted_csc_provider_level_2025-03-31.csv"
AUTHORITIES = "england_la_region_cla_2024.csv"
FIXES = "ofsted_la_name_to_dfe_name.csv"

FOUR = (Grade.OUTSTANDING, Grade.GOOD, Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE, None)
THREE = (Grade.CONSISTENTLY_STRONG, Grade.INCONSISTENT, Grade.SERIOUS_WEAKNESSES, None)


@pytest.fixture(scope="module")
def register() -> ParsedRegister:
    return parse_register(real_file(REGISTER).read_bytes(), filename=REGISTER, scales=FIRST_SCALES)


def of(register, provision):
    return [row for row in register.rows if row.provision_type is provision]


def test_the_whole_file_is_taken_and_dated(register):
    assert len(register.rows) == 5600
    assert (register.as_at, register.layout) == (date(2025, 3, 31), "2025")
    assert (register.encoding, register.fields) == ("utf-8-sig", frozenset(Field))
    assert register.left_out == register.unknown_types == ()


def test_both_spellings_of_childrens_home_are_one_type(register):
    assert len(of(register, ProvisionType.CHILDRENS_HOME)) == 3938 + 8


def test_each_type_is_counted_as_published(register):
    counts = Counter(row.provision_type for row in register.rows)
    assert counts == {
        ProvisionType.CHILDRENS_HOME: 3946,
        ProvisionType.SUPPORTED_ACCOMMODATION: 893,
        ProvisionType.FOSTERING_AGENCY: 339,
        ProvisionType.RESIDENTIAL_FAMILY_CENTRE: 110,
        ProvisionType.RESIDENTIAL_SPECIAL_SCHOOL: 95,
        ProvisionType.BOARDING_SCHOOL: 51,
        ProvisionType.SCHOOL_AS_CHILDRENS_HOME: 49,
        ProvisionType.FURTHER_EDUCATION_COLLEGE: 34,
        ProvisionType.VOLUNTARY_ADOPTION_AGENCY: 29,
        ProvisionType.ADOPTION_SUPPORT_AGENCY: 29,
        ProvisionType.SECURE_CHILDRENS_HOME: 14,
        ProvisionType.HOLIDAY_SCHEME: 10,
        ProvisionType.SECURE_TRAINING_CENTRE: 1,
    }
    # Ofsted counts 4,010 homes of every kind.
    homes = ("CHILDRENS_HOME", "SCHOOL_AS_CHILDRENS_HOME", "SECURE_CHILDRENS_HOME")
    assert sum(counts[ProvisionType[name]] for name in homes) + 1 == 4010


@pytest.mark.parametrize(
    ("provision", "scale", "counts"),
    [
        # 447, 2,594, 476, 43 and 378 of the 3,938; 0, 4, 2, 0 and 2 of the other spelling's 8.
        (ProvisionType.CHILDRENS_HOME, FOUR, (447, 2594 + 4, 476 + 2, 43, 378 + 2)),
        (ProvisionType.FOSTERING_AGENCY, FOUR, (78, 230, 14, 3, 14)),
        (ProvisionType.RESIDENTIAL_SPECIAL_SCHOOL, FOUR, (48, 42, 1, 1, 3)),
        (ProvisionType.SUPPORTED_ACCOMMODATION, THREE, (26, 19, 5, 843)),
    ],
)
def test_grades_are_counted_as_published(register, provision, scale, counts):
    found = Counter(row.headline for row in of(register, provision))
    assert found == dict(zip(scale, counts, strict=True))


@pytest.mark.parametrize(
    ("provision", "older", "newer"),
    [
        (ProvisionType.CHILDRENS_HOME, 1173 + 2, 2765 + 6),
        (ProvisionType.FOSTERING_AGENCY, 201, 138),
        (ProvisionType.RESIDENTIAL_SPECIAL_SCHOOL, 81, 14),
        (ProvisionType.SUPPORTED_ACCOMMODATION, 0, 893),
    ],
)
def test_urns_come_in_two_shapes(register, provision, older, newer):
    urns = [row.urn for row in of(register, provision)]
    assert sum(bool(re.fullmatch(r"SC\d{6}", urn)) for urn in urns) == older
    assert sum(bool(re.fullmatch(r"\d{7}", urn)) for urn in urns) == newer


def test_suspended_settings_are_known(register):
    suspended = [
        row for row in register.rows if row.registration_status is RegistrationStatus.SUSPENDED
    ]
    assert len(suspended) == 14
    assert sum(row.provision_type is ProvisionType.CHILDRENS_HOME for row in suspended) == 11


def test_most_homes_were_inspected_within_the_year(register):
    homes = of(register, ProvisionType.CHILDRENS_HOME)
    ages = sorted((register.as_at - row.inspected_on).days for row in homes if row.inspected_on)
    assert median(ages) == 174
    assert round(100 * sum(age > 365 for age in ages) / len(ages), 1) == 3.9


def test_reports_are_published_weeks_after_the_inspection(register):
    homes = of(register, ProvisionType.CHILDRENS_HOME)
    lags = sorted(
        (row.published_on - row.inspected_on).days
        for row in homes
        if row.inspected_on and row.published_on
    )
    assert median(lags) == 40
    assert lags[len(lags) * 90 // 100] == 52


def test_a_region_is_counted_as_its_commissioners_know_it(register):
    authorities = {
        authority.name: authority.region
        for authority in parse_authorities(real_file(AUTHORITIES).read_bytes(), filename="a.csv")
    }
    south_east = [
        row
        for row in register.rows
        if authorities.get(dfe_name(row.local_authority)) == "South East"
    ]
    kinds = Counter(row.provision_type for row in south_east)
    assert kinds[ProvisionType.FOSTERING_AGENCY] == 65
    assert kinds[ProvisionType.SUPPORTED_ACCOMMODATION] == 108
    homes = [row for row in south_east if row.provision_type is ProvisionType.CHILDRENS_HOME]
    # 411 homes with 1,926 places, 256 of them good, and one of the other spelling with 8 places.
    assert (len(homes), sum(row.places or 0 for row in homes)) == (411 + 1, 1926 + 8)
    grades = Counter(row.overall for row in homes)
    assert grades == dict(zip(FOUR, (73, 256 + 1, 42, 4, 36), strict=True))
    assert kinds[ProvisionType.RESIDENTIAL_SPECIAL_SCHOOL] == 31


def test_homes_are_small_and_a_few_owners_large(register):
    homes = of(register, ProvisionType.CHILDRENS_HOME)
    places = sorted(row.places for row in homes if row.places is not None)
    assert (median(places), round(sum(places) / len(places), 1)) == (3, 3.6)
    assert sum(count == 1 for count in places) == 326
    owners = Counter(row.owner for row in homes if row.owner)
    assert owners.most_common(1)[0][1] == 182


def test_redacted_names_are_empty_and_owners_are_kept(register):
    assert sum(row.name == "" for row in register.rows) == 4020
    assert not any(row.name for row in of(register, ProvisionType.CHILDRENS_HOME))
    assert sum(row.owner == "" for row in register.rows) == 44


def test_one_row_reads_as_it_stands_in_the_file(register):
    row = register.rows[0]
    assert (row.line, row.urn, row.owner) == (10, "2590934", "Zone Central Ltd")
    assert (row.registered_on, row.inspected_on, row.published_on) == (
        date(2020, 6, 25),
        date(2024, 11, 5),
        date(2025, 1, 14),
    )
    assert (row.local_authority, row.places) == ("Lewisham", 2)
    assert (row.overall, row.protected, row.leaders) == (Grade.REQUIRES_IMPROVEMENT,) * 3


def test_the_file_cut_short_is_refused():
    data = real_file(REGISTER).read_bytes()
    with pytest.raises(FileRefused) as caught:
        parse_register(data[:-60], filename=REGISTER, scales=FIRST_SCALES)
    assert "cells" in caught.value.errors[0].reason


def test_every_english_authority_joins_to_the_departments_list(register):
    authorities = parse_authorities(real_file(AUTHORITIES).read_bytes(), filename=AUTHORITIES)
    assert len(authorities) == 153
    names = {row.local_authority for row in register.rows}
    english = {name for name in names if not in_wales(name)}
    assert len(names - english) == 4
    assert {dfe_name(name) for name in english} == {authority.name for authority in authorities}


def test_the_published_name_fixes_are_those_the_program_carries():
    assert parse_name_fixes(real_file(FIXES).read_bytes(), filename=FIXES) == NAME_FIXES
