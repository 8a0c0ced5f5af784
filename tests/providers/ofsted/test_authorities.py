"""The list of authorities, and the two publishers' names for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.providers.ofsted.authorities import (
    NAME_FIXES,
    Authority,
    authority_key,
    dfe_name,
    in_wales,
    parse_authorities,
    parse_name_fixes,
)
from portal.providers.ofsted.table import FileRefused
from tests.providers.ofsted.registers import csv_bytes

HEADER = [
    "gss_code",
    "la_name",
    "dfe_la_code",
    "region_code",
    "region_name",
    "child_population",
    "cla_31_mar_2024",
    "cla_rate_per_10k",
]
NORTHMERE = ["E99000001", "Northmere", "991", "E99000009", "Mereside", "60058", "598", "100"]
WESTBRAY = ["E99000002", "Westbray", "992", "E99000009", "Mereside", "", "c", "z"]


def refused(data, parse=parse_authorities):
    with pytest.raises(FileRefused) as caught:
        parse(data, filename="authorities.csv")
    return [(error.line, error.column) for error in caught.value.errors]


def test_each_authority_is_read_with_its_codes_and_figures():
    first, second = parse_authorities(csv_bytes(HEADER, NORTHMERE, WESTBRAY), filename="x.csv")
    assert first == Authority(
        "E99000001", "991", "Northmere", "E99000009", "Mereside", 60058, 598, 100
    )
    assert (second.child_population, second.looked_after, second.rate) == (None, None, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("gss_code", "W06000015"),
        ("gss_code", ""),
        ("la_name", ""),
        ("dfe_la_code", "83"),
        ("region_code", "East"),
        ("child_population", "60,058"),
        ("cla_31_mar_2024", "598.5"),
        ("cla_rate_per_10k", "-1"),
    ],
)
def test_a_bad_cell_refuses_the_whole_list(column, value):
    row = [value if name == column else cell for name, cell in zip(HEADER, WESTBRAY, strict=True)]
    assert refused(csv_bytes(HEADER, NORTHMERE, row)) == [(3, column)]


def test_an_authority_listed_twice_is_refused():
    found = refused(csv_bytes(HEADER, NORTHMERE, WESTBRAY, NORTHMERE))
    assert found == [(4, "gss_code"), (4, "dfe_la_code"), (4, "la_name")]


def test_a_missing_column_a_lost_cell_and_an_empty_list_are_each_named():
    assert refused(csv_bytes(HEADER[:-1], NORTHMERE[:-1])) == [(1, "cla_rate_per_10k")]
    assert refused(csv_bytes(HEADER, NORTHMERE[:3])) == [(2, "region_code"), (2, "region_name")]
    assert refused(csv_bytes(HEADER)) == [(0, "")]
    assert refused(b"URN,Sector\n") == [(0, "")]


def test_a_table_of_name_fixes_is_read():
    data = csv_bytes(["ofsted_name", "dfe_name"], ["Westbray & Mere", "Westbray and Mere"])
    assert parse_name_fixes(data, filename="x.csv") == {"Westbray & Mere": "Westbray and Mere"}
    twice = csv_bytes(["ofsted_name", "dfe_name"], ["A", "B"], ["a", "C"], ["D", ""])
    assert refused(twice, parse_name_fixes) == [(3, "ofsted_name"), (4, "dfe_name")]


@pytest.mark.parametrize(("ours", "theirs"), list(NAME_FIXES.items()))
def test_the_seven_names_that_differ_join(ours, theirs):
    assert dfe_name(ours) == theirs
    assert authority_key(f" {ours.upper()} ") == authority_key(theirs)


@given(st.text(max_size=30))
def test_a_name_that_needs_no_fix_keeps_its_words(name):
    if name.strip() not in NAME_FIXES:
        assert authority_key(dfe_name(name)) == authority_key(name)


def test_the_welsh_authorities_of_the_english_list_are_known():
    assert in_wales("Cardiff ")
    assert not in_wales("Northmere")


@given(st.binary(max_size=300))
def test_no_bytes_surprise_the_reader(junk):
    for parse in (parse_authorities, parse_name_fixes):
        try:
            assert parse(csv_bytes(HEADER, NORTHMERE) + junk, filename="x.csv")
        except FileRefused as error:
            found = error.errors
        else:
            continue
        assert found
