"""Whatever happened to a file, it reads right or is refused with all that is wrong with it."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.accounts.models import Authority
from portal.errors import DomainError
from portal.providers.models import (
    RegisterImport,
    RegisterInspection,
    RegisterSetting,
    RegisterVersion,
)
from portal.providers.ofsted.authorities import parse_authorities
from portal.providers.ofsted.table import FileRefused
from portal.providers.services.authorities import load_authorities
from tests.providers.ofsted.mutilations import mutilated
from tests.providers.ofsted.registers import (
    FIXTURES,
    GOOD_ROW,
    NAMES,
    OVERALL,
    csv_bytes,
    errors_of,
    parsed,
    register,
)
from tests.providers.test_register_import import AT, take_in

REGISTERS = (register({}, {}, {"Places": ""}), *((FIXTURES / name).read_bytes() for name in NAMES))
AUTHORITIES = csv_bytes(
    [
        *("gss_code", "la_name", "dfe_la_code", "region_code", "region_name"),
        *("child_population", "cla_31_mar_2024", "cla_rate_per_10k"),
    ],
    ["E99000001", "Northmere", "991", "E99000009", "Mereside", "60058", "598", "100"],
    ["E99000002", "Westbray", "992", "E99000009", "Mereside", "", "c", "z"],
)
URN = re.compile(r"SC[0-9]{6}|[0-9]{7}")
KEPT = (RegisterImport, RegisterSetting, RegisterInspection, RegisterVersion, Authority)


def holdings(session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(model)) for model in KEPT]


def read_or_refused(read):
    """What a reader makes of a file, or None where it refuses it with its reasons."""
    refusal = None
    try:
        return read()
    except FileRefused as refused:
        refusal = refused
    assert refusal.errors
    assert all(error.reason for error in refusal.errors)
    return None


@settings(max_examples=300)
@given(mutilated(REGISTERS))
def test_a_mutilated_register_reads_right_or_lists_its_errors(data):
    found = read_or_refused(lambda: parsed(data))
    if found is None:
        return
    urns = [row.urn for row in found.rows]
    assert urns
    assert len(set(urns)) == len(urns)
    assert all(URN.fullmatch(urn) for urn in urns)
    for row in found.rows:
        assert row.local_authority
        assert row.inspected_on or not (row.headline or row.published_on)


@settings(max_examples=200)
@given(mutilated((AUTHORITIES,)))
def test_a_mutilated_list_of_authorities_reads_right_or_lists_its_errors(data):
    found = read_or_refused(lambda: parse_authorities(data, filename="authorities.csv"))
    if found is None:
        return
    assert found
    assert len({one.gss_code for one in found}) == len(found)
    assert all(re.fullmatch(r"E[0-9]{8}", one.gss_code) and one.name for one in found)


BAD = {"Places": "four", "Registration date": "31/02/2020", OVERALL: "Quite good", "URN": "SC12"}


@given(st.lists(st.sets(st.sampled_from(sorted(BAD))), min_size=1, max_size=8))
def test_every_wrong_cell_is_listed_and_no_other(spoilt):
    data = register(*({name: BAD[name] for name in names} for names in spoilt))
    listed = {(error.line, error.column) for error in errors_of(data)}
    assert listed == {(line, name) for line, names in enumerate(spoilt, 2) for name in names}


@given(st.sets(st.sampled_from(sorted({*GOOD_ROW} - {"Name"})), min_size=1))
def test_every_needed_column_that_is_missing_is_listed(dropped):
    kept = {name: cell for name, cell in GOOD_ROW.items() if name not in dropped}
    errors = errors_of(csv_bytes(list(kept), list(kept.values())))
    needed = {"Provision type", "Registration status", "Local authority", "Sector"} & dropped
    if "URN" in dropped:
        assert [error.line for error in errors] == [0]
    else:
        missing = [error for error in errors if "has no column" in error.reason]
        assert {error.column for error in missing} == needed


@settings(max_examples=40)
@given(mutilated(REGISTERS))
def test_a_refused_register_changes_nothing_and_a_taken_one_is_whole(session, data):
    take_in(register({"URN": "SC990001"}))
    before = holdings(session)
    try:
        counts = take_in(data)
    except (FileRefused, DomainError):
        assert holdings(session) == before
    else:
        listed = select(func.count()).where(RegisterSetting.gone_on.is_(None))
        assert session.scalar(listed) == counts.settings
        open_now = select(func.count()).where(RegisterVersion.until_on.is_(None))
        assert session.scalar(open_now) == counts.settings
    finally:
        session.rollback()


@settings(max_examples=40)
@given(mutilated((AUTHORITIES,)))
def test_a_refused_list_of_authorities_changes_nothing(session, data):
    before = holdings(session)
    try:
        counts = load_authorities(
            parse_authorities(data, filename="authorities.csv"), by=None, at=AT
        )
    except (FileRefused, DomainError):
        assert holdings(session) == before
    else:
        assert holdings(session)[-1] == before[-1] + counts.new
    finally:
        session.rollback()
