"""What waits to be done about vacancies and about services that follow others."""

from datetime import datetime

from flask import url_for

from portal import clock
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import number_of
from portal.display import count_of
from portal.providers.queries import successions, vacancies
from portal.providers.readiness import Readiness, Standing


def of_places(membership: Membership, now: datetime) -> list[ToDo]:
    """Vacancies that are out of date, and requests of other providers to answer."""
    found = []
    stale = _stale(membership, now)
    if stale:
        hint = "Those who look for places see them with their date. They are good for 14 days."
        found.append(ToDo("Declare your vacancies", url_for("vacancies.of_all"), hint, stale))
    asked = number_of(successions.waiting_for_agreement(membership))
    if asked:
        hint = "Other providers say that their services follow yours."
        href = url_for("own_successions.index")
        found.append(ToDo("Agree that services follow yours, or not", href, hint, asked))
    return found


def vacancies_line(membership: Membership, now: datetime) -> list[Readiness]:
    """The line of the task list about vacancies, for those who have registered services."""
    if not number_of(vacancies.to_declare(membership.organisation_id)):
        return []
    stale, href = _stale(membership, now), url_for("vacancies.of_all")
    if not stale:
        return [Readiness("Vacancies declared", href, Standing.COMPLETED)]
    hint = f"{count_of(stale, 'service')} without a declaration of the last 14 days".capitalize()
    return [Readiness("Vacancies declared", href, Standing.MISSING, hint)]


def _stale(membership: Membership, now: datetime) -> int:
    return number_of(vacancies.out_of_date(membership.organisation_id, clock.today(now)))
