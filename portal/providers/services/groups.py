"""The group of companies above an organisation, from date to date."""

from datetime import date, datetime

from sqlalchemy import select

from portal import audit, clock
from portal.accounts.models import Membership, Organisation
from portal.accounts.services.registration import company_number as in_full
from portal.db import all_of, db, lock
from portal.display import day
from portal.errors import DomainError
from portal.providers.models import GroupSpell, OwnerGroup
from portal.providers.provision import owner_key
from portal.providers.queries import profiles

UNITED_KINGDOM = "United Kingdom"


def name_group(
    organisation: Organisation,
    *,
    name: str,
    company_number: str | None,
    country: str,
    starts_on: date,
    by: Membership,
    at: datetime,
) -> GroupSpell:
    """Say which group stands above an organisation from a day; what held until then ends.

    A group that somebody has named before, by its company number or else by its name, is the same.

    Raises:
        DomainError: the day is to come, lies in what is on record already, or a number is wrong.
    """
    group = _group(name, company_number, country, at)
    return _begin(organisation, group, starts_on, by=by, at=at)


def say_no_group(
    organisation: Organisation, *, starts_on: date, by: Membership, at: datetime
) -> GroupSpell:
    """Say that no group stands above an organisation from a day; errors as in `name_group`."""
    return _begin(organisation, None, starts_on, by=by, at=at)


def end_spell(spell: GroupSpell, *, ends_on: date, by: Membership, at: datetime) -> None:
    """Say from which day what was said no longer holds: its own first day takes back a mistake.

    Raises:
        DomainError: it has ended already, or the day is to come or before the first one.
    """
    lock(spell.organisation)
    lock(spell)
    if spell.ends_on is not None:
        raise DomainError("This has ended already")
    require_end(spell.starts_on, ends_on, at)
    _end(spell, ends_on, by=by, at=at)


def require_end(starts_on: date, ends_on: date, at: datetime) -> None:
    """Refuse an end that is to come or lies before the start.

    Raises:
        DomainError: for the field `ends_on`.
    """
    if ends_on > clock.today(at):
        raise DomainError("The date must be today or in the past", "ends_on")
    if ends_on < starts_on:
        raise DomainError(f"The date must not be before {day(starts_on)}", "ends_on")


def _begin(
    organisation: Organisation,
    group: OwnerGroup | None,
    starts_on: date,
    *,
    by: Membership,
    at: datetime,
) -> GroupSpell:
    if starts_on > clock.today(at):
        raise DomainError("The date must be today or in the past", "starts_on")
    lock(organisation)
    for spell in all_of(profiles.spells_of(organisation.id)):
        if spell.ends_on is not None and spell.ends_on > starts_on:
            raise DomainError(
                f"Something else is on record until {day(spell.ends_on)}. Give that day or a"
                " later one",
                "starts_on",
            )
        if spell.ends_on is None:
            if spell.starts_on > starts_on:
                raise DomainError(
                    f"What holds now began on {day(spell.starts_on)}. Give that day or a later one",
                    "starts_on",
                )
            _end(spell, starts_on, by=by, at=at)
    made = GroupSpell(
        organisation=organisation,
        group=group,
        starts_on=starts_on,
        added_at=at,
        by_membership_id=by.id,
    )
    db.session.add(made)
    facts = {"group_id": group.id if group else None, "starts_on": starts_on.isoformat()}
    audit.record(made, "group_spell.added", by=by, at=at, facts=facts)
    return made


def _end(spell: GroupSpell, ends_on: date, *, by: Membership, at: datetime) -> None:
    facts = {"ends_on": ends_on.isoformat()}
    audit.record(spell, "group_spell.ended", by=by, at=at, facts=facts)
    spell.ends_on = ends_on
    db.session.flush()


def _group(name: str, number: str | None, country: str, at: datetime) -> OwnerGroup:
    key = owner_key(name)
    if not key:
        raise DomainError("Enter the name of the group in letters", "name")
    number = _number(number, country) if number else None
    same = select(OwnerGroup).where(OwnerGroup.country == country).order_by(OwnerGroup.id)
    if number:
        known = db.session.scalars(same.where(OwnerGroup.company_number == number)).first()
    else:
        known = db.session.scalars(same.where(OwnerGroup.name_key == key)).first()
    if known is not None:
        return known
    made = OwnerGroup(name=name, name_key=key, company_number=number, country=country, added_at=at)
    db.session.add(made)
    db.session.flush()
    return made


def _number(words: str, country: str) -> str:
    return in_full(words) if country == UNITED_KINGDOM else "".join(words.split()).upper()
