"""The one command that checks everything runs all of it and counts what ran."""

import sys

from tools import check

COUNTS = '<testsuites><testsuite tests="5" failures="1" errors="0" skipped="2"/></testsuites>'


def step(name, code, counts=None):
    return check.Step(name, (sys.executable, "-c", code), {}, counts)


def test_tests_run_on_both_databases_and_in_the_given_browser():
    steps = {step.name: step for step in check.steps("/somewhere/chromium")}
    assert steps["tests on PostgreSQL"].env == {"PORTAL_TEST_DATABASE": "postgresql"}
    assert steps["tests in a browser"].env == {"CHROMIUM": "/somewhere/chromium"}
    assert "--cov-fail-under=95" in steps["tests on SQLite"].command


def test_a_step_that_fails_does_not_stop_the_next_but_fails_the_whole(monkeypatch, capsys):
    steps = [step("first", "raise SystemExit(2)"), step("second", "pass")]
    monkeypatch.setattr(check, "quick_steps", lambda: steps)
    assert check.main(["--quick"]) == 1
    assert "1 of 2 steps passed" in capsys.readouterr().out


def test_without_a_browser_nothing_runs(monkeypatch):
    monkeypatch.setattr(check, "chromium", lambda: None)
    assert check.main([]) == 1


def test_the_summary_counts_what_pytest_left(tmp_path):
    counts = tmp_path / "tests.xml"
    counts.write_text(COUNTS)
    outcome = check.Outcome(step("tests", "pass", counts), 1, 61.0)
    assert check.summary([outcome]).splitlines()[-1] == (
        "0 of 1 steps passed; 5 tests: 1 failed, 2 skipped; 1 min 1 s"
    )


def test_counts_of_an_earlier_run_are_not_counted_again(tmp_path):
    counts = tmp_path / "tests.xml"
    counts.write_text(COUNTS)
    check.run(step("tests", "pass", counts))
    assert check.count(counts) == {}
