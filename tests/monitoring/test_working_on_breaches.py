"""What people do about breaches: acknowledge, plan, assign, waive with a second person, recheck."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.audit import AuditEntry
from portal.contracts.models import Route
from portal.contracts.services.price_check import check_placements
from portal.db import db
from portal.errors import DomainError, MoveRefusedError
from portal.monitoring.engine import Check, check_rule
from portal.monitoring.models import Breach, BreachStatus
from portal.monitoring.rules import PRICE_ABOVE_OWN_RATE
from portal.monitoring.services import breaches as services
from tests.factories.accounts import MembershipFactory, RegionFactory, member
from tests.factories.contracts import TERM, appointed, council_of, placed
from tests.factories.monitoring import BreachFactory
from tests.factories.tenders import FrameworkFactory, LotFactory

TODAY = date(2026, 11, 23)
NEXT_MONTH = date(2026, 12, 23)


@pytest.fixture
def breach(session):
    return BreachFactory()


@pytest.fixture
def manager(breach):
    return member(breach.region.lead, Role.CONTRACT_MANAGER)


@pytest.fixture
def approver(breach):
    return member(breach.region.lead, Role.APPROVER)


def story(breach) -> list[str]:
    db.session.expire_all()
    return [event.event for event in breach.events]


def test_acknowledging_is_told_and_audited(breach, manager, now):
    services.acknowledge(breach, by=manager, at=now)
    assert breach.status is BreachStatus.ACKNOWLEDGED
    assert story(breach) == ["acknowledged"]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.event, entry.by_membership_id) == ("breach.acknowledged", manager.id)


def test_a_closed_breach_cannot_be_acknowledged(manager, breach, now):
    breach.status, breach.closed_at = BreachStatus.CLOSED, now
    with pytest.raises(MoveRefusedError):
        services.acknowledge(breach, by=manager, at=now)


def test_several_are_acknowledged_and_those_already_seen_are_left(breach, manager, now):
    planned = BreachFactory(status=BreachStatus.PLANNED, region=breach.region)
    assert services.acknowledge_all([breach, planned], by=manager, at=now) == 1
    assert planned.status is BreachStatus.PLANNED


def test_a_plan_stands_in_the_history_and_may_be_replaced(breach, manager, now):
    services.plan(breach, note="Meet on Monday", by=manager, at=now)
    services.plan(breach, note="Meet on Tuesday", by=manager, at=now)
    assert breach.status is BreachStatus.PLANNED
    assert [event.note for event in breach.events] == ["Meet on Monday", "Meet on Tuesday"]


def test_a_breach_is_assigned_to_a_manager_of_its_region_only(breach, manager, now):
    services.assign(breach, manager, by=manager, at=now)
    assert breach.assigned_to_id == manager.id
    stranger = member(RegionFactory().lead, Role.CONTRACT_MANAGER)
    for other in (stranger, member(breach.region.lead, Role.COMMISSIONER)):
        with pytest.raises(DomainError, match="contract manager of this region"):
            services.assign(breach, other, by=manager, at=now)
    services.assign(breach, None, by=manager, at=now)
    assert breach.assigned_to_id is None


def test_a_waiver_needs_a_second_person(breach, manager, approver, now):
    waiver = services.propose_waiver(
        breach, reason="Agreed in writing", until=NEXT_MONTH, by=manager, at=now
    )
    assert breach.status is BreachStatus.WAIVER_PROPOSED
    same_person = MembershipFactory(person=manager.person, organisation=council_of(breach.region))
    for proposer in (manager, same_person):
        with pytest.raises(DomainError, match="somebody else"):
            services.decide_waiver(waiver, approve=True, note="Fine", by=proposer, at=now)
    services.decide_waiver(waiver, approve=True, note="Fine", by=approver, at=now)
    assert (breach.status, breach.waived_until) == (BreachStatus.WAIVED, NEXT_MONTH)
    assert story(breach) == ["waiver_proposed", "waiver_approved"]


def test_a_refused_waiver_leaves_the_breach_acknowledged(breach, manager, approver, now):
    waiver = services.propose_waiver(breach, reason="Why", until=NEXT_MONTH, by=manager, at=now)
    services.decide_waiver(waiver, approve=False, note="Not agreed", by=approver, at=now)
    assert (breach.status, breach.waived_until) == (BreachStatus.ACKNOWLEDGED, None)
    with pytest.raises(DomainError, match="does not wait"):
        services.decide_waiver(waiver, approve=True, note="Again", by=approver, at=now)


@pytest.mark.parametrize("until", [TODAY, TODAY - timedelta(days=1), date(2027, 11, 25)])
def test_a_waiver_ends_after_today_and_within_a_year(breach, manager, now, until):
    with pytest.raises(DomainError) as refused:
        services.propose_waiver(breach, reason="Why", until=until, by=manager, at=now)
    assert refused.value.field == "until"


def test_a_waiver_whose_day_came_while_it_waited_cannot_be_approved(breach, manager, approver, now):
    waiver = services.propose_waiver(breach, reason="Why", until=NEXT_MONTH, by=manager, at=now)
    with pytest.raises(DomainError, match="refuse it"):
        services.decide_waiver(
            waiver, approve=True, note="Late", by=approver, at=now + timedelta(days=30)
        )


def test_a_waiver_can_be_ended_early(breach, manager, approver, now):
    waiver = services.propose_waiver(breach, reason="Why", until=NEXT_MONTH, by=manager, at=now)
    services.decide_waiver(waiver, approve=True, note="Fine", by=approver, at=now)
    services.acknowledge(breach, by=manager, at=now)
    assert (breach.status, breach.waived_until) == (BreachStatus.ACKNOWLEDGED, None)
    assert story(breach)[-1] == "waiver_ended"


def test_while_a_waiver_waits_the_breach_is_not_acknowledged_instead(breach, manager, now):
    services.propose_waiver(breach, reason="Why", until=NEXT_MONTH, by=manager, at=now)
    with pytest.raises(DomainError, match="not been decided"):
        services.acknowledge(breach, by=manager, at=now)


@pytest.fixture
def overcharged(session, now):
    """A placement charged above its service's own rate, with its breach."""
    lot = LotFactory(framework=FrameworkFactory(starts_on=TERM[0], ends_on=TERM[1]))
    own = appointed(lot)
    placement = placed(
        council_of(lot.framework.region), lot, own.service, route=Route.CALL_OFF, appointment=own
    )
    check_placements([placement.id], at=now)
    check_rule(Check(PRICE_ABOVE_OWN_RATE, TODAY, now))
    return placement, session.scalars(select(Breach)).one()


def test_a_recheck_closes_what_has_been_put_right(overcharged, now):
    placement, breach = overcharged
    manager = member(breach.region.lead, Role.CONTRACT_MANAGER)
    placement.charges[0].pence = 5_200_00
    services.recheck(breach, by=manager, at=now)
    assert story(breach) == ["opened", "recheck_asked", "closed"]
    assert breach.status is BreachStatus.CLOSED


def test_a_recheck_of_what_still_fails_brings_the_figures_up_to_date(overcharged, now):
    placement, breach = overcharged
    manager = member(breach.region.lead, Role.CONTRACT_MANAGER)
    placement.charges[0].pence = 5_720_00
    services.recheck(breach, by=manager, at=now)
    assert story(breach) == ["opened", "recheck_asked", "figures_changed"]
    assert breach.measured == 1_000
