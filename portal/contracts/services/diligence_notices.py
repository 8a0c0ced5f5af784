"""Telling people that checks and declarations are due. Run again, nobody is told twice."""

from datetime import datetime

from sqlalchemy import select

from portal import clock, inbox
from portal.access import Role
from portal.accounts.models import Organisation
from portal.accounts.queries import holders, live_memberships
from portal.contracts.services.diligence_due import due_count
from portal.db import all_of
from portal.display import count_of, day
from portal.providers.models import ExclusionDeclaration
from portal.providers.queries.declarations import is_latest
from portal.providers.services.diligence_standing import RENEW_BEFORE


def tell_checkers(at: datetime) -> int:
    """Tell each contract manager, once a week, how many providers are due a debarment check."""
    year, week, _day = clock.today(at).isocalendar()
    told = 0
    for manager in all_of(holders(Role.CONTRACT_MANAGER)):
        number = due_count(manager, at)
        if not number:
            continue
        inbox.tell(
            [manager.id],
            f"{count_of(number, 'provider is', 'providers are')} due a debarment check",
            "Look them and the persons connected with them up, and record what the list says.",
            link="/providers/diligence?state=due",
            at=at,
            dedupe_key=f"diligence-due:{year}-{week:02d}",
        )
        told += 1
    return told


def tell_providers(at: datetime) -> int:
    """Tell a provider's administrators, once for each declaration, that it runs out."""
    today = clock.today(at)
    ending = (
        select(ExclusionDeclaration)
        .join(Organisation, Organisation.id == ExclusionDeclaration.organisation_id)
        .where(is_latest(), ExclusionDeclaration.valid_until <= today + RENEW_BEFORE)
        .order_by(ExclusionDeclaration.id)
    )
    found = all_of(ending)
    for one in found:
        people = [
            member.id
            for member in all_of(live_memberships(one.organisation_id))
            if Role.PROVIDER_ADMINISTRATOR in member.roles
        ]
        inbox.tell(
            people,
            "Renew your declaration on exclusion grounds",
            f"It counts until {day(one.valid_until)}. Your last answers are filled in.",
            link="/provider/declaration",
            at=at,
            dedupe_key=f"declaration-ends:{one.id}",
        )
    return len(found)
