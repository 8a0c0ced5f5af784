"""Profiles, contacts, groups and connected persons as pages say them."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for

from portal.display import day, short_day
from portal.providers.models import (
    CONNECTION_TITLES,
    LEGAL_FORM_TITLES,
    PURPOSE_TITLES,
    ConnectedPerson,
    Contact,
    GroupSpell,
    LegalForm,
    OrganisationSize,
    ProfileVersion,
)
from portal.providers.services.profiles import ProfileFacts

LABELS = {
    "name": "Name",
    "trading_name": "Trading name",
    "legal_form": "Legal form",
    "company_number": "Company number",
    "charity_number": "Charity number",
    "ppon": "Public procurement organisation number (PPON)",
    "share_code": "Share code",
    "vcse": "Voluntary, community or social enterprise",
    "size": "Size",
    "website": "Website",
    "address": "Registered address",
    "contact_email": "Email address for enquiries",
}
KEPT_ELSEWHERE = frozenset({"name", "contact_email"})
NO_GROUP = "No group above it"
Profile = ProfileFacts | ProfileVersion


def said(value: object) -> str:
    """Return one fact of a profile in words; nothing for what was not said."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, LegalForm):
        return LEGAL_FORM_TITLES[value]
    if isinstance(value, OrganisationSize):
        return value.value.capitalize()
    return ", ".join(str(value or "").splitlines())


def facts(profile: Profile) -> list[dict[str, Any]]:
    """Return a profile as rows of a summary list."""
    return [{"key": label, "value": said(getattr(profile, name))} for name, label in LABELS.items()]


def own_facts(profile: Profile, *, public_body: bool) -> list[dict[str, Any]]:
    """Return a profile as rows that lead to where each is changed."""
    edit = url_for("profile.edit")
    rows = zip(LABELS, facts(profile), strict=True)
    return [
        row if public_body and name in KEPT_ELSEWHERE else row | {"href": f"{edit}#{name}"}
        for name, row in rows
    ]


def differences(before: Profile, after: Profile) -> list[dict[str, str]]:
    """Return what differs between two profiles, fact by fact."""
    pairs = (
        (label, said(getattr(before, name)), said(getattr(after, name)))
        for name, label in LABELS.items()
    )
    return [
        {"fact": label, "before": was or "Not said", "after": now or "Not said"}
        for label, was, now in pairs
        if was != now
    ]


def history(versions: Sequence[ProfileVersion]) -> list[dict[str, Any]]:
    """Return every version, the latest first, each with what it changed."""
    older: list[ProfileVersion | None] = [*versions, None][1:]
    return [
        {
            "number": one.number,
            "at": one.saved_at,
            "by": one.by.person.name if one.by else "",
            "changes": differences(before, one) if before else [],
            "first": before is None,
            "facts": facts(one) if before is None else [],
        }
        for one, before in zip(versions, older, strict=True)
    ]


def contact_rows(contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    """Return contacts as rows of a table, by purpose."""
    return [
        {
            "reference": one.reference,
            "purpose": PURPOSE_TITLES[one.purpose],
            "name": one.name,
            "email": one.email,
            "phone": one.phone,
        }
        for one in contacts
    ]


def connected_rows(people: Iterable[ConnectedPerson]) -> list[dict[str, Any]]:
    """Return connected persons as rows of a table; one ended on its first day was a mistake."""
    return [
        {
            "reference": one.reference,
            "kind": CONNECTION_TITLES[one.kind],
            "name": one.name,
            "number": one.body_number or "",
            "since": short_day(one.starts_on),
            "until": _until(one),
            "ended": one.ends_on is not None,
        }
        for one in people
    ]


def spell_rows(spells: Iterable[GroupSpell]) -> list[dict[str, Any]]:
    """Return what was said of the group above an organisation as rows of a table."""
    return [
        {
            "reference": one.reference,
            "name": one.group.name if one.group else NO_GROUP,
            "number": (one.group.company_number or "") if one.group else "",
            "country": one.group.country if one.group else "",
            "since": short_day(one.starts_on),
            "until": _until(one),
            "ended": one.ends_on is not None,
        }
        for one in spells
    ]


def ending(what: str, since: ConnectedPerson | GroupSpell) -> str:
    """Return what a page that ends something says of it."""
    return f"{what}, since {day(since.starts_on)}"


def _until(spell: ConnectedPerson | GroupSpell) -> str:
    if spell.ends_on is None:
        return ""
    return "Taken back" if spell.ends_on == spell.starts_on else short_day(spell.ends_on)
