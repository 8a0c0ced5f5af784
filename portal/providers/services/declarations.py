"""Declaring on exclusion grounds: answers saved page by page, then one version that never changes.

What is asked, of whom, and what a yes must explain follows sections 26, 28, 57 and 58 of the
Procurement Act 2023.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal import audit, clock
from portal.accounts.models import Membership, Organisation
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.providers.exclusion import BY_CODE, GROUNDS
from portal.providers.models import (
    About,
    ConnectedPerson,
    DeclarationDraft,
    DeclaredGround,
    DeclaredPerson,
    ExclusionDeclaration,
)
from portal.providers.queries import declarations as queries
from portal.providers.services.declaration_answers import (
    ANY,
    ASKED,
    Answers,
    Details,
    as_details,
    from_declaration,
    key_of,
    named,
)

# A declaration speaks of that day. A year keeps it near enough to rely on, as accounts are.
VALID_FOR = timedelta(days=365)


def persons_on(organisation_id: int, on: date) -> Sequence[ConnectedPerson]:
    """Return the connected and associated persons for whom a declaration speaks on a day."""
    return all_of(queries.persons_of([organisation_id], on))


def answers_of(organisation_id: int) -> Answers:
    """Return the answers so far: those of the draft, else of the last declaration."""
    draft = db.session.scalars(queries.draft_of(organisation_id)).first()
    if draft is not None:
        return Answers(draft.answers)
    last = db.session.scalars(queries.declarations_of(organisation_id).limit(1)).first()
    return Answers(from_declaration(last)) if last else Answers()


def answer_grounds(
    organisation: Organisation, said: Mapping[str, bool], *, by: Membership, at: datetime
) -> Answers:
    """Keep answers, by ground, that speak of the supplier itself."""
    known = {
        key_of(About.SUPPLIER, code): applies for code, applies in said.items() if code in BY_CODE
    }
    return _save(organisation, known, {}, by=by, at=at)


def answer_persons(
    organisation: Organisation,
    *,
    anybody: bool,
    codes: Sequence[str],
    by: Membership,
    at: datetime,
) -> Answers:
    """Keep whether any ground, and which, applies to any person of the supplier as of that day.

    Raises:
        DomainError: one applies, but none was named.
    """
    if anybody and not codes:
        raise DomainError("Select which grounds apply", "codes")
    said = {
        key_of(About.PERSONS, ground.code): anybody and ground.code in codes for ground in GROUNDS
    }
    persons = persons_on(organisation.id, clock.today(at))
    return _save(organisation, said, {ANY: anybody, ASKED: named(persons)}, by=by, at=at)


def explain(
    organisation: Organisation,
    about: About,
    code: str,
    details: Details,
    *,
    by: Membership,
    at: datetime,
) -> Answers:
    """Keep what happened, when, to whom, and what was done since (self-cleaning, section 58).

    Raises:
        DomainError: the event lies ahead.
    """
    if details.happened_on and details.happened_on > clock.today(at):
        raise DomainError("The date must be today or in the past", "happened_on")
    key = key_of(about, code)
    draft = _draft(organisation, by=by, at=at)
    kept = draft.answers.get(key) or {}
    draft.answers = {**draft.answers, key: {**kept, **as_details(details)}}
    return _saved(draft, by=by, at=at)


def declare(
    organisation: Organisation, *, declared_name: str, by: Membership, at: datetime
) -> ExclusionDeclaration:
    """Make the declaration of what was answered, as the next version.

    Raises:
        DomainError: something was not answered or a yes not explained.
    """
    lock(organisation)
    today = clock.today(at)
    answers, persons = answers_of(organisation.id), persons_on(organisation.id, today)
    if not answers.complete(named(persons)):
        raise DomainError("Answer every question and explain every yes before you declare")
    last = db.session.scalars(queries.declarations_of(organisation.id).limit(1)).first()
    made = ExclusionDeclaration(
        organisation_id=organisation.id,
        version=last.version + 1 if last else 1,
        made_at=at,
        made_by_id=by.id,
        declared_name=declared_name.strip(),
        valid_until=today + VALID_FOR,
        grounds=_grounds(answers, asked=bool(persons)),
        persons=[DeclaredPerson(name=name, kind=kind) for name, kind in _pairs(persons)],
    )
    db.session.add(made)
    draft = db.session.scalars(queries.draft_of(organisation.id)).first()
    if draft is not None:
        db.session.delete(draft)
    facts = {"version": made.version, "yes": len(answers.yeses())}
    audit.record(made, "declaration.made", by=by, at=at, facts=facts)
    return made


def _pairs(persons: Sequence[ConnectedPerson]) -> list[tuple[str, Any]]:
    """The persons by name and kind, once each: one may have been recorded twice."""
    return list(dict.fromkeys((one.name, one.kind) for one in persons))


def _grounds(answers: Answers, *, asked: bool) -> list[DeclaredGround]:
    abouts = list(About) if asked else [About.SUPPLIER]
    return [_ground(answers, about, ground.code) for about in abouts for ground in GROUNDS]


def _ground(answers: Answers, about: About, code: str) -> DeclaredGround:
    applies = bool(answers.applies(about, code))
    said = answers.details(about, code) if applies else Details()
    return DeclaredGround(
        ground_code=code,
        about=about,
        applies=applies,
        what=said.what,
        happened_on=said.happened_on,
        person=said.person if about is About.PERSONS else "",
        self_cleaning=said.self_cleaning,
    )


def _save(
    organisation: Organisation,
    applies: Mapping[str, bool],
    others: Mapping[str, Any],
    *,
    by: Membership,
    at: datetime,
) -> Answers:
    draft = _draft(organisation, by=by, at=at)
    said = {key: {**(draft.answers.get(key) or {}), "applies": yes} for key, yes in applies.items()}
    draft.answers = {**draft.answers, **said, **others}
    return _saved(draft, by=by, at=at)


def _draft(organisation: Organisation, *, by: Membership, at: datetime) -> DeclarationDraft:
    """The draft, begun from the last declaration; what is saved waits for another's save to end."""
    lock(organisation)
    wanted = select(DeclarationDraft).where(DeclarationDraft.organisation_id == organisation.id)
    draft = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if draft is None:
        draft = DeclarationDraft(
            organisation_id=organisation.id,
            answers=dict(answers_of(organisation.id).values),
            saved_at=at,
            saved_by_id=by.id,
        )
        db.session.add(draft)
    return draft


def _saved(draft: DeclarationDraft, *, by: Membership, at: datetime) -> Answers:
    draft.saved_at, draft.saved_by_id = at, by.id
    db.session.flush()
    return Answers(draft.answers)
