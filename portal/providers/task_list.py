"""The task list of a provider: its parts, and the lines about its profile and its services."""

from datetime import datetime

from flask import url_for
from sqlalchemy import exists, func, select

from portal import clock
from portal.access import OrganisationKind
from portal.accounts.models import Membership
from portal.db import all_of, db
from portal.display import count_of
from portal.providers.models import (
    PURPOSE_TITLES,
    LegalForm,
    ProfileVersion,
    Purpose,
    RegistrationState,
    Service,
)
from portal.providers.queries import profiles, services
from portal.providers.readiness import Part, Readiness, line
from portal.providers.todos.diligence import declaration_line
from portal.providers.todos.documents import documents_line
from portal.providers.todos.places import vacancies_line

# The facts that everybody has; numbers at a register depend on the legal form.
ASKED = {
    "legal_form": "legal form",
    "size": "size",
    "vcse": "whether you are a VCSE",
    "ppon": "public procurement organisation number (PPON)",
    "address": "registered address",
    "contact_email": "email address for enquiries",
}
AT_COMPANIES_HOUSE = frozenset(
    {
        LegalForm.BY_SHARES,
        LegalForm.BY_GUARANTEE,
        LegalForm.CIC,
        LegalForm.PUBLIC_COMPANY,
        LegalForm.LLP,
    }
)
CHARITIES = frozenset({LegalForm.CIO, LegalForm.CHARITY})
# Forms that have neither owners above them nor people who control them.
STANDING_ALONE = frozenset({LegalForm.PUBLIC_BODY, LegalForm.SOLE_TRADER})


def _facts(membership: Membership, _now: datetime) -> list[Readiness]:
    if membership.organisation.kind is not OrganisationKind.PROVIDER:
        return []
    latest = _latest(membership)
    missing = [said for name, said in ASKED.items() if _unsaid(latest, name)]
    form = latest.legal_form if latest else None
    if latest and form in AT_COMPANIES_HOUSE and not latest.company_number:
        missing.append("company number")
    if latest and form in CHARITIES and not latest.charity_number:
        missing.append("charity number")
    return [line("Facts about your organisation", url_for("profile.edit"), missing)]


def _contacts(membership: Membership, _now: datetime) -> list[Readiness]:
    bids = membership.organisation.kind is OrganisationKind.PROVIDER
    needed = [one for one in Purpose if bids or one is not Purpose.TENDERS]
    named = {one.purpose for one in all_of(profiles.contacts_of(membership.organisation_id))}
    missing = [_lowered(PURPOSE_TITLES[one]) for one in needed if one not in named]
    return [line("Contacts for each purpose", url_for("profile_people.people"), missing)]


def _ownership(membership: Membership, now: datetime) -> list[Readiness]:
    latest = _latest(membership)
    alone = latest is not None and latest.legal_form in STANDING_ALONE
    if alone or membership.organisation.kind is not OrganisationKind.PROVIDER:
        return []
    today, place = clock.today(now), url_for("profile_people.people")
    owner = membership.organisation_id
    spell = db.session.scalars(profiles.spell_on(owner, today).limit(1)).first()
    person = db.session.scalars(profiles.connected_persons(owner, today).limit(1)).first()
    return [
        line(
            "Group above your organisation",
            f"{place}#group",
            [] if spell else ["its name, or that there is none"],
        ),
        line("Connected persons", f"{place}#connected", [] if person else ["directors and owners"]),
    ]


def _services(membership: Membership, _now: datetime) -> list[Readiness]:
    own = select(Service.id).where(
        Service.organisation_id == membership.organisation_id,
        Service.status != RegistrationState.CLOSED,
    )
    if not db.session.scalar(select(exists(own))):
        missing = ["the services that you run"]
        return [line("Services claimed", url_for("services.claim"), missing)]
    counted = services.undescribed(membership.organisation_id).order_by(None).subquery()
    undescribed = db.session.scalar(select(func.count()).select_from(counted)) or 0
    missing = [f"needs met by {count_of(undescribed, 'service')}"] if undescribed else []
    return [line("Services claimed and described", url_for("services.own"), missing)]


def _latest(membership: Membership) -> ProfileVersion | None:
    return db.session.scalars(profiles.versions_of(membership.organisation_id).limit(1)).first()


def _unsaid(version: ProfileVersion | None, name: str) -> bool:
    return version is None or getattr(version, name) in (None, "")


def _lowered(title: str) -> str:
    return title[0].lower() + title[1:]


PARTS: tuple[Part, ...] = (
    _facts,
    _contacts,
    _ownership,
    declaration_line,
    _services,
    vacancies_line,
    documents_line,
)


def readiness(membership: Membership, *, now: datetime) -> list[Readiness]:
    """Return every line that concerns the membership's organisation, in the order of the parts."""
    return [one for part in PARTS for one in part(membership, now)]
