"""The pages of the rules, their settings, and the runs of jobs."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.db import db
from portal.monitoring.models import RuleSetting, RunStatus
from portal.monitoring.rules import RULES
from portal.tasks import Task
from tests.factories.accounts import OrganisationFactory, RegionFactory, member
from tests.factories.monitoring import BreachFactory, JobRunFactory, RuleSettingFactory
from tests.support.client import heading
from tests.support.pages import date_boxes

TODAY = date(2026, 11, 23)
OWN_PRICE = "/rules/own-price-premium"


@pytest.fixture
def region(session, at):
    return RegionFactory(name="The Vale")


@pytest.fixture
def browser(client, region):
    return client.sign_in(member(region.lead, Role.CONTRACT_MANAGER, name="Morgan Hale"))


def test_the_rules_are_listed_by_kind_with_their_breaches(browser, region):
    BreachFactory(region=region)
    BreachFactory()
    page = browser.get("/rules").text
    for rule in RULES:
        assert rule.code in page
    assert "1 to do<span" in page
    assert "Market signals" in page


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_has_a_page(browser, rule):
    page = browser.get(f"/rules/{rule.code}")
    assert page.status_code == 200
    assert ("Change the settings" in page.text) is bool(rule.settings)


def test_an_unknown_rule_is_not_there(browser):
    assert browser.get("/rules/no-such-rule").status_code == 404
    assert browser.get("/rules/no-such-rule/settings").status_code == 404


def test_a_rule_without_settings_has_none_to_change(browser):
    assert browser.get("/rules/spot-from-holder/settings").status_code == 404


def test_a_rule_page_says_what_is_set_and_where_that_is_from(browser, region):
    page = browser.get(OWN_PRICE).text
    assert "5%" in page
    assert "small differences between regions are usual" in page


def test_settings_hold_from_a_day_and_stay_in_the_history(browser, region):
    form = {"tolerance": "7.5", **date_boxes("starts_on", TODAY)}
    assert browser.post(f"{OWN_PRICE}/settings", data=form).status_code == 303
    own = db.session.scalars(select(RuleSetting)).one()
    assert (own.values, own.region_id) == ({"tolerance": 750}, region.id)
    page = browser.get(OWN_PRICE).text
    assert "7.5%" in page
    assert "Morgan Hale" in page


def test_settings_to_come_do_not_hold_yet(browser, region):
    RuleSettingFactory(
        rule_code="own-price-premium",
        region_id=region.id,
        values={"tolerance": 900},
        starts_on=date(2027, 1, 1),
    )
    page = browser.get(OWN_PRICE).text
    assert "To come" in page
    assert "5%</td>" in page


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"tolerance": "", **date_boxes("starts_on", TODAY)}, "Enter a value"),
        ({"tolerance": "five", **date_boxes("starts_on", TODAY)}, "How far the price may stand"),
        ({"tolerance": "101", **date_boxes("starts_on", TODAY)}, "100%"),
        ({"tolerance": "5"}, "Enter the day"),
        ({"tolerance": "5", **date_boxes("starts_on", date(2026, 11, 22))}, "today or later"),
    ],
)
def test_settings_that_are_not_right_are_refused(browser, form, message):
    data = form if "starts_on-day" in form else {**form, "starts_on-day": ""}
    page = browser.post(f"{OWN_PRICE}/settings", data=data)
    assert page.status_code == 200
    assert message in page.text
    assert not db.session.scalars(select(RuleSetting)).all()


def test_a_day_has_one_setting(browser):
    form = {"tolerance": "5", **date_boxes("starts_on", TODAY)}
    browser.post(f"{OWN_PRICE}/settings", data=form)
    page = browser.post(f"{OWN_PRICE}/settings", data=form)
    assert "settings from that day already" in page.text


def test_an_auditor_reads_the_rules_and_changes_none(client, region):
    client.sign_in(member(region.lead, Role.AUDITOR))
    assert "Change the settings" not in client.get(OWN_PRICE).text
    assert client.get(f"{OWN_PRICE}/settings").status_code == 403


def test_jobs_are_listed_with_their_last_runs(browser):
    JobRunFactory(job="check-rules", counts={"opened": 3, "closed": 0})
    JobRunFactory(job="tidy-runs", status=RunStatus.FAILED, error="ValueError: broken", attempts=2)
    page = browser.get("/job-runs")
    assert heading(page) == "Jobs"
    for words in ("opened: 3", "ValueError: broken", "2 attempts", "Never yet", "3:15am"):
        assert words in page.text
    assert "closed: 0" not in page.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("job=check-rules", True),
        ("job=send-mail", False),
        ("status=failed", False),
        ("job=x", True),
    ],
)
def test_runs_are_filtered(browser, query, shown):
    JobRunFactory(job="check-rules", counts={"opened": 3})
    assert ("opened: 3" in browser.get(f"/job-runs?{query}").text) is shown


def test_more_runs_take_no_more_queries(browser, count_queries):
    JobRunFactory.create_batch(3)
    db.session.commit()
    browser.get("/job-runs")
    with count_queries() as few:
        browser.get("/job-runs")
    JobRunFactory.create_batch(60)
    db.session.commit()
    with count_queries() as many:
        page = browser.get("/job-runs")
    assert len(many) == len(few)
    assert 'rel="next"' in page.text


def test_a_job_is_asked_for_and_its_progress_shown(browser):
    asked = browser.post("/job-runs/check-rules")
    task = db.session.scalars(select(Task)).one()
    assert asked.location == f"/tasks/{task.reference}"
    assert (task.kind, task.params) == ("run-job", {"job": "check-rules"})
    assert heading(browser.get(asked.location)) == "Run now: Check every price and every rule"


def test_an_unknown_job_is_not_there(browser):
    assert browser.post("/job-runs/no-such-job").status_code == 404


def test_providers_and_auditors_run_no_jobs(client, region):
    for membership in (
        member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR),
        member(region.lead, Role.AUDITOR),
    ):
        client.sign_in(membership)
        assert client.get("/job-runs").status_code == 403
        assert client.post("/job-runs/check-rules").status_code == 403
