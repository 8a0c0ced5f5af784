"""The audit trail as an auditor reads it: what is shown, to whom, and whether chains hold."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal import audit
from portal.access import Role
from portal.audit import AuditEntry
from portal.db import db
from tests.factories.accounts import OrganisationFactory, RegionFactory, member
from tests.factories.bids import bidder, complete_entry, send_entry
from tests.factories.contracts import TERM, council_of, placed
from tests.factories.monitoring import BreachFactory
from tests.factories.tenders import FrameworkFactory, LotFactory, published_procurement
from tests.support.client import heading


@pytest.fixture
def region(session, at):
    return RegionFactory()


@pytest.fixture
def framework(region):
    return FrameworkFactory(
        region=region, title="Homes by the sea", starts_on=TERM[0], ends_on=TERM[1]
    )


@pytest.fixture
def priya(region):
    return member(region.lead, Role.COMMISSIONER, name="Priya Nash")


@pytest.fixture
def browser(client, region):
    return client.sign_in(member(region.lead, Role.AUDITOR))


def changed(subject, by, now, number=1, event="framework.changed"):
    for n in range(number):
        audit.record(subject, event, by=by, at=now - timedelta(days=n), facts={"reason": "A slip"})


def test_the_trail_says_who_did_what_to_what_and_why(browser, framework, priya, now):
    changed(framework, priya, now)
    page = browser.get("/audit")
    assert heading(page) == "Audit trail"
    for words in ("Homes by the sea", "Changed", "A slip", "Priya Nash", priya.organisation.name):
        assert words in page.text


def test_an_empty_trail_says_so(browser):
    assert "Nothing recorded here" in browser.get("/audit").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=framework", True),
        ("kind=breach", False),
        ("kind=bid", True),
        ("reference={reference}", True),
        ("reference=nothing", False),
        ("first=1/11/2026&last=30 11 2026", True),
        ("first=24 11 2026", False),
        ("last=22 11 2026", False),
        ("first=31 2 2026&last=99999999999&cursor=nonsense", True),
    ],
)
def test_the_trail_is_filtered(browser, framework, priya, now, query, shown):
    changed(framework, priya, now)
    page = browser.get(f"/audit?{query.format(reference=framework.reference.lower())}")
    assert ("Homes by the sea" in page.text) is shown
    assert ("not one that we can read" in page.text) is ("31 2 2026" in query)


def test_every_kind_of_subject_has_a_page(browser, region, framework, priya, now):
    lot = LotFactory(framework=framework)
    placement = placed(council_of(region), lot, pence=None)
    for subject in (framework, placement, BreachFactory(region=region)):
        changed(subject, priya, now, event="something.happened")
        address = f"/audit/{subject.__tablename__}/{subject.reference}"
        assert address in browser.get("/audit").text
        assert "Complete and unchanged" in browser.get(address).text


def test_a_chain_that_was_tampered_with_is_shown(browser, framework, priya, now):
    changed(framework, priya, now, 3)
    db.session.execute(update(AuditEntry).where(AuditEntry.sequence == 2).values(event="x.y"))
    page = browser.get(f"/audit/framework/{framework.reference}").text
    assert "does not hold at entry 2: its content was changed" in page
    assert "Complete and unchanged" not in page


def test_what_bidders_do_is_no_part_of_the_trail(client, now):
    procurement = published_procurement()
    auditor = member(procurement.framework.region.lead, Role.AUDITOR)
    client.sign_in(auditor)
    before = client.get("/audit").text.count("<tr")
    writer = bidder()
    send_entry(complete_entry(procurement, writer), writer)
    assert client.get("/audit").text.count("<tr") == before
    assert client.get("/audit/bid/none").status_code == 404


def test_an_auditor_of_another_region_sees_none_of_it(client, framework, priya, now):
    changed(framework, priya, now)
    client.sign_in(member(RegionFactory().lead, Role.AUDITOR))
    assert "Homes by the sea" not in client.get("/audit").text
    assert client.get(f"/audit/framework/{framework.reference}").status_code == 404


def test_a_councils_auditor_sees_its_own_placements_alone(client, region, framework, priya, now):
    lot = LotFactory(framework=framework)
    own, other = council_of(region, "Wexmoor Council"), council_of(region, "Fenwick Council")
    for council in (own, other):
        changed(placed(council, lot, pence=None), priya, now, event="placement.recorded")
    client.sign_in(member(own, Role.AUDITOR))
    assert client.get("/audit?kind=placement").text.count("/audit/placement/") == 1


def test_what_a_council_writes_about_a_placement_is_not_shown(browser, region, framework, now):
    council = council_of(region, "Wexmoor Council")
    placement = placed(council, LotFactory(framework=framework), pence=None)
    changed(placement, member(council), now, event="placement.ended")
    page = browser.get(f"/audit/placement/{placement.reference}")
    assert "Ended" in page.text
    assert "A slip" not in page.text


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.CONTRACT_MANAGER, Role.APPROVER])
def test_the_trail_is_for_auditors(client, region, role):
    assert client.sign_in(member(region.lead, role)).get("/audit").status_code == 403


def test_a_longer_trail_is_paged_and_takes_no_more_queries(
    browser, region, framework, now, count_queries
):
    def read():
        db.session.commit()
        with count_queries() as queries:
            browser.get("/audit")
        return len(queries)

    def fill(count):
        for _ in range(count):
            placement = placed(council_of(region), LotFactory(framework=framework), pence=None)
            actor = member(OrganisationFactory(), Role.COMMISSIONER)
            changed(placement, actor, now, event="placement.recorded")
            changed(framework, actor, now)

    fill(2)
    read()
    few = read()
    fill(4)
    assert read() == few
    changed(framework, None, now, 60)
    page = browser.get("/audit").text
    assert page.count("<tr") == 51
    assert 'rel="next"' in page
    assert "The portal itself" in page
