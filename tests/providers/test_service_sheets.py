"""A file of services comes back as it went out, whatever a service is called or says."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.files import plain, safe
from portal.files.sheets import FORMULA
from portal.providers.models import (
    Accepts,
    Need,
    ProvisionType,
    RegistrationState,
    Service,
    ServiceNeed,
    StaffingRatio,
)
from portal.providers.ofsted.table import FileRefused
from portal.providers.services.service_sheet import read_services, write_services

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cf", "Co")),
    min_size=1,
    max_size=20,
).map(str.strip)
said: Any = st.builds(
    dict,
    name=words.filter(bool),
    needs=words,
    places=st.none() | st.integers(1, 999),
    age_from=st.integers(0, 8),
    age_to=st.integers(8, 25),
    staffing_ratio=st.none() | st.sampled_from(StaffingRatio),
    accepts=st.none() | st.sampled_from(Accepts),
    adults_by_day=st.none() | st.integers(0, 99),
    postcode=st.sampled_from([None, "ZZ1 2AB", "AB12 3CD"]),
    needs_met=st.sets(st.sampled_from(Need)),
)


def service(place: int, facts) -> Service:
    """A service that stands in no database."""
    facts = dict(facts)
    met = facts.pop("needs_met")
    postcode = facts["postcode"]
    return Service(
        reference=f"AAAA-BBBB-{place:04}",
        provision_type=ProvisionType.CHILDRENS_HOME,
        status=RegistrationState.REGISTERED,
        local_authority="Fenholt",
        authority=None,
        district=postcode.split(" ")[0] if postcode else None,
        met=[ServiceNeed(need=need) for need in met],
        urn="SC900001",
        **facts,
    )


def read(data: bytes, services):
    return read_services(data, filename="The file", services=services, authorities=[])


@given(st.lists(said, min_size=1, max_size=4))
def test_a_file_that_nobody_changed_changes_nothing(facts):
    services = [service(place, one) for place, one in enumerate(facts)]
    plan = read(write_services(services).encode(), services)
    assert (plan.planned, plan.refused, plan.unchanged) == ([], [], len(services))


@given(st.lists(said, min_size=1, max_size=3), st.data())
def test_however_a_file_is_mutilated_it_is_read_or_refused_with_reasons(facts, data):
    services = [service(place, one) for place, one in enumerate(facts)]
    text = list(write_services(services))
    for _ in range(data.draw(st.integers(1, 10))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place] = data.draw(st.sampled_from(["", "\0", '"', ",", "\n", "é", "9", "=", ";"]))
    try:
        errors = [error for _service, error in read("".join(text).encode(), services).refused]
    except FileRefused as refused:
        wrong = [error.reason for error in refused.errors]
    else:
        assert not errors
        return
    assert wrong
    assert all(wrong)


@given(st.text(max_size=30))
def test_no_cell_is_a_formula_and_each_reads_as_it_was_written(text):
    cell = safe(text)
    assert not cell.startswith(FORMULA)
    assert plain(cell) == text
