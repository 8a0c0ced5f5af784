"""Which compliance documents a framework asks for. Nothing here commits: the caller does."""

from datetime import datetime

from portal import audit
from portal.accounts.models import Membership
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.providers.models import DocumentType
from portal.providers.queries import documents as kinds
from portal.tenders.models import Framework, FrameworkDocument
from portal.tenders.queries import documents as queries


def require_document(
    framework: Framework,
    kind: DocumentType,
    *,
    minimum_pence: int | None,
    mandatory: bool,
    required_at_bid: bool,
    by: Membership,
    at: datetime,
) -> FrameworkDocument:
    """Ask for a kind of document, or change how it is asked for.

    Raises:
        DomainError: an invitation is under way, or the terms do not hold together.
    """
    _begin(framework)
    if minimum_pence is not None and not kind.insures:
        raise DomainError("This kind of document insures nothing", "minimum")
    if required_at_bid and not mandatory:
        raise DomainError(
            "Only a mandatory document can be required when a bid is submitted", "required_at_bid"
        )
    row = db.session.scalars(queries.required_one(framework.id, kind.code)).first()
    if row is None:
        row = FrameworkDocument(framework_id=framework.id, type_code=kind.code)
        db.session.add(row)
    row.minimum_pence, row.mandatory, row.required_at_bid = (
        minimum_pence,
        mandatory,
        required_at_bid,
    )
    facts = {
        "type": kind.code,
        "minimum_pence": minimum_pence,
        "mandatory": mandatory,
        "required_at_bid": required_at_bid,
    }
    audit.record(framework, "framework.document_required", by=by, at=at, facts=facts)
    return row


def drop_document(row: FrameworkDocument, *, by: Membership, at: datetime) -> None:
    """Ask no longer for a kind of document.

    Raises:
        DomainError: an invitation is under way.
    """
    framework = row.framework
    _begin(framework)
    facts = {"type": row.type_code}
    audit.record(framework, "framework.document_dropped", by=by, at=at, facts=facts)
    db.session.delete(row)
    db.session.flush()


def require_usual(framework: Framework, *, by: Membership, at: datetime) -> int:
    """Ask for every kind that is expected of all providers and not on the list yet.

    The usual least sums are those of the kinds. All are mandatory before an award, and none
    is required when a bid is submitted. Returns how many were added.

    Raises:
        DomainError: an invitation is under way.
    """
    _begin(framework)
    asked = {row.type_code for row in all_of(queries.required_by([framework.id]))}
    added = [one for one in all_of(kinds.types()) if one.expected and one.code not in asked]
    for kind in added:
        require_document(
            framework,
            kind,
            minimum_pence=kind.minimum_pence,
            mandatory=True,
            required_at_bid=False,
            by=by,
            at=at,
        )
    return len(added)


def _begin(framework: Framework) -> None:
    """Lock a framework and check that nobody bids on its list of documents now."""
    lock(framework)
    published = db.session.scalars(queries.under_way(framework.id)).first()
    if published is not None:
        raise DomainError(
            f"“{published.title}” is under way and asks for these documents, so the list cannot "
            "be changed until it is decided."
        )
