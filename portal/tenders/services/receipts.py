"""Receipts: what a bidder is told about each version that arrived, and its own copy of it."""

import io
from collections.abc import Sequence
from datetime import datetime

from portal.accounts.models import Membership
from portal.db import db
from portal.display import when, when_exact
from portal.outbox import queue_mail
from portal.pdf import Block, Facts, Heading, Text, letter
from portal.tenders.models import Submission
from portal.tenders.queries import bids as queries
from portal.tenders.sealing.stored import write_copy
from portal.tenders.services.bid_files import file_content
from portal.tenders.services.vault import Vault

SERVICE = "Service"
PROMISE = (
    "Your bid stays sealed until two officers open it after the deadline. Until then you can "
    "change it and submit again, or withdraw it: the last version that you submit counts."
)
CHECKING = (
    "The digest shows that the bid that is opened is the one that you submitted. You can work it "
    "out yourself from your own copy of the bid."
)


def facts(submission: Submission) -> list[tuple[str, str]]:
    """Return what a receipt says of one version: never an answer or a price."""
    entry = submission.entry
    return [
        ("Entry", entry.reference),
        ("Lot", entry.lot.name),
        (SERVICE, entry.service.name),
        ("Version", str(submission.version)),
        ("Received", when_exact(submission.received_at)),
        ("Receipt", submission.reference),
        ("Digest (SHA-256)", submission.digest),
    ]


def queue_receipt(submissions: Sequence[Submission], *, by: Membership, at: datetime) -> None:
    """Write the receipt of what one press submitted into the outbox, once for each address."""
    first = submissions[0]
    procurement = first.entry.procurement
    # A letter may be read on its way: the home is named on the page and in the PDF only.
    parts = [
        "\n".join(f"{name}: {value}" for name, value in facts(one) if name != SERVICE)
        for one in submissions
    ]
    text = "\n\n".join(
        [
            f"We received your bid for {procurement.title} ({procurement.reference}).",
            f"Bids close on {when(procurement.closes_at)}.",
            *parts,
            PROMISE,
            CHECKING,
        ]
    )
    addresses = {by.person.email, first.entry.bid.organisation.contact_email} - {None, ""}
    for address in sorted(one for one in addresses if one):
        queue_mail(
            address,
            f"Receipt for your bid: {procurement.title}",
            text,
            at=at,
            dedupe_key=f"receipt:{first.reference}:{address}",
            unlisted=True,
        )


def receipt_pdf(submissions: Sequence[Submission], *, service_name: str) -> bytes:
    """Return the receipt of what one press submitted as PDF."""
    bid = submissions[0].entry.bid
    blocks: list[Block] = [
        Facts(
            [
                ("Invitation to tender", bid.procurement.title),
                ("Reference", bid.procurement.reference),
                ("Bidder", bid.organisation.name),
                ("Bids close", when(bid.procurement.closes_at)),
            ]
        )
    ]
    for one in submissions:
        blocks += [Heading(one.entry.service.name), Facts(facts(one))]
    blocks += [Text(PROMISE), Text(CHECKING)]
    return letter(
        service_name=service_name,
        title="Receipt for your bid",
        blocks=blocks,
        footer=f"Receipt {submissions[0].reference}",
    )


def own_copy(
    submission: Submission, *, quality: bytes, price: bytes, members: Sequence[str], vault: Vault
) -> bytes:
    """Return the bidder's own copy of a version as a ZIP from which the digest follows.

    `members` are the files as the documents list them: `files/<reference>.<extension>`.
    """
    target = io.BytesIO()
    files = ((member, member_content(submission, member, vault)) for member in members)
    write_copy(target, quality=quality, price=price, files=files)
    return target.getvalue()


def member_content(submission: Submission, member: str, vault: Vault) -> bytes:
    """Read one file of a version by its name in the documents."""
    bid = submission.entry.bid
    row = db.session.scalars(queries.file_of(bid, reference_of(member))).one()
    return file_content(bid, row, vault)


def reference_of(member: str) -> str:
    """Return a file's reference from its name in the documents."""
    return member.removeprefix("files/").rpartition(".")[0]
