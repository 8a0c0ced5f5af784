"""A provider agrees or disputes what is recorded; the council answers; a change asks again."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access import Role
from portal.contracts.models import (
    Charge,
    DisputeReason,
    DisputeStatus,
    ProviderAnswer,
)
from portal.contracts.queries import answers as queries
from portal.contracts.services import answers, disputes
from portal.contracts.services.answers import Grounds
from portal.contracts.services.charges import ChargeLine, add_charge, withdraw_charge
from portal.contracts.services.placements import end_placement
from portal.contracts.todos.answers import records_to_answer
from portal.db import all_of, db
from portal.errors import DomainError, MoveRefusedError
from portal.outbox import OutboxMessage
from tests.contracts.answering import (
    PRICE,
    agree_to_all,
    dispute_charge,
    said,
    seen,
    states,
    subjects,
    told,
)
from tests.factories.accounts import member
from tests.factories.contracts import ChargeFactory
from tests.factories.providers import ServiceFactory


def test_what_is_recorded_waits_until_it_is_agreed(place, now):
    assert states(place) == ["to_answer", "to_answer"]
    assert records_to_answer(place.owner) == 2
    assert agree_to_all(place, now) == 2
    assert states(place) == ["agreed", "agreed"]
    assert records_to_answer(place.owner) == 0


def test_agreeing_twice_leaves_one_answer_to_each(place, now):
    agree_to_all(place, now)
    assert agree_to_all(place, now) == 0
    assert len(said()) == 2


def test_a_later_change_by_the_council_asks_again_about_what_changed(place, now):
    agree_to_all(place, now)
    end_placement(place.placement, ends_on=date(2026, 12, 1), by=place.officer, at=now)
    assert states(place) == ["to_answer", "agreed"]
    line = ChargeLine("CORE", 5_200_00, starts_on=date(2026, 10, 1))
    add_charge(place.placement, line, by=place.officer, at=now)
    assert states(place) == ["to_answer", "to_answer", "to_answer"]
    assert records_to_answer(place.owner) == 3


def test_what_changed_while_it_was_looked_at_is_not_agreed_unseen(place, now):
    looked_at = seen(place)
    end_placement(place.placement, ends_on=date(2026, 12, 1), by=place.officer, at=now)
    with pytest.raises(DomainError, match="changed some of this"):
        answers.agree(looked_at, by=place.owner, at=now)
    assert said() == []


def test_a_service_that_goes_to_another_provider_is_asked_about_by_its_new_one(place, now):
    agree_to_all(place, now)
    follower = ServiceFactory()
    place.placement.service = follower
    new_owner = member(follower.organisation, Role.PROVIDER_ADMINISTRATOR)
    db.session.flush()
    assert [one.state for one in subjects(place, new_owner)] == ["to_answer", "to_answer"]


def test_a_charge_is_disputed_and_both_sides_of_the_council_are_told(place, now):
    dispute_charge(place, now)
    assert states(place) == ["to_answer", "disputed"]
    for person in (place.officer, place.finance):
        assert told(person) == ["A provider disputes what is recorded"]
    [mail, *_more] = db.session.scalars(select(OutboxMessage))
    assert place.placement.reference in mail.text
    assert place.placement.service.name not in mail.text


def test_a_dispute_needs_its_reason_to_fit(place, now):
    for grounds, field in (
        (Grounds(DisputeReason.OTHER), "words"),
        (Grounds(DisputeReason.PRICE, proposed_pence=6_604_00), "proposed_pence"),
        (Grounds(DisputeReason.ENDED, proposed_on=date(2026, 3, 2)), "proposed_on"),
    ):
        with pytest.raises(DomainError) as refused:
            dispute_charge(place, now, grounds)
        assert refused.value.field == field
    own = subjects(place)[0]
    with pytest.raises(DomainError, match="for a charge"):
        answers.dispute(own.key, own.facts.digest, PRICE, by=place.owner, at=now)


def test_what_is_disputed_is_not_disputed_twice(place, now):
    dispute_charge(place, now)
    with pytest.raises(DomainError, match="dispute this already"):
        dispute_charge(place, now)


def test_the_database_holds_one_open_dispute_of_a_charge(place, now):
    first = dispute_charge(place, now)
    copy = {
        column.name: getattr(first, column.name)
        for column in ProviderAnswer.__table__.columns
        if column.name not in {"id", "reference"}
    }
    db.session.add(ProviderAnswer(**copy))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_agreeing_after_all_withdraws_the_dispute(place, now):
    dispute = dispute_charge(place, now)
    agree_to_all(place, now)
    assert dispute.status is DisputeStatus.WITHDRAWN
    assert states(place) == ["agreed", "agreed"]


def test_a_dispute_taken_back_leaves_the_record_to_be_answered(place, now):
    dispute = dispute_charge(place, now)
    answers.withdraw(dispute, by=place.owner, at=now)
    assert states(place) == ["to_answer", "to_answer"]
    assert records_to_answer(place.owner) == 2
    with pytest.raises(MoveRefusedError):
        answers.withdraw(dispute, by=place.owner, at=now)


def test_the_price_that_the_provider_proposes_is_recorded_in_place_of_the_wrong_one(place, now):
    dispute = dispute_charge(place, now)
    disputes.correct(dispute, by=place.officer, at=now)
    assert (dispute.status, dispute.closed_by_id) == (DisputeStatus.ACCEPTED, place.officer.id)
    old, new = db.session.scalars(select(Charge).order_by(Charge.id))
    assert old.withdrawn_at == now
    assert (new.pence, new.starts_on, new.ends_on) == (5_200_00, old.starts_on, old.ends_on)
    assert states(place) == ["to_answer", "to_answer"]
    assert [one.number for one in subjects(place)] == [0, 2]
    assert told(place.owner) == ["Your dispute has been answered"]


def test_the_end_that_the_provider_proposes_is_recorded(place, now):
    own = subjects(place)[0]
    grounds = Grounds(DisputeReason.ENDED, proposed_on=date(2026, 11, 1))
    dispute = answers.dispute(own.key, own.facts.digest, grounds, by=place.owner, at=now)
    disputes.correct(dispute, by=place.officer, at=now)
    assert place.placement.ends_on == date(2026, 11, 1)
    assert dispute.status is DisputeStatus.ACCEPTED


def test_what_is_corrected_by_hand_closes_its_dispute_by_itself(place, now):
    dispute = dispute_charge(place, now, Grounds(DisputeReason.COMPONENT))
    assert not disputes.can_correct(dispute)
    with pytest.raises(DomainError, match="Nothing was proposed"):
        disputes.correct(dispute, by=place.officer, at=now)
    withdraw_charge(place.placement.charges[0], reason="Not bought", by=place.officer, at=now)
    assert dispute.status is DisputeStatus.ACCEPTED
    assert states(place) == ["to_answer"]


def test_another_charge_being_corrected_leaves_a_dispute_open(place, now):
    other = ChargeFactory(placement=place.placement, component_code="ENH", pence=500_00)
    db.session.refresh(place.placement)
    dispute = dispute_charge(place, now)
    withdraw_charge(other, reason="Not bought", by=place.officer, at=now)
    assert dispute.status is DisputeStatus.OPEN


def test_the_council_keeps_the_record_with_a_reason_and_the_provider_may_dispute_again(place, now):
    dispute = dispute_charge(place, now)
    disputes.keep(dispute, reason="The variation of May was signed.", by=place.finance, at=now)
    assert states(place) == ["to_answer", "kept"]
    assert records_to_answer(place.owner) == 1
    with pytest.raises(DomainError, match="does not wait"):
        disputes.keep(dispute, reason="Again", by=place.finance, at=now)
    assert dispute_charge(place, now).status is DisputeStatus.OPEN


def test_a_record_that_was_changed_cannot_be_kept_as_it_was(place, now):
    dispute = dispute_charge(place, now)
    place.placement.charges[0].ends_on = date(2026, 12, 1)
    with pytest.raises(DomainError, match="has been changed"):
        disputes.keep(dispute, reason="No", by=place.officer, at=now)
    disputes.correct(dispute, by=place.officer, at=now)
    assert dispute.status is DisputeStatus.ACCEPTED


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "to_answer"}, True),
        ({"state": "agreed"}, False),
        ({"state": "disputed"}, True),
        ({"state": "kept"}, False),
        ({"month": "2026-02"}, False),
        ({"month": "2026-03"}, True),
        ({"month": "9999-12"}, True),
        ({"month": "nonsense"}, True),
        ({"text": "nothing"}, False),
        ({"service": "nothing"}, False),
        ({"council": "nothing"}, False),
    ],
)
def test_the_list_is_filtered(place, now, filters, found):
    dispute_charge(place, now)
    assert bool(all_of(queries.own_subjects(place.owner, filters))) is found


def test_the_states_that_are_counted_are_those_that_are_shown(place, now):
    for number, act in enumerate((agree_to_all, dispute_charge)):
        act(place, now)
        counted = records_to_answer(place.owner)
        assert counted == states(place).count("to_answer"), number
        for state in queries.STATES:
            some = all_of(queries.own_subjects(place.owner, {"state": state}))
            assert bool(some) is (state in states(place))
