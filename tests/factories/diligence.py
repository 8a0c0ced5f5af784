"""Declarations, checks of providers, and persons connected with them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from portal.access import Role
from portal.accounts.models import Membership, Organisation
from portal.db import db
from portal.providers.exclusion import GROUNDS
from portal.providers.models import (
    ConnectedPerson,
    Connection,
    DebarmentCheck,
    DebarmentResult,
    ExclusionDeclaration,
    Occasion,
    Referee,
)
from portal.providers.services import declarations
from portal.providers.services.diligence import DEBARMENT_LIST
from tests.factories.accounts import MembershipFactory, OrganisationFactory, member
from tests.factories.base import ModelFactory, factory


class ConnectedPersonFactory(ModelFactory):
    """A director since 2020."""

    class Meta:
        model = ConnectedPerson

    organisation = factory.SubFactory(OrganisationFactory)
    kind = Connection.DIRECTOR
    name = factory.Sequence(lambda n: f"Edda Marlowe {n}")
    starts_on = date(2020, 1, 1)
    added_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class DebarmentCheckFactory(ModelFactory):
    """A check of a supplier on the day of the tests that found nothing."""

    class Meta:
        model = DebarmentCheck

    organisation = factory.SubFactory(OrganisationFactory)
    person = ""
    checked_on = date(2026, 11, 20)
    checked_by_id = factory.LazyFunction(lambda: MembershipFactory().id)
    occasion = Occasion.BEFORE_AWARD
    list_consulted = DEBARMENT_LIST
    result = DebarmentResult.NOT_LISTED
    recorded_at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class RefereeFactory(ModelFactory):
    """Somebody at a council who knows a contract of two years."""

    class Meta:
        model = Referee

    organisation = factory.SubFactory(OrganisationFactory)
    referee_organisation = "Larkmere Council"
    contact = "Odile Brandt"
    contact_email = "odile.brandt@example.org"
    contract = "Two homes for four children each"
    starts_on = date(2024, 4, 1)
    named_at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    named_by_id = factory.LazyFunction(lambda: MembershipFactory().id)


def check_all(organisations: Iterable[Organisation], *, by: Membership, at: datetime) -> None:
    """Record that some suppliers were looked up, and nobody was on the list."""
    for organisation in dict.fromkeys(organisations):
        DebarmentCheckFactory(
            organisation=organisation, checked_on=at.date(), checked_by_id=by.id, recorded_at=at
        )
    db.session.flush()


def declared(
    organisation: Organisation, *, at: datetime, by: Membership | None = None
) -> ExclusionDeclaration:
    """Declare for an organisation that no ground applies."""
    acting = by or member(organisation, Role.PROVIDER_ADMINISTRATOR)
    said = {ground.code: False for ground in GROUNDS}
    declarations.answer_grounds(organisation, said, by=acting, at=at)
    declarations.answer_persons(organisation, anybody=False, codes=[], by=acting, at=at)
    return declarations.declare(organisation, declared_name="Edda Marlowe", by=acting, at=at)
