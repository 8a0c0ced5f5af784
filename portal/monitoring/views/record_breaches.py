"""Breaches of a provider and what was put to it, for its record."""

from typing import Any

from portal.accounts.models import Organisation
from portal.contracts.models import ProviderAnswer
from portal.db import all_of, db
from portal.display import sentence, short_day
from portal.monitoring.queries import record
from portal.monitoring.queries.breaches import ALL
from portal.monitoring.queries.record import Reader
from portal.monitoring.record_parts import (
    Block,
    Cell,
    Section,
    Table,
    dated,
    plain,
    shortened,
)
from portal.monitoring.rules import BY_CODE
from portal.monitoring.views import presenting
from portal.monitoring.views.presenting import KIND_TITLES, link_to


def breaches(provider: Organisation, reader: Reader) -> Section:
    """Breaches open on the day and closed in the year to it, by rule, then each open one."""
    counted = db.session.execute(record.breaches_by_rule(provider.id, reader))
    by_rule = [
        [
            Cell(presenting.title_of(code), _queue(provider, code)),
            plain(KIND_TITLES[BY_CODE[code].kind] if code in BY_CODE else ""),
            plain(opened),
            plain(closed),
        ]
        for code, opened, closed in counted
        if opened or closed
    ]
    rules = Table(
        "Breaches by rule",
        ("Rule", "Kind", "Open on the day", "Closed in the year"),
        by_rule,
        "None was open on the day or closed in the year before it.",
        figures=(2, 3),
        widths=(5, 3, 2, 2),
    )
    found = all_of(record.open_breaches(provider.id, reader))
    caption, shown = shortened("Open on the day", found, "breach")
    rows = [
        [
            Cell(line["subject"], line["href"]),
            plain(line["rule"]),
            plain(line["council"]),
            plain(line["figure"]),
            plain(short_day(line["opened_at"])),
            Cell(line["status"], tag=True),
        ]
        for line in presenting.lines(shown, reader.today)
    ]
    columns = ("About", "Rule", "Council", "Figure today", "Opened", "State today")
    blocks: list[Block] = [rules]
    if rows:
        blocks.append(Table(caption, columns, rows, widths=(4, 3, 2, 2.4, 1.8, 2)))
    return Section("breaches", "Breaches", blocks)


def _queue(provider: Organisation, code: str) -> str:
    return link_to("breaches.queue", provider=provider.name, rule=code, status=ALL)


def notices(provider: Organisation, reader: Reader, *, breaches_too: bool) -> Section:
    """What was put to the provider, suspensions proposed, and what it disputes itself."""
    blocks: list[Block] = [_put(provider, reader)] if breaches_too else []
    if reader.council_id is None:
        blocks.append(_proposed(provider, reader))
    if reader.exact:
        blocks.append(_disputed(provider, reader))
    return Section("notices", "Notices and disputes", blocks)


def _put(provider: Organisation, reader: Reader) -> Table:
    found = all_of(record.put_to(provider.id, reader))
    caption, shown = shortened("Breaches put to the provider", found, "notice")
    rows = [
        [
            Cell(
                presenting.title_of(one.breach.rule_code),
                link_to("breaches.breach", reference=one.breach.reference),
            ),
            plain(short_day(one.put_at)),
            dated(one.due_on),
            plain(_replied(one)),
            Cell(sentence(one.status), tag=True),
        ]
        for one in shown
    ]
    columns = ("Breach", "Put on", "Reply by", "Reply", "State today")
    return Table(caption, columns, rows, "Nothing was put to the provider.", widths=(4, 2, 2, 3, 2))


def _replied(put: Any) -> str:
    if not put.replies:
        return "No reply"
    last = put.replies[-1]
    plan = f", plan by {short_day(last.plan_by)}" if last.plan_by else ""
    return f"{sentence(last.position)}{plan}"


def _proposed(provider: Organisation, reader: Reader) -> Table:
    found = all_of(record.proposals(provider.id, reader))
    caption, shown = shortened("Suspensions proposed", found, "proposal")
    rows = [
        [
            Cell(
                f"{one.appointment.service.name} on {one.appointment.lot.name}",
                link_to("appointments.show", reference=one.appointment.reference),
            ),
            plain(one.why),
            plain(short_day(one.proposed_at)),
            Cell(sentence(one.status), tag=True),
        ]
        for one in shown
    ]
    columns = ("Place", "Why", "Proposed", "State today")
    return Table(caption, columns, rows, "None was proposed.", widths=(4, 5, 2, 2))


def _disputed(provider: Organisation, reader: Reader) -> Table:
    found = all_of(record.disputes(provider.id, reader))
    caption, shown = shortened("Records that the provider disputed", found, "dispute")
    rows = [
        [
            Cell(one.placement.reference, _dispute_page(one, reader)),
            plain(one.placement.council.name),
            plain(sentence(one.reason)),
            plain(short_day(one.at)),
            Cell(sentence(one.status), tag=True),
        ]
        for one in shown
    ]
    columns = ("Agreement", "Council", "About", "Disputed", "State today")
    return Table(caption, columns, rows, "None was disputed.")


def _dispute_page(answer: ProviderAnswer, reader: Reader) -> str:
    page = "region_disputes.show" if reader.council_id is None else "disputes.show"
    return link_to(page, reference=answer.reference)
