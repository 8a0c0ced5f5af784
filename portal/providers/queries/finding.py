"""Services of all providers as buyers look for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Organisation
from portal.providers.models import RegistrationState, Service, ServiceNeed
from portal.providers.queries.ratings import ratings_as_at


@dataclass(frozen=True, slots=True)
class Sought:
    """What a buyer looks for; empty says nothing.

    `age` is the child's, `level` the least a rating may mean (4 excellent to 1 failing), and
    `districts` are those that are near enough, None for any.
    """

    text: str = ""
    provision: str = ""
    council: str = ""
    need: str = ""
    age: int | None = None
    level: int | None = None
    districts: Collection[str] | None = None


def find(sought: Sought, as_at: date) -> Select[Service]:
    """Services that are not closed and fit what is sought, by name."""
    return (
        select(Service)
        .where(Service.status != RegistrationState.CLOSED, *_conditions(sought, as_at))
        .options(joinedload(Service.organisation), selectinload(Service.met))
        .order_by(Service.name, Service.id)
    )


def councils() -> Select[str]:
    """The names of all councils where services stand."""
    return (
        select(Service.local_authority)
        .where(Service.local_authority != "")
        .distinct()
        .order_by(Service.local_authority)
    )


def _conditions(sought: Sought, as_at: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.text:
        found.append(_named(sought.text))
    if sought.provision:
        found.append(Service.provision_type == sought.provision)
    if sought.council:
        found.append(Service.local_authority == sought.council)
    if sought.need:
        found.append(Service.met.any(ServiceNeed.need == sought.need))
    if sought.age is not None:
        found += [Service.age_from <= sought.age, Service.age_to >= sought.age]
    if sought.level is not None:
        ratings = ratings_as_at(as_at)
        enough = select(ratings.c.service_id).where(ratings.c.level_order >= sought.level)
        found.append(Service.id.in_(enough))
    if sought.districts is not None:
        found.append(Service.district.in_(sorted(sought.districts)))
    return found


def _named(text: str) -> ColumnElement[bool]:
    """Whether the service's or its provider's name holds a text, or the URN is it."""
    owners = select(Organisation.id).where(
        func.lower(Organisation.name).contains(text.lower(), autoescape=True)
    )
    return or_(
        func.lower(Service.name).contains(text.lower(), autoescape=True),
        Service.urn == text.upper(),
        Service.organisation_id.in_(owners),
    )
