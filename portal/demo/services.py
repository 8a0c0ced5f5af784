"""Lets the demo's providers claim their services, describe them, and report their ratings."""

from sqlalchemy import select

from portal.accounts.models import Authority
from portal.db import all_of, db
from portal.demo import cast
from portal.demo.market import Market
from portal.demo.register import urns
from portal.providers.models import RegisterInspection, Service
from portal.providers.services.claims import claim_services
from portal.providers.services.describing import ServiceDetails
from portal.providers.services.rating_reports import InspectionOutcome, report_rating
from portal.providers.services.upkeep import change_details

AGREEING = ("Alder Lodge", "Kittiwake House", "Fairwater House")
OVERSTATED = "Gorse Bank"


def claim_all(market: Market) -> dict[str, Service]:
    """Claim every service in the cast for its provider; return them by name."""
    found: dict[str, Service] = {}
    known = urns()
    authorities = {one.name: one for one in all_of(select(Authority).order_by(Authority.id))}
    for provider in cast.PROVIDERS:
        by = market.of(provider.key)
        claimed = claim_services(
            market.providers[provider.key],
            [known[service.name] for service in provider.services],
            by=by,
            at=market.timeline.moment(-880),
        )
        for service, given in zip(claimed, provider.services, strict=True):
            change_details(
                service,
                ServiceDetails(
                    name=given.name,
                    places=given.places,
                    age_from=given.age_from,
                    age_to=given.age_to,
                    needs="Emotional and behavioural needs",
                    authority=authorities[given.council],
                    postcode=None,
                ),
                by=by,
                at=market.timeline.moment(-879),
            )
            found[given.name] = service
    return found


def report_ratings(market: Market, services: dict[str, Service]) -> None:
    """Report some inspections: three as Ofsted's file has them, one better than it says."""
    for name in (*AGREEING, OVERSTATED):
        service = services[name]
        inspection = db.session.scalars(
            select(RegisterInspection)
            .where(RegisterInspection.urn == service.urn)
            .order_by(RegisterInspection.inspected_on.desc())
        ).first()
        if inspection is None or inspection.published_on is None or not inspection.overall_code:
            continue
        overall = "outstanding" if name == OVERSTATED else inspection.overall_code
        provider = next(
            one.key for one in cast.PROVIDERS if name in {given.name for given in one.services}
        )
        report_rating(
            service,
            InspectionOutcome(
                inspected_on=inspection.inspected_on,
                published_on=inspection.published_on,
                overall=overall,
                protected=inspection.protected_code,
                leaders=inspection.leaders_code,
            ),
            by=market.of(provider),
            at=market.timeline.moment(-40, 11),
        )
