"""What the demo's providers agree and dispute, and two breaches that were put to them."""

from sqlalchemy import select

from portal.accounts.models import Membership
from portal.contracts.models import DisputeReason, Placement
from portal.contracts.queries import answers as queries
from portal.contracts.services import answers, disputes
from portal.contracts.services.answers import Grounds
from portal.contracts.services.subjects import Subject, all_subjects
from portal.db import all_of, db
from portal.demo.market import Market
from portal.monitoring.engine import Check, check_rule
from portal.monitoring.models import Breach, Position
from portal.monitoring.rules import PRICE_ABOVE_OWN_RATE
from portal.monitoring.services import replies
from portal.monitoring.services.replies import Said
from portal.providers.models import Service

PUT_ON = -6
# Where a price stands above the agreed one: put to one provider that replied, and to one that has
# not yet.
REPLIED, WAITING = "Fairwater House", "Alder Lodge"


def play(market: Market, services: dict[str, Service]) -> None:
    """Let providers answer what is recorded, and put two breaches to them."""
    dana, leah = market.members["dana.whitlock"], market.members["leah.ferris"]
    answer_records(market, dana)
    answer_records(market, leah)
    put_breaches(market, services, leah)


def answer_records(market: Market, owner: Membership) -> None:
    """Agree to about half of what waits; dispute two records, of which the council answers one."""
    found = waiting(owner)
    charges = [one for one in found if one.charge is not None]
    at = market.timeline.moment(-12, 11)
    keep, leave = charges[0], charges[1]
    agreed = [one for one in found if one.placement not in (keep.placement, leave.placement)]
    half = agreed[: len(agreed) // 2]
    answers.agree({one.key: one.facts.digest for one in half}, by=owner, at=at)
    dispute(market, keep, Grounds(DisputeReason.COMPONENT, "This was agreed as core care."), owner)
    dispute(
        market,
        leave,
        Grounds(
            DisputeReason.PRICE,
            "The price in our agreement is lower.",
            proposed_pence=(leave.charge.pence if leave.charge else 0) - 50_00,
        ),
        owner,
    )
    answered = db.session.scalars(
        queries.open_disputes_of(keep.placement.id).order_by(None)
    ).first()
    if answered is not None:
        disputes.keep(
            answered,
            reason="The order names this component. We have sent you a copy.",
            by=keep.placement.officer,
            at=market.timeline.moment(-8, 15),
        )


def dispute(market: Market, subject: Subject, grounds: Grounds, owner: Membership) -> None:
    """Dispute one record."""
    at = market.timeline.moment(-11, 14)
    answers.dispute(subject.key, subject.facts.digest, grounds, by=owner, at=at)


def waiting(owner: Membership) -> list[Subject]:
    """What waits for a provider's answer, the newest placement first."""
    placements = all_of(queries.own_subjects(owner, {"state": queries.TO_ANSWER}))
    return all_subjects(placements, owner.organisation_id)


def put_breaches(market: Market, services: dict[str, Service], leah: Membership) -> None:
    """Find two prices above the agreed ones, put them to the providers, and let one reply."""
    timeline, helen = market.timeline, market.members["helen.tranter"]
    at = timeline.moment(PUT_ON, 11)
    ids = [services[name].id for name in (REPLIED, WAITING)]
    dear = select(Placement).where(Placement.service_id.in_(ids)).order_by(Placement.id)
    check = Check(PRICE_ABOVE_OWN_RATE, timeline.day(PUT_ON), timeline.moment(PUT_ON, 3))
    check_rule(check, {"placement": [one.id for one in all_of(dear)]})
    for breach in all_of(select(Breach).order_by(Breach.id)):
        put = replies.put_to_provider(
            breach,
            message="The charge stands above the price that you agreed for this service. Please"
            " show what was agreed for this placement, or tell us from when you will charge the"
            " agreed price.",
            due_on=replies.usual_due_on(at),
            by=helen,
            at=at,
        )
        if put.organisation_id == leah.organisation_id:
            replies.reply(
                put,
                Said(
                    Position.EXPLAIN,
                    "A second adult at night was agreed by telephone for the first weeks. We had"
                    " not put it in writing.",
                    plan="We will charge the agreed price from the first of next month.",
                    plan_by=timeline.day(10),
                ),
                by=leah,
                at=timeline.moment(-2, 16),
            )
