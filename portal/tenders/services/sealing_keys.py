"""The keys that seal a procurement's bids: one for quality, one for price, made on publication."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from portal import audit
from portal.db import db
from portal.tenders.models import Envelope, Procurement, SealingKey
from portal.tenders.sealing.errors import SealBrokenError, WrongSealingKeyError
from portal.tenders.sealing.keys import (
    MasterKeys,
    SealKey,
    master_of,
    masters_missing,
    new_key,
    rewrap,
    unwrap,
)

CHUNK = 500


@dataclass
class Rotation:
    """How far the rewrapping of keys has come, and which keys could not be used."""

    total: int
    done: int = 0
    rewrapped: int = 0
    damaged: tuple[str, ...] = ()


def make_keys(procurement: Procurement, masters: MasterKeys) -> None:
    """Give a procurement its two sealing keys, wrapped by the newest master key."""
    db.session.add_all(
        SealingKey(
            procurement_id=procurement.id,
            envelope=envelope,
            wrapped=new_key(masters=masters, procurement=procurement.reference, envelope=envelope),
        )
        for envelope in Envelope
    )
    db.session.flush()


def key_of(procurement: Procurement, envelope: Envelope, masters: MasterKeys) -> SealKey:
    """Unwrap one envelope's key of a procurement.

    Raises:
        SealBrokenError: the wrapped key was changed.
        WrongSealingKeyError: it was wrapped by a master key that this installation lacks.
        LookupError: the procurement was never published, so it has no keys.
    """
    wrapped = db.session.scalars(
        select(SealingKey.wrapped).where(
            SealingKey.procurement_id == procurement.id, SealingKey.envelope == envelope
        )
    ).first()
    if wrapped is None:
        raise LookupError(f"Procurement {procurement.reference} has no sealing keys.")
    return unwrap(wrapped, masters=masters, procurement=procurement.reference, envelope=envelope)


def keys_of(
    procurements: Collection[Procurement], envelope: Envelope, masters: MasterKeys
) -> dict[int, SealKey]:
    """Unwrap one envelope's key of each of some published procurements, by their ids.

    Raises:
        SealBrokenError, WrongSealingKeyError: as in `key_of`.
    """
    named = {one.id: one.reference for one in procurements}
    wrapped = db.session.execute(
        select(SealingKey.procurement_id, SealingKey.wrapped)
        .where(SealingKey.procurement_id.in_(named), SealingKey.envelope == envelope)
        .order_by(SealingKey.procurement_id)
    )
    return {
        id_: unwrap(key, masters=masters, procurement=named[id_], envelope=envelope)
        for id_, key in wrapped
    }


def rewrap_keys(masters: MasterKeys, *, at: datetime) -> Iterator[Rotation]:
    """Put every key under the first master, yielding after each chunk for the caller to commit.

    What the keys sealed stays as it is. A damaged key is named and left as it was.

    Raises:
        WrongSealingKeyError: keys are wrapped by masters that are missing; nothing was changed.
    """
    wrapped = db.session.scalars(select(SealingKey.wrapped)).all()
    if missing := masters_missing(filter(_is_whole, wrapped), masters):
        raise WrongSealingKeyError(
            f"Keys are wrapped under master keys that are not in SEALING_KEY: {', '.join(missing)}."
        )
    rotation = Rotation(len(wrapped))
    last = 0
    while keys := db.session.scalars(keys_after(last)).all():
        procurements = {
            one.id: one
            for one in db.session.scalars(
                select(Procurement).where(Procurement.id.in_({key.procurement_id for key in keys}))
            )
        }
        for key in keys:
            _rewrap_one(key, procurements[key.procurement_id], masters, rotation, at)
        rotation.done, last = rotation.done + len(keys), keys[-1].id
        yield rotation


def keys_after(last: int) -> Select[SealingKey]:
    """Select and lock the next keys in the order in which they were made."""
    return (
        select(SealingKey)
        .where(SealingKey.id > last)
        .order_by(SealingKey.id)
        .limit(CHUNK)
        .with_for_update()
    )


def _is_whole(wrapped: str) -> bool:
    """Say whether a stored key can be taken apart at all."""
    try:
        return bool(master_of(wrapped))
    except SealBrokenError:
        return False


def _rewrap_one(
    key: SealingKey,
    procurement: Procurement,
    masters: MasterKeys,
    rotation: Rotation,
    at: datetime,
) -> None:
    place = f"{key.envelope.value} of {procurement.reference}"
    try:
        wrapped = rewrap(
            key.wrapped,
            masters=masters,
            procurement=procurement.reference,
            envelope=key.envelope,
        )
    except SealBrokenError:
        rotation.damaged += (place,)
        return
    if wrapped != key.wrapped:
        facts = {"envelope": key.envelope.value, "master": master_of(wrapped)}
        audit.record(procurement, "sealing_key.rewrapped", by=None, at=at, facts=facts)
        key.wrapped = wrapped
        rotation.rewrapped += 1
