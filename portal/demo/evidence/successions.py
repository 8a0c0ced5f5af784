"""A home was registered anew on other premises; its provider asks that contracts go over."""

from portal.demo.market import Market
from portal.providers.models import ProvisionType, Regulator, Service, SuccessionReason
from portal.providers.services.describing import ServiceDetails
from portal.providers.services.successions import request_succession
from portal.providers.services.upkeep import add_service

OLD, NEW, NUMBER = "Lapwing House", "Lapwing Grange", "SC900980"


def play(market: Market, services: dict[str, Service]) -> None:
    """Add the home on its new premises and ask; a contract manager has still to decide."""
    old, by = services[OLD], market.of("tidewell")
    new = add_service(
        old.organisation,
        provision_type=ProvisionType.CHILDRENS_HOME,
        regulator=Regulator.OFSTED,
        number=NUMBER,
        since=market.timeline.day(-30),
        details=ServiceDetails(
            name=NEW,
            places=4,
            age_from=old.age_from,
            age_to=old.age_to,
            needs=old.needs,
            authority=old.authority,
            postcode=None,
        ),
        by=by,
        at=market.timeline.moment(-20, 11),
    )
    request_succession(
        old,
        new,
        on_date=market.timeline.day(-14),
        reason=SuccessionReason.MOVED_PREMISES,
        explanation="The house was too small for four. Staff and children moved together.",
        by=by,
        at=market.timeline.moment(-10, 15),
    )
