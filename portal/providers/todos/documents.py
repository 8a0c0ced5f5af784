"""What waits to be done about compliance documents, and their line of the task list."""

from collections import Counter
from datetime import datetime

from flask import url_for

from portal import clock
from portal.access import OrganisationKind, Permission, allows
from portal.accounts.models import Membership, Organisation
from portal.accounts.todo import ToDo
from portal.db import all_of, db
from portal.display import count_of
from portal.providers.document_standing import State, find_standing
from portal.providers.models import ComplianceDocument, DocumentHolder, DocumentType
from portal.providers.queries import documents as queries
from portal.providers.readiness import Readiness, Standing

AMISS = frozenset({State.MISSING, State.RETURNED, State.EXPIRED, State.SUM_TOO_LOW})


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return what the membership should do now: put documents right, or review them."""
    waiting: list[ToDo] = []
    if allows(Permission.MANAGE_PROVIDER, membership):
        waiting += _of_a_provider(membership, now)
    if allows(Permission.REVIEW_DOCUMENTS, membership):
        number = db.session.scalar(queries.waiting_count()) or 0
        hint = "Compare each with what the provider entered; accept it or return it."
        if number:
            waiting.append(ToDo("Review documents", url_for("document_review.queue"), hint, number))
    return waiting


def documents_line(membership: Membership, now: datetime) -> list[Readiness]:
    """Return the task list's line about documents."""
    states = states_of(membership.organisation, now)
    amiss = sum(states[state] for state in AMISS)
    href = url_for("documents.own")
    if amiss:
        hint = f"{count_of(amiss, 'document')} missing, returned, run out or with too low a sum"
        return [Readiness("Compliance documents", href, Standing.MISSING, hint)]
    if soon := states[State.EXPIRES_SOON]:
        hint = f"{count_of(soon, 'document')} to renew within 60 days"
        return [Readiness("Compliance documents", href, Standing.EXPIRING, hint)]
    if waits := states[State.AWAITING_REVIEW]:
        hint = f"{count_of(waits, 'document')} awaiting review"
        return [Readiness("Compliance documents", href, Standing.WAITING, hint)]
    return [Readiness("Compliance documents", href, Standing.COMPLETED)]


def states_of(organisation: Organisation, now: datetime) -> Counter[State]:
    """Count how the documents stand that an organisation and its services are expected to hold.

    A council or a co-operative that runs services is asked for those of its services only.
    """
    today = clock.today(now)
    kinds = [one for one in all_of(queries.types()) if expected_of(organisation, one)]
    homes = [one.id for one in all_of(queries.open_services(organisation.id))]
    held: dict[tuple[str, int | None], list[ComplianceDocument]] = {}
    for one in all_of(queries.live_of([organisation.id])):
        held.setdefault((one.type_code, one.service_id), []).append(one)
    slots = (
        (kind, service_id)
        for kind in kinds
        for service_id in (homes if kind.held_by is DocumentHolder.SERVICE else [None])
    )
    return Counter(
        find_standing(
            held.get((kind.code, service_id), ()),
            today,
            minimum_pence=kind.minimum_pence,
            until=today + queries.SOON,
        ).state
        for kind, service_id in slots
    )


def expected_of(organisation: Organisation, kind: DocumentType) -> bool:
    """Say whether an organisation is expected to hold a kind of document without being asked.

    A council or a co-operative that runs services is asked for those of its services only.
    """
    bids = organisation.kind is OrganisationKind.PROVIDER
    return kind.expected and (bids or kind.held_by is DocumentHolder.SERVICE)


def _of_a_provider(membership: Membership, now: datetime) -> list[ToDo]:
    states = states_of(membership.organisation, now)
    lines = (
        (State.RETURNED, "Put returned documents right", "The reviewer says what is wrong."),
        (State.EXPIRED, "Replace documents that have run out", "They do not count any more."),
        (State.SUM_TOO_LOW, "Insure for more", "A sum insured is less than is asked for."),
        (State.EXPIRES_SOON, "Renew documents", "They run out within 60 days."),
    )
    return [
        ToDo(title, url_for("documents.own"), hint, states[state])
        for state, title, hint in lines
        if states[state]
    ]
