"""Every job is a command, and the rules can be tried without changing anything."""

import pytest
from sqlalchemy import select

from portal.db import db
from portal.monitoring.jobs import ALL_JOBS
from portal.monitoring.models import Breach, JobRun, RunStatus
from tests.factories.monitoring import BreachFactory


@pytest.fixture
def run(app, session, at):
    def run_command(*words):
        session.commit()
        return app.test_cli_runner().invoke(args=["jobs", *words])

    return run_command


def test_the_jobs_are_listed_with_the_time_they_are_due(run):
    said = run("list").output
    for job in ALL_JOBS:
        assert job.name in said
    assert "24 November 2026 at 3:15am GMT" in said


def test_a_job_is_run_by_its_name(run):
    assert "check-rules is done" in run("run", "check-rules").output
    assert db.session.scalars(select(JobRun)).one().status is RunStatus.DONE


def test_an_unknown_job_is_refused(run):
    assert run("run", "no-such-job").exit_code == 2


def test_a_job_that_fails_ends_the_command_with_an_error(run, monkeypatch):
    monkeypatch.setattr("portal.monitoring.commands.run_now", lambda _job, at: False)
    result = run("run", "tidy-runs")
    assert result.exit_code == 1
    assert "its run says why" in result.output


@pytest.mark.parametrize("option", [("--dry-run",), ("--as-at", "2026-09-01")])
def test_a_trial_says_what_would_happen_and_changes_nothing(run, option):
    BreachFactory()
    said = run("run", "check-rules", *option).output
    assert (
        "agreed rate: 0 failing, 0 would open, 0 would open again, 0 would change, 1 would" in said
    )
    assert ("only says what it would find" in said.replace("\n", " ")) is ("--as-at" in option)
    assert db.session.scalars(select(Breach)).one().closed_at is None
    assert not db.session.scalars(select(JobRun)).all()


def test_only_the_rules_can_be_tried(run):
    result = run("run", "send-mail", "--dry-run")
    assert result.exit_code == 2
    assert "Only check-rules" in result.output
