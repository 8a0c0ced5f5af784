"""The engine opens, sees again, closes and reopens breaches, and changes nothing else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.db import db
from portal.monitoring.engine import Check, check_rule, preview
from portal.monitoring.models import Breach, BreachEvent, BreachStatus
from tests.factories.accounts import RegionFactory
from tests.factories.monitoring import Ground, Row, RuleSettingFactory, rule_over

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def ground() -> Ground:
    return Ground()


@pytest.fixture
def rule(ground):
    return rule_over(ground)


@pytest.fixture
def region(session):
    return RegionFactory()


@pytest.fixture
def run(session, rule, now):
    """Run the rule on a later day each time, unless it is told otherwise."""

    def run_on(days=0, only=None, rule=rule):
        check = Check(rule, TODAY + days * DAY, now + days * DAY)
        return dict(check_rule(check, only))

    return run_on


def one() -> Breach:
    return db.session.scalars(select(Breach)).one()


def story() -> list[str]:
    return [event.event for event in one().events]


def waive() -> None:
    breach = one()
    breach.status, breach.waived_until = BreachStatus.WAIVED, TODAY + 5 * DAY
    db.session.flush()


def test_a_subject_that_fails_has_a_breach_opened(run, ground, region, now):
    ground.rows = [Row(7, region.id, measured=2_700, amount_pence=1_340_486)]
    assert run() == {"failing": 1, "opened": 1}
    breach = one()
    assert (breach.status, breach.opened_at) == (BreachStatus.OPEN, now)
    assert (breach.subject_kind, breach.subject_id) == ("placement", 7)
    assert (breach.measured, breach.threshold, breach.unit) == (2_700, 0, "pence")
    assert breach.amount_pence == 1_340_486
    assert breach.due_on == date(2026, 11, 30)
    assert [(e.event, e.at, e.measured, e.by_membership_id) for e in breach.events] == [
        ("opened", now, 2_700, None)
    ]


def test_a_subject_just_within_the_tolerance_has_none(run, ground, region):
    ground.rows = [Row(7, region.id, measured=0)]
    assert run() == {}
    assert not db.session.scalar(select(func.count(Breach.id)))


def test_every_breach_gets_an_unguessable_reference_of_its_own(run, ground, region):
    ground.rows = [Row(number, region.id) for number in range(1, 40)]
    run()
    references = set(db.session.scalars(select(Breach.reference)))
    assert len(references) == 39
    assert all(len(reference) == 19 and reference.count("-") == 3 for reference in references)
    assert not {"0", "1"} & set("".join(references))


def test_running_twice_changes_nothing(run, ground, region, snapshot):
    ground.rows = [Row(7, region.id), Row(8, region.id)]
    run()
    before = snapshot()
    assert run() == {"failing": 2}
    assert snapshot() == before


def test_running_again_on_a_later_day_changes_nothing_while_the_facts_stay(
    run, ground, region, snapshot
):
    ground.rows = [Row(7, region.id)]
    run()
    before = snapshot()
    assert run(3) == {"failing": 1}
    assert snapshot() == before


def test_a_breach_that_is_gone_is_closed(run, ground, region, now):
    ground.rows = [Row(7, region.id)]
    run()
    ground.rows = []
    assert run(1) == {"closed": 1}
    assert (one().status, one().closed_at) == (BreachStatus.CLOSED, now + DAY)
    assert story() == ["opened", "closed"]


def test_a_breach_that_returns_is_the_same_breach_with_its_history(run, ground, region, now):
    ground.rows = [Row(7, region.id)]
    run()
    ground.rows = []
    run(1)
    ground.rows = [Row(7, region.id, measured=90)]
    assert run(2) == {"failing": 1, "reopened": 1}
    breach = one()
    assert (breach.status, breach.closed_at) == (BreachStatus.OPEN, None)
    assert (breach.opened_at, breach.times_opened) == (now + 2 * DAY, 2)
    assert (breach.measured, breach.due_on) == (90, date(2026, 12, 2))
    assert story() == ["opened", "closed", "reopened"]


def test_the_same_subject_in_another_period_is_another_breach(run, ground, region):
    ground.rows = [Row(7, region.id, period="2026-10"), Row(7, region.id, period="2026-11")]
    assert run() == {"failing": 2, "opened": 2}


def test_changed_figures_are_told_and_growing_amounts_only_followed(run, ground, region, now):
    ground.rows = [Row(7, region.id, measured=100, amount_pence=5_000)]
    run()
    ground.rows = [Row(7, region.id, measured=100, amount_pence=6_000)]
    assert run(1) == {"failing": 1, "followed": 1}
    assert (one().amount_pence, story()) == (6_000, ["opened"])
    ground.rows = [Row(7, region.id, measured=120, amount_pence=7_000)]
    assert run(2) == {"failing": 1, "changed": 1}
    assert (one().measured, one().seen_at) == (120, now + 2 * DAY)
    assert story() == ["opened", "figures_changed"]


def test_what_people_did_stays_while_the_subject_fails(run, ground, region):
    ground.rows = [Row(7, region.id)]
    run()
    one().status = BreachStatus.PLANNED
    db.session.flush()
    run(1)
    assert one().status is BreachStatus.PLANNED


@pytest.mark.parametrize(
    ("days", "status"),
    [(0, BreachStatus.WAIVED), (5, BreachStatus.WAIVED), (6, BreachStatus.ACKNOWLEDGED)],
)
def test_a_waived_breach_stays_waived_until_the_last_day_of_the_waiver(
    run, ground, region, days, status
):
    ground.rows = [Row(7, region.id)]
    run()
    waive()
    run(days)
    assert one().status is status
    assert story() == ["opened"] + ["waiver_ended"] * (status is BreachStatus.ACKNOWLEDGED)


def test_a_waived_breach_that_is_gone_is_closed(run, ground, region):
    ground.rows = [Row(7, region.id)]
    run()
    waive()
    ground.rows = []
    run(1)
    assert (one().status, one().waived_until) == (BreachStatus.CLOSED, None)


def test_each_region_is_measured_by_its_own_settings(run, ground, region):
    strict, lenient = region, RegionFactory()
    RuleSettingFactory(
        rule_code="price-above-invented", region_id=lenient.id, values={"tolerance": 200}
    )
    ground.rows = [Row(1, strict.id, 150), Row(2, lenient.id, 150), Row(3, lenient.id, 250)]
    assert run() == {"failing": 2, "opened": 2}
    failing = db.session.execute(select(Breach.subject_id, Breach.threshold)).all()
    assert sorted(tuple(row) for row in failing) == [(1, 0), (3, 200)]


def test_a_setting_counts_from_its_first_day(run, ground, region):
    RuleSettingFactory(
        rule_code="price-above-invented",
        region_id=region.id,
        values={"tolerance": 200},
        starts_on=TODAY + 2 * DAY,
    )
    ground.rows = [Row(1, region.id, 150)]
    assert run(1) == {"failing": 1, "opened": 1}
    assert run(2) == {"closed": 1}


def test_a_part_of_the_subjects_is_all_that_a_restricted_run_touches(run, ground, region):
    ground.rows = [Row(1, region.id), Row(2, region.id)]
    run()
    ground.rows = [Row(3, region.id), Row(4, region.id)]
    assert run(1, only={"placement": [1, 3], "service": [2, 4]}) == {
        "failing": 1,
        "opened": 1,
        "closed": 1,
    }
    open_ones = select(Breach.subject_id).where(Breach.status == BreachStatus.OPEN)
    assert set(db.session.scalars(open_ones)) == {2, 3}


def test_rules_do_not_touch_each_others_breaches(run, ground, region):
    other = rule_over(Ground(), code="another")
    ground.rows = [Row(7, region.id)]
    run()
    assert run(1, rule=other) == {}
    assert one().status is BreachStatus.OPEN


def test_a_rule_that_finds_a_subject_twice_fails_and_changes_nothing(run, ground, region):
    ground.rows = [Row(6, region.id)]
    run()
    ground.rows = [Row(7, region.id), Row(7, region.id)]
    with pytest.raises(Exception, match=r"(?i)unique"):
        run(1)
    assert one().subject_id == 6
    assert one().status is BreachStatus.OPEN


def test_a_preview_says_what_would_happen_and_changes_nothing(
    run, ground, region, rule, snapshot, now
):
    ground.rows = [Row(1, region.id), Row(2, region.id), Row(3, region.id)]
    run()
    ground.rows = [Row(3, region.id)]
    run(1)
    ground.rows = [Row(1, region.id), Row(3, region.id, measured=5), Row(9, region.id)]
    before = snapshot()
    seen = preview(Check(rule, TODAY + 2 * DAY, now + 2 * DAY))
    assert seen == {"failing": 3, "opened": 1, "reopened": 1, "changed": 1, "followed": 1}
    assert snapshot() == before


def test_a_run_sends_as_many_statements_for_many_subjects_as_for_few(
    run, ground, region, count_queries
):
    ground.rows = [Row(number, region.id) for number in range(3)]
    with count_queries() as few:
        run()
    ground.rows = [Row(number, region.id) for number in range(3, 300)]
    with count_queries() as many:
        run(1)
    assert len(many) == len(few)
    assert db.session.scalar(select(func.count(BreachEvent.id))) == 303
