"""The pages of evaluators, of the chair, and of whoever replaces people."""

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.accounts.models import Membership
from portal.tenders.models import Assignment, Consensus, Declaration, Mark, ProcurementStatus
from tests.factories.accounts import RegionFactory, member
from tests.factories.evaluation import agree, mark_all, opened
from tests.support.client import heading

pytestmark = pytest.mark.database
QUOTE = "Every child has a key worker."


@pytest.fixture
def stage(app):
    return opened()


def marking(stage, path="") -> str:
    return f"/marking/{stage.procurement.reference}{path}"


def moderation(stage, path="") -> str:
    return f"/moderation/{stage.procurement.reference}{path}"


def question(stage, position):
    return next(one for one in stage.procurement.questions if one.position == position)


def fields(stage, position, *marks, reason="A full answer.") -> dict[str, str]:
    """What an evaluator posts for a question of lot or organisation, bid by bid."""
    asked, data = question(stage, position), {}
    for response, mark in zip(stage.answers(position), marks, strict=True):
        key = response.bid.reference
        if response.entry:
            key = response.entry.reference
        elif response.lot:
            key = f"{key}-lot-{response.lot.number}"
        data[f"mark-{asked.reference}-{key}"] = mark
        data[f"reason-{asked.reference}-{key}"] = reason if mark else ""
    return data


def test_an_evaluator_finds_what_to_mark_and_saves_it_question_by_question(client, stage):
    evaluator = stage.evaluators[0]
    client.sign_in(evaluator)
    assert stage.procurement.title in client.get("/marking").text
    page = client.get(marking(stage))
    assert "0 of 6 responses marked" in page.text
    assert "0 of 2 marked" in page.text
    path = marking(stage, f"/questions/{question(stage, 2).reference}")
    page = client.get(path)
    assert heading(page) == question(stage, 2).title
    for entry in stage.entries:
        assert entry.bid.organisation.name in page.text
    answer = client.post(path, data=fields(stage, 2, "4", ""))
    assert answer.status_code == 303
    assert "1 of 6 responses marked" in client.get(marking(stage)).text


def test_an_evaluator_marks_a_whole_bid_across_questions(client, session, stage):
    client.sign_in(stage.evaluators[0])
    bid = stage.entries[0].bid
    path = marking(stage, f"/bids/{bid.reference}")
    assert heading(client.get(path)) == bid.organisation.name
    data = fields(stage, 1, "1", "") | fields(stage, 2, "3", "") | fields(stage, 3, "5", "")
    assert client.post(path, data=data).status_code == 303
    assert sorted(session.scalars(select(Mark.mark))) == [1, 3, 5]


def test_a_mark_without_a_reason_is_told_beside_it_and_nothing_is_saved(client, session, stage):
    client.sign_in(stage.evaluators[0])
    path = marking(stage, f"/questions/{question(stage, 2).reference}")
    page = client.post(path, data=fields(stage, 2, "4", "3", reason=""))
    assert "Enter the reason for the mark" in page.text
    data = fields(stage, 2, "", "")
    key = next(name for name in data if name.startswith("reason"))
    page = client.post(path, data=data | {key: "Fine."})
    assert "Choose a mark to go with the reason" in page.text
    assert not session.scalars(select(Mark)).all()


def test_colleagues_marks_are_nowhere_on_the_pages_until_the_panel_is_complete(
    client, session, stage
):
    first, second = stage.evaluators
    mark_all(stage, people=[first])
    for mark in session.scalars(select(Mark)):
        mark.reason = "Only the first knows this."
    path = f"/questions/{question(stage, 2).reference}"
    client.sign_in(second)
    for page in (marking(stage), marking(stage, path)):
        assert "Only the first knows this" not in client.get(page).text
    client.sign_in(stage.moderator)
    for page in (moderation(stage), moderation(stage, path)):
        assert "Only the first knows this" not in client.get(page).text
    client.sign_in(second).post(marking(stage, path), data=fields(stage, 2, "2", "3"))
    page = client.get(marking(stage, path)).text
    assert "Only the first knows this" in page
    assert "the marks are fixed" in page
    assert 'type="radio"' not in page
    assert (
        "Only the first knows this"
        in client.sign_in(stage.moderator).get(moderation(stage, path)).text
    )


def test_a_post_to_a_fixed_question_changes_nothing(client, session, stage):
    mark_all(stage)
    client.sign_in(stage.evaluators[0])
    path = marking(stage, f"/questions/{question(stage, 2).reference}")
    client.post(path, data=fields(stage, 2, "1", "1"))
    assert {mark.mark for mark in session.scalars(select(Mark))} == {1, 4}
    assert {m.mark for m in session.scalars(select(Mark)) if m.response.question.position == 2} == {
        4
    }


def test_nobody_reads_a_bid_before_declaring(client, session, stage):
    evaluator, path = stage.evaluators[0], f"/questions/{question(stage, 2).reference}"
    said = select(Declaration).where(Declaration.membership_id == evaluator.id)
    for row in session.scalars(said.where(Declaration.organisation_id.is_not(None))):
        session.delete(row)
    client.sign_in(evaluator)
    assert heading(client.get(marking(stage))) == "Declare your interests for each bidder"
    assert client.get(marking(stage, path)).status_code == 404
    assert client.post(marking(stage, path), data=fields(stage, 2, "4", "4")).status_code == 404
    for row in session.scalars(said):
        session.delete(row)
    assert heading(client.get(marking(stage))) == "Declare your interests first"
    stage.procurement.status = ProcurementStatus.PUBLISHED
    client.sign_in(stage.moderator)
    assert heading(client.get(moderation(stage))) == "Bids are still sealed"
    assert client.get(moderation(stage, path)).status_code == 404


def test_those_without_the_duty_find_nothing(client, stage):
    mark_all(stage)
    path = f"/questions/{question(stage, 2).reference}"
    outsider = member(opened(1).procurement.framework.region.lead, Role.EVALUATOR)
    for who in (outsider, stage.commissioner, stage.moderator):
        client.sign_in(who)
        for page in (marking(stage), marking(stage, path)):
            assert client.get(page).status_code == 404
    for who in (outsider, stage.commissioner, stage.evaluators[0]):
        client.sign_in(who)
        for page in (moderation(stage), moderation(stage, path)):
            assert client.get(page).status_code == 404
    client.sign_in(stage.bidder(0))
    assert client.get(marking(stage)).status_code == 403
    assert client.sign_in(outsider).get("/marking").status_code == 200


def test_the_chair_agrees_a_mark_with_words_from_the_bid(client, session, stage):
    mark_all(stage)
    client.sign_in(stage.moderator)
    asked, response = question(stage, 3), stage.answers(3)[0]
    path = moderation(stage, f"/questions/{asked.reference}")
    assert "All gave 4" in client.get(path).text
    form = f"{path}/{response.entry.reference}"
    page = client.post(form, data={"mark": "4", "reason": "Clear.", "quote": "Two workers."})
    assert "The quote must be in the bidder’s own words" in page.text
    said = {"mark": "4", "reason": "Clear.", "quote": QUOTE}
    assert client.post(form, data=said).status_code == 303
    assert "“Every child has a key worker.”" in client.get(path).text
    assert session.scalar(select(Consensus.mark)) == 4
    assert 'value="4" checked' in client.get(form).text


def test_a_chair_finds_no_form_before_the_panel_is_complete(client, stage):
    client.sign_in(stage.moderator)
    response = stage.answers(3)[0]
    path = moderation(stage, f"/questions/{question(stage, 3).reference}")
    assert "Some evaluators have not marked" in client.get(path).text
    assert client.get(f"{path}/{response.entry.reference}").status_code == 404
    mark_all(stage)
    assert client.get(f"{path}/nowhere").status_code == 404


def test_a_commissioner_replaces_an_evaluator(client, session, stage):
    first = stage.evaluators[0]
    mark_all(stage, people=[first])
    new = member(stage.procurement.framework.region.lead, Role.EVALUATOR)
    path = f"/evaluation/{stage.procurement.reference}/panel"
    client.sign_in(stage.commissioner)
    page = client.get(path)
    assert f"{first.person.name}: 2 of 2 marked" in page.text
    duty = next(one for one in stage.procurement.assignments if one.membership_id == first.id)
    said = {"leaving": duty.reference, "new": str(new.id)}
    assert client.post(path, data=said).status_code == 303
    page = client.get(path)
    assert f"{new.person.name}: 0 of 2 marked" in page.text
    assert first.person.name not in page.text.partition("What should change?")[0]
    stranger = member(opened(1).procurement.framework.region.lead, Role.EVALUATOR)
    refused = client.post(path, data={"leaving": "add", "new": str(stranger.id)})
    assert "Choose one of the answers that are offered" in refused.text


@pytest.mark.parametrize("what", ["chair", "opener", "add"])
def test_a_commissioner_fills_other_places(client, session, stage, what):
    new = member(stage.procurement.framework.region.lead, Role.COMMISSIONER)
    path = f"/evaluation/{stage.procurement.reference}/panel"
    client.sign_in(stage.commissioner)
    assert client.post(path, data={"leaving": what, "new": str(new.id)}).status_code == 303
    held = session.scalars(select(Assignment).where(Assignment.membership_id == new.id)).one()
    assert held.ended_at is None
    again = client.post(path, data={"leaving": what, "new": str(new.id)})
    assert "already" in again.text


def test_only_a_commissioner_of_the_region_changes_the_panel(client, stage):
    path = f"/evaluation/{stage.procurement.reference}/panel"
    assert client.sign_in(stage.evaluators[0]).get(path).status_code == 403
    other = opened(1).commissioner
    assert client.sign_in(other).get(path).status_code == 404


def test_pages_ask_as_often_for_many_bids_as_for_few(client, session, count_queries):
    def asked(bidders: int, of) -> list[int]:
        stage = opened(bidders)
        mark_all(stage, people=stage.evaluators[:1])
        evaluator, chair = stage.evaluators[1], stage.moderator
        path = f"/questions/{question(stage, 2).reference}"
        pages = {evaluator.id: [marking(stage), marking(stage, path)]}
        if of == "complete":
            mark_all(stage, people=[evaluator])
            agree(stage, [4] * bidders)
            pages[chair.id] = [moderation(stage), moderation(stage, path)]
        counted = []
        for who, addresses in pages.items():
            client.sign_in(session.get_one(Membership, who))
            for address in addresses:
                session.commit()
                session.expunge_all()
                with count_queries() as queries:
                    assert client.get(address).status_code == 200
                counted.append(len(queries))
        return counted

    RegionFactory.create_batch(2)  # where there is only one, every page names it
    assert asked(4, "open") == asked(2, "open")
    assert asked(4, "complete") == asked(2, "complete")
