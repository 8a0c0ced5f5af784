"""Running the rules: one that fails stops no other, managers are told once, and audit keeps it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.audit import AuditEntry, verify
from portal.db import db
from portal.inbox import InboxItem
from portal.monitoring.jobs.rules import CHECK_RULES, run_rules
from portal.monitoring.jobs.runs import run_now
from portal.monitoring.models import Breach, BreachEvent, JobRun
from portal.monitoring.rule import Severity
from portal.tasks import Job
from tests.factories.accounts import RegionFactory, member
from tests.factories.monitoring import Ground, Row, rule_over


@pytest.fixture
def ground() -> Ground:
    return Ground()


@pytest.fixture
def region(session):
    return RegionFactory()


@pytest.fixture
def manager(region):
    return member(region.lead, Role.CONTRACT_MANAGER)


def broken_rule():
    def fall_over(_as_at, _settings):
        raise LookupError("the table is gone")

    return rule_over(Ground(), code="broken", title="A broken rule", query=fall_over)


def notices() -> list[tuple[int, str]]:
    return [(one.membership_id, one.title) for one in db.session.scalars(select(InboxItem))]


def test_a_rule_that_fails_is_noted_and_stops_no_other(ground, region, manager, now, caplog):
    ground.rows = [Row(7, region.id)]
    counts = run_rules(now, [broken_rule(), rule_over(ground)])
    assert (counts["rules"], counts["rules failed"], counts["opened"]) == (2, 1, 1)
    assert db.session.scalars(select(Breach)).one().subject_id == 7
    assert (manager.id, "A rule could not be run: A broken rule") in notices()
    assert "the table is gone" in caplog.text


def test_a_run_leaves_one_audit_row_with_counts_and_a_digest(ground, region, now):
    ground.rows = [Row(number, region.id) for number in range(1, 6)]
    run_rules(now, [rule_over(ground)])
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.facts["counts"] == {"failing": 5, "opened": 5}
    assert (entry.facts["as_at"], entry.facts["failed"]) == ("2026-11-23", {})
    assert len(entry.facts["digest"]) == 64
    run_rules(now + timedelta(days=1), [rule_over(ground)])
    later = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).all()[0]
    assert later.facts["digest"] != entry.facts["digest"]
    assert not list(verify())


def test_the_events_name_the_run_that_wrote_them(ground, region, now, at):
    ground.rows = [Row(7, region.id)]
    db.session.commit()
    job = Job(
        CHECK_RULES, "Check", "15 3 * * *", lambda moment: run_rules(moment, [rule_over(ground)])
    )
    run_now(job, at=now)
    run = db.session.scalars(select(JobRun)).one()
    assert db.session.scalars(select(BreachEvent.run_id)).all() == [run.id]
    assert run.counts == {"rules": 1, "rules failed": 0, "failing": 1, "opened": 1}


def test_managers_of_the_region_get_one_notice_for_all_pressing_breaches(
    ground, region, manager, now
):
    other = member(RegionFactory().lead, Role.CONTRACT_MANAGER)
    member(region.lead, Role.COMMISSIONER)
    ground.rows = [Row(1, region.id), Row(2, region.id)]
    run_rules(now, [rule_over(ground)])
    assert notices() == [(manager.id, "2 pressing breaches were opened")]
    assert other.id not in {person for person, _title in notices()}


def test_a_run_that_opens_nothing_tells_nobody(ground, region, manager, now):
    ground.rows = [Row(1, region.id)]
    run_rules(now, [rule_over(ground)])
    run_rules(now + timedelta(days=1), [rule_over(ground)])
    assert len(notices()) == 1


def test_breaches_that_do_not_press_are_not_told(ground, region, manager, now):
    ground.rows = [Row(1, region.id)]
    run_rules(now, [rule_over(ground, severity=Severity.MEDIUM)])
    assert notices() == []
