"""Due diligence as staff see it: every provider's standing, and one provider whole."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Organisation
from portal.contracts.services import diligence_due as due
from portal.contracts.services.diligence_due import Reason
from portal.db import all_of, first_or_404
from portal.display import sentence, short_day
from portal.files import sheet_headers, written
from portal.providers.models import CONNECTION_TITLES, DebarmentCheck, DebarmentResult
from portal.providers.queries import diligence as checks
from portal.providers.queries.services import provider
from portal.providers.services.diligence_standing import (
    DiligenceStanding,
    Subject,
    standing_of,
    standings,
)
from portal.providers.views.declaration_parts import declared_rows
from portal.providers.views.lists import page_links
from portal.providers.views.tabs import OF_A_PROVIDER, tabs

bp = Blueprint("diligence", __name__, url_prefix="/providers")

STATES = (
    ("", "All providers"),
    (due.DUE, "Due a debarment check"),
    (due.UNDECLARED, "No declaration in force"),
    (due.YES, "A ground was declared"),
)
MOST_IN_FILE = 5_000
COLUMNS = (
    "Provider",
    "Declaration",
    "Counts until",
    "Grounds declared",
    "Last checked",
    "On the list",
    "Due",
    "Financial standing",
    "Next financial check",
    "References answered",
)


@bp.get("/diligence")
@requires(Permission.CHECK_PROVIDERS)
def index() -> ResponseReturnValue:
    """List providers with how due diligence on them stands."""
    asked, today = _asked(), clock.today(clock.now())
    found = due.reasons(current_membership(), today)
    page = paging.page_of(
        due.listed(asked["text"], asked["state"], found, today),
        sort=[Organisation.name, Organisation.id],
        key=lambda one: [one.name, one.id],
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "contracts/diligence.html",
        rows=_rows(page.rows, found, today),
        links=page_links(page, "diligence.index", **asked),
        asked=asked,
        filtered=any(asked.values()),
        states=STATES,
        export=url_for("diligence.export", text=asked["text"], state=asked["state"]),
    )


@bp.get("/diligence/export.csv")
@requires(Permission.CHECK_PROVIDERS)
def export() -> ResponseReturnValue:
    """Send the list as it is filtered, as a file."""
    asked, today = _asked(), clock.today(clock.now())
    found = due.reasons(current_membership(), today)
    wanted = due.listed(asked["text"], asked["state"], found, today).limit(MOST_IN_FILE)
    lines = [_line(row) for row in _rows(all_of(wanted), found, today)]
    return Response(written(COLUMNS, lines), headers=sheet_headers(f"due-diligence-{today}.csv"))


@bp.get("/<reference>/diligence")
@requires(Permission.CHECK_PROVIDERS)
def of_provider(reference: str) -> ResponseReturnValue:
    """Show what is declared and checked about one provider, and what is due."""
    found, today = first_or_404(provider(reference)), clock.today(clock.now())
    standing = standing_of(found.id, found.name, today)
    counting = due.due_for(due.reasons(current_membership(), today), [found.id])[found.id]
    last = standing.declaration
    return render_template(
        "contracts/diligence_of_provider.html",
        provider=found,
        tabs=tabs(OF_A_PROVIDER, reference=reference),
        standing=standing,
        declared=declared_rows(last) if last else None,
        declared_for=[
            {"name": one.name, "kind": CONNECTION_TITLES[one.kind]}
            for one in (last.persons if last else [])
        ],
        subjects=[_subject(one, counting) for one in standing.subjects],
        checks=[_check(one, found) for one in all_of(checks.checks_of(found.id))],
        financial=[
            {"check": one, "file": _financial_file(one.reference, found) if one.file_key else None}
            for one in all_of(checks.financial_checks_of(found.id))
        ],
        financial_due=standing.financial is None or standing.financial.next_due <= today,
    )


def _asked() -> dict[str, str]:
    text = request.args.get("text", "").replace("\0", "")[:100].strip()
    state = request.args.get("state", "")
    return {"text": text, "state": state if state in dict(STATES) else ""}


def _rows(
    found: Sequence[Organisation], reasons: Sequence[Reason], today: date
) -> list[dict[str, Any]]:
    """Return a row for each provider; as many queries for one as for fifty."""
    known = standings([(one.id, one.name) for one in found], today)
    counting = due.due_for(reasons, [one.id for one in found])
    return [
        {
            "provider": one,
            "href": url_for("diligence.of_provider", reference=one.reference),
            "standing": known[one.id],
            "due": _due_words(known[one.id], counting[one.id]),
        }
        for one in found
    ]


def _due_words(standing: DiligenceStanding, reasons: Sequence[Reason]) -> list[str]:
    found = [why for subject in standing.subjects for why in _due(subject, reasons)]
    return list(dict.fromkeys(found))


def _due(subject: Subject, reasons: Sequence[Reason]) -> list[str]:
    last = subject.last.checked_on if subject.last else None
    return [one.why for one in reasons if last is None or last < one.since]


def _subject(subject: Subject, reasons: Sequence[Reason]) -> dict[str, Any]:
    return {"subject": subject, "due": _due(subject, reasons)}


def _check(check: DebarmentCheck, found: Organisation) -> dict[str, Any]:
    """Return a check with the addresses of what can be done about it by those who made it."""

    def page(name: str) -> str:
        endpoint = f"diligence_records.{name}"
        return url_for(endpoint, reference=found.reference, check=check.reference)

    ours = check.checked_by.organisation_id == current_membership().organisation_id
    stands = check.withdrawn_at is None and ours
    excludable = check.result is DebarmentResult.LISTED_EXCLUDABLE
    undecided = stands and excludable and check.decision is None
    return {
        "check": check,
        "who": check.person or found.name,
        "file": page("check_file") if check.file_key else None,
        "withdraw": page("withdraw") if stands else None,
        "decide": page("decide") if undecided else None,
    }


def _financial_file(check: str, found: Organisation) -> str:
    return url_for("diligence_records.financial_file", reference=found.reference, check=check)


def _line(row: dict[str, Any]) -> list[str]:
    standing: DiligenceStanding = row["standing"]
    declaration, financial = standing.declaration, standing.financial
    return [
        row["provider"].name,
        standing.state.value,
        declaration.valid_until.isoformat() if declaration else "",
        str(len(standing.yeses)),
        standing.last_checked.isoformat() if standing.last_checked else "",
        str(len(standing.listed)),
        "; ".join(row["due"]),
        sentence(financial.result) if financial else "",
        short_day(financial.next_due) if financial else "",
        str(standing.references),
    ]
