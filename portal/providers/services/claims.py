"""Claiming settings of the Ofsted register as one's own services."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import audit
from portal.accounts.models import Membership, Organisation
from portal.changes import Changed, mark_changed
from portal.db import db
from portal.errors import DomainError
from portal.providers.in_house import own_owner_keys
from portal.providers.models import (
    ClaimCheck,
    RegisterSetting,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.ofsted import cells
from portal.providers.provision import SERVICE_TYPES, usual_ages

AT_ONCE = 100
TAKEN = "is claimed already by another organisation. If it is yours, dispute the claim"


def claim_services(
    organisation: Organisation, urns: Sequence[str], *, by: Membership, at: datetime
) -> list[Service]:
    """Make settings of the register services of an organisation: all of them, or none.

    Raises:
        DomainError: with a sentence for each URN that cannot be claimed, for the field `urns`.
    """
    wanted = _read(urns)
    settings = {
        one.urn: one
        for one in db.session.scalars(
            select(RegisterSetting).where(RegisterSetting.urn.in_(wanted))
        )
    }
    claimed = _claimed(wanted)
    reasons = [
        f"{urn} {reason}"
        for urn in wanted
        if (reason := _refusal(settings.get(urn), claimed.get(urn), organisation))
    ]
    if reasons:
        raise DomainError(". ".join(reasons), "urns")
    services = [_claim(settings[urn], organisation, at) for urn in wanted]
    try:
        with db.session.begin_nested():
            db.session.add_all(services)
            db.session.flush()
    except IntegrityError as error:
        raise DomainError(f"One of these {TAKEN}", "urns") from error
    names = own_owner_keys(organisation)
    for service in services:
        setting = settings[service.urn or ""]
        matches = setting.owner_key in names
        facts = {"urn": service.urn, "owner_matches": matches}
        audit.record(service, "service.claimed", by=by, at=at, facts=facts)
        if not matches:
            db.session.add(ClaimCheck(service=service, listed_owner=setting.owner, raised_at=at))
    mark_changed(Changed.RATING, [service.id for service in services], at=at)
    return services


def _read(urns: Sequence[str]) -> list[str]:
    """Return the URNs in their one spelling, each once, in the order given."""
    wanted: dict[str, None] = {}
    for written in urns:
        try:
            wanted[cells.urn(written)] = None
        except ValueError as error:
            raise DomainError(
                f"{written[:30]} is not a URN. A URN is SC and 6 digits, or 7 digits", "urns"
            ) from error
    if not wanted:
        raise DomainError("Enter at least one URN", "urns")
    if len(wanted) > AT_ONCE:
        raise DomainError(f"Claim no more than {AT_ONCE} services at a time", "urns")
    return list(wanted)


def _claimed(urns: Sequence[str]) -> dict[str, int]:
    """Return which organisation holds each URN that is claimed."""
    query = select(Service.urn, Service.organisation_id).where(
        Service.urn.in_(urns),
        Service.regulator == Regulator.OFSTED,
        Service.status != RegistrationState.CLOSED,
    )
    return {urn: owner for urn, owner in db.session.execute(query) if urn}


def _refusal(
    setting: RegisterSetting | None, owner_id: int | None, organisation: Organisation
) -> str | None:
    if owner_id is not None:
        return "is one of your services already" if owner_id == organisation.id else TAKEN
    if setting is None:
        return "is not in Ofsted’s list. Check the number, or add a service that is not listed yet"
    if setting.gone_on is not None:
        return "is no longer in Ofsted’s list, so it seems to be closed"
    if setting.provision_type not in SERVICE_TYPES:
        return (
            f"is listed as “{setting.provision_wording}”, which is not bought through this portal"
        )
    return None


def _claim(setting: RegisterSetting, organisation: Organisation, at: datetime) -> Service:
    provision = SERVICE_TYPES[setting.provision_type]
    youngest, oldest = usual_ages(provision)
    return Service(
        organisation=organisation,
        urn=setting.urn,
        regulator=Regulator.OFSTED,
        status=RegistrationState.REGISTERED,
        name=setting.name or f"{setting.provision_wording} {setting.urn}",
        provision_type=provision,
        places=setting.places or None,
        age_from=youngest,
        age_to=oldest,
        authority_id=setting.authority_id,
        local_authority=setting.local_authority,
        registered_on=setting.registered_on,
        claimed_at=at,
    )
