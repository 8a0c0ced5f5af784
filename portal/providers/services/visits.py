"""Recording quality assurance visits, sharing them, and following up what they ask for."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select

from portal import audit, clock, inbox
from portal.access import Role
from portal.accounts.models import Membership, Region
from portal.accounts.queries import holders, regions_of, staff_of_region
from portal.config import settings
from portal.db import all_of, db, lock
from portal.display import day
from portal.errors import DomainError
from portal.outbox import queue_mail
from portal.providers.models import (
    ACTION_MOVES,
    VISIT_MOVES,
    ActionStatus,
    Assurance,
    FindingKind,
    QualityVisit,
    Service,
    VisitAction,
    VisitActionWord,
    VisitFinding,
    VisitKind,
    VisitNote,
    VisitStatus,
)
from portal.providers.quality import AREAS
from portal.state import move

PROVIDER_ROLES = (Role.PROVIDER_ADMINISTRATOR, Role.SERVICE_MANAGER)
READERS = (Role.QUALITY_OFFICER, Role.CONTRACT_MANAGER)


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What is said of a visit as a whole."""

    visited_on: date
    kind: VisitKind
    assurance: Assurance
    summary: str


def begin_visit(
    service: Service, facts: VisitFacts, *, by: Membership, at: datetime
) -> QualityVisit:
    """Begin the record of a visit: a draft that only the visitor's organisation sees.

    Raises:
        DomainError: the day is to come, or the visitor's organisation is in no region.
    """
    _require_past(facts.visited_on, at)
    region = _region_of(by, facts.visited_on)
    visit = QualityVisit(
        service=service,
        region_id=region.id,
        organisation_id=by.organisation_id,
        by_membership_id=by.id,
        recorded_at=at,
        visited_on=facts.visited_on,
        kind=facts.kind,
        assurance=facts.assurance,
        summary=facts.summary,
    )
    db.session.add(visit)
    audit.record(visit, "quality_visit.begun", by=by, at=at, facts={"service": service.id})
    return visit


def change_visit(visit: QualityVisit, facts: VisitFacts, *, by: Membership, at: datetime) -> None:
    """Change what a draft says of the visit as a whole.

    Raises:
        DomainError: the visit is shared already, or the day is to come.
    """
    _require_draft(visit)
    _require_past(facts.visited_on, at)
    visit.visited_on, visit.kind = facts.visited_on, facts.kind
    visit.assurance, visit.summary = facts.assurance, facts.summary
    audit.record(visit, "quality_visit.changed", by=by, at=at)


def add_finding(
    visit: QualityVisit, *, area: str, kind: FindingKind, text: str, by: Membership, at: datetime
) -> VisitFinding:
    """Add a finding to a draft.

    Raises:
        DomainError: the visit is shared already, or there is no such area.
    """
    _require_draft(visit)
    if area not in AREAS:
        raise DomainError("Select what the finding is about", "area")
    number = max((one.number for one in visit.findings), default=0) + 1
    finding = VisitFinding(visit=visit, number=number, area=area, kind=kind, text=text)
    db.session.add(finding)
    audit.record(visit, "quality_visit.finding_added", by=by, at=at, facts={"number": number})
    return finding


def add_action(
    visit: QualityVisit, *, text: str, due_on: date, by: Membership, at: datetime
) -> VisitAction:
    """Add an action to a draft.

    Raises:
        DomainError: the visit is shared already, or the action is due before the visit.
    """
    _require_draft(visit)
    if due_on < visit.visited_on:
        raise DomainError("The action must be due on or after the day of the visit", "due_on")
    number = max((one.number for one in visit.actions), default=0) + 1
    action = VisitAction(visit=visit, number=number, text=text, due_on=due_on)
    db.session.add(action)
    audit.record(visit, "quality_visit.action_added", by=by, at=at, facts={"number": number})
    return action


def remove(
    visit: QualityVisit, part: VisitFinding | VisitAction, *, by: Membership, at: datetime
) -> None:
    """Take a finding or an action off a draft.

    Raises:
        DomainError: the visit is shared already.
    """
    _require_draft(visit)
    facts = {"part": part.__tablename__, "number": part.number}
    audit.record(visit, "quality_visit.part_removed", by=by, at=at, facts=facts)
    db.session.delete(part)
    db.session.flush()
    db.session.expire(visit, ["findings", "actions"])


def share(visit: QualityVisit, *, by: Membership, at: datetime) -> None:
    """Share a visit with its region and with the provider, who are told. It never changes again.

    Raises:
        DomainError: nothing was found, or actions are missing where the result calls for them.
    """
    _require_draft(visit)
    if not visit.findings:
        raise DomainError("Add at least one finding before you share the visit")
    if (visit.assurance is Assurance.WITH_ACTIONS) and not visit.actions:
        raise DomainError("Add at least one action, or change what the visit came to")
    move(visit, VisitStatus.SHARED, moves=VISIT_MOVES, by=by, at=at)
    visit.settled_at = at
    _tell_of(visit, at)


def withdraw(visit: QualityVisit, *, reason: str, by: Membership, at: datetime) -> None:
    """Take back a visit that was wrong; it stays on record for its organisation and the region.

    Raises:
        MoveRefusedError: it was withdrawn already.
    """
    lock(visit)
    move(visit, VisitStatus.WITHDRAWN, moves=VISIT_MOVES, by=by, at=at, reason=reason)
    visit.withdrawn_reason = reason
    visit.settled_at = visit.settled_at or at


def report_done(action: VisitAction, *, text: str, by: Membership, at: datetime) -> None:
    """Say, as the provider, how an action was done. Whoever visited is told.

    Raises:
        MoveRefusedError: it was reported or confirmed already.
    """
    _say(action, ActionStatus.REPORTED, text, by, at)
    visit = action.visit
    visitors = holders(*READERS).where(Membership.organisation_id == visit.organisation_id)
    inbox.tell(
        [one.id for one in all_of(visitors)],
        "An action is reported done",
        "A provider says that it has done what a quality assurance visit asked for.",
        link=f"/visits/{visit.reference}",
        at=at,
        dedupe_key=f"visit-action:{action.id}:{len(action.words)}",
    )


def confirm(action: VisitAction, *, text: str, by: Membership, at: datetime) -> None:
    """Confirm that an action was done.

    Raises:
        MoveRefusedError: it was confirmed already.
    """
    _say(action, ActionStatus.CONFIRMED, text, by, at)


def return_action(action: VisitAction, *, text: str, by: Membership, at: datetime) -> None:
    """Return an action that was reported done, with the reason. The provider is told.

    Raises:
        MoveRefusedError: it was not reported done.
    """
    _say(action, ActionStatus.OPEN, text, by, at)
    service = action.visit.service
    _tell(
        holders(*PROVIDER_ROLES).where(Membership.organisation_id == service.organisation_id),
        "An action from a quality assurance visit was returned",
        "What you reported as done needs more. The visitor says why.",
        f"/own-visits/{action.visit.reference}",
        f"visit-action:{action.id}:{len(action.words)}",
        at,
    )


def add_note(visit: QualityVisit, *, text: str, by: Membership, at: datetime) -> VisitNote:
    """Note something for one's own organisation alone."""
    note = VisitNote(
        visit_id=visit.id,
        organisation_id=by.organisation_id,
        text=text,
        written_at=at,
        by_membership_id=by.id,
    )
    db.session.add(note)
    db.session.flush()
    return note


def _say(action: VisitAction, to: ActionStatus, text: str, by: Membership, at: datetime) -> None:
    lock(action)
    move(action, to, moves=ACTION_MOVES, by=by, at=at, facts={"visit": action.visit_id})
    action.words.append(VisitActionWord(status=to, text=text, said_at=at, by_membership_id=by.id))
    db.session.flush()


def _tell_of(visit: QualityVisit, at: datetime) -> None:
    on, key = clock.today(at), f"visit-shared:{visit.reference}"
    inbox.tell(
        [one.id for one in all_of(staff_of_region(visit.region_id, on, *READERS))],
        "A quality assurance visit is shared",
        f"A service was visited on {day(visit.visited_on)}. Read what was found.",
        link=f"/visits/{visit.reference}",
        at=at,
        dedupe_key=key,
    )
    _tell(
        holders(*PROVIDER_ROLES).where(Membership.organisation_id == visit.service.organisation_id),
        "Read what a quality assurance visit found",
        f"One of your services was visited on {day(visit.visited_on)}. Read the findings, and say"
        " when each action is done.",
        f"/own-visits/{visit.reference}",
        key,
        at,
    )


def _tell(
    people: Select[Membership], title: str, body: str, link: str, key: str, at: datetime
) -> None:
    told = all_of(people)
    inbox.tell([one.id for one in told], title, body, link=link, at=at, dedupe_key=f"{key}:p")
    text = f"{body}\n\nRead more: {settings().public_url.rstrip('/')}{link}\n"
    for one in told:
        queue_mail(one.person.email, title, text, at=at, dedupe_key=f"{key}:{one.id}")
    db.session.flush()


def _region_of(by: Membership, on: date) -> Region:
    region = db.session.scalars(regions_of(by, on)).first()
    if region is None:
        raise DomainError(
            "Your organisation was in no region on that day, so nobody can share the visit",
            "visited_on",
        )
    return region


def _require_past(visited_on: date, at: datetime) -> None:
    if visited_on > clock.today(at):
        raise DomainError("The visit must be today or in the past", "visited_on")


def _require_draft(visit: QualityVisit) -> None:
    lock(visit)
    if visit.status is not VisitStatus.DRAFT:
        raise DomainError("This visit is shared, so it does not change. Withdraw it if it is wrong")
