"""Providers agree or dispute what is recorded at their services; nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal import audit
from portal.accounts.models import Membership
from portal.contracts.models import (
    Answer,
    DisputeReason,
    DisputeStatus,
    ProviderAnswer,
)
from portal.contracts.queries import answers as queries
from portal.contracts.services.corrected import close
from portal.contracts.services.dispute_news import tell_councils
from portal.contracts.services.subjects import Subject, all_subjects
from portal.db import all_of, db, lock
from portal.display import count_of
from portal.errors import DomainError

LOADED_AT_ONCE = 500
LOOK_AGAIN = "The council changed some of this meanwhile. Look at it again, then answer."


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why something is disputed, and what the provider says it should be."""

    reason: DisputeReason
    words: str = ""
    proposed_pence: int | None = None
    proposed_on: date | None = None


def agree(seen: Mapping[str, str], *, by: Membership, at: datetime) -> int:
    """Agree to what was seen, by key with the digest of its facts; return how many are new.

    Raises:
        DomainError: nothing was chosen, or something is not as it was seen; nothing changes.
    """
    if not seen:
        raise DomainError("Tick what you agree with.")
    chosen = [one for one in as_seen(seen, by) if one.state != queries.AGREED]
    record_agreed(chosen, by=by, at=at)
    return len(chosen)


def dispute(
    key: str, digest: str, grounds: Grounds, *, by: Membership, at: datetime
) -> ProviderAnswer:
    """Dispute a placement's facts or one of its charges.

    Raises:
        DomainError: it is not as it was seen, it is disputed already, or words are missing.
    """
    [subject] = as_seen({key: digest}, by)
    made = record_disputed(subject, grounds, by=by, at=at)
    tell_councils([made], at=at)
    return made


def withdraw(answer: ProviderAnswer, *, by: Membership, at: datetime) -> None:
    """Take a dispute back: what was disputed is then to be answered again.

    Raises:
        DomainError: it was answered or taken back already.
    """
    lock(answer)
    close(answer, DisputeStatus.WITHDRAWN, words="", by=by, at=at)


def as_seen(seen: Mapping[str, str], by: Membership) -> list[Subject]:
    """Return the subjects of some keys, locked, if they stand as they were seen.

    Raises:
        DomainError: one is not there, not the provider's, or recorded otherwise by now.
    """
    found = {one.key: one for one in load(seen, by)}
    if any(key not in found or found[key].facts.digest != told for key, told in seen.items()):
        raise DomainError(LOOK_AGAIN)
    return [found[key] for key in seen]


def load(keys: Iterable[str], by: Membership) -> list[Subject]:
    """Return all there is to answer of the placements that some keys name, locked."""
    references = sorted({key.partition("/")[0] for key in keys})
    found: list[Subject] = []
    for start in range(0, len(references), LOADED_AT_ONCE):
        part = references[start : start + LOADED_AT_ONCE]
        placements = all_of(queries.own_placements_locked(by, part))
        found += all_subjects(placements, by.organisation_id)
    return found


def record_agreed(subjects: Sequence[Subject], *, by: Membership, at: datetime) -> None:
    """Keep agreements: a row for each, and one line of audit for each placement."""
    of_placement: dict[int, list[Subject]] = {}
    for subject in subjects:
        take_back_open(subject, by=by, at=at)
        db.session.add(_answer(subject, Answer.AGREED, by=by, at=at))
        of_placement.setdefault(subject.placement.id, []).append(subject)
    for some in of_placement.values():
        agreed = {"agreed": [one.number for one in some]}
        audit.record(some[0].placement, "placement.agreed_by_provider", by=by, at=at, facts=agreed)


def record_disputed(
    subject: Subject, grounds: Grounds, *, by: Membership, at: datetime
) -> ProviderAnswer:
    """Keep a dispute.

    Raises:
        DomainError: it is disputed already, or the reason needs words.
    """
    check_grounds(subject, grounds)
    take_back_open(subject, by=by, at=at)
    made = _answer(subject, Answer.DISPUTED, by=by, at=at)
    made.status, made.reason, made.words = DisputeStatus.OPEN, grounds.reason, grounds.words
    made.proposed_pence, made.proposed_on = grounds.proposed_pence, grounds.proposed_on
    db.session.add(made)
    facts = {"placement": subject.placement.id, "number": subject.number}
    audit.record(made, "provider_answer.disputed", by=by, at=at, facts=facts)
    return made


def check_grounds(subject: Subject, grounds: Grounds) -> None:
    """Say what keeps something from being disputed on these grounds.

    Raises:
        DomainError: it is disputed already, words are missing, or the proposal does not fit.
    """
    if subject.state == queries.DISPUTED:
        raise DomainError("You dispute this already. Withdraw that dispute first.")
    if grounds.reason is DisputeReason.OTHER and not grounds.words:
        raise DomainError("Say what is wrong", "words")
    if grounds.proposed_pence is not None and subject.charge is None:
        raise DomainError("Propose a price for a charge, not for the placement", "proposed_pence")
    if grounds.proposed_pence is not None and grounds.proposed_pence == subject.facts.pence:
        raise DomainError("This is the price that is recorded", "proposed_pence")
    if grounds.proposed_on is not None and grounds.proposed_on <= subject.facts.starts_on:
        raise DomainError("The end date must be after the start date", "proposed_on")


def take_back_open(subject: Subject, *, by: Membership, at: datetime) -> None:
    """Withdraw the provider's open dispute of a subject, in whose place a new answer comes."""
    latest = subject.latest
    if latest is not None and latest.status is DisputeStatus.OPEN:
        close(latest, DisputeStatus.WITHDRAWN, words="", by=by, at=at)
        db.session.flush()


def said(agreed: int, disputed: int) -> str:
    """Say what was saved, for the next page."""
    parts = [
        f"{count_of(agreed, 'record')} agreed" if agreed else "",
        f"{count_of(disputed, 'record')} disputed" if disputed else "",
    ]
    return " and ".join(part for part in parts if part) or "Everything was answered already"


def _answer(subject: Subject, answer: Answer, *, by: Membership, at: datetime) -> ProviderAnswer:
    facts = subject.facts
    if facts.service_id is None:
        raise DomainError("Only what is recorded at your services can be answered.")
    return ProviderAnswer(
        organisation_id=by.organisation_id,
        placement=subject.placement,
        charge=subject.charge,
        service_id=facts.service_id,
        route=facts.route,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        pence=facts.pence,
        quantity=facts.quantity,
        answer=answer,
        by_membership_id=by.id,
        at=at,
    )
