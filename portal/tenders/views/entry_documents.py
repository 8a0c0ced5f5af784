"""The documents that opened bids relied on, beside how they stand now."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.db import all_of, first_or_404
from portal.paging import page_of
from portal.providers.document_standing import COUNTS
from portal.providers.views.document_rows import detail
from portal.providers.views.lists import page_links
from portal.tenders.models import Entry, EntryDocument
from portal.tenders.queries import documents as queries
from portal.tenders.services.document_standing import Against, standing_of_entries
from portal.tenders.views.ranking import seen

bp = Blueprint("entry_documents", __name__, url_prefix="/evaluation/<reference>/documents")


@bp.get("")
@requires(Permission.SEE_FRAMEWORKS)
def entries(reference: str) -> ResponseReturnValue:
    """List the opened entries with what their bidders lacked then and lack now."""
    found = seen(reference)
    page = page_of(
        queries.entries_of(found.id),
        sort=[Entry.id],
        key=lambda one: [one.id],
        cursor=request.args.get("cursor"),
        size=25,
    )
    said: dict[int, list[EntryDocument]] = {}
    for row in all_of(queries.relied_on([one.id for one in page.rows])):
        said.setdefault(row.entry_id, []).append(row)
    now = standing_of_entries(page.rows, clock.today(clock.now()))
    return render_template(
        "tenders/evaluation/documents.html",
        procurement=found,
        rows=[
            {
                "href": url_for(".entry", reference=reference, entry=one.reference),
                "bidder": one.bid.organisation.name,
                "service": one.service.name,
                "lot": one.lot.name,
                "then": _lacked(said.get(one.id, [])),
                "now": ", ".join(each.required.type.title for each in now[one.id] if each.unmet)
                or "Nothing",
            }
            for one in page.rows
        ],
        links=page_links(page, "entry_documents.entries", reference=reference),
    )


def _lacked(said: list[EntryDocument]) -> str:
    if not said:
        return "Not recorded"
    lacked = [row.type.title for row in said if row.state not in COUNTS]
    return ", ".join(lacked) or "Nothing"


@bp.get("/<entry>")
@requires(Permission.SEE_FRAMEWORKS)
def entry(reference: str, entry: str) -> ResponseReturnValue:
    """Show each document of one entry: what the bid relied on, and how it stands now."""
    found = seen(reference)
    one = first_or_404(queries.entries_of(found.id).where(Entry.reference == entry))
    said = {row.type_code: row for row in all_of(queries.relied_on([one.id]))}
    standing = standing_of_entries([one], clock.today(clock.now()))[one.id]
    now = {each.required.type_code: each for each in standing}
    titles = {code: row.type.title for code, row in said.items()} | {
        code: each.required.type.title for code, each in now.items()
    }
    return render_template(
        "tenders/evaluation/entry_documents.html",
        procurement=found,
        entry=one,
        rows=[_row(title, said.get(code), now.get(code)) for code, title in titles.items()],
    )


def _row(title: str, said: EntryDocument | None, now: Against | None) -> dict[str, Any]:
    return {
        "title": title,
        "then": said.state.value if said else "not recorded",
        "expires_on": said.expires_on if said else None,
        "sum": said.sum_insured_pence if said else None,
        "document": said.reference if said else None,
        "digest": said.sha256 if said else None,
        "minimum": now.required.minimum_pence if now else None,
        "now": now.found.state.value if now else "not asked for now",
        "detail": detail(now.found) if now else "",
    }
