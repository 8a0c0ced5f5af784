"""The queue and the breach page: what is shown, to whom, and what can be done there."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.db import db
from portal.monitoring.models import Breach, BreachStatus
from portal.monitoring.services import breaches as services
from tests.factories.accounts import OrganisationFactory, RegionFactory, member
from tests.factories.contracts import TERM, council_of, placed
from tests.factories.monitoring import BreachEventFactory, BreachFactory
from tests.factories.tenders import FrameworkFactory, LotFactory
from tests.support.client import heading
from tests.support.pages import date_boxes

TODAY = date(2026, 11, 23)


@pytest.fixture
def region(session, at):
    return RegionFactory()


@pytest.fixture
def manager(region):
    return member(region.lead, Role.CONTRACT_MANAGER, name="Morgan Hale")


@pytest.fixture
def breach(region):
    breach = BreachFactory(
        region=region,
        organisation=OrganisationFactory(name="Thornbeck Care"),
        council=council_of(region, "Wexmoor Council"),
    )
    BreachEventFactory(breach=breach)
    return breach


@pytest.fixture
def browser(client, manager):
    return client.sign_in(manager)


def address(breach, action="") -> str:
    return f"/breaches/{breach.reference}{action}"


def test_the_queue_shows_what_is_to_do(browser, breach):
    page = browser.get("/breaches")
    assert heading(page) == "Breaches"
    for words in ("Price above the provider", "Thornbeck Care", "Wexmoor Council", "27.0%"):
        assert words in page.text
    assert "£13,404.86" in page.text


def test_an_empty_queue_says_so(browser):
    assert "No breaches here" in browser.get("/breaches").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("rule=price-above-own-rate", True),
        ("rule=ending-soon", False),
        ("kind=contract_breach", True),
        ("kind=market_signal", False),
        ("status=planned", False),
        ("status=open", True),
        ("status=all", True),
        ("provider=thornbeck", True),
        ("provider=100%25", False),
        ("council=nowhere", False),
        ("mine=1", False),
        ("overdue=1", False),
        ("sort=opened", True),
        ("cursor=nonsense&sort=nonsense&status=nonsense&kind=nonsense", True),
    ],
)
def test_the_queue_is_filtered(browser, breach, query, shown):
    assert (breach.reference in browser.get(f"/breaches?{query}").text) is shown


def test_a_breach_past_its_day_is_overdue(browser, breach):
    breach.due_on = TODAY - timedelta(days=1)
    assert breach.reference in browser.get("/breaches?overdue=1").text


def test_the_queue_is_paged(browser, region):
    made = [BreachFactory(region=region) for _ in range(60)]
    first = browser.get("/breaches").text
    assert first.count('name="breach"') == 50
    assert 'rel="next"' in first
    assert made[0].reference in first


def test_a_longer_queue_takes_no_more_queries(browser, region, breach, count_queries):
    lot = LotFactory(framework=FrameworkFactory(region=region, starts_on=TERM[0], ends_on=TERM[1]))

    def fill(count):
        for _ in range(count):
            placement = placed(breach.council, lot, pence=None)
            provider = OrganisationFactory()
            person = member(region.lead, Role.CONTRACT_MANAGER)
            BreachFactory(
                region=region,
                subject_id=placement.id,
                organisation=provider,
                council=breach.council,
                assigned_to=person,
            )

    fill(3)
    db.session.commit()
    browser.get("/breaches")
    with count_queries() as few:
        browser.get("/breaches")
    fill(10)
    db.session.commit()
    with count_queries() as many:
        browser.get("/breaches")
    assert len(many) == len(few)


def test_the_queue_is_sent_as_a_file_without_formulas(browser, breach):
    breach.organisation.name = "=cmd|' /C calc'!A0"
    sent = browser.get("/breaches/export.csv?provider=cmd")
    assert sent.mimetype == "text/csv"
    assert "attachment" in sent.headers["Content-Disposition"]
    lines = sent.text.splitlines()
    assert lines[0].startswith("\ufeffReference,Rule,Subject")
    assert "'=cmd" in lines[1]
    assert "13404.86" in lines[1]


def test_several_are_acknowledged_or_assigned_at_once(browser, breach, manager, region):
    other = BreachFactory(region=region)
    ticked = {"breach": [breach.reference, other.reference]}
    assert (
        browser.post("/breaches/work", data={**ticked, "action": "acknowledge"}).status_code == 303
    )
    assert "2 breaches acknowledged" in browser.get("/breaches").text
    data = {**ticked, "action": "assign", "assignee": str(manager.id)}
    browser.post("/breaches/work", data=data)
    assert "2 breaches assigned to Morgan Hale" in browser.get("/breaches?mine=1").text
    assert browser.get("/breaches?mine=1").text.count('name="breach"') == 2


@pytest.mark.parametrize("assignee", ["", "x", "999999", "stranger"])
def test_nothing_is_assigned_to_somebody_who_cannot_be(browser, breach, assignee):
    stranger = member(RegionFactory().lead, Role.CONTRACT_MANAGER)
    chosen = str(stranger.id) if assignee == "stranger" else assignee
    data = {"breach": [breach.reference], "action": "assign", "assignee": chosen}
    assert browser.post("/breaches/work", data=data).status_code == 303
    assert db.session.get_one(Breach, breach.id).assigned_to_id is None


def test_the_ticked_ones_are_sent_with_the_filters_of_the_queue(browser, breach):
    page = browser.get("/breaches?kind=contract_breach").text
    assert 'action="/breaches/work?kind=contract_breach"' in page


def test_nothing_ticked_is_said(browser, breach):
    browser.post("/breaches/work", data={"action": "acknowledge"})
    assert "Tick the breaches" in browser.get("/breaches").text


def test_a_breach_page_says_what_the_rule_asks_and_what_was_found(browser, breach):
    page = browser.get(address(breach))
    assert heading(page) == "Price above the provider’s own agreed rate".replace("'", "&#39;")
    for words in ("Is the placement charged more", "27.0%", "£13,404.86", "Opened", "Nobody"):
        assert words in page.text


def test_it_links_to_the_placement_that_it_is_about(browser, region, breach):
    lot = LotFactory(framework=FrameworkFactory(region=region, starts_on=TERM[0], ends_on=TERM[1]))
    placement = placed(breach.council, lot)
    breach.subject_id = placement.id
    page = browser.get(address(breach)).text
    assert f'href="/placements/{placement.reference}"' in page
    assert f"C-{placement.id}" not in page


def test_a_manager_acknowledges_plans_and_assigns(browser, breach, manager):
    browser.post(address(breach, "/acknowledge"))
    assert db.session.get_one(Breach, breach.id).status is BreachStatus.ACKNOWLEDGED
    browser.post(address(breach, "/plan"), data={"note": "Meet on Monday"})
    browser.post(address(breach, "/assign"), data={"assignee": str(manager.id)})
    page = browser.get(address(breach)).text
    assert "Meet on Monday" in page
    assert "To Morgan Hale" in page
    browser.post(address(breach, "/assign"), data={"assignee": ""})
    assert "Assigned to nobody" in browser.get(address(breach)).text


@pytest.mark.parametrize(
    ("action", "data", "message"),
    [
        ("/plan", {"note": ""}, "Say what will be done"),
        ("/waiver", {"reason": "", **date_boxes("until", date(2026, 12, 1))}, "Say why"),
        ("/waiver", {"reason": "Why"}, "Enter the last day of the waiver"),
        (
            "/waiver",
            {"reason": "Why", **date_boxes("until", TODAY)},
            "must last until a day after today",
        ),
    ],
)
def test_a_form_that_is_not_right_says_why_and_changes_nothing(
    browser, breach, action, data, message
):
    page = browser.post(address(breach, action), data=data)
    assert page.status_code == 200
    assert message in page.text
    assert db.session.get_one(Breach, breach.id).status is BreachStatus.OPEN


def test_a_waiver_is_proposed_by_one_and_approved_by_another(browser, client, breach, region):
    approver = member(region.lead, Role.APPROVER)
    data = {"reason": "Agreed in writing", **date_boxes("until", date(2026, 12, 31))}
    browser.post(address(breach, "/waiver"), data=data)
    assert "somebody else has to decide" in browser.get(address(breach)).text
    decided = {"decision": "approve", "note": "Seen the letter"}
    page = browser.post(address(breach, "/waiver/decide"), data=decided)
    assert "You proposed this waiver" in page.text
    client.sign_in(approver)
    assert "Decide this waiver" in client.get(address(breach)).text
    assert "Agreed in writing" in client.get(address(breach, "/waiver/decide")).text
    client.post(address(breach, "/waiver/decide"), data=decided)
    assert "Waived until the end of 31 December 2026" in client.get(address(breach)).text
    assert client.post(address(breach, "/waiver/decide"), data=decided).status_code == 303


def test_a_recheck_closes_what_is_gone(browser, breach):
    browser.post(address(breach, "/recheck"))
    page = browser.get(address(breach)).text
    assert "the breach is closed" in page
    assert db.session.get_one(Breach, breach.id).status is BreachStatus.CLOSED


def test_what_cannot_be_done_any_more_is_said(browser, breach, now):
    breach.status, breach.closed_at = BreachStatus.CLOSED, now
    browser.post(address(breach, "/acknowledge"))
    assert "cannot become acknowledged" in browser.get(address(breach)).text


@pytest.mark.parametrize("action", ["", "/plan", "/waiver", "/waiver/decide"])
def test_another_regions_breach_is_not_there(client, breach, action):
    client.sign_in(member(RegionFactory().lead, Role.CONTRACT_MANAGER))
    assert client.get(address(breach, action)).status_code == 404
    assert breach.reference not in client.get("/breaches?status=all").text
    assert breach.reference not in client.get("/breaches/export.csv").text


@pytest.mark.parametrize("action", ["/acknowledge", "/recheck", "/assign", "/plan"])
def test_nobody_acts_on_another_regions_breach(client, breach, action):
    client.sign_in(member(RegionFactory().lead, Role.CONTRACT_MANAGER))
    assert client.post(address(breach, action), data={"note": "x"}).status_code == 404


def test_an_auditor_reads_only(client, breach, region):
    client.sign_in(member(region.lead, Role.AUDITOR))
    page = client.get(address(breach)).text
    assert "What you can do" not in page
    assert 'name="breach"' not in client.get("/breaches").text
    assert 'action="/breaches/work' not in page
    for action in ("/acknowledge", "/recheck", "/assign", "/plan", "/waiver", "/waiver/decide"):
        assert client.post(address(breach, action)).status_code == 403
    assert client.post("/breaches/work").status_code == 403


def test_a_councils_auditor_sees_that_councils_breaches_only(client, breach, region):
    BreachFactory(region=region, council=council_of(region, "Northmere Council"))
    client.sign_in(member(breach.council, Role.AUDITOR))
    page = client.get("/breaches").text
    assert breach.reference in page or address(breach) in page
    assert "Northmere Council" not in page


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.EVALUATOR])
def test_others_of_the_region_are_refused(client, breach, region, role):
    client.sign_in(member(region.lead, role))
    assert client.get("/breaches").status_code == 403
    assert client.get(address(breach)).status_code == 403


def test_a_provider_is_refused(client, breach):
    client.sign_in(member(breach.organisation, Role.PROVIDER_ADMINISTRATOR))
    assert client.get(address(breach)).status_code == 403


def test_a_breach_of_a_rule_that_is_not_run_any_more_can_still_be_read(browser, breach):
    breach.rule_code = "retired-rule"
    assert "retired-rule" in browser.get(address(breach)).text
    assert "retired-rule" in browser.get("/breaches").text
    browser.post(address(breach, "/recheck"))
    assert "not run any more" in browser.get(address(breach)).text


def test_the_home_page_says_what_waits(app, breach, manager, region, now):
    from portal.monitoring.todo import todo

    other = member(region.lead, Role.CONTRACT_MANAGER)
    services.assign(breach, manager, by=manager, at=now)
    waived = BreachFactory(region=region, due_on=TODAY - timedelta(days=1))
    services.propose_waiver(waived, reason="Why", until=date(2026, 12, 31), by=other, at=now)
    with app.test_request_context():
        lines = {line.title: line.count for line in todo(manager, now=now)}
    assert lines == {
        "Deal with overdue breaches": 1,
        "Work on breaches assigned to you": 1,
        "Take up breaches that nobody works on": 1,
        "Waivers to decide": 1,
    }
    assert db.session.scalars(select(Breach)).all()
