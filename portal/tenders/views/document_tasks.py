"""The task about compliance documents on the page of a bid, and the warning before an award."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import url_for

from portal.db import all_of
from portal.display import count_of
from portal.providers.views.document_rows import detail
from portal.tenders.models import Bid, Entry
from portal.tenders.queries import documents as queries
from portal.tenders.services.document_standing import (
    Against,
    lacking,
    needed_until,
    papers_of,
    stand,
    standing_of_entries,
)


def standing_of_bid(bid: Bid, on: date) -> list[Against]:
    """Say how every document behind a bid stands, each once; before the first entry its own only.

    A document of a service stands once however many entries the service has.
    """
    framework = bid.procurement.framework
    if not bid.entries:
        asked = all_of(queries.required_by([framework.id]))
        papers = papers_of([bid.organisation_id]) if asked else {}
        until = needed_until(framework, on)
        return stand(asked, papers, bid.organisation_id, None, on, until=until)
    found: dict[tuple[str, int | None], Against] = {}
    for against in standing_of_entries(bid.entries, on).values():
        for one in against:
            found.setdefault((one.required.type_code, one.service_id), one)
    return sorted(found.values(), key=lambda one: one.service_id is not None)


def documents_task(bid: Bid, on: date) -> list[dict[str, object]]:
    """Return the task about documents on the page of a bid, where its framework asks for any."""
    standing = standing_of_bid(bid, on)
    if not standing:
        return []
    unmet = sum(one.unmet for one in standing)
    return [
        {
            "text": "Compliance documents",
            "href": url_for("required_documents.of_bid", reference=bid.reference),
            "status": "needs attention" if unmet else "completed",
            "hint": _hint(standing, unmet),
        }
    ]


def _hint(standing: Iterable[Against], unmet: int) -> str:
    if any(one.blocks for one in standing):
        return "Some must be in place before you can submit"
    if unmet:
        return f"{count_of(unmet, 'document')} to put in place before an award"
    return "Everything that is asked for is in place"


def warnings(entries: Sequence[Entry], on: date) -> list[dict[str, Any]]:
    """Return what a page about an award warns of: proposed suppliers without their documents."""
    return [
        {
            "bidder": one.entry.bid.organisation.name,
            "service": one.entry.service.name,
            "documents": [
                {
                    "title": each.required.type.title,
                    "state": each.found.state.value,
                    "detail": detail(each.found),
                }
                for each in one.documents
            ],
        }
        for one in lacking(entries, on)
    ]
