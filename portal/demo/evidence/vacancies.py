"""Providers declare their vacancies: most lately, one long ago, some not at all."""

from portal.demo import cast
from portal.demo.market import Market
from portal.providers.models import Service, UnavailableReason
from portal.providers.services.vacancies import Places, declare

MATCHING, STAFFING, RESTRICTION, WORKS, HELD = UnavailableReason

# By service: how many days ago, how many places are open, and what is not offered and why. The
# rest are lived in.
DECLARED: dict[str, tuple[int, int, dict[UnavailableReason, int]]] = {
    "Alder Lodge": (1, 1, {}),
    "Bracken House": (1, 0, {MATCHING: 1}),
    "Coppice View": (1, 1, {HELD: 1}),
    "Dunnock Cottage": (1, 0, {RESTRICTION: 1}),
    "Fairwater House": (3, 0, {STAFFING: 1}),
    "Gorse Bank": (3, 1, {}),
    "Hazel Rise": (40, 2, {}),
    "Kittiwake House": (2, 0, {}),
    "Lapwing House": (2, 0, {WORKS: 2}),
    "Merlin House": (2, 2, {}),
    "Northgarth": (5, 1, {MATCHING: 1}),
    "Oxlip House": (5, 0, {RESTRICTION: 3}),
    "Quayside": (6, 1, {}),
    "Rushmere": (6, 0, {}),
    "Pellwood Fostering Wendmoor": (4, 7, {STAFFING: 5}),
    "Heronfield Fostering": (8, 4, {}),
    "Marrowby Supported Living": (9, 3, {WORKS: 2}),
}


def play(market: Market, services: dict[str, Service]) -> None:
    """Declare the places of the services named above; Quillbrook’s last one stays undeclared."""
    provider_of = {one.name: given.key for given in cast.PROVIDERS for one in given.services}
    for name, (days_ago, available, unavailable) in DECLARED.items():
        service = services[name]
        occupied = (service.places or 0) - available - sum(unavailable.values())
        declare(
            service,
            Places(occupied, available, unavailable),
            as_at=market.timeline.day(-days_ago),
            by=market.of(provider_of[name]),
            at=market.timeline.moment(-days_ago, 9),
        )
