"""A provider agrees or disputes what is recorded; the council answers; a change asks again."""

import csv
import io
import re
from datetime import date
from types import SimpleNamespace

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
from portal.contracts.services.subjects import all_subjects
from portal.contracts.todo_answers import records_to_answer
from portal.db import all_of, db
from portal.errors import DomainError, MoveRefusedError
from portal.inbox import InboxItem
from portal.outbox import OutboxMessage
from tests.factories.accounts import RegionFactory, member
from tests.factories.contracts import ChargeFactory, council_of, placed
from tests.factories.providers import ServiceFactory
from tests.support.pages import date_boxes

PRICE = Grounds(DisputeReason.PRICE, "It is 5,200 by our agreement.", proposed_pence=5_200_00)


@pytest.fixture
def place(vale):
    """A placement at a home of a provider, with its people."""
    placement = placed(vale.council, vale.lot)
    provider = placement.provider
    return SimpleNamespace(
        placement=placement,
        provider=provider,
        owner=member(provider, Role.PROVIDER_ADMINISTRATOR),
        path=f"/our/agree/{placement.reference}",
        **vars(vale),
    )


def subjects(place, owner=None):
    """What there is to answer, in order: the placement's own facts, then its charges."""
    acting = owner or place.owner
    found = all_of(queries.own_subjects(acting, {}))
    return all_subjects(found, acting.organisation_id)


def states(place):
    db.session.flush()
    db.session.expire_all()
    return [one.state for one in subjects(place)]


def seen(place):
    return {one.key: one.facts.digest for one in subjects(place)}


def agree_to_all(place, now):
    return answers.agree(seen(place), by=place.owner, at=now)


def dispute_charge(place, now, grounds=PRICE):
    charge = subjects(place)[1]
    return answers.dispute(charge.key, charge.facts.digest, grounds, by=place.owner, at=now)


def said():
    return list(db.session.scalars(select(ProviderAnswer).order_by(ProviderAnswer.id)))


def told(membership):
    items = select(InboxItem).where(InboxItem.membership_id == membership.id)
    return [one.title for one in db.session.scalars(items.order_by(InboxItem.id))]


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


def test_ticked_records_are_agreed_on_the_page(client, place, at):
    client.sign_in(place.owner)
    page = client.get("/our/agree")
    values = re.findall(r'name="record"[^>]*value="([^"]+)"', page.text)
    assert len(values) == 2
    client.post("/our/agree", data={"record": values[:1]})
    assert states(place) == ["agreed", "to_answer"]
    assert "1 record agreed" in client.get("/our/agree").text
    for forged in (["nonsense"], ["\0"], [values[1][:-1] + "x"], []):
        client.post("/our/agree", data={"record": forged})
    assert states(place) == ["agreed", "to_answer"]


def test_the_list_carries_nothing_about_the_child(client, place, at):
    client.sign_in(place.owner)
    for path in ("/our/agree", f"{place.path}/1/dispute", "/our/agree/export.csv"):
        text = client.get(path).text
        assert f"C-{place.placement.id}" not in text
        assert "11-15" not in text
        assert "11 to 15" not in text


def test_everything_found_is_agreed_after_asking_once_more(client, place, at):
    client.sign_in(place.owner)
    page = client.get("/our/agree/all").text
    assert "Agree to 2 records" in page
    digest = re.search(r'name="seen"\s+value="([^"]+)"', page)[1]
    placed(place.council, place.lot, place.placement.service)
    changed = client.post("/our/agree/all", data={"seen": digest})
    assert "changed while you looked" in changed.text
    digest = re.search(r'name="seen"\s+value="([^"]+)"', changed.text)[1]
    assert client.post("/our/agree/all", data={"seen": digest}).status_code == 303
    assert set(states(place)) == {"agreed"}
    assert "Nothing waits" in client.get("/our/agree/all").text


def test_a_dispute_is_raised_shown_answered_and_read(client, place, at):
    client.sign_in(place.owner)
    path = f"{place.path}/1/dispute"
    assert "Select what is wrong" in client.post(path, data={}).text
    sent = {"reason": "price", "proposed_pence": "5,200.00", "words": "By our agreement."}
    assert client.post(path, data=sent).status_code == 303
    [dispute] = said()
    reference = dispute.reference
    assert "By our agreement." in client.get(f"/our/agree/disputes/{reference}").text

    council = f"/council/disputes/{reference}"
    page = client.sign_in(place.finance).get(council).text
    assert "£5,200.00 a week" in page
    assert "as the provider proposes" not in page
    assert "Say why you keep" in client.post(council, data={"outcome": "keep"}).text
    client.sign_in(place.officer)
    placement = client.get(f"/council/placements/{place.placement.reference}").text
    assert "Disputed by the provider" in placement
    assert place.placement.reference in client.get("/council/disputes").text
    assert "Answer disputes of providers" in client.get("/").text
    assert client.post(council, data={"outcome": "correct"}).status_code == 303
    assert "Corrected" in client.get(council).text
    assert "asked to agree" not in client.get(council).text


def test_a_stale_dispute_form_is_refused_and_shows_what_is_recorded_now(client, place, at):
    client.sign_in(place.owner)
    sent = {"reason": "price", "version": "0123456789abcdef"}
    page = client.post(f"{place.path}/1/dispute", data=sent).text
    assert "changed some of this" in page
    assert subjects(place)[1].facts.digest in page
    assert said() == []


def test_a_dispute_of_the_dates_carries_the_day(client, place, at):
    client.sign_in(place.owner)
    sent = {"reason": "ended_already"} | date_boxes("proposed_on", date(2026, 11, 2))
    client.post(f"{place.path}/0/dispute", data=sent)
    assert said()[0].proposed_on == date(2026, 11, 2)


def test_a_contract_manager_sees_disputes_of_the_region_and_answers_none(client, place, at, now):
    dispute = dispute_charge(place, now)
    client.sign_in(place.manager)
    assert place.placement.reference in client.get("/disputes").text
    page = client.get(f"/disputes/{dispute.reference}").text
    assert "The council answers it" in page
    assert client.post(f"/disputes/{dispute.reference}").status_code == 405
    assert client.get(f"/council/disputes/{dispute.reference}").status_code == 403
    region = client.get(f"/placements/{place.placement.reference}").text
    assert "Disputed by the provider" in region


def test_rivals_find_nothing(client, place, at, now):
    dispute = dispute_charge(place, now)
    reference = dispute.reference
    client.sign_in(member(None, Role.PROVIDER_ADMINISTRATOR))
    for path in (f"{place.path}/1/dispute", f"/our/agree/disputes/{reference}"):
        assert client.get(path).status_code == 404
    assert client.post(f"/our/agree/disputes/{reference}/withdraw").status_code == 404
    assert place.placement.reference not in client.get("/our/agree?state=all").text
    client.sign_in(member(council_of(place.region), Role.PLACEMENTS_OFFICER))
    assert client.get(f"/council/disputes/{reference}").status_code == 404
    assert place.placement.reference not in client.get("/council/disputes?status=all").text
    client.sign_in(member(RegionFactory().lead, Role.CONTRACT_MANAGER))
    assert client.get(f"/disputes/{reference}").status_code == 404
    assert place.placement.reference not in client.get("/disputes").text
    client.sign_in(member(place.provider, Role.BID_WRITER))
    assert client.get("/our/agree").status_code == 403
    with pytest.raises(DomainError):
        answers.agree(seen(place), by=member(None, Role.PROVIDER_ADMINISTRATOR), at=now)


@pytest.mark.parametrize("path", ["/our/agree?state=all", "/our/agree", "/our/agree/export.csv"])
def test_the_list_asks_as_much_for_many_as_for_one(client, place, at, count_queries, path):
    client.sign_in(place.owner).get(path)
    with count_queries() as few:
        client.get(path)
    for _ in range(4):
        placed(place.council, place.lot, place.placement.service)
    with count_queries() as many:
        client.get(path)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("path", "who"), [("/council/disputes", "officer"), ("/disputes", "manager")]
)
def test_lists_of_disputes_ask_as_much_for_many_as_for_one(
    client, place, at, now, count_queries, path, who
):
    dispute_charge(place, now)
    client.sign_in(getattr(place, who)).get(path)
    with count_queries() as few:
        client.get(path)
    for _ in range(3):
        placed(place.council, place.lot, place.placement.service)
    waiting = [one for one in subjects(place) if one.charge and one.state == "to_answer"]
    for one in waiting:
        answers.dispute(one.key, one.facts.digest, PRICE, by=place.owner, at=now)
    db.session.commit()
    with count_queries() as many:
        client.get(path)
    assert len(many) == len(few)


def filled_in(client, **changes):
    """The download with answers in it, as lines of a new file."""
    rows = list(
        csv.DictReader(io.StringIO(client.get("/our/agree/export.csv").text.lstrip("\ufeff")))
    )
    for row in rows:
        row.update(changes)
    return rows


def upload(client, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    content = io.BytesIO(out.getvalue().encode())
    return client.post("/our/agree/import", data={"file": (content, "answers.csv")})


def test_a_file_comes_back_with_answers(client, place, at):
    client.sign_in(place.owner)
    rows = filled_in(client)
    rows[0]["Answer"] = "Agree"
    rows[1] |= {"Answer": "dispute", "Reason": "price", "Price it should be": "5,200.00"}
    assert upload(client, rows).status_code == 303
    assert states(place) == ["agreed", "disputed"]
    assert said()[1].proposed_pence == 5_200_00
    assert told(place.officer) == ["A provider disputes what is recorded"]


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"Answer": "maybe"}, "Answer", "Write agree or dispute"),
        ({"Answer": "dispute", "Reason": "dunno"}, "Reason", "Write one of price"),
        ({"Answer": "dispute", "Reason": "other"}, "Words", "Say what is wrong"),
        ({"Answer": "dispute", "Reason": "price", "Price it should be": "x"}, "Price", "amount"),
        ({"Answer": "dispute", "Reason": "price", "Price it should be": "0"}, "Price", "above"),
        (
            {"Answer": "dispute", "Reason": "dates", "Date it should end": "1/2"},
            "Date",
            "like 2026",
        ),
        ({"Answer": "agree", "Version": "old"}, "Version", "changed this since"),
        ({"Answer": "agree", "Charge": "9"}, "Agreement number", "Nothing that stands"),
        ({"Answer": "agree", "Charge": "x"}, "Charge", "Use the number"),
        ({"Answer": "agree", "Agreement number": ""}, "Agreement number", "Enter the agreement"),
        ({"Answer": ""}, "Answer", "No row has an answer"),
    ],
)
def test_one_wrong_cell_saves_nothing_of_a_file(client, place, at, changes, column, reason):
    client.sign_in(place.owner)
    rows = filled_in(client, Answer="agree" if changes["Answer"] else "")
    rows[1] |= changes
    page = upload(client, rows).text
    assert column in page
    assert reason in page
    assert said() == []


def test_a_row_that_stands_twice_in_a_file_is_refused(client, place, at):
    client.sign_in(place.owner)
    rows = filled_in(client, Answer="agree")
    assert "Answered on line 2 already" in upload(client, [*rows, rows[0]]).text


def test_a_file_of_something_else_is_refused(client, place, at):
    client.sign_in(place.owner)
    assert "Select a file" in client.post("/our/agree/import", data={}).text
    assert "header row" in upload(client, [{"A": "1"}]).text
