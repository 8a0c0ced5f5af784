"""The pages of the ranking, the recommendation, its approval, and each bidder's result."""

import pytest
from sqlalchemy import func, select

from portal.access import Role
from portal.accounts.models import Membership
from portal.db import all_of
from portal.tenders.models import (
    Award,
    AwardMode,
    EntryResult,
    PriceFormula,
    ProcurementStatus,
    Recommendation,
)
from portal.tenders.queries.results import results
from portal.tenders.services.award import approve
from portal.tenders.services.recommendation import Outcome, recommend, recommend_no_award
from portal.tenders.todo import todo
from tests.factories.accounts import RegionFactory, member
from tests.factories.evaluation import OPENED_AT, agree, mark_all, opened, priced, ranked
from tests.factories.tenders import complete_lot
from tests.support.client import heading

pytestmark = pytest.mark.database


@pytest.fixture
def stage(app):
    return ranked()


def evaluation(stage, path="/ranking") -> str:
    return f"/evaluation/{stage.procurement.reference}{path}"


def outcomes(stage, *words) -> dict[str, str]:
    return {entry.reference: word for entry, word in zip(stage.entries, words, strict=True)} | {
        "summary": "As ranked."
    }


def awarded(stage) -> None:
    made = recommend(
        stage.procurement,
        summary="As ranked.",
        outcomes={row.entry_id: Outcome(row.proposed) for row in stage_results(stage)},
        by=stage.commissioner,
        at=OPENED_AT,
    )
    approve(made, by=stage.approver, at=OPENED_AT)


def stage_results(stage):
    return all_of(results(stage.procurement.id))


def test_a_commissioner_works_out_the_ranking_and_reads_how_each_came_out(client, session):
    stage = opened()
    mark_all(stage)
    agree(stage, [4, 1])
    priced(stage, [520_000, 480_000])
    client.sign_in(stage.commissioner)
    assert stage.procurement.title in client.get("/evaluation").text
    assert "The ranking is not worked out yet" in client.get(evaluation(stage)).text
    assert client.post(evaluation(stage)).status_code == 303
    page = client.get(evaluation(stage)).text
    assert "88.00" in page
    assert "is under the minimum mark of 2" in page
    entry = client.get(evaluation(stage, f"/ranking/{stage.entries[0].reference}"))
    assert "4 ÷ 5 × 60 = 48 of 100 for quality, which counts for 60%" in entry.text
    assert "40 × £6,400.00 ÷ £6,400.00 = 40" in entry.text
    assert "10 × £20.00" in entry.text
    assert "88, rounded once, half up, to 2 decimal places" in entry.text
    failed = client.get(evaluation(stage, f"/ranking/{stage.entries[1].reference}"))
    assert "is under the minimum mark of 2" in failed.text
    assert "£" not in failed.text


def test_before_prices_open_the_page_says_what_comes_next(client, app):
    stage = opened()
    client.sign_in(stage.commissioner)
    assert "Prices are still sealed" in client.get(evaluation(stage)).text
    client.post(evaluation(stage))
    assert "only while prices are open" in client.get(evaluation(stage)).text


def test_a_tie_is_drawn_on_its_own_page(client, session):
    lot = complete_lot(award_mode=AwardMode.SINGLE_SUPPLIER, award_limit=None)
    stage = ranked(marks=(4, 4), core=(500_000, 500_000), lots=[lot])
    path = evaluation(stage, f"/lots/{lot.number}/draw")
    client.sign_in(stage.commissioner)
    assert client.get(evaluation(stage, "/recommend")).status_code == 303
    first, second = stage.entries
    said = {f"place-{first.reference}": "1", f"place-{second.reference}": "1", "note": "By coin."}
    assert "a different place" in client.post(path, data=said).text
    said[f"place-{first.reference}"] = "2"
    assert client.post(path, data=said).status_code == 303
    ranks = select(EntryResult.rank).order_by(EntryResult.entry_id)
    assert list(session.scalars(ranks)) == [2, 1]
    assert client.get(path).status_code == 404


def test_the_way_from_recommendation_to_award(client, session, stage):
    client.sign_in(stage.commissioner)
    path = evaluation(stage, "/recommend")
    assert "Total 85.50" in client.get(path).text
    page = client.post(path, data=outcomes(stage, "yes", "no"))
    assert "Enter the reason for departing from the ranking" in page.text
    assert not session.scalars(select(Recommendation)).all()
    said = outcomes(stage, "yes", "no") | {
        f"reason-{stage.entries[1].reference}": "It withdrew its bid."
    }
    sent = client.post(path, data=said)
    assert sent.status_code == 303
    page = client.get(sent.location)
    assert "You recommended this, so somebody else must decide it" in page.text
    assert client.get(f"{sent.location}/decide").status_code == 403

    client.sign_in(stage.approver)
    assert stage.procurement.title in client.get("/awards").text
    assert "It withdrew its bid." in client.get(sent.location).text
    decide = f"{sent.location}/decide"
    refused = client.post(decide, data={"decision": "return"})
    assert "Enter what must change" in refused.text
    assert client.post(decide, data={"decision": "approve"}).status_code == 303
    assert "Approved" in client.get(sent.location).text
    assert "decided already" in client.post(decide, data={"decision": "approve"}).text
    assert session.scalar(select(func.count(Award.id))) == 1
    assert session.scalar(select(type(stage.procurement).status)) is ProcurementStatus.AWARDED


def test_a_commissioner_who_approves_too_cannot_decide_about_their_own(client, session, stage):
    both = member(stage.commissioner.organisation, Role.COMMISSIONER, Role.APPROVER)
    client.sign_in(both)
    sent = client.post(evaluation(stage, "/recommend"), data=outcomes(stage, "yes", "yes"))
    page = client.post(f"{sent.location}/decide", data={"decision": "approve"})
    assert "You recommended this award, so somebody else must decide it" in page.text
    assert session.scalar(select(func.count(Award.id))) == 0


def test_a_returned_recommendation_shows_its_reason_on_the_ranking(client, stage):
    client.sign_in(stage.commissioner)
    sent = client.post(evaluation(stage, "/recommend"), data=outcomes(stage, "yes", "yes"))
    said = {"decision": "return", "reason": "Say more about capacity."}
    client.sign_in(stage.approver).post(f"{sent.location}/decide", data=said)
    assert (
        "Say more about capacity." in client.sign_in(stage.commissioner).get(evaluation(stage)).text
    )
    assert client.get(evaluation(stage, "/recommend")).status_code == 200


def test_no_suitable_tender_is_recommended_and_approved(client, session, stage):
    path = evaluation(stage, "/no-award")
    client.sign_in(stage.commissioner)
    assert "Enter why there is no suitable tender" in client.post(path, data={"reason": ""}).text
    sent = client.post(path, data={"reason": "No bid is affordable."})
    assert heading(client.get(sent.location)) == "Recommendation: no suitable tender"
    client.sign_in(stage.approver).post(f"{sent.location}/decide", data={"decision": "approve"})
    assert session.scalar(select(type(stage.procurement).status)) is ProcurementStatus.NO_AWARD
    client.sign_in(stage.bidder(0))
    page = client.get(f"/results/{stage.procurement.reference}")
    assert "No award was made" in page.text
    assert "Who was successful" not in page.text


def test_an_unsuccessful_bidder_reads_its_marks_its_reasons_and_who_won(client, app):
    lot = complete_lot(award_mode=AwardMode.SINGLE_SUPPLIER, award_limit=None)
    stage = ranked(marks=(4, 3), core=(520_000, 480_000), lots=[lot])
    awarded(stage)
    winner = stage.entries[0]
    client.sign_in(stage.bidder(1))
    assert stage.procurement.title in client.get("/results").text
    page = client.get(f"/results/{stage.procurement.reference}").text
    assert "Unsuccessful" in page
    assert "2 of 2" in page
    assert "76.00" in page
    assert "The panel found the answer convincing." in page
    assert "“Every child has a key worker.”" in page
    assert "Ranked 2, after the last place was filled" in page
    assert winner.bid.organisation.name in page
    assert "85.50" in page
    assert winner.service.name not in page
    assert "Your price compared: £6,000.00" in page
    assert "£6,400.00" not in page, "nobody is told another bidder's price"


def test_a_successful_bidder_reads_its_own_result_and_nobody_elses(client, stage):
    awarded(stage)
    client.sign_in(stage.bidder(0))
    page = client.get(f"/results/{stage.procurement.reference}").text
    assert "Successful" in page
    assert "85.50" in page
    assert stage.entries[1].bid.organisation.name not in page
    assert "£6,000.00" not in page, "the lowest price is another bidder's"


def test_an_absolute_formula_is_shown_to_the_bidder_with_its_numbers(client, app):
    lot = complete_lot(price_formula=PriceFormula.BENCHMARK, benchmark_pence=500_000)
    stage = ranked(lots=[lot])
    awarded(stage)
    page = client.sign_in(stage.bidder(0)).get(f"/results/{stage.procurement.reference}").text
    assert "40 × (£7,940.00 - £6,400.00) ÷ (£7,940.00 - £5,000.00)" in page


def test_rivals_and_strangers_find_nothing(client, app):
    stage, other = ranked(), ranked()
    awarded(stage)
    made = recommend_no_award(
        other.procurement, reason="None fits.", by=other.commissioner, at=OPENED_AT
    )
    client.sign_in(other.bidder(0))
    assert client.get(f"/results/{stage.procurement.reference}").status_code == 404
    assert client.get(f"/results/{other.procurement.reference}").status_code == 404
    for path in (evaluation(stage), f"/awards/{made.reference}"):
        assert client.get(path).status_code == 403
    entry = stage.entries[0].reference
    for who in (other.commissioner, member(other.commissioner.organisation, Role.AUDITOR)):
        client.sign_in(who)
        for path in (
            evaluation(stage),
            evaluation(stage, f"/ranking/{entry}"),
        ):
            assert client.get(path).status_code == 404
    client.sign_in(other.commissioner)
    for path in (evaluation(stage), evaluation(stage, f"/ranking/{entry}")):
        assert client.get(path).status_code == 404
    assert client.get(evaluation(other, f"/ranking/{entry}")).status_code == 404
    for path in ("/recommend", "/no-award", "/lots/1/draw", "/panel"):
        assert client.get(evaluation(stage, path)).status_code == 404
    client.sign_in(stage.approver)
    assert client.get(f"/awards/{made.reference}").status_code == 404
    assert client.get(f"/awards/{made.reference}/decide").status_code == 404
    client.sign_in(stage.evaluators[0])
    assert client.get(evaluation(stage)).status_code == 403


def test_home_says_what_each_person_does_next(app, client):
    with app.test_request_context(method="POST"):
        fresh = opened()
        evaluator, chair = fresh.evaluators[0], fresh.moderator
        lines = [(one.title, one.count) for one in todo(evaluator, now=OPENED_AT)]
        assert ("Mark responses", 6) in lines
        assert "Agree marks with the panel" not in titles(chair)
        mark_all(fresh)
        assert "Mark responses" not in titles(evaluator)
        lines = [(one.title, one.count) for one in todo(chair, now=OPENED_AT)]
        assert ("Agree marks with the panel", 6) in lines

        stage = ranked()
        assert "Recommend an award" in titles(stage.commissioner)
        recommend_no_award(
            stage.procurement, reason="None fits.", by=stage.commissioner, at=OPENED_AT
        )
        assert "Recommend an award" not in titles(stage.commissioner)
        assert "Decide about an award" in titles(stage.approver)
        undeclared = member(stage.procurement.framework.region.lead, Role.EVALUATOR)
        assert titles(undeclared) == []


def titles(membership) -> list[str]:
    return [one.title for one in todo(membership, now=OPENED_AT)]


def test_pages_ask_as_often_for_many_entries_as_for_few(client, session, count_queries):
    def asked(bidders: int) -> list[int]:
        stage = ranked(marks=[4] * bidders, core=[500_000 + n for n in range(bidders)])
        awarded(stage)
        reference, bidder = stage.procurement.reference, stage.bidder(0).id
        pages = [
            (stage.commissioner.id, f"/evaluation/{reference}/ranking"),
            (stage.commissioner.id, f"/awards/{session.scalar(newest)}"),
            (bidder, f"/results/{reference}"),
        ]
        counted = []
        for who, address in pages:
            client.sign_in(session.get_one(Membership, who))
            session.commit()
            session.expunge_all()
            with count_queries() as queries:
                assert client.get(address).status_code == 200
            counted.append(len(queries))
        return counted

    newest = select(Recommendation.reference).order_by(Recommendation.id.desc())
    RegionFactory.create_batch(2)  # where there is only one, every page names it
    assert asked(4) == asked(2)
