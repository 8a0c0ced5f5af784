"""The benchmark's runner compares the portal's time with the bare one and says what is slow."""

import itertools
import time
from dataclasses import replace

from bench import estate, register
from bench.cases import PROCESSOR, Case, Skipped
from bench.run import main, measure
from portal.accounts.models import Membership
from portal.contracts.models import PricePiece
from portal.contracts.services.price_check import check_placements
from portal.providers.ofsted.parse import parse_register
from portal.providers.scales import FIRST_SCALES


def case(name, *, portal, at_most):
    return Case(name, lambda: time.sleep(portal), lambda: time.sleep(0.001), at_most)


def test_a_case_is_as_many_times_slower_as_it_takes():
    result = measure(replace(case("slow", portal=0.02, at_most=100), rounds=2))
    assert 2 < result.times < 40
    assert result.within


def test_one_case_over_its_limit_fails_the_run_and_is_named(capsys):
    quick, slow = (case(name, portal=0.01, at_most=limit) for name, limit in [("a", 1e6), ("b", 1)])
    assert main([quick, slow]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert [line[0] for line in printed if line.endswith("too slow")] == ["b"]
    assert printed[-1] == "1 over the limit"


def test_what_is_slower_than_wanted_is_said_and_fails_nothing(capsys):
    assert main([replace(case("slow", portal=0.02, at_most=1e6), wanted=1.5)]) == 0
    assert "slower than the 1.5 we want" in capsys.readouterr().out


def test_what_must_be_ready_is_prepared_before_each_of_the_two_and_not_timed():
    waits = itertools.count(1)

    def ready():
        next(waits)
        time.sleep(0.02)

    assert (
        measure(replace(case("ready", portal=0, at_most=1e6), ready=ready, rounds=2)).portal < 0.02
    )
    assert next(waits) == 5


def test_time_of_the_processor_does_not_run_while_nothing_is_done():
    idle = replace(case("idle", portal=0.05, at_most=1e6), clock=PROCESSOR, rounds=1)
    assert measure(idle).portal < 0.04


def test_a_case_that_cannot_be_measured_says_why_and_fails_nothing(capsys):
    assert main([Skipped("real file", "it is not here")]) == 0
    assert "not measured: it is not here" in capsys.readouterr().out


def test_the_invented_register_is_one_that_the_portal_takes():
    parsed = parse_register(
        register.invented_register(3), filename="register.csv", scales=FIRST_SCALES
    )
    assert len(parsed.rows) == 3


def test_the_invented_estate_has_pages_to_look_at_and_prices_to_check(client, session, at):
    region = estate.found()
    homes = range(estate.FIRST, estate.FIRST + 5)
    estate.add_services(homes)
    estate.appoint(region, homes)
    estate.place(region, range(1, 6), homes)
    estate.breach(region, range(1, 6))
    check_placements(range(1, 6), at=estate.NOW)
    assert session.query(PricePiece).count() > 5
    client.sign_in(session.get_one(Membership, region.manager_id))
    for address in ("/breaches", "/placements", "/appointments"):
        assert "Larkfield" in client.get(address).text
