"""The benchmark's runner compares the portal's time with the bare one and says what is slow."""

import time

from bench import register
from bench.cases import Case, Skipped
from bench.run import main, measure
from portal.providers.ofsted.parse import parse_register


def case(name, *, portal, at_most):
    return Case(name, lambda: time.sleep(portal), lambda: time.sleep(0.001), at_most)


def test_a_case_is_as_many_times_slower_as_it_takes():
    result = measure(case("slow", portal=0.02, at_most=100), rounds=2)
    assert 2 < result.times < 40
    assert result.within


def test_one_case_over_its_limit_fails_the_run_and_is_named(capsys):
    quick, slow = (case(name, portal=0.01, at_most=limit) for name, limit in [("a", 1e6), ("b", 1)])
    assert main([quick, slow]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert [line[0] for line in printed if line.endswith("too slow")] == ["b"]
    assert printed[-1] == "1 over the limit"


def test_a_case_that_cannot_be_measured_says_why_and_fails_nothing(capsys):
    assert main([Skipped("real file", "it is not here")]) == 0
    assert "not measured: it is not here" in capsys.readouterr().out


def test_the_invented_register_is_one_that_the_portal_takes():
    parsed = parse_register(register.invented_register(3), filename="register.csv")
    assert len(parsed.rows) == 3
