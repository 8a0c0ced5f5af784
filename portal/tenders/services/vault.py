"""What sealing needs at hand: the master keys, the file store and a procurement's own keys."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from portal.config import Settings
from portal.files import FileStore, open_store
from portal.tenders.models import Envelope, Procurement
from portal.tenders.sealing.canonical import canonical
from portal.tenders.sealing.envelopes import draft_context, seal, unseal
from portal.tenders.sealing.keys import MasterKeys, SealKey
from portal.tenders.sealing.stored import get_sealed, put_sealed
from portal.tenders.services.sealing_keys import key_of, keys_of


@dataclass(frozen=True)
class Vault:
    """Opens and seals for one request or one job; keys are unwrapped once and kept inside."""

    masters: MasterKeys
    store: FileStore
    keys: dict[tuple[int, Envelope], SealKey] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> "Vault":
        """Open the vault that the settings describe."""
        return cls(MasterKeys.read(settings.sealing_key), open_store(settings.files_url))

    def key(self, procurement: Procurement, envelope: Envelope) -> SealKey:
        """Return the key of one envelope of a published procurement.

        Raises:
            WrongSealingKeyError: it was wrapped under another master key.
            SealBrokenError: the stored key was changed.
        """
        place = (procurement.id, envelope)
        if place not in self.keys:
            self.keys[place] = key_of(procurement, envelope, self.masters)
        return self.keys[place]

    def fetch(self, procurements: Collection[Procurement], envelope: Envelope) -> None:
        """Have the keys of one envelope of many procurements at hand, with one query for all."""
        found = keys_of(procurements, envelope, self.masters)
        self.keys.update({(id_, envelope): key for id_, key in found.items()})

    def seal(
        self, procurement: Procurement, content: bytes, *, context: str, envelope: Envelope
    ) -> bytes:
        """Seal bytes under an envelope's key."""
        return seal(content, key=self.key(procurement, envelope), context=context)

    def unseal(
        self, procurement: Procurement, sealed: bytes, *, context: str, envelope: Envelope
    ) -> bytes:
        """Unseal bytes.

        Raises:
            SealBrokenError: they are not what was sealed in this place.
        """
        return unseal(sealed, key=self.key(procurement, envelope), context=context)

    def seal_draft(
        self, procurement: Procurement, value: object, *, holder: str, envelope: Envelope
    ) -> bytes:
        """Seal a draft value (text, whole numbers, lists and maps of them)."""
        context = draft_context(procurement=procurement.reference, holder=holder, envelope=envelope)
        return self.seal(procurement, canonical(value), context=context, envelope=envelope)

    def read_draft(
        self, procurement: Procurement, sealed: bytes, *, holder: str, envelope: Envelope
    ) -> Any:
        """Read a draft value back."""
        context = draft_context(procurement=procurement.reference, holder=holder, envelope=envelope)
        return json.loads(self.unseal(procurement, sealed, context=context, envelope=envelope))

    def put_file(self, procurement: Procurement, content: bytes, *, context: str) -> str:
        """Seal a file of a bid and store it durably; return its key in the store."""
        key = self.key(procurement, Envelope.QUALITY)
        return put_sealed(self.store, content, key=key, context=context)

    def get_file(self, procurement: Procurement, stored: str, *, context: str) -> bytes:
        """Read a file of a bid.

        Raises:
            FileMissingError: the store does not hold it.
            SealBrokenError: it is not what was sealed.
        """
        key = self.key(procurement, Envelope.QUALITY)
        return get_sealed(self.store, stored, key=key, context=context)
