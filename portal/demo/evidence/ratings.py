"""Inspections over the years, a drop in rating, a restriction, and what followed from them."""

from datetime import timedelta

from sqlalchemy import select

from portal.contracts.models import PlacementReview, ReviewOutcome
from portal.contracts.services.concerns import act_on_concerns
from portal.contracts.services.decisions import record_review
from portal.db import all_of
from portal.demo import cast
from portal.demo.market import Market
from portal.providers.models import ActionKind, ActionSource, InspectionKind, Service
from portal.providers.queries import register
from portal.providers.queries.services import reports_of
from portal.providers.services.rating_reports import InspectionOutcome, report_rating
from portal.providers.services.regulatory_actions import Notice, end_action, record_action
from portal.working_days import working_days_after

# Rated outstanding in Ofsted's list: what is reported here is newer than the list, and lower.
UNREPORTED = ("Elmstead", "Hazel Rise", "Stepwell Support", "Bracken House")
DROPPED, DROPPED_OF = "Bracken House", "quillbrook"
RESTRICTED, RESTRICTED_OF = "Merlin House", "tidewell"


def play(market: Market, services: dict[str, Service]) -> None:
    """Report inspections, record what the regulator did, and let one council review a child."""
    report_in_time(market, services)
    report_visit(market, services[RESTRICTED])
    report_years(market, services[DROPPED])
    restrict(market, services[RESTRICTED])
    act_on_concerns(market.timeline.moment(-4, 15))
    review_one(market)


def report_in_time(market: Market, services: dict[str, Service]) -> None:
    """Report most of what Ofsted's list has, as it has it, a working day after the report came."""
    for provider in cast.PROVIDERS:
        for name in (given.name for given in provider.services if given.name not in UNREPORTED):
            service = services[name]
            known = register.latest_inspections([service.urn or ""])
            listed = next(iter(all_of(known)), None)
            if listed is None or all_of(reports_of(service.id)) or listed.published_on is None:
                continue
            received = listed.published_on - timedelta(days=14)
            told = working_days_after(received, 1)
            report_rating(
                service,
                InspectionOutcome(
                    inspected_on=listed.inspected_on,
                    received_on=received,
                    published_on=None,
                    overall=listed.overall_code,
                    protected=listed.protected_code,
                    leaders=listed.leaders_code,
                ),
                by=market.of(provider.key),
                at=market.timeline.moment((told - market.timeline.as_at).days, 16),
            )


def report_years(market: Market, home: Service) -> None:
    """Report an old inspection late, and the newest in time: good where it had been outstanding."""
    day, moment, by = market.timeline.day, market.timeline.moment, market.of(DROPPED_OF)
    report_rating(
        home,
        InspectionOutcome(
            inspected_on=day(-610),
            inspected_until=day(-609),
            received_on=day(-585),
            published_on=day(-578),
            overall="good",
            protected="good",
            leaders="good",
            requirements=1,
            recommendations=2,
        ),
        by=by,
        at=moment(-575, 14),
    )
    report_rating(
        home,
        InspectionOutcome(
            inspected_on=day(-33),
            inspected_until=day(-32),
            received_on=day(-6),
            published_on=None,
            overall="good",
            protected="good",
            leaders="requires_improvement",
            requirements=2,
            recommendations=1,
            action_plan=(
                "A deputy manager starts next month. Supervision is every two weeks until then, and"
                " the regional manager reads the record of it."
            ),
        ),
        by=by,
        at=moment(-5, 11),
    )


def report_visit(market: Market, home: Service) -> None:
    """Report a monitoring visit, which gives no grade."""
    report_rating(
        home,
        InspectionOutcome(
            kind=InspectionKind.MONITORING,
            inspected_on=market.timeline.day(-16),
            received_on=market.timeline.day(-8),
            published_on=None,
            overall=None,
            requirements=3,
        ),
        by=market.of(RESTRICTED_OF),
        at=market.timeline.moment(-7, 10),
    )


def restrict(market: Market, home: Service) -> None:
    """Report a compliance notice that is over, and record a restriction that is in force."""
    day, moment = market.timeline.day, market.timeline.moment
    by, manager = market.of(RESTRICTED_OF), market.members["helen.tranter"]
    notice = record_action(
        home,
        Notice(
            kind=ActionKind.COMPLIANCE,
            starts_on=day(-200),
            served_on=day(-200),
            terms="Staff must be trained in safe physical intervention by the date of the notice.",
            source=ActionSource.PROVIDER,
            until=day(-140),
        ),
        by=by,
        at=moment(-199, 9),
    )
    end_action(
        notice,
        until=day(-150),
        reason="Everybody is trained.",
        evidence=f"Ofsted’s letter of {day(-150):%-d %B %Y}",
        by=by,
        at=moment(-149, 12),
    )
    record_action(
        home,
        Notice(
            kind=ActionKind.RESTRICTION,
            starts_on=day(-6),
            served_on=day(-6),
            terms="No child may be accommodated who is not living in the home today.",
            source=ActionSource.LETTER,
            until=None,
        ),
        by=manager,
        at=moment(-4, 10),
    )


def review_one(market: Market) -> None:
    """Record the review that one council owes; those of the others stay due."""
    by = market.members["jo.winterton"]
    owed = select(PlacementReview).where(PlacementReview.council_id == by.organisation_id)
    record_review(
        all_of(owed.order_by(PlacementReview.id))[0],
        outcome=ReviewOutcome.CONDITIONS,
        note="The social worker visits every week until the new deputy manager has started.",
        by=by,
        at=market.timeline.moment(-2, 15),
    )
