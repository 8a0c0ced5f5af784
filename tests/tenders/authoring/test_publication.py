"""What an invitation needs before it is published, and what publication does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import audit
from portal.access import Role
from portal.config import settings
from portal.errors import DomainError
from portal.inbox import InboxItem
from portal.outbox import OutboxMessage
from portal.providers.models import ProvisionType
from portal.tenders.models import (
    Envelope,
    LotPurpose,
    Part,
    PriceFormula,
    ProcurementLot,
    ProcurementStatus,
    SealingKey,
)
from portal.tenders.sealing.keys import MasterKeys
from portal.tenders.services import publication
from portal.tenders.services.publication import Section
from portal.tenders.services.sealing_keys import key_of
from tests.factories.accounts import member
from tests.factories.providers import ServiceFactory
from tests.factories.tenders import (
    FrameworkFactory,
    LotFactory,
    QuestionFactory,
    add_lot,
    complete_lot,
    complete_procurement,
    published_procurement,
    refresh,
)


@pytest.fixture
def masters(app):
    return MasterKeys.read(settings().sealing_key)


@pytest.fixture
def draft(app):
    return complete_procurement()


@pytest.fixture
def commissioner(draft):
    return member(draft.framework.region.lead, Role.COMMISSIONER)


def texts(procurement, now, section):
    return [gap.text for gap in publication.gaps(procurement, at=now) if gap.section is section]


def test_a_complete_invitation_lacks_nothing(draft, now):
    assert publication.gaps(draft, at=now) == []


def test_publishing_locks_it_and_says_when_and_by_whom(session, draft, commissioner, masters, now):
    publication.publish(draft, masters=masters, by=commissioner, at=now)
    session.commit()
    assert (draft.status, draft.published_at) == (ProcurementStatus.PUBLISHED, now)
    last = session.scalars(audit.chain("procurement", draft.id)).all()[-1]
    assert (last.event, last.by_membership_id) == ("procurement.published", commissioner.id)


def test_publishing_makes_one_key_for_quality_and_one_for_price(
    session, draft, commissioner, masters, now
):
    publication.publish(draft, masters=masters, by=commissioner, at=now)
    rows = session.scalars(select(SealingKey).where(SealingKey.procurement_id == draft.id)).all()
    assert {row.envelope for row in rows} == set(Envelope)
    quality, price = (key_of(draft, envelope, masters) for envelope in Envelope)
    assert quality.secret != price.secret


def test_an_invitation_that_is_not_published_has_no_keys(draft, masters):
    with pytest.raises(LookupError):
        key_of(draft, Envelope.QUALITY, masters)


def test_publishing_fixes_the_version_of_each_specification(
    session, draft, commissioner, masters, now
):
    lot = draft.lots[0]
    publication.publish(draft, masters=masters, by=commissioner, at=now)
    row = session.get(ProcurementLot, (draft.id, lot.id))
    assert row.specification_id == lot.specifications[0].id
    assert lot.specifications[0].published_at == now


def test_administrators_of_providers_whose_services_fit_are_told(
    session, draft, commissioner, masters, now
):
    fits, other = (
        member(None, Role.PROVIDER_ADMINISTRATOR),
        member(None, Role.PROVIDER_ADMINISTRATOR),
    )
    writer = member(fits.organisation, Role.BID_WRITER)
    ServiceFactory(organisation=fits.organisation, provision_type=ProvisionType.CHILDRENS_HOME)
    ServiceFactory(organisation=other.organisation, provision_type=ProvisionType.FOSTERING_AGENCY)
    publication.publish(draft, masters=masters, by=commissioner, at=now)
    told = select(InboxItem.membership_id).where(
        InboxItem.dedupe_key == f"published:{draft.reference}"
    )
    assert session.scalars(told).all() == [fits.id]
    mail = session.scalars(select(OutboxMessage)).one()
    assert mail.to == fits.person.email
    assert f"http://localhost/opportunities/{draft.reference}" in mail.text
    assert writer.id != fits.id


def test_people_with_a_duty_are_told_of_it_on_publication(
    session, draft, commissioner, masters, now
):
    publication.publish(draft, masters=masters, by=commissioner, at=now)
    told = session.scalars(
        select(InboxItem.membership_id).where(InboxItem.dedupe_key.startswith("assigned:"))
    ).all()
    assert set(told) == {one.membership_id for one in draft.assignments}


def test_an_invitation_is_not_published_twice(draft, commissioner, masters, now):
    publication.publish(draft, masters=masters, by=commissioner, at=now)
    with pytest.raises(DomainError, match="is published"):
        publication.publish(draft, masters=masters, by=commissioner, at=now)


def test_an_incomplete_invitation_is_refused_and_keeps_no_key(
    session, draft, commissioner, masters, now
):
    draft.conflicts_assessed = ""
    session.commit()
    with pytest.raises(DomainError, match="section 83"):
        publication.publish(draft, masters=masters, by=commissioner, at=now)
    session.rollback()
    assert session.scalars(select(SealingKey)).all() == []
    assert draft.status is ProcurementStatus.DRAFT


def test_it_waits_for_a_conflicts_assessment(draft, now):
    draft.conflicts_assessed = "  "
    assert len(texts(draft, now, Section.CONFLICTS)) == 1


def test_it_waits_for_time_to_bid(draft, now):
    assert texts(draft, draft.closes_at - timedelta(minutes=30), Section.TIMETABLE) == [
        "The time for questions must end in the future"
    ]


def test_it_waits_for_two_openers_a_chair_and_two_markers_of_each_question(session, draft, now):
    for one in draft.assignments:
        one.ended_at = now
    session.flush()
    assert texts(draft, now, Section.PEOPLE) == [
        "Two different people must be there to open bids",
        "Nobody chairs the panel",
        "“Insurance” needs at least two people to mark it",
        "“Safe care” needs at least two people to mark it",
        "“The home and its staff” needs at least two people to mark it",
    ]


def test_weights_must_make_100_for_each_lot_on_its_own(draft, now):
    other = add_lot(draft, complete_lot(draft.framework))
    QuestionFactory(procurement=draft, position=4, weight=10, lot_id=other.id)
    refresh(draft)
    assert texts(draft, now, Section.QUESTIONS) == [
        f"Lot {other.number}: quality weights add up to 110, not 100"
    ]


def test_social_value_needs_questions_where_it_has_a_weight(draft, now):
    lot = draft.lots[0]
    lot.quality_weight, lot.social_weight = 50, 10
    assert texts(draft, now, Section.QUESTIONS) == [
        f"Lot {lot.number}: social value weights add up to 0, not 100"
    ]
    QuestionFactory(procurement=draft, position=4, part=Part.SOCIAL_VALUE, weight=100)
    refresh(draft)
    assert publication.gaps(draft, at=now) == []


def test_social_value_is_not_asked_for_where_it_counts_for_nothing(draft, now):
    QuestionFactory(procurement=draft, position=4, part=Part.SOCIAL_VALUE, weight=100)
    refresh(draft)
    assert "counts for nothing" in texts(draft, now, Section.QUESTIONS)[0]


def test_each_lot_waits_for_prices_and_requirements(app, now):
    framework = FrameworkFactory()
    draft = complete_procurement(framework, [LotFactory(framework=framework)])
    number = draft.lots[0].number
    assert texts(draft, now, Section.LOTS) == [
        f"Lot {number}: the specification has no requirements",
        f"Lot {number}: the basket needs a price that every bidder must give",
    ]


def test_a_block_waits_for_a_price_of_core_care(session, now):
    framework = FrameworkFactory()
    lot = complete_lot(framework, block=True)
    assert lot.purpose is LotPurpose.BLOCK
    draft = complete_procurement(framework, [lot])
    assert publication.gaps(draft, at=now) == []
    lot.price_lines[0].mandatory = False
    session.flush()
    assert texts(draft, now, Section.LOTS) == [
        f"Lot {lot.number}: a block needs a price for core care"
    ]


def test_a_benchmark_must_be_under_the_basket_at_its_ceilings(draft, now):
    lot = draft.lots[0]
    lot.price_formula, lot.benchmark_pence = PriceFormula.BENCHMARK, 7_940_00
    assert texts(draft, now, Section.LOTS) == [
        f"Lot {lot.number}: the benchmark must be under the basket at its ceilings"
    ]
    lot.benchmark_pence -= 1
    assert texts(draft, now, Section.LOTS) == []


def test_a_lot_is_in_one_running_invitation_at_a_time(session, now):
    running = published_procurement()
    draft = complete_procurement(running.framework, list(running.lots))
    assert "under way" in texts(draft, now, Section.LOTS)[0]
    running.status = ProcurementStatus.NO_AWARD
    session.flush()
    assert texts(draft, now, Section.LOTS) == []


def test_an_invitation_without_questions_or_scale_says_so(session, draft, now):
    for row in [*draft.assignments, *draft.questions, *draft.scale]:
        session.delete(row)
    refresh(draft)
    assert texts(draft, now, Section.QUESTIONS) == ["There are no questions"]
    assert texts(draft, now, Section.SCALE) == ["There is no marking scale"]
