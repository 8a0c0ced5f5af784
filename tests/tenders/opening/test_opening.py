"""Opening: two officers, after the close, what stands and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.errors import DomainError
from portal.tenders.models import (
    Assignment,
    Confirmation,
    Duty,
    EntryPrice,
    Envelope,
    Opening,
    ProcurementStatus,
    Response,
    UnconfirmedPolicy,
)
from portal.tenders.sealing.errors import WrongSealingKeyError
from portal.tenders.sealing.keys import MasterKeys
from portal.tenders.services.declarations import declare
from portal.tenders.services.opening import authorise_opening, open_prices, open_quality
from portal.tenders.services.submission import submit_entry, withdraw_entry
from portal.tenders.services.vault import Vault
from tests.factories.accounts import MembershipFactory, member
from tests.factories.bids import (
    ANSWER,
    WRITTEN_AT,
    bidder,
    complete_entry,
    opened,
    send_entry,
    submitted_entry,
    vault,
    write_answers,
)
from tests.factories.tenders import (
    CLOSES_AT,
    AssignmentFactory,
    complete_lot,
    people_of,
    published_procurement,
)

LATER = CLOSES_AT + timedelta(minutes=1)


@pytest.fixture
def procurement(session):
    return published_procurement()


@pytest.fixture
def officers(procurement):
    people = people_of(procurement, Duty.OPENER)
    for officer in people:
        declare(procurement, by=officer, at=WRITTEN_AT, conflict=False)
    return people


def test_two_officers_open_what_was_submitted(procurement, officers, session):
    entry = submitted_entry(procurement)
    first, second = officers
    authorise_opening(procurement, Envelope.QUALITY, by=first, at=LATER)
    opening = open_quality(procurement, by=second, at=LATER, vault=vault())
    assert procurement.status is ProcurementStatus.QUALITY_OPENED
    assert {one.text for one in session.scalars(select(Response))} == {ANSWER}
    assert [one.confirmed for one in session.scalars(select(Confirmation))] == [True, False]
    line = opening.record["entries"][0]
    assert (line["entry"], line["state"], line["digest"]) == (
        entry.reference,
        "opened",
        entry.submissions[0].digest,
    )
    assert not session.scalars(select(EntryPrice)).all()


def test_an_officer_cannot_open_what_they_authorised(procurement, officers):
    authorise_opening(procurement, Envelope.QUALITY, by=officers[0], at=LATER)
    with pytest.raises(DomainError, match="two officers"):
        open_quality(procurement, by=officers[0], at=LATER, vault=vault())


def test_a_person_cannot_open_in_a_second_membership_what_they_authorised(procurement, officers):
    other = MembershipFactory(person=officers[0].person)
    AssignmentFactory(procurement=procurement, membership=other, duty=Duty.OPENER)
    declare(procurement, by=other, at=WRITTEN_AT, conflict=False)
    authorise_opening(procurement, Envelope.QUALITY, by=officers[0], at=LATER)
    with pytest.raises(DomainError, match="two officers"):
        open_quality(procurement, by=other, at=LATER, vault=vault())


def test_opening_waits_a_whole_minute_after_the_close(procurement, officers):
    with pytest.raises(DomainError, match="12:01:00 GMT"):
        authorise_opening(
            procurement, Envelope.QUALITY, by=officers[0], at=LATER - timedelta(seconds=1)
        )
    authorise_opening(procurement, Envelope.QUALITY, by=officers[0], at=LATER)


def test_opening_without_the_first_officer_is_refused(procurement, officers):
    with pytest.raises(DomainError, match="authorise this opening first"):
        open_quality(procurement, by=officers[1], at=LATER, vault=vault())


def test_an_opening_is_authorised_once(procurement, officers):
    authorise_opening(procurement, Envelope.QUALITY, by=officers[0], at=LATER)
    with pytest.raises(DomainError, match="already"):
        authorise_opening(procurement, Envelope.QUALITY, by=officers[1], at=LATER)


def test_an_officer_who_has_not_declared_cannot_open(procurement):
    first, _ = people_of(procurement, Duty.OPENER)
    with pytest.raises(DomainError, match="Declare first"):
        authorise_opening(procurement, Envelope.QUALITY, by=first, at=LATER)


def test_somebody_who_is_not_assigned_cannot_open(procurement):
    stranger = member(procurement.framework.region.lead, Role.COMMISSIONER)
    with pytest.raises(DomainError, match="assigned to open"):
        authorise_opening(procurement, Envelope.QUALITY, by=stranger, at=LATER)


def test_bids_are_opened_once(procurement, officers):
    opened_once = opened_by(procurement, officers)
    assert opened_once.opened_at == LATER
    with pytest.raises(DomainError, match="at this stage"):
        open_quality(procurement, by=officers[1], at=LATER, vault=vault())


def opened_by(procurement, officers) -> Opening:
    authorise_opening(procurement, Envelope.QUALITY, by=officers[0], at=LATER)
    return open_quality(procurement, by=officers[1], at=LATER, vault=vault())


def test_without_bids_the_opening_says_so_and_the_procurement_moves_on(procurement, officers):
    opening = opened_by(procurement, officers)
    assert opening.record == {"entries": [], "withdrawn": [], "late": []}
    assert procurement.status is ProcurementStatus.QUALITY_OPENED


def test_withdrawn_entries_and_late_attempts_are_listed_and_never_opened(
    procurement, officers, session
):
    by = bidder()
    withdrawn = submitted_entry(procurement, by)
    withdraw_entry(withdrawn, by=by, received_at=WRITTEN_AT)
    late = complete_entry(procurement, bidder())
    submit_entry(
        late,
        by=bidder(late.bid.organisation),
        received_at=CLOSES_AT,
        token="late",
        vault=vault(),
    )
    record = opened_by(procurement, officers).record
    assert [one["entry"] for one in record["withdrawn"]] == [withdrawn.reference]
    assert [one["entry"] for one in record["late"]] == [late.reference]
    assert record["entries"] == []
    assert not session.scalars(select(Response)).all()


def test_the_newest_version_is_opened(procurement, officers, session):
    by = bidder()
    entry = submitted_entry(procurement, by)
    write_answers(entry, by, "A better answer.")
    send_entry(entry, by, WRITTEN_AT + timedelta(hours=1))
    record = opened_by(procurement, officers).record
    assert record["entries"][0]["version"] == 2
    assert {one.text for one in session.scalars(select(Response))} == {"A better answer."}


def test_shared_answers_are_opened_once_for_their_scope_as_last_submitted(
    procurement, officers, session
):
    by = bidder()
    first = submitted_entry(procurement, by)
    second = submitted_entry(
        procurement, by, at=WRITTEN_AT + timedelta(hours=1), text="Said later."
    )
    opened_by(procurement, officers)
    said = {one.scope_key: one.text for one in session.scalars(select(Response))}
    assert said == {
        "organisation": "Said later.",
        f"lot:{first.lot_id}": "Said later.",
        f"entry:{first.id}": ANSWER,
        f"entry:{second.id}": "Said later.",
    }


def test_a_tampered_document_is_named_and_the_others_are_opened(procurement, officers, session):
    broken, sound = submitted_entry(procurement), submitted_entry(procurement)
    submission = broken.submissions[0]
    submission.quality_sealed = submission.quality_sealed[:-1] + b"!"
    record = opened_by(procurement, officers).record
    states = {line["entry"]: line["state"] for line in record["entries"]}
    assert states == {broken.reference: "seal broken", sound.reference: "opened"}
    assert {one.bid_id for one in session.scalars(select(Response))} == {sound.bid_id}


def test_a_document_moved_to_another_entry_is_not_opened(procurement, officers):
    one, other = submitted_entry(procurement), submitted_entry(procurement)
    one.submissions[0].quality_sealed = other.submissions[0].quality_sealed
    one.submissions[0].quality_digest = other.submissions[0].quality_digest
    record = opened_by(procurement, officers).record
    assert {line["entry"]: line["state"] for line in record["entries"]} == {
        one.reference: "seal broken",
        other.reference: "opened",
    }


def test_without_the_sealing_key_nothing_is_opened(procurement, officers):
    submitted_entry(procurement)
    authorise_opening(procurement, Envelope.QUALITY, by=officers[0], at=LATER)
    other = Vault(MasterKeys.read("0" * 64), vault().store)
    with pytest.raises(WrongSealingKeyError, match="SEALING_KEY"):
        open_quality(procurement, by=officers[1], at=LATER, vault=other)
    assert procurement.status is ProcurementStatus.PUBLISHED


def test_an_unconfirmed_entry_is_opened_or_set_aside_as_the_invitation_says(session):
    for policy, state in (
        (UnconfirmedPolicy.STANDS, "opened"),
        (UnconfirmedPolicy.SET_ASIDE, "set aside"),
    ):
        procurement = published_procurement(unconfirmed_policy=policy)
        submitted_entry(procurement)
        procurement.version = 2
        opened(procurement, LATER)
        opening = session.scalars(
            select(Opening).where(Opening.procurement_id == procurement.id)
        ).one()
        assert opening.record["entries"][0]["state"] == state


def test_prices_open_second_and_only_of_qualified_entries(procurement, officers, session):
    qualified, failed = submitted_entry(procurement), submitted_entry(procurement)
    opened_by(procurement, officers)
    authorise_opening(procurement, Envelope.PRICE, by=officers[1], at=LATER, marked=True)
    opening = open_prices(
        procurement,
        by=officers[0],
        at=LATER,
        vault=vault(),
        marked=True,
        qualified={qualified.id},
    )
    prices = {(one.entry_id, one.component_code): one.pence for one in priced(session)}
    assert prices == {(qualified.id, "CORE"): 5_200_00, (qualified.id, "H11_DAY"): 21_50}
    states = {line["entry"]: line["state"] for line in opening.record["entries"]}
    assert states == {qualified.reference: "opened", failed.reference: "sealed"}
    assert procurement.status is ProcurementStatus.PRICES_OPENED


def priced(session) -> list[EntryPrice]:
    return list(session.scalars(select(EntryPrice)))


def test_prices_wait_for_the_panel(procurement, officers):
    opened_by(procurement, officers)
    with pytest.raises(DomainError, match="agreed every mark"):
        authorise_opening(procurement, Envelope.PRICE, by=officers[0], at=LATER, marked=False)


def test_prices_cannot_be_opened_before_quality(procurement, officers):
    with pytest.raises(DomainError, match="at this stage"):
        authorise_opening(procurement, Envelope.PRICE, by=officers[0], at=LATER, marked=True)


def test_lots_are_opened_together(session):
    framework = complete_lot().framework
    lots = [*framework.lots, complete_lot(framework)]
    procurement = published_procurement(framework, lots)
    by = bidder()
    entries = [submitted_entry(procurement, by, lot=lot) for lot in lots]
    opened(procurement, LATER)
    said = {one.scope_key for one in session.scalars(select(Response))}
    assert said == {
        "organisation",
        *(f"lot:{lot.id}" for lot in lots),
        *(f"entry:{entry.id}" for entry in entries),
    }


def test_a_conflict_with_the_procurement_ends_every_duty(procurement, session):
    officer = people_of(procurement, Duty.OPENER)[0]
    declare(procurement, by=officer, at=LATER, conflict=True, detail="My sister owns a home.")
    duty = session.scalars(select(Assignment).where(Assignment.membership_id == officer.id)).one()
    assert duty.ended_at == LATER
    with pytest.raises(DomainError, match="assigned to open"):
        authorise_opening(procurement, Envelope.QUALITY, by=officer, at=LATER)
