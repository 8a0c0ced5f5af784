"""What a bidder saves before it submits: sealed, versioned, and never lost to a second writer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.accounts.models import Membership
from portal.db import db, lock
from portal.tenders.models import Bid, DraftAnswer, Entry, Envelope, Question, Scope
from portal.tenders.queries import bids as queries
from portal.tenders.services.vault import Vault

ORGANISATION = "organisation"


class Saved(StrEnum):
    """What became of a save."""

    KEPT = "kept"
    UNCHANGED = "unchanged"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Aside:
    """What a second writer saved over a newer version: kept beside it until somebody settles."""

    value: Any
    by_id: int
    at: datetime


@dataclass(frozen=True)
class Draft:
    """One saved value: an answer's text, or the confirmations or prices of an entry."""

    value: Any
    version: int = 0
    asides: tuple[Aside, ...] = ()

    def save(
        self, value: Any, *, seen: int, by: Membership, at: datetime, settled: bool = False
    ) -> tuple["Draft", Saved]:
        """Return the draft after somebody saves who was shown version `seen`.

        A writer who was shown an older version does not overwrite: what they wrote is set aside
        beside the newer text. `settled` drops what was set aside before.
        """
        if value == self.value and not (settled and self.asides):
            return self, Saved.UNCHANGED
        if seen != self.version:
            aside = Aside(value, by.id, at)
            return replace(self, asides=(*self.asides, aside)), Saved.SET_ASIDE
        return Draft(value, self.version + 1, () if settled else self.asides), Saved.KEPT

    def as_json(self) -> dict[str, object]:
        """Write the draft as plain values, to be sealed."""
        asides = [
            {"value": one.value, "by": one.by_id, "at": one.at.isoformat()} for one in self.asides
        ]
        return {"value": self.value, "version": self.version, "asides": asides}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Draft":
        """Read back what `as_json` wrote."""
        asides = (
            Aside(one["value"], one["by"], datetime.fromisoformat(one["at"]))
            for one in plain["asides"]
        )
        return cls(plain["value"], plain["version"], tuple(asides))


NO_ANSWER = Draft("")
NOTHING_YET = Draft({})


def scope_key(question: Question, *, lot_id: int, entry_id: int | None) -> str:
    """Return what a question is answered for, as `organisation`, `lot:7` or `entry:31`."""
    match question.scope:
        case Scope.ORGANISATION:
            return ORGANISATION
        case Scope.LOT:
            return f"lot:{lot_id}"
        case _:
            return f"entry:{entry_id}"


def read_answers(bid: Bid, vault: Vault) -> dict[tuple[int, str], Draft]:
    """Read every saved answer of a bid, by question and scope key."""
    return {
        (row.question_id, row.scope_key): read_answer(bid, row, vault)
        for row in db.session.scalars(queries.draft_answers(bid))
    }


def read_answer(bid: Bid, row: DraftAnswer | None, vault: Vault) -> Draft:
    """Read one saved answer; an empty one where nothing is saved."""
    if row is None:
        return NO_ANSWER
    return Draft.from_json(
        vault.read_draft(
            bid.procurement,
            row.sealed,
            holder=answer_holder(bid, row.question_id, row.scope_key),
            envelope=Envelope.QUALITY,
        )
    )


def answer_holder(bid: Bid, question_id: int, key: str) -> str:
    """Name the place of an answer, to which its sealing is bound."""
    return f"bid:{bid.reference}:question:{question_id}:{key}"


def save_answer(
    bid: Bid,
    question: Question,
    *,
    scope_key: str,
    text: str,
    seen: int,
    by: Membership,
    at: datetime,
    vault: Vault,
    settled: bool = False,
) -> Saved:
    """Save an answer, however long: limits are judged when it is submitted.

    `seen` is the version that the writer was shown, 0 for none.
    """
    lock(bid)
    row = db.session.scalars(queries.draft_answer(bid, question.id, scope_key)).first()
    draft, outcome = read_answer(bid, row, vault).save(
        text, seen=seen, by=by, at=at, settled=settled
    )
    if outcome is Saved.UNCHANGED:
        return outcome
    sealed = vault.seal_draft(
        bid.procurement,
        draft.as_json(),
        holder=answer_holder(bid, question.id, scope_key),
        envelope=Envelope.QUALITY,
    )
    if row is None:
        row = DraftAnswer(bid_id=bid.id, question_id=question.id, scope_key=scope_key)
    row.sealed, row.version = sealed, draft.version
    row.saved_at, row.saved_by_id = at, by.id
    db.session.add(row)
    db.session.flush()
    return outcome


def read_confirmations(entry: Entry, vault: Vault) -> Draft:
    """Read what an entry says of each requirement: `{"12": {"confirmed": bool, "why": text}}`."""
    return read_part(entry, entry.draft_confirmations, Envelope.QUALITY, vault)


def read_prices(entry: Entry, vault: Vault) -> Draft:
    """Read an entry's prices as they were typed: `{"CORE": "5,200.00"}`."""
    return read_part(entry, entry.draft_prices, Envelope.PRICE, vault)


def read_part(entry: Entry, sealed: bytes | None, envelope: Envelope, vault: Vault) -> Draft:
    """Read one sealed part of an entry's draft."""
    if sealed is None:
        return NOTHING_YET
    holder = f"entry:{entry.reference}"
    return Draft.from_json(
        vault.read_draft(entry.procurement, sealed, holder=holder, envelope=envelope)
    )


def save_confirmations(
    entry: Entry,
    confirmations: Mapping[int, tuple[bool | None, str]],
    *,
    seen: int,
    by: Membership,
    at: datetime,
    vault: Vault,
    settled: bool = False,
) -> Saved:
    """Save an entry's word on each requirement by its id: confirmed or not, and why not."""
    lock(entry)
    value = {
        str(requirement_id): {"confirmed": confirmed, "why": why}
        for requirement_id, (confirmed, why) in confirmations.items()
    }
    draft, outcome = read_confirmations(entry, vault).save(
        value, seen=seen, by=by, at=at, settled=settled
    )
    if outcome is not Saved.UNCHANGED:
        entry.draft_confirmations = seal_part(entry, draft, Envelope.QUALITY, vault)
        entry.draft_version += 1
        db.session.flush()
    return outcome


def save_prices(
    entry: Entry,
    prices: Mapping[str, str],
    *,
    seen: int,
    by: Membership,
    at: datetime,
    vault: Vault,
    settled: bool = False,
) -> Saved:
    """Save an entry's prices by component code as they were typed, right or wrong."""
    lock(entry)
    draft, outcome = read_prices(entry, vault).save(
        dict(prices), seen=seen, by=by, at=at, settled=settled
    )
    if outcome is not Saved.UNCHANGED:
        entry.draft_prices = seal_part(entry, draft, Envelope.PRICE, vault)
        entry.draft_version += 1
        db.session.flush()
    return outcome


def seal_part(entry: Entry, draft: Draft, envelope: Envelope, vault: Vault) -> bytes:
    """Seal one part of an entry's draft."""
    return vault.seal_draft(
        entry.procurement, draft.as_json(), holder=f"entry:{entry.reference}", envelope=envelope
    )
