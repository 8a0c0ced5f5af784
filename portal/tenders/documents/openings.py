"""The record of an opening as PDF."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from portal.display import sentence, when_exact
from portal.pdf import Block, Facts, Heading, Text, letter
from portal.tenders.models import Envelope, Opening

TITLES = {
    Envelope.QUALITY: "Record of the opening of bids",
    Envelope.PRICE: "Record of the opening of prices",
}


def record_pdf(opening: Opening, *, service_name: str) -> bytes:
    """Return the record of an opening that is done."""
    record, procurement = opening.record, opening.procurement
    blocks: list[Block] = [
        Facts(
            [
                ("Invitation to tender", procurement.title),
                ("Reference", procurement.reference),
                ("Bids closed", when_exact(procurement.closes_at)),
                *officers(opening),
            ]
        ),
        Heading("Entries"),
        *(entries(record["entries"]) or [Text("No bids were submitted.")]),
    ]
    if record["withdrawn"]:
        blocks += [Heading("Withdrawn before the close, not opened"), *places(record["withdrawn"])]
    if record["late"]:
        blocks += [Heading("Arrived too late, never opened"), *late(record["late"])]
    return letter(
        service_name=service_name,
        title=TITLES[opening.envelope],
        blocks=blocks,
        footer=procurement.reference,
    )


def officers(opening: Opening) -> list[tuple[str, str]]:
    """Say who authorised and who opened, and when."""
    second, opened_at = opening.second_officer, opening.opened_at
    authorised = f"{opening.first_officer.person.name}, {when_exact(opening.first_at)}"
    opened = f"{second.person.name}, {when_exact(opened_at)}" if second and opened_at else ""
    return [("Authorised by", authorised), ("Opened by", opened)]


def entries(lines: Iterable[Mapping[str, Any]]) -> list[Block]:
    """Say what was found of each entry."""
    return [Facts(entry_facts(line)) for line in lines]


def entry_facts(line: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say what was found of one entry."""
    problem = f": {line['problem']}" if line["problem"] else ""
    return [
        ("Bidder", line["bidder"]),
        ("Lot", line["lot"]),
        ("Service", line["service"]),
        ("Entry", f"{line['entry']}, version {line['version']}"),
        ("Received", when_exact(datetime.fromisoformat(line["received_at"]))),
        ("Digest (SHA-256)", line["digest"]),
        ("Outcome", f"{sentence(line['state'])}{problem}"),
        *(("File not intact", words) for words in line["file_problems"]),
    ]


def places(lines: Iterable[Mapping[str, Any]]) -> list[Block]:
    """Name entries."""
    return [
        Text(f"{line['bidder']}: {line['lot']}, {line['service']} ({line['entry']})")
        for line in lines
    ]


def late(lines: Iterable[Mapping[str, Any]]) -> list[Block]:
    """Name late attempts with the reason of each."""
    return [
        Text(f"{line['bidder']}: {line['lot']}, {line['service']}. {line['reason']}")
        for line in lines
    ]
