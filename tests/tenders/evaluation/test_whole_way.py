"""From sealed bids to awards through the pages, as everybody who takes part."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.tenders.models import Award, Duty, Mark, Response
from portal.tenders.services.declarations import declare
from tests.factories.accounts import member
from tests.factories.bids import ANSWER, bidder, opened, submitted_entry
from tests.factories.diligence import check_all
from tests.factories.tenders import CLOSES_AT, people_of, published_procurement

pytestmark = pytest.mark.database
LATER = CLOSES_AT + timedelta(minutes=5)


@pytest.fixture
def procurement(session, at):
    at(LATER)
    return published_procurement()


def test_bids_are_opened_marked_agreed_priced_ranked_and_awarded(client, session, procurement):
    cheap, dear = bidder(), bidder()
    submitted_entry(procurement, cheap, prices={"CORE": "4,800.00", "H11_DAY": "20.00"})
    submitted_entry(procurement, dear, prices={"CORE": "5,600.00", "H11_DAY": "20.00"})
    opened(procurement, LATER)
    lead, reference = procurement.framework.region.lead, procurement.reference
    commissioner, approver = member(lead, Role.COMMISSIONER), member(lead, Role.APPROVER)
    panel = [*people_of(procurement, Duty.EVALUATOR), *people_of(procurement, Duty.MODERATOR)]
    for person in panel:
        declare(procurement, by=person, at=LATER, conflict=False)
        for organisation in (cheap.organisation, dear.organisation):
            declare(procurement, by=person, at=LATER, conflict=False, bidder=organisation)
    for evaluator in panel[:-1]:
        client.sign_in(evaluator)
        for question in procurement.questions:
            mark_question(client, session, procurement, question, dear)
    assert {mark.membership_id for mark in session.scalars(select(Mark))} == {
        one.id for one in panel[:-1]
    }
    client.sign_in(panel[-1])
    agree_all(client, session, procurement, dear)
    for officer in people_of(procurement, Duty.OPENER):
        client.sign_in(officer).post(f"/procurements/{reference}/opening/price")

    client.sign_in(commissioner)
    ranking = client.get(f"/evaluation/{reference}/ranking").text
    assert "Proposed" in ranking
    assert dear.organisation.name in ranking
    form = client.get(f"/evaluation/{reference}/recommend")
    assert form.status_code == 200
    entries = {one.bid.organisation_id: one for one in entries_of(session, procurement)}
    said = {entry.reference: "yes" for entry in entries.values()} | {"summary": "As ranked."}
    sent = client.post(f"/evaluation/{reference}/recommend", data=said)
    suppliers = [one.organisation for one in (cheap, dear)]
    check_all(suppliers, by=commissioner, at=LATER + timedelta(minutes=1))
    client.sign_in(approver).post(f"{sent.location}/decide", data={"decision": "approve"})
    ranks = {award.entry_id: award.rank for award in session.scalars(select(Award))}
    # 60 for quality 5/5 and 48 for 4/5; prices 40 and 40 × 6,200 ÷ 7,000.
    assert ranks == {entries[dear.organisation_id].id: 1, entries[cheap.organisation_id].id: 2}
    assert "95.43" in client.sign_in(dear).get(f"/results/{reference}").text


def entries_of(session, procurement):
    return {one.bid.entries[0] for one in responses_to(session, procurement)}


def responses_to(session, procurement, question=None):
    found = session.scalars(
        select(Response).where(Response.procurement_id == procurement.id).order_by(Response.id)
    ).all()
    return [one for one in found if question is None or one.question_id == question.id]


def key(response) -> str:
    if response.entry:
        return response.entry.reference
    bid = response.bid.reference
    return f"{bid}-lot-{response.lot.number}" if response.lot else bid


def fitting(question, response, best) -> str:
    if question.kind == "pass_fail":
        return "1"
    return "5" if response.bid.organisation_id == best.organisation_id else "4"


def mark_question(client, session, procurement, question, best) -> None:
    data = {}
    for response in responses_to(session, procurement, question):
        name = f"{question.reference}-{key(response)}"
        data[f"mark-{name}"] = fitting(question, response, best)
        data[f"reason-{name}"] = "Convincing."
    path = f"/marking/{procurement.reference}/questions/{question.reference}"
    assert client.post(path, data=data).status_code == 303


def agree_all(client, session, procurement, best) -> None:
    for question in procurement.questions:
        for response in responses_to(session, procurement, question):
            data = {
                "mark": fitting(question, response, best),
                "reason": "The panel was convinced.",
                "quote": ANSWER[:20],
            }
            base = f"/moderation/{procurement.reference}/questions/{question.reference}"
            assert client.post(f"{base}/{key(response)}", data=data).status_code == 303
