"""A first officer's word holds only while that officer may open, and after the last deadline."""

from datetime import timedelta

import pytest

from portal.errors import DomainError
from portal.tenders.models import Duty, Envelope, ProcurementStatus
from portal.tenders.services.assignments import end_assignment
from portal.tenders.services.declarations import declare
from portal.tenders.services.opening import authorise_opening, authorised, open_quality
from tests.factories.bids import WRITTEN_AT, vault
from tests.factories.tenders import (
    CLOSES_AT,
    AssignmentFactory,
    people_of,
    published_procurement,
)

LATER = CLOSES_AT + timedelta(minutes=1)


@pytest.fixture
def procurement(session):
    return published_procurement()


@pytest.fixture
def officers(procurement):
    third = people_of(procurement, Duty.EVALUATOR)[0]
    AssignmentFactory(procurement=procurement, membership=third, duty=Duty.OPENER)
    people = [*people_of(procurement, Duty.OPENER)]
    for officer in people:
        declare(procurement, by=officer, at=WRITTEN_AT, conflict=False)
    return people


def test_a_conflict_declared_before_the_second_opens_takes_the_word_back(procurement, officers):
    first, second, third = officers
    authorise_opening(procurement, Envelope.QUALITY, by=first, at=LATER)
    declare(procurement, by=first, at=LATER, conflict=True, detail="My sister works for a bidder.")
    with pytest.raises(DomainError, match="must authorise"):
        open_quality(procurement, by=second, at=LATER, vault=vault())
    authorise_opening(procurement, Envelope.QUALITY, by=second, at=LATER)
    opening = open_quality(procurement, by=third, at=LATER, vault=vault())
    assert (opening.first_officer, opening.second_officer) == (second, third)
    assert procurement.status is ProcurementStatus.QUALITY_OPENED


def test_a_word_given_before_the_deadline_was_moved_does_not_hold(procurement, officers):
    authorise_opening(procurement, Envelope.QUALITY, by=officers[0], at=LATER)
    assert authorised(procurement, Envelope.QUALITY)
    procurement.closes_at = CLOSES_AT + timedelta(days=7)
    assert authorised(procurement, Envelope.QUALITY) is None


def test_the_word_of_an_officer_who_was_taken_off_does_not_hold(procurement, officers):
    authorise_opening(procurement, Envelope.QUALITY, by=officers[0], at=LATER)
    held = next(one for one in procurement.assignments if one.membership_id == officers[0].id)
    end_assignment(held, by=officers[1], at=LATER)
    assert authorised(procurement, Envelope.QUALITY) is None
