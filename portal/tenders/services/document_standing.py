"""How the documents of a provider stand against what a framework asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.db import all_of
from portal.providers.document_standing import Found, State, find_standing
from portal.providers.models import ComplianceDocument, DocumentHolder
from portal.providers.queries import documents as held_queries
from portal.providers.queries.documents import SOON
from portal.tenders.models import Entry, EntryDocument, Framework, FrameworkDocument
from portal.tenders.queries import documents as queries

Slot = tuple[int, str, int | None]
Papers = Mapping[Slot, Sequence[ComplianceDocument]]


@dataclass(frozen=True, slots=True)
class Against:
    """One document that a framework asks for, and how it stands."""

    required: FrameworkDocument
    found: Found
    service_id: int | None = None

    @property
    def unmet(self) -> bool:
        """Whether a mandatory document is not in place."""
        return self.required.mandatory and not self.found.counts

    @property
    def blocks(self) -> bool:
        """Whether a bid cannot be submitted for it."""
        return self.required.required_at_bid and not self.found.counts


def document_standing(
    framework: Framework, organisation_id: int, service_id: int | None, on: date
) -> list[Against]:
    """Say how each document that a framework asks for stands on a day.

    Documents of a service are looked at for the service named, and left out without one.
    """
    required = all_of(queries.required_by([framework.id]))
    papers = papers_of([organisation_id]) if required else {}
    return stand(
        required, papers, organisation_id, service_id, on, until=needed_until(framework, on)
    )


def papers_of(organisation_ids: Iterable[int]) -> Papers:
    """Read what some organisations hold, by organisation, kind and service."""
    found: dict[Slot, list[ComplianceDocument]] = {}
    for one in all_of(held_queries.live_of(sorted(organisation_ids))):
        found.setdefault((one.organisation_id, one.type_code, one.service_id), []).append(one)
    return found


def stand(
    required: Iterable[FrameworkDocument],
    papers: Papers,
    organisation_id: int,
    service_id: int | None,
    on: date,
    *,
    until: date,
) -> list[Against]:
    """Compare what is held with what is asked for. `until` is how long it should hold."""
    made = []
    for row in required:
        of_service = row.type.held_by is DocumentHolder.SERVICE
        if of_service and service_id is None:
            continue
        holder = service_id if of_service else None
        found = find_standing(
            papers.get((organisation_id, row.type_code, holder), ()),
            on,
            minimum_pence=row.minimum_pence,
            until=until,
        )
        made.append(Against(row, found, holder))
    return made


def needed_until(framework: Framework, on: date) -> date:
    """Return the day up to which a document should hold: past the framework's first day."""
    return max(framework.starts_on, on + SOON)


def standing_of_entry(entry: Entry, on: date) -> list[Against]:
    """Say how the documents behind one entry of a bid stand."""
    framework = entry.lot.framework
    return document_standing(framework, entry.bid.organisation_id, entry.service_id, on)


def blocking(standing: Iterable[Against]) -> list[str]:
    """Say which documents keep an entry from being submitted."""
    return [
        f"{one.required.type.title} must be in place before you submit: it is "
        f"{one.found.state.value.replace('_', ' ')}"
        for one in standing
        if one.blocks
    ]


def sealed_content(standing: Iterable[Against]) -> list[dict[str, Any]]:
    """Write as plain values what a bid relies on: later versions do not change it."""
    return [
        {
            "type": one.required.type_code,
            "title": one.required.type.title,
            "state": one.found.state.value,
            "minimum_pence": one.required.minimum_pence,
            **_paper(one.found),
        }
        for one in standing
    ]


def _paper(found: Found) -> dict[str, Any]:
    paper = found.paper if found.counts or found.state is State.SUM_TOO_LOW else None
    expires_on = paper.expires_on if paper else None
    return {
        "reference": paper.reference if paper else None,
        "sha256": paper.sha256 if paper else None,
        "expires_on": expires_on.isoformat() if expires_on else None,
        "sum_insured_pence": paper.sum_insured_pence if paper else None,
    }


def opened_documents(entry: Entry, content: Mapping[str, Any]) -> list[EntryDocument]:
    """Write what an opened entry says of its documents; bids of old say nothing."""
    return [
        EntryDocument(
            entry_id=entry.id,
            type_code=said["type"],
            state=State(said["state"]),
            reference=said["reference"],
            sha256=said["sha256"],
            expires_on=date.fromisoformat(said["expires_on"]) if said["expires_on"] else None,
            sum_insured_pence=said["sum_insured_pence"],
        )
        for said in content.get("documents", [])
    ]


def standing_of_entries(entries: Sequence[Entry], on: date) -> dict[int, list[Against]]:
    """Say how the documents behind some entries of one procurement stand, by the entry's id."""
    if not entries:
        return {}
    framework = entries[0].lot.framework
    required = all_of(queries.required_by([framework.id]))
    papers = papers_of({one.bid.organisation_id for one in entries}) if required else {}
    until = needed_until(framework, on)
    return {
        one.id: stand(required, papers, one.bid.organisation_id, one.service_id, on, until=until)
        for one in entries
    }


@dataclass(frozen=True, slots=True)
class Lacking:
    """A proposed supplier without a mandatory document: what due diligence is warned of."""

    entry: Entry
    documents: list[Against]


def lacking(entries: Sequence[Entry], on: date) -> list[Lacking]:
    """Return those of some entries whose bidder lacks a mandatory document on a day."""
    standing = standing_of_entries(entries, on)
    found = [
        Lacking(one, [document for document in standing[one.id] if document.unmet])
        for one in entries
    ]
    return [one for one in found if one.documents]
