"""Loading England's authorities as reference data, and joining what was named before they were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from portal import audit
from portal.accounts.models import Authority, Membership
from portal.db import db
from portal.errors import DomainError
from portal.providers.models import RegisterSetting, RegisterVersion, Service
from portal.providers.ofsted import authorities as published
from portal.providers.ofsted.authorities import authority_key


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """What loading a list did. `joined` are settings and services that now know their authority."""

    new: int
    changed: int
    unchanged: int
    joined: int


def load_authorities(
    listed: Sequence[published.Authority], *, by: Membership | None, at: datetime
) -> LoadCounts:
    """Bring the authorities to what a list says, told apart by their national (GSS) codes.

    An authority that the list leaves out stays: what is recorded about it still stands.

    Raises:
        DomainError: a code or name belongs to another authority already; nothing changes.
    """
    kept = {one.gss_code: one for one in db.session.scalars(select(Authority))}
    _require_free(listed, list(kept.values()))
    new, changed = [], []
    for row in listed:
        values = _values(row)
        authority = kept.get(row.gss_code)
        if authority is None:
            authority = Authority(gss_code=row.gss_code, **values)
            db.session.add(authority)
            new.append(authority)
        elif any(getattr(authority, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(authority, name, value)
            changed.append(authority)
    db.session.flush()
    for event, group in (("loaded", new), ("changed", changed)):
        for authority in group:
            audit.record(authority, f"authority.{event}", by=by, at=at)
    joined = _join(RegisterSetting) + _join(Service)
    _join(RegisterVersion)
    return LoadCounts(len(new), len(changed), len(listed) - len(new) - len(changed), joined)


def _values(row: published.Authority) -> Mapping[str, Any]:
    return {
        "dfe_code": row.dfe_code,
        "name": row.name,
        "region_code": row.region_code,
        "region_name": row.region,
        "child_population": row.child_population,
        "children_looked_after": row.looked_after,
    }


def _require_free(listed: Sequence[published.Authority], kept: Sequence[Authority]) -> None:
    codes = {row.gss_code for row in listed}
    others = [one for one in kept if one.gss_code not in codes]
    for row in listed:
        clash = next((o for o in others if o.dfe_code == row.dfe_code or o.name == row.name), None)
        if clash is not None:
            raise DomainError(
                f"{row.name} ({row.gss_code}) has the name or the code {row.dfe_code} of"
                f" {clash.name} ({clash.gss_code}), which is here already"
            )


def _join(model: type[RegisterSetting] | type[RegisterVersion] | type[Service]) -> int:
    """Tell settings or services that name an authority which one it is."""
    known = {
        authority_key(name): number
        for name, number in db.session.execute(select(Authority.name, Authority.id))
    }
    nameless = select(model.local_authority).where(
        model.authority_id.is_(None), model.local_authority != ""
    )
    joined = 0
    for name in db.session.scalars(nameless.distinct().order_by(model.local_authority)).all():
        number = known.get(authority_key(name))
        if number is not None:
            result: Any = db.session.execute(
                update(model)
                .where(model.local_authority == name, model.authority_id.is_(None))
                .values(authority_id=number)
                .execution_options(synchronize_session=False)
            )
            joined += result.rowcount
    return joined
