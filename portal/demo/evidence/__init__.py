"""What the demo's providers and their buyers have put on record, each noun in a module."""

from collections.abc import Callable

from portal.demo.evidence import answers, diligence, profiles, ratings, successions, vacancies
from portal.demo.market import Market
from portal.providers.models import Service

Part = Callable[[Market, dict[str, Service]], None]

PARTS: tuple[Part, ...] = (
    profiles.play,
    diligence.play,
    vacancies.play,
    successions.play,
)
# These look at appointments and placements, so they come after the contracts.
PARTS_AFTER: tuple[Part, ...] = (
    ratings.play,
    answers.play,
)
