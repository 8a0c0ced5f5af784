"""What inspectors, reviewers and visitors say of a provider, for its record."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from portal.accounts.models import Organisation
from portal.contracts.models import Appointment
from portal.contracts.views.rated import STATE_WORDS, action_line
from portal.db import all_of, db
from portal.display import count_of, day, sentence
from portal.monitoring.queries import record
from portal.monitoring.queries.record import Reader
from portal.monitoring.record_parts import (
    Block,
    Cell,
    Facts,
    Picture,
    Section,
    Table,
    Words,
    dated,
    plain,
    shortened,
)
from portal.monitoring.views.presenting import LEVELS, link_to
from portal.providers.document_standing import Found
from portal.providers.forms.visits import KIND_TITLES
from portal.providers.models import (
    ACTION_TITLES,
    ComplianceDocument,
    DocumentHolder,
    RatingGrade,
    Service,
)
from portal.providers.ofsted.grades import Level
from portal.providers.queries import documents as held_queries
from portal.providers.queries.ratings import OFSTED, PROVIDER, end_of_day
from portal.providers.queries.reconciliation import reconciled
from portal.providers.queries.services import all_grades
from portal.providers.rating_chart import Acted, Rated, chart
from portal.providers.services.diligence_standing import standing_of
from portal.providers.todos.documents import expected_of
from portal.providers.views.document_rows import by_slot, detail, plain_standing, status_words
from portal.providers.views.visits import count_actions, is_overdue
from portal.tenders.queries.documents import required_by
from portal.tenders.services.document_standing import needed_until, papers_of, stand


def ratings(provider: Organisation, reader: Reader) -> Section:
    """Every graded inspection, how its two accounts stand, and what regulators did."""
    grades = {one.code: one for one in all_of(all_grades())}
    told = db.session.execute(record.inspections(provider.id, reader.on)).all()
    accounts = db.session.execute(
        reconciled(reader.on).where(Service.organisation_id == provider.id)
    )
    states = {(one.service_id, one.inspected_on): one.state for one in accounts}
    acted = all_of(record.regulatory_actions(provider.id, reader.on))
    drawn = chart(
        [_rated(one, grades[one.grade_code]) for one in told],
        [Acted(one.starts_on, one.until, _named(one)) for one in acted],
        scale=[(order, words.partition(",")[0]) for order, words in LEVELS.items()],
        on=reader.on,
    )
    title = "Ratings of the provider’s services over time"
    blocks: list[Block] = [Picture(drawn, title, "ratings")] if drawn else []
    blocks += [_inspections(provider, told, grades, states), _actions(acted, reader.on)]
    return Section("ratings", "Ratings and regulatory actions", blocks)


def _rated(told: Any, grade: RatingGrade) -> Rated:
    words = f"{grade.label} ({told.name})"
    return Rated(told.inspected_on, Level(grade.level).order, words, told.source == PROVIDER)


def _named(action: Any) -> str:
    return f"{ACTION_TITLES[action.kind]} ({action.service.name})"


def _inspections(
    provider: Organisation,
    told: Sequence[Any],
    grades: Mapping[str, RatingGrade],
    states: Mapping[tuple[int, date], str],
) -> Table:
    by_visit: dict[tuple[int, date], dict[str, Any]] = {}
    for one in told:
        by_visit.setdefault((one.service_id, one.inspected_on), {})[one.source] = one
    caption, shown = shortened("Inspections", list(by_visit.items()), "inspection")
    rows = []
    for key, sides in shown:
        either = sides.get(OFSTED) or sides[PROVIDER]
        href = link_to(
            "ratings.of_service",
            reference=provider.reference,
            service_reference=either.reference,
        )
        state = STATE_WORDS.get(states.get(key, ""), "")
        rows.append(
            [
                Cell(either.name, href),
                dated(either.inspected_on),
                *(
                    Cell(grades[sides[name].grade_code].label, tag=True)
                    if name in sides
                    else plain("")
                    for name in (OFSTED, PROVIDER)
                ),
                Cell(state, tag=bool(state)),
            ]
        )
    columns = ("Service", "Inspected", "Ofsted", "Reported", "Accounts")
    return Table(caption, columns, rows, "No graded inspection was known by that day.")


def _actions(acted: Sequence[Any], on: date) -> Table:
    href = link_to("regulatory_actions.index")
    lines = [action_line(one, on) for one in acted]
    rows = [
        [
            Cell(one["title"], href),
            plain(one["service"]),
            dated(one["from"]),
            dated(one["until"]) if one["until"] else plain("Goes on"),
            Cell(one["status"], tag=True),
        ]
        for one in lines
    ]
    columns = ("Regulatory action", "Service", "From", "Until", "State")
    return Table("Regulatory actions", columns, rows, "None is on record.")


def documents(provider: Organisation, appointed: Sequence[Appointment], reader: Reader) -> Section:
    """How what the provider's frameworks ask for stands; without one, what is asked of all."""
    href = link_to("document_review.of_provider", reference=provider.reference)
    running = [one for one in appointed if one.starts_on <= reader.on < one.ends_on]
    frameworks = {one.lot.framework.id: one.lot.framework for one in running}
    if not frameworks:
        rows = _without_framework(provider, reader.on, href)
    else:
        rows = _against(provider, running, frameworks, reader.on, href)
    columns = ("Asked by", "Document", "About", "Standing", "Detail")
    caption, shown = shortened("Compliance documents", rows, "document")
    empty = "Nothing is asked of this provider."
    table = Table(caption, columns, shown, empty, widths=(2.5, 3, 2, 2, 3))
    return Section("documents", "Compliance documents", [Words(DECIDED_TODAY), table])


DECIDED_TODAY = (
    "Which documents held on the day, by their dates; what a reviewer has decided since counts."
)


def _against(
    provider: Organisation,
    running: Sequence[Appointment],
    frameworks: Mapping[int, Any],
    on: date,
    href: str,
) -> list[list[Cell]]:
    required: dict[int, list[Any]] = {}
    for one in all_of(required_by(sorted(frameworks))):
        required.setdefault(one.framework_id, []).append(one)
    papers = papers_of([provider.id]) if required else {}
    names = {one.service_id: one.service.name for one in running}
    rows = []
    for number, framework in frameworks.items():
        until = needed_until(framework, on)
        here = sorted({one.service_id for one in running if one.lot.framework.id == number})
        of_services = [row for row in required.get(number, []) if _of_service(row.type)]
        whole = [row for row in required.get(number, []) if not _of_service(row.type)]
        found = stand(whole, papers, provider.id, None, on, until=until)
        for service in here:
            found += stand(of_services, papers, provider.id, service, on, until=until)
        for each in found:
            about = names.get(each.service_id or 0, provider.name)
            words = status_words(each.found, each.required.type)
            rows.append(
                _document(framework.title, each.required.type.title, about, words, each.found, href)
            )
    return rows


def _without_framework(provider: Organisation, on: date, href: str) -> list[list[Cell]]:
    """Return what is expected of everybody; of a public body, for the services it runs only."""
    kinds = [one for one in all_of(held_queries.types()) if expected_of(provider, one)]
    known = Service.claimed_at < end_of_day(on)
    homes = all_of(held_queries.open_services(provider.id).where(known))
    held: dict[Any, list[ComplianceDocument]] = by_slot(all_of(held_queries.live_of([provider.id])))
    rows = []
    for kind in kinds:
        holders = homes if _of_service(kind) else [None]
        for home in holders:
            found = plain_standing(kind, held.get((kind.code, home.id if home else None), []), on)
            about, words = (home or provider).name, status_words(found, kind)
            rows.append(_document("Everybody", kind.title, about, words, found, href))
    return rows


def _of_service(kind: Any) -> bool:
    return kind.held_by is DocumentHolder.SERVICE


def _document(
    asked: str, title: str, about: str, words: str, found: Found, href: str
) -> list[Cell]:
    return [
        plain(asked),
        Cell(title, href),
        plain(about),
        Cell(sentence(words), tag=True),
        plain(detail(found)),
    ]


def diligence(provider: Organisation, reader: Reader) -> Section:
    """What is declared and was checked. It is read as it stands today."""
    standing = standing_of(provider.id, provider.name, reader.today)
    href = link_to("diligence.of_provider", reference=provider.reference)
    money, declared = standing.financial, standing.declaration
    rows = [
        (
            "Declaration on exclusion grounds",
            Cell(
                sentence(standing.state)
                + (f", valid until {day(declared.valid_until)}" if declared else ""),
                href,
            ),
        ),
        ("Grounds declared", plain(count_of(len(standing.yeses), "ground").capitalize())),
        (
            "Everybody looked up on the debarment list",
            Cell(
                day(standing.last_checked) if standing.last_checked else "Not everybody yet", href
            ),
        ),
        (
            "Found on that list",
            plain(count_of(len(standing.listed), "person", "persons").capitalize()),
        ),
        (
            "Financial standing",
            Cell(
                f"{sentence(money.result)} on {day(money.checked_on)}, next due "
                f"{day(money.next_due)}"
                if money
                else "Not checked",
                href,
            ),
        ),
        ("References answered", Cell(f"{standing.references} of {len(standing.referees)}", href)),
    ]
    return Section("diligence", "Due diligence", [Words("As it stands today."), Facts(rows)])


def visits(provider: Organisation, reader: Reader) -> Section:
    """Visits that the region shares, and what they ask for that is not confirmed yet."""
    found = all_of(record.visits(provider.id, reader))
    caption, shown = shortened("Visits", found, "visit")
    rows = []
    for one in shown:
        counts = count_actions(one, reader.on)
        rows.append(
            [
                Cell(one.service.name, link_to("visits.visit", reference=one.reference)),
                dated(one.visited_on),
                plain(KIND_TITLES[one.kind]),
                Cell(sentence(one.assurance), tag=True),
                plain(counts["open"]),
                plain(counts["overdue"]),
            ]
        )
    columns = ("Service", "Visited", "Kind", "Outcome", "Actions open", "Overdue")
    table = Table(caption, columns, rows, "No visit was shared by that day.", figures=(4, 5))
    return Section("visits", "Quality visits", [table, _to_do(found, reader.on)])


def _to_do(found: Sequence[Any], on: date) -> Table:
    waiting = [
        (visit, one)
        for visit, one in chain.from_iterable(
            ((visit, one) for one in visit.actions) for visit in found
        )
        if one.status.value != "confirmed"
    ]
    waiting.sort(key=lambda pair: (pair[1].due_on, pair[1].id))
    caption, shown = shortened("Actions that are not confirmed", waiting, "action")
    rows = [
        [
            Cell(visit.service.name, link_to("visits.visit", reference=visit.reference)),
            plain(one.text),
            dated(one.due_on),
            Cell("Overdue" if is_overdue(one, on) else sentence(one.status), tag=True),
        ]
        for visit, one in shown
    ]
    columns = ("Service", "Action", "Due", "State today")
    empty = "Every action that was asked for is confirmed."
    return Table(caption, columns, rows, empty, widths=(2, 5, 1.5, 1.7))
