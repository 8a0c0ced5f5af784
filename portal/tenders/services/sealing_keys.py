"""The keys that seal a procurement's bids: one for quality, one for price, made on publication."""

from sqlalchemy import select

from portal.db import db
from portal.tenders.models import Envelope, Procurement, SealingKey
from portal.tenders.sealing.keys import MasterKeys, SealKey, new_key, unwrap


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
