"""No award without a fresh look at the debarment list for the supplier and its persons."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from portal.access import Role
from portal.errors import DomainError
from portal.providers.models import DebarmentCheck, DebarmentResult, Excludable
from portal.providers.services.diligence import decide_excludable, withdraw_check
from portal.tenders.models import Award
from portal.tenders.services.award import approve, return_it
from portal.tenders.services.recommendation import Outcome, recommend, recommend_no_award
from tests.factories.accounts import member
from tests.factories.diligence import ConnectedPersonFactory, DebarmentCheckFactory, declared
from tests.factories.evaluation import OPENED_AT, ranked

pytestmark = pytest.mark.database
MISSING = "has no debarment check since the bids were opened"


@pytest.fixture
def stage(app):
    return ranked()


@pytest.fixture
def supplier(stage):
    return stage.entries[0].bid.organisation


@pytest.fixture
def check(session, supplier):
    wanted = select(DebarmentCheck).where(DebarmentCheck.organisation_id == supplier.id)
    return session.scalars(wanted).one()


def recommend_first(stage):
    """Recommend the first entry alone, whatever the ranking says."""
    first, *others = stage.entries
    outcomes = {first.id: Outcome(True)} | {one.id: Outcome(False, "Withdrew.") for one in others}
    return recommend(
        stage.procurement,
        summary="As ranked.",
        outcomes=outcomes,
        by=stage.commissioner,
        at=OPENED_AT,
    )


def refused(stage, at=OPENED_AT) -> str:
    with pytest.raises(DomainError) as error:
        approve(recommend_first(stage), by=stage.approver, at=at)
    assert error.value.field == "decision"
    return error.value.message


def test_a_supplier_that_nobody_checked_cannot_be_appointed(session, stage, supplier):
    session.execute(delete(DebarmentCheck))
    assert f"{supplier.name} {MISSING}" in refused(stage)
    assert session.scalar(select(func.count(Award.id))) == 0


def test_only_suppliers_to_be_appointed_need_checks(session, stage, supplier):
    others = DebarmentCheck.organisation_id != supplier.id
    session.execute(delete(DebarmentCheck).where(others))
    assert len(approve(recommend_first(stage), by=stage.approver, at=OPENED_AT)) == 1


def test_a_check_recorded_before_the_opening_does_not_count(session, stage, check):
    check.recorded_at = OPENED_AT - timedelta(minutes=1)
    session.flush()
    assert MISSING in refused(stage)


def test_a_check_counts_for_thirty_days_and_no_longer(stage):
    within = OPENED_AT + timedelta(days=30)
    made = recommend_first(stage)
    with pytest.raises(DomainError, match="more than 30 days ago"):
        approve(made, by=stage.approver, at=within + timedelta(days=1))
    assert approve(made, by=stage.approver, at=within)


def test_every_person_connected_with_the_supplier_is_checked_too(stage, supplier):
    ConnectedPersonFactory(organisation=supplier, name="Orla Finch")
    made = recommend_first(stage)
    with pytest.raises(DomainError, match=f"Orla Finch {MISSING}"):
        approve(made, by=stage.approver, at=OPENED_AT)
    DebarmentCheckFactory(
        organisation=supplier,
        person="Orla Finch",
        checked_on=OPENED_AT.date(),
        recorded_at=OPENED_AT,
    )
    assert approve(made, by=stage.approver, at=OPENED_AT)


def test_a_supplier_on_the_list_as_excluded_cannot_be_appointed(session, stage, check):
    check.result = DebarmentResult.LISTED_EXCLUDED
    session.flush()
    assert "is on the debarment list as excluded" in refused(stage)


def test_an_excludable_supplier_waits_for_a_decision_with_a_reason(session, stage, check):
    check.result = DebarmentResult.LISTED_EXCLUDABLE
    session.flush()
    made = recommend_first(stage)
    with pytest.raises(DomainError, match="nobody has decided what follows"):
        approve(made, by=stage.approver, at=OPENED_AT)
    given = {"by": stage.commissioner, "at": OPENED_AT}
    with pytest.raises(DomainError, match="Enter the reason"):
        decide_excludable(check, Excludable.PROCEED, reason=" ", **given)
    decide_excludable(check, Excludable.PROCEED, reason="It has changed its managers.", **given)
    with pytest.raises(DomainError, match="decided already"):
        decide_excludable(check, Excludable.DISREGARD, reason="No.", **given)
    assert approve(made, by=stage.approver, at=OPENED_AT)


def test_a_supplier_that_was_decided_against_cannot_be_appointed(session, stage, check):
    check.result = DebarmentResult.LISTED_EXCLUDABLE
    session.flush()
    decide_excludable(
        check, Excludable.DISREGARD, reason="Likely again.", by=stage.commissioner, at=OPENED_AT
    )
    assert "decided to disregard" in refused(stage)


def test_a_withdrawn_check_counts_no_more_and_the_earlier_one_counts_again(
    session, stage, supplier, check
):
    check.result = DebarmentResult.LISTED_EXCLUDED
    later = DebarmentCheckFactory(
        organisation=supplier, checked_on=OPENED_AT.date(), recorded_at=OPENED_AT
    )
    made = recommend_first(stage)
    withdraw_check(later, reason="Another supplier.", by=stage.commissioner, at=OPENED_AT)
    with pytest.raises(DomainError, match="as excluded"):
        approve(made, by=stage.approver, at=OPENED_AT)


def test_returning_and_no_award_need_no_check(session, stage):
    session.execute(delete(DebarmentCheck))
    return_it(recommend_first(stage), reason="Say more.", by=stage.approver, at=OPENED_AT)
    none = recommend_no_award(
        stage.procurement, reason="None fits.", by=stage.commissioner, at=OPENED_AT
    )
    assert approve(none, by=stage.approver, at=OPENED_AT) == []


def test_the_approval_page_shows_how_each_supplier_stands(client, session, stage, supplier, at):
    at(OPENED_AT)
    declared(supplier, at=OPENED_AT)
    session.execute(delete(DebarmentCheck))
    made = recommend_first(stage)
    path = f"/awards/{made.reference}"
    page = client.sign_in(stage.approver).get(f"{path}/decide").text
    assert "Due diligence on the suppliers to be appointed" in page
    assert MISSING in page
    assert "In force" in page
    refused = client.post(f"{path}/decide", data={"decision": "approve"}).text
    assert "You cannot approve this award yet" in refused
    manager = member(stage.commissioner.organisation, Role.COMMISSIONER)
    page = client.sign_in(manager).get(path).text
    assert f"/providers/{supplier.reference}/diligence" in page


def test_who_leaves_the_supplier_after_the_opening_is_looked_up_all_the_same(stage, supplier):
    day = OPENED_AT.date()
    ConnectedPersonFactory(organisation=supplier, name="Orla Finch", ends_on=day)
    before = day - timedelta(days=1)
    ConnectedPersonFactory(organisation=supplier, name="Ned Marsh", ends_on=before)
    said = refused(stage)
    assert f"Orla Finch {MISSING}" in said
    assert "Ned Marsh" not in said
