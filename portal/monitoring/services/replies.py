"""The right of reply: a breach is put to its provider, which answers. Nothing here commits.

A reply does not close a breach: only the engine does.
"""

from dataclasses import dataclass
from datetime import date, datetime

from portal import audit, clock
from portal.access import Role
from portal.accounts.models import Membership
from portal.accounts.queries import holders, staff_of_region
from portal.db import all_of, db, lock
from portal.display import day
from portal.errors import DomainError
from portal.monitoring.models import (
    PUT_MOVES,
    Breach,
    BreachEvent,
    BreachStatus,
    Position,
    ProviderReply,
    PutBreach,
    PutStatus,
)
from portal.monitoring.queries import replies as queries
from portal.monitoring.rule import RuleKind
from portal.monitoring.rules import BY_CODE
from portal.state import move
from portal.tenders.services.telling import tell_everyone
from portal.working_days import working_days_after

# Two weeks: time to find the agreement and the invoices and to ask those who were there, and soon
# enough that a charge which is wrong is not paid a second month.
REPLY_WITHIN_WORKING_DAYS = 10
LEAST_WORKING_DAYS = 2
AT_THE_PROVIDER = (Role.PROVIDER_ADMINISTRATOR, Role.SERVICE_MANAGER)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was accepted and stored."""

    key: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider says of a breach: its position and reasons, a plan by a day, a file."""

    position: Position
    text: str
    plan: str = ""
    plan_by: date | None = None
    file: KeptFile | None = None


def usual_due_on(at: datetime) -> date:
    """Return the day by which a provider is asked to reply, where nobody says another."""
    return working_days_after(clock.today(at), REPLY_WITHIN_WORKING_DAYS)


def can_be_put(breach: Breach) -> bool:
    """Say whether a breach is one that a provider answers for, and is not closed."""
    rule = BY_CODE.get(breach.rule_code)
    return (
        rule is not None
        and rule.kind is RuleKind.CONTRACT_BREACH
        and breach.organisation_id is not None
        and breach.status is not BreachStatus.CLOSED
    )


def put_to_provider(
    breach: Breach, *, message: str, due_on: date, by: Membership, at: datetime
) -> PutBreach:
    """Put a breach of contract to its provider; an earlier time it was put is thereby over.

    Raises:
        DomainError: it is closed, no breach of contract, or the day leaves too little time.
    """
    lock(breach)
    organisation_id = breach.organisation_id
    if organisation_id is None or not can_be_put(breach):
        raise DomainError("Only an open breach of contract can be put to its provider.")
    earliest = working_days_after(clock.today(at), LEAST_WORKING_DAYS)
    if due_on < earliest:
        raise DomainError(f"Give the provider until {day(earliest)} at least", "due_on")
    _end_earlier(breach, by=by, at=at)
    put = PutBreach(
        breach=breach,
        organisation_id=organisation_id,
        message=message,
        due_on=due_on,
        put_at=at,
        put_by_id=by.id,
    )
    db.session.add(put)
    audit.record(put, "put_breach.waiting", by=by, at=at, facts={"breach": breach.id})
    _tell_history(breach, "put_to_provider", message, by=by, at=at)
    tell_everyone(
        _people_of(organisation_id),
        "A breach of contract is put to you",
        f"Read what was found and reply by {day(due_on)}. You reply in the portal.",
        link=f"/our/breaches/{put.reference}",
        at=at,
        dedupe_key=f"breach-put:{put.reference}",
    )
    return put


def reply(put: PutBreach, said: Said, *, by: Membership, at: datetime) -> ProviderReply:
    """Keep a reply of the provider; it may add further ones until the manager responds.

    Raises:
        DomainError: the manager has responded, or a plan has no day or no words.
    """
    lock(put)
    if put.status is PutStatus.RESPONDED:
        raise DomainError("The contract manager has responded: this can no longer be answered.")
    _require_whole_plan(said, at)
    if put.status is PutStatus.WAITING:
        move(put, PutStatus.REPLIED, moves=PUT_MOVES, by=by, at=at)
    made = ProviderReply(
        put=put,
        position=said.position,
        text=said.text,
        plan=said.plan,
        plan_by=said.plan_by,
        replied_at=at,
        by_membership_id=by.id,
        **_file_columns(said.file),
    )
    db.session.add(made)
    audit.record(made, "provider_reply.sent", by=by, at=at, facts={"put": put.id})
    _tell_history(put.breach, "provider_replied", "", by=by, at=at)
    _tell_managers(made, at=at)
    return made


def respond(put: PutBreach, *, response: str, by: Membership, at: datetime) -> None:
    """Say what came of the replies, or of their absence once their time has passed.

    Raises:
        DomainError: the provider still has time, or this has been responded to.
    """
    lock(put)
    if put.status is PutStatus.WAITING and put.due_on >= clock.today(at):
        raise DomainError(f"The provider may still reply, until the end of {day(put.due_on)}.")
    _close(put, response, by=by, at=at)
    _tell_history(put.breach, "responded_to_provider", response, by=by, at=at)
    tell_everyone(
        _people_of(put.organisation_id),
        "The contract manager has responded",
        "Read what came of the breach that was put to you.",
        link=f"/our/breaches/{put.reference}",
        at=at,
        dedupe_key=f"breach-responded:{put.reference}",
    )


def has_been_heard(breach: Breach, on: date) -> bool:
    """Say whether the provider has had its say, so that a letter may follow."""
    return db.session.scalars(queries.heard(breach.id, on)).first() is not None


def _end_earlier(breach: Breach, *, by: Membership, at: datetime) -> None:
    for earlier in all_of(queries.puts_of(breach.id)):
        if earlier.status is not PutStatus.RESPONDED:
            _close(earlier, "It was put to you again.", by=by, at=at)


def _close(put: PutBreach, response: str, *, by: Membership, at: datetime) -> None:
    move(put, PutStatus.RESPONDED, moves=PUT_MOVES, by=by, at=at)
    put.response, put.responded_at, put.responded_by_id = response, at, by.id
    db.session.flush()


def _require_whole_plan(said: Said, at: datetime) -> None:
    if said.plan and said.plan_by is None:
        raise DomainError("Enter the day by which you will have done it", "plan_by")
    if said.plan_by is not None and not said.plan:
        raise DomainError("Say what you will do by that day", "plan")
    if said.plan_by is not None and said.plan_by < clock.today(at):
        raise DomainError("The day must be today or later", "plan_by")


def _file_columns(file: KeptFile | None) -> dict[str, str | int]:
    if file is None:
        return {}
    return {
        "file_key": file.key,
        "file_name": file.name,
        "file_type": file.media_type,
        "file_size": file.size,
        "file_sha256": file.sha256,
    }


def _people_of(organisation_id: int) -> list[Membership]:
    here = holders(*AT_THE_PROVIDER).where(Membership.organisation_id == organisation_id)
    return list(all_of(here))


def _tell_managers(made: ProviderReply, *, at: datetime) -> None:
    breach = made.put.breach
    managers = staff_of_region(breach.region_id, clock.today(at), Role.CONTRACT_MANAGER)
    chosen = [one for one in all_of(managers) if one.id == breach.assigned_to_id]
    tell_everyone(
        chosen or all_of(managers),
        "A provider has replied to a breach",
        "The reply stands on the page of the breach.",
        link=f"/breaches/{breach.reference}",
        at=at,
        dedupe_key=f"breach-reply:{made.reference}",
    )


def _tell_history(breach: Breach, event: str, note: str, *, by: Membership, at: datetime) -> None:
    db.session.add(
        BreachEvent(
            breach_id=breach.id,
            event=event,
            at=at,
            by_membership_id=by.id,
            note=note,
            measured=breach.measured,
            amount_pence=breach.amount_pence,
        )
    )
    db.session.flush()
