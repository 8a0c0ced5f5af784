"""What staff see of an organisation's profile, its people and the group above it."""

from typing import Any

from portal import clock
from portal.accounts.models import Membership, Organisation
from portal.db import all_of, db
from portal.providers.in_house import in_house, run_by
from portal.providers.models import Service
from portal.providers.queries import profiles as queries
from portal.providers.queries import unit_costs
from portal.providers.services import profiles
from portal.providers.views.profile_words import connected_rows, contact_rows, facts, spell_rows
from portal.providers.views.unit_costs import parted


def about(provider: Organisation) -> dict[str, Any]:
    """Return who a provider is: its facts, contacts, connected persons and group of today."""
    today = clock.today(clock.now())
    group = db.session.scalars(queries.group_of(provider.id, today)).first()
    others = all_of(queries.organisations_in_group(group.id, today)) if group else []
    return {
        "run_by": run_by(provider),
        "facts": facts(profiles.facts_of(provider)),
        "group": group,
        "others": [one for one in others if one.id != provider.id],
        "contacts": contact_rows(all_of(queries.contacts_of(provider.id))),
        "connected": connected_rows(all_of(queries.connected_persons(provider.id, today))),
        "spells": spell_rows(all_of(queries.spells_of(provider.id))),
    }


def costs_for(service: Service, membership: Membership) -> list[dict[str, Any]] | None:
    """Return an in-house service's unit costs for staff of its own region; None for others."""
    today = clock.today(clock.now())
    if not in_house(service.organisation):
        return None
    if db.session.scalar(unit_costs.shared_region(service, membership, today).limit(1)) is None:
        return None
    return parted(all_of(unit_costs.costs_of(service.id)), today)[0]
