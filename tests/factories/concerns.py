"""Regulatory actions."""

from datetime import UTC, date, datetime

from portal.providers.models import ActionKind, ActionSource, RegulatoryAction
from tests.factories.accounts import MembershipFactory
from tests.factories.base import ModelFactory, factory
from tests.factories.providers import ServiceFactory


class RegulatoryActionFactory(ModelFactory):
    """A restriction of accommodation from 16 November 2026 that goes on."""

    class Meta:
        model = RegulatoryAction

    service = factory.SubFactory(ServiceFactory)
    kind = ActionKind.RESTRICTION
    starts_on = date(2026, 11, 16)
    served_on = date(2026, 11, 16)
    terms = "No child may be accommodated who does not live there today."
    source = ActionSource.LETTER
    recorded_at = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
    recorded_by_id = factory.LazyFunction(lambda: MembershipFactory().id)
