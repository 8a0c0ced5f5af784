"""Compliance documents as the market's staff review them; one acceptance serves every region."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done
from portal.db import all_of, first_or_404
from portal.errors import DomainError
from portal.paging import page_of
from portal.providers.document_standing import over
from portal.providers.forms.documents import ACCEPT, ReviewForm, review_form
from portal.providers.in_house import in_house
from portal.providers.models import (
    ComplianceDocument,
    DocumentHolder,
    DocumentStatus,
    DocumentType,
    Service,
)
from portal.providers.queries import documents as queries
from portal.providers.queries import services as providers
from portal.providers.services.document_review import accept_document, return_document
from portal.providers.views.document_rows import (
    Slot,
    by_slot,
    detail,
    facts_of,
    plain_standing,
    status_words,
    version_row,
)
from portal.providers.views.documents import send
from portal.providers.views.lists import page_links
from portal.providers.views.tabs import OF_A_PROVIDER, tabs

bp = Blueprint("document_review", __name__)
ANY_STATUS = "any"


@bp.get("/documents")
@requires(Permission.REVIEW_DOCUMENTS)
def queue() -> ResponseReturnValue:
    """List documents to review, the longest waiting first, and whatever a filter asks for."""
    today, asked = clock.today(clock.now()), request.args
    kinds = all_of(queries.types())
    status = asked.get("status", DocumentStatus.SUBMITTED.value)
    known = status if status in set(DocumentStatus) else ""
    sought = queries.Sought(
        status=known,
        kind=next((one.code for one in kinds if one.code == asked.get("kind")), ""),
        expiring=asked.get("expiring") == "yes",
        text=asked.get("text", "").replace("\0", "")[:100].strip(),
    )
    page = page_of(
        queries.to_review(sought, today),
        sort=[ComplianceDocument.uploaded_at, ComplianceDocument.id],
        key=lambda one: [one.uploaded_at, one.id],
        cursor=asked.get("cursor"),
    )
    filters = {
        "status": known or ANY_STATUS,
        "kind": sought.kind,
        "expiring": "yes" if sought.expiring else "",
        "text": sought.text,
    }
    return render_template(
        "providers/documents/queue.html",
        rows=[_queue_row(one) for one in page.rows],
        filters=filters,
        statuses=[
            (ANY_STATUS, "Any"),
            *((one.value, one.value.capitalize()) for one in DocumentStatus),
        ],
        kinds=[("", "All kinds"), *((one.code, one.title) for one in kinds)],
        links=page_links(page, "document_review.queue", **filters),
        waiting=sought == queries.Sought(),
    )


def _queue_row(document: ComplianceDocument) -> dict[str, Any]:
    return {
        "href": url_for("document_review.review", reference=document.reference),
        "title": document.type.title,
        "provider": document.organisation.name,
        "service": document.service.name if document.service else "",
        "uploaded_at": document.uploaded_at,
        "expires_on": document.expires_on,
        "sum_insured_pence": document.sum_insured_pence,
        "status": document.status.value,
    }


@bp.route("/documents/<reference>", methods=["GET", "POST"])
@requires(Permission.REVIEW_DOCUMENTS)
def review(reference: str) -> ResponseReturnValue:
    """Show one version of a document, and accept or return it."""
    found = first_or_404(queries.document(reference))
    form, today = review_form(found), clock.today(clock.now())
    if done(form, lambda: _decide(found, form)):
        flash("Your decision is saved.", "success")
        return redirect(url_for("document_review.review", reference=reference), code=303)
    versions = all_of(queries.versions_of(found.organisation_id, found.service_id, found.type_code))
    return render_template(
        "providers/documents/review.html",
        form=form,
        document=found,
        facts=facts_of(found),
        ran_out=over(found, today),
        waiting=found.status is DocumentStatus.SUBMITTED,
        may_return=found.status is DocumentStatus.ACCEPTED,
        versions=[
            version_row(one, url_for(".review", reference=one.reference), today) for one in versions
        ],
    )


def _decide(document: ComplianceDocument, form: ReviewForm) -> None:
    by, at = current_membership(), clock.now()
    if form.decision.data != ACCEPT:
        return return_document(document, reason=form.reason.data or "", by=by, at=at)
    if not form.expiry_seen.data:
        raise DomainError("Confirm that you compared the dates with the document", "expiry_seen")
    if "sum_seen" in form and not form.sum_seen.data:
        raise DomainError("Confirm that you compared the sum with the document", "sum_seen")
    return accept_document(document, by=by, at=at)


@bp.get("/documents/<reference>/file")
@requires(Permission.REVIEW_DOCUMENTS)
def file(reference: str) -> ResponseReturnValue:
    """Send the file of one version, to be saved."""
    return send(first_or_404(queries.document(reference)))


@bp.get("/providers/<reference>/documents")
@requires(Permission.REVIEW_DOCUMENTS)
def of_provider(reference: str) -> ResponseReturnValue:
    """Show how the documents of one provider and of its services stand."""
    provider = first_or_404(providers.provider(reference))
    held = by_slot(all_of(queries.live_of([provider.id])))
    kinds = all_of(queries.types())
    page = page_of(
        queries.open_services(provider.id),
        sort=[Service.name, Service.id],
        key=lambda one: [one.name, one.id],
        cursor=request.args.get("cursor"),
        size=25,
    )
    of_services = [one for one in kinds if one.held_by is DocumentHolder.SERVICE]
    return render_template(
        "providers/documents/of_provider.html",
        provider=provider,
        tabs=tabs(OF_A_PROVIDER, reference=reference),
        rows=[
            _row(one, held, None)
            for one in kinds
            if one.held_by is DocumentHolder.ORGANISATION
            and (not in_house(provider) or (one.code, None) in held)
        ],
        service_rows=[_row(kind, held, one) for one in page.rows for kind in of_services],
        links=page_links(page, "document_review.of_provider", reference=reference),
    )


def _row(
    kind: DocumentType, held: dict[Slot, list[ComplianceDocument]], service: Service | None
) -> dict[str, Any]:
    mine = held.get((kind.code, service.id if service else None), [])
    found = plain_standing(kind, mine, clock.today(clock.now()))
    newest = max(mine, key=lambda one: one.version, default=None)
    return {
        "title": kind.title,
        "service": service.name if service else "",
        "status": status_words(found, kind),
        "detail": detail(found),
        "href": newest and url_for("document_review.review", reference=newest.reference),
    }
