"""What may be asked of the Ofsted register: settings by what they are, inspections, imports."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import Authority
from portal.providers.models import (
    RegisterImport,
    RegisterInspection,
    RegisterSetting,
    RegistrationState,
    Service,
)
from portal.providers.ofsted.text import tidy
from portal.providers.provision import SERVICE_TYPES, owner_key

NOT_GRADED = "none"
GONE, EVERY = "gone", "every"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for; empty says nothing. `authority` is an authority's national code."""

    urn: str = ""
    owner: str = ""
    authority: str = ""
    provision: str = ""
    grade: str = ""
    listed: str = ""


def settings(wanted: Wanted) -> Select[RegisterSetting]:
    """Settings that a search finds, by URN; those no longer listed only where it asks for them."""
    found = select(RegisterSetting).order_by(RegisterSetting.urn)
    conditions = [
        condition
        for text, condition in (
            (wanted.urn, RegisterSetting.urn.startswith(urn_in(wanted.urn), autoescape=True)),
            (
                wanted.owner,
                RegisterSetting.owner_key.contains(owner_key(wanted.owner), autoescape=True),
            ),
            (wanted.provision, RegisterSetting.provision_type == wanted.provision),
            (wanted.grade, _graded(wanted.grade)),
        )
        if text
    ]
    if wanted.authority:
        found = found.join(RegisterSetting.authority)
        conditions.append(Authority.gss_code == wanted.authority)
    if wanted.listed != EVERY:
        gone = RegisterSetting.gone_on
        conditions.append(gone.is_not(None) if wanted.listed == GONE else gone.is_(None))
    return found.where(*conditions)


def setting(urn: str) -> Select[RegisterSetting]:
    """One setting."""
    return (
        select(RegisterSetting)
        .where(RegisterSetting.urn == urn)
        .options(joinedload(RegisterSetting.last_import))
        .order_by(RegisterSetting.urn)
    )


def inspections(urn: str) -> Select[RegisterInspection]:
    """The inspections of one setting, the latest first, with their grades."""
    return (
        select(RegisterInspection)
        .where(RegisterInspection.urn == urn)
        .options(
            joinedload(RegisterInspection.overall),
            joinedload(RegisterInspection.protected),
            joinedload(RegisterInspection.leaders),
            joinedload(RegisterInspection.education),
            joinedload(RegisterInspection.health),
        )
        .order_by(RegisterInspection.inspected_on.desc())
    )


def latest_inspections(urns: Collection[str]) -> Select[RegisterInspection]:
    """The latest graded inspection of each of some settings."""
    return (
        select(RegisterInspection)
        .where(RegisterInspection.urn.in_(urns), _is_latest(RegisterInspection))
        .options(joinedload(RegisterInspection.overall))
        .order_by(RegisterInspection.urn)
    )


def imports() -> Select[RegisterImport]:
    """Every file taken in, the latest import first."""
    return select(RegisterImport).order_by(RegisterImport.id.desc())


def latest_file() -> Select[RegisterImport]:
    """The file that describes the latest day."""
    return select(RegisterImport).order_by(RegisterImport.as_at.desc(), RegisterImport.id.desc())


def claimable_by(owner_keys: Collection[str]) -> Select[RegisterSetting]:
    """Settings listed under an organisation's own names that nobody has claimed."""
    claimed = select(Service.urn).where(
        Service.urn.is_not(None), Service.status != RegistrationState.CLOSED
    )
    return (
        select(RegisterSetting)
        .where(
            RegisterSetting.owner_key.in_(owner_keys),
            RegisterSetting.provision_type.in_(SERVICE_TYPES),
            RegisterSetting.gone_on.is_(None),
            RegisterSetting.urn.not_in(claimed),
        )
        .order_by(RegisterSetting.provision_type, RegisterSetting.urn)
    )


def urn_in(words: str) -> str:
    """Return the words of a search as a URN is spelt."""
    return tidy(words).upper().replace(" ", "")


def _graded(grade: str) -> ColumnElement[bool]:
    """The condition that a setting's latest grade is this one, or that it never had any."""
    graded = select(RegisterInspection.id).where(RegisterInspection.urn == RegisterSetting.urn)
    if grade == NOT_GRADED:
        return ~graded.where(RegisterInspection.overall_code.is_not(None)).exists()
    latest = graded.where(RegisterInspection.overall_code == grade, _is_latest(RegisterInspection))
    return latest.exists()


def _is_latest(inspection: type[RegisterInspection]) -> ColumnElement[bool]:
    later = aliased(RegisterInspection)
    return (
        inspection.overall_code.is_not(None)
        & ~select(later.id)
        .where(
            later.urn == inspection.urn,
            later.overall_code.is_not(None),
            later.inspected_on > inspection.inspected_on,
        )
        .exists()
    )
