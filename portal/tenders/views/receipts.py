"""Receipts, the bidder's own copy of what it submitted, and bids that came too late."""

from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.access import Permission, requires
from portal.db import all_of, first_or_404
from portal.files import download_headers
from portal.tenders.models import Envelope, Submission
from portal.tenders.queries import bids as queries
from portal.tenders.services.receipts import PROMISE, facts, own_copy, receipt_pdf
from portal.tenders.services.submission import document_bytes, read_version
from portal.tenders.services.vault import Vault
from portal.tenders.views.bidding import own_bid, vault
from portal.web import page_context

bp = Blueprint("receipts", __name__)


def own_submission(reference: str, receipt: str) -> Submission:
    """Return a submitted version of an own bid, or answer 404."""
    return first_or_404(queries.own_submission(own_bid(reference), receipt))


@bp.get("/bids/<reference>/receipts/<receipt>")
@requires(Permission.WRITE_BID)
def receipt(reference: str, receipt: str) -> ResponseReturnValue:
    """Show the receipt of everything that one press submitted."""
    first = own_submission(reference, receipt)
    parts = [receipt_part(one) for one in all_of(queries.sent_together(first))]
    return render_template(
        "tenders/bidding/receipt.html",
        bid=first.entry.bid,
        procurement=first.entry.procurement,
        parts=parts,
        promise=PROMISE,
        pdf_href=url_for("receipts.pdf", reference=reference, receipt=receipt),
    )


def receipt_part(one: Submission) -> dict[str, Any]:
    """Return what the receipt's page shows of one version."""
    where: dict[str, Any] = {"reference": one.entry.bid.reference, "receipt": one.reference}
    return {
        "title": one.entry.service.name,
        "rows": [{"key": name, "value": value} for name, value in facts(one)],
        "copy_href": url_for("receipts.copy", **where),
        "read_href": url_for("receipts.version", **where),
    }


@bp.get("/bids/<reference>/receipts/<receipt>/receipt.pdf")
@requires(Permission.WRITE_BID)
def pdf(reference: str, receipt: str) -> ResponseReturnValue:
    """Send the receipt as PDF."""
    first = own_submission(reference, receipt)
    content = receipt_pdf(
        all_of(queries.sent_together(first)), service_name=page_context()["service_name"]
    )
    headers = download_headers(f"receipt-{receipt}.pdf", "application/pdf")
    return Response(content, headers=headers)


@bp.get("/bids/<reference>/receipts/<receipt>/copy.zip")
@requires(Permission.WRITE_BID)
def copy(reference: str, receipt: str) -> ResponseReturnValue:
    """Send the bidder's own copy of a version, from which its digest follows."""
    submission = own_submission(reference, receipt)
    content = zip_of(submission, vault())
    headers = download_headers(f"bid-{submission.reference}.zip", "application/zip")
    return Response(content, headers=headers)


def zip_of(submission: Submission, opened: Vault) -> bytes:
    """Return the bytes of the bidder's own copy."""
    quality, price = read_version(submission, opened)
    return own_copy(
        submission,
        quality=document_bytes(submission, Envelope.QUALITY, opened),
        price=document_bytes(submission, Envelope.PRICE, opened),
        members=[file["member"] for file in (*quality["files"], *price["files"])],
        vault=opened,
    )


@bp.get("/bids/<reference>/submissions/<receipt>")
@requires(Permission.WRITE_BID)
def version(reference: str, receipt: str) -> ResponseReturnValue:
    """Show a submitted version as it was submitted."""
    submission = own_submission(reference, receipt)
    quality, price = read_version(submission, vault())
    names = {one["member"]: one["name"] for one in quality["files"]}
    return render_template(
        "tenders/bidding/version.html",
        bid=submission.entry.bid,
        entry=submission.entry,
        submission=submission,
        answers=[
            {**one, "files": [names[member] for member in one["files"]]}
            for one in quality["content"]["answers"]
        ],
        requirements=[
            {
                "key": f"{one['number']}. {one['text']}",
                "value": "Confirmed" if one["confirmed"] else f"Explained: {one['explanation']}",
            }
            for one in quality["content"]["requirements"]
        ],
        prices=price["content"]["prices"],
    )


@bp.get("/bids/<reference>/late/<receipt>")
@requires(Permission.WRITE_BID)
def too_late(reference: str, receipt: str) -> ResponseReturnValue:
    """Say that a bid arrived too late, and what becomes of it."""
    attempt = first_or_404(queries.own_late_attempt(own_bid(reference), receipt))
    return render_template(
        "tenders/bidding/too_late.html",
        attempt=attempt,
        entry=attempt.entry,
        procurement=attempt.entry.procurement,
        bid=attempt.entry.bid,
    )
