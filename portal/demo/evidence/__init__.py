"""What the demo's providers and their buyers have put on record, each noun in a module."""

from collections.abc import Callable

from portal.demo.evidence import (
    answers,
    diligence,
    documents,
    profiles,
    ratings,
    service_facts,
    successions,
    vacancies,
    visits,
)
from portal.demo.market import Market
from portal.providers.models import Service

Part = Callable[[Market, dict[str, Service]], None]

PARTS: tuple[Part, ...] = (
    service_facts.play,
    documents.play,
    profiles.play,
    diligence.play,
    vacancies.play,
    successions.play,
    visits.play,
)
# These look at appointments and placements, so they come after the contracts.
PARTS_AFTER: tuple[Part, ...] = (
    ratings.play,
    answers.play,
)
