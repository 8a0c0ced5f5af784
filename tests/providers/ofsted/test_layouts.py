"""Every year's layout reads the same, by meaning."""

from datetime import date

import pytest

from portal.providers.ofsted.grades import Grade
from portal.providers.ofsted.layout import Field
from portal.providers.ofsted.parse import parse_register
from portal.providers.ofsted.rows import ProvisionType, RegistrationStatus
from portal.providers.ofsted.table import FileRefused
from portal.providers.scales import FIRST_SCALES
from tests.providers.ofsted.registers import (
    FIXTURES,
    GOOD_ROW,
    csv_bytes,
    errors_of,
    read,
    register,
)

TWO_2024 = ["register_2024.csv", "register_2024_macintosh.csv"]


@pytest.mark.parametrize(
    ("name", "layout", "encoding", "as_at", "urns"),
    [
        (
            "register_2015.csv",
            "2015",
            "utf-8",
            None,
            ["SC900101", "SC900102", "SC900103", "SC900104"],
        ),
        ("register_2018.csv", "2016 to 2018", "utf-8", None, ["9155757", "SC900201", "9027080"]),
        (
            "register_2024.csv",
            "2024",
            "cp1252",
            date(2024, 3, 31),
            ["9087047", "9071557", "9021939"],
        ),
        (
            "register_2024_macintosh.csv",
            "2024",
            "mac_roman",
            date(2024, 3, 31),
            ["9087047", "9071557", "9021939"],
        ),
        (
            "register_2025.csv",
            "2025",
            "utf-8-sig",
            date(2025, 3, 31),
            ["9590934", "SC900401", "9821939", "SC900402"],
        ),
        (
            "Provider_level_at_30_09_25.csv",
            "monthly",
            "utf-8",
            date(2025, 9, 30),
            ["SC900501", "9590935"],
        ),
    ],
)
def test_each_known_layout_is_read_whole(name, layout, encoding, as_at, urns):
    register = read(name)
    assert (register.layout, register.encoding, register.as_at) == (layout, encoding, as_at)
    assert [row.urn for row in register.rows] == urns


def test_the_2015_file_reads_with_the_words_of_its_time():
    home, short_breaks, agency, school = read("register_2015.csv").rows
    assert home.registration_status is RegistrationStatus.ACTIVE
    assert (home.overall, home.protected) == (Grade.ADEQUATE, Grade.ADEQUATE)
    assert home.leaders is Grade.REQUIRES_IMPROVEMENT
    assert (home.inspected_on, home.event_number) == (date(2015, 3, 27), "926436")
    assert home.sector == "Local Authority"
    assert short_breaks.short_break_only
    assert (agency.overall, agency.protected) == (Grade.SATISFACTORY, None)
    assert agency.name == "Marrowdale Fostering"
    assert agency.ofsted_region == "North East, Yorkshire and the Humber"
    assert school.provision_type is ProvisionType.SCHOOL_AS_CHILDRENS_HOME


def test_a_training_centre_under_an_education_number_is_left_out_and_named():
    (left_out,) = read("register_2015.csv").left_out
    assert (left_out.line, left_out.column, left_out.value) == (6, "URN", "928851")


def test_what_a_file_has_no_column_for_is_told_from_what_is_empty():
    monthly = read("Provider_level_at_30_09_25.csv")
    assert Field.OVERALL not in monthly.fields
    assert Field.PLACES in monthly.fields
    assert {Field.REGISTERED_ON, Field.OWNER}.isdisjoint(read("register_2015.csv").fields)


def test_the_2018_file_has_its_header_under_a_row_of_group_titles():
    home, agency, other = read("register_2018.csv").rows
    assert (home.places, home.owner) == (3, "Northmere County Council")
    assert home.published_on == date(2017, 6, 15)
    assert (agency.overall, agency.leaders) == (Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE)
    assert agency.protected is Grade.REQUIRES_IMPROVEMENT
    assert agency.name == "Larkfield Foster Care"
    assert (other.provision_type, other.provision_wording) == (ProvisionType.OTHER, "CAFCASS")


def test_a_kind_of_setting_not_met_before_is_kept_and_named():
    assert read("register_2018.csv").unknown_types == ("CAFCASS",)


@pytest.mark.parametrize("name", TWO_2024)
def test_the_2024_file_says_what_a_home_was_downgraded_from(name):
    home, suspended, _ = read(name).rows
    assert home.overall is Grade.REQUIRES_IMPROVEMENT
    assert home.previous is not None
    assert (home.previous.overall, home.previous.leaders) == (Grade.OUTSTANDING, Grade.OUTSTANDING)
    assert home.previous.inspected_on == date(2022, 3, 1)
    assert home.previous.event_number == "90186320"
    assert suspended.previous is None
    assert suspended.registration_status is RegistrationStatus.SUSPENDED
    assert suspended.short_break_only


@pytest.mark.parametrize("name", TWO_2024)
def test_names_read_right_in_either_old_encoding(name):
    rows = read(name).rows
    assert rows[0].owner == "Thornbeck Children\N{RIGHT SINGLE QUOTATION MARK}s Homes Limited"
    assert rows[2].owner == "Caf\N{LATIN SMALL LETTER E WITH ACUTE} Court Living Ltd"
    assert (rows[2].sa_premises, rows[2].places) == (2, 5)


def test_the_2025_file_has_line_breaks_in_headers_and_empty_columns_after_them():
    home, other_spelling, lodging, school = read("register_2025.csv").rows
    assert (home.line, home.name, home.leaders) == (10, "", Grade.INADEQUATE)
    assert other_spelling.provision_type is home.provision_type is ProvisionType.CHILDRENS_HOME
    assert other_spelling.provision_wording == home.provision_wording == "Children's home"
    assert (other_spelling.urn, other_spelling.owner) == ("SC900401", "Northmere County Council")
    assert (lodging.overall, lodging.headline) == (None, Grade.INCONSISTENT)
    assert (lodging.name, lodging.sa_premises) == ("Harrowgate Lodgings Ltd", 2)
    assert (school.education, school.health) == (Grade.GOOD, Grade.GOOD)
    assert other_spelling.headline is None


def test_the_2022_wording_of_headers_is_known():
    first = "Latest full inspection "
    headers = {
        "URN": "9900001",
        "Provision type": "Children's home",
        "Registration status": "Active",
        "Local authority": "Northmere",
        "Sector": "Private",
        first + "date": "25/05/2021",
        first + "overall experiences and progress of children and young people": "Good",
        first + "outcomes in education and related learning activities": "Outstanding",
        "Latest full inspectio health services": "Inadequate",
        first + "how well children and young people are helped and protected": "Good",
        first + "the effectiveness of leaders and managers": "Outstanding",
    }
    parsed = parse_register(
        csv_bytes(list(headers), list(headers.values())), filename="2022.csv", scales=FIRST_SCALES
    )
    (row,) = parsed.rows
    assert parsed.layout == "2022 and 2023"
    assert (row.overall, row.education, row.health) == (
        Grade.GOOD,
        Grade.OUTSTANDING,
        Grade.INADEQUATE,
    )
    assert (row.protected, row.leaders) == (Grade.GOOD, Grade.OUTSTANDING)


def test_a_group_title_tells_the_previous_inspection_from_the_latest():
    groups = [
        "Provider information",
        "",
        "",
        "",
        "",
        "Latest inspection",
        "",
        "Previous inspection",
    ]
    header = ["URN", "Provision type", "Registration status", "Local authority", "Sector"]
    inspection = ["Inspection date", "Overall effectiveness"]
    row = ["9900001", "Children's home", "Active", "Northmere", "Private"]
    data = csv_bytes(
        groups,
        header + inspection + inspection,
        [*row, "01/02/2018", "Good", "01/02/2017", "Inadequate"],
    )
    (home,) = parse_register(data, filename="x.csv", scales=FIRST_SCALES).rows
    assert home.overall is Grade.GOOD
    assert home.previous is not None
    assert home.previous.overall is Grade.INADEQUATE


def test_the_order_and_case_of_columns_do_not_matter():
    header = [name.upper() for name in GOOD_ROW]
    data = csv_bytes(header[::-1], list(GOOD_ROW.values())[::-1])
    (row,) = parse_register(data, filename="x.csv", scales=FIRST_SCALES).rows
    assert (row.urn, row.owner) == ("SC900001", "Thornbeck Care Limited")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_same_rows_read_alike_in_any_encoding_and_with_any_delimiter(encoding, delimiter):
    text = register({"Name": "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"}).decode()
    data = text.replace(",", delimiter).encode(encoding)
    (row,) = parse_register(data, filename="x.csv", scales=FIRST_SCALES).rows
    assert row.name == "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"


def test_progress_is_told_along_the_way_and_at_the_end():
    told = []
    rows = [{"URN": f"9{number:06}"} for number in range(1200)]
    parse_register(
        register(*rows),
        filename="x.csv",
        scales=FIRST_SCALES,
        on_progress=lambda *step: told.append(step),
    )
    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]


@pytest.mark.parametrize("column", ["URN", "Provision type", "Sector", "Local authority"])
def test_a_file_without_a_needed_column_is_refused_and_told_which(column):
    header = [name for name in GOOD_ROW if name != column]
    errors = errors_of(csv_bytes(header, [GOOD_ROW[name] for name in header]))
    if column == "URN":
        assert "header row" in errors[0].reason
    else:
        assert [(error.line, error.column) for error in errors] == [(1, column.capitalize())]


def test_two_columns_of_one_meaning_are_refused():
    (error,) = errors_of(csv_bytes([*GOOD_ROW, "Reg Status"], [*GOOD_ROW.values(), "Active"]))
    assert (error.line, error.column) == (1, "Reg Status")


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"PK\x03\x04 and so on", "spreadsheet"),
        (b"name,age\nAda,36\n", "header row"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        (b'URN,Sector\n9900001,"Private\n', "quotation mark"),
    ],
)
def test_what_is_no_register_is_refused_in_plain_words(data, part):
    assert part in errors_of(data)[0].reason


def test_a_header_with_nothing_below_it_is_refused():
    assert "no settings" in errors_of(csv_bytes(list(GOOD_ROW)))[0].reason


def test_the_refusal_says_how_much_is_wrong():
    with pytest.raises(FileRefused, match=r"register\.csv was not loaded: 1 thing to put right"):
        parse_register(register({"Places": "many"}), filename="register.csv", scales=FIRST_SCALES)


def test_no_fixture_names_a_real_setting():
    for path in FIXTURES.glob("*.csv"):
        assert all(row.urn.removeprefix("SC").startswith("9") for row in read(path.name).rows)
