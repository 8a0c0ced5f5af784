"""A provider's own compliance documents: how they stand, adding one, its earlier versions."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make, make_once
from portal.config import settings
from portal.db import all_of, first_or_404
from portal.files import accept_upload, download_headers, open_scanner, open_store
from portal.paging import page_of
from portal.providers.document_standing import over
from portal.providers.forms.documents import ConfirmForm, DocumentForm, document_form
from portal.providers.models import (
    DOCUMENT_MOVES,
    ComplianceDocument,
    DocumentHolder,
    DocumentStatus,
    DocumentType,
    Service,
)
from portal.providers.queries import documents as queries
from portal.providers.services import documents as services
from portal.providers.views.document_rows import (
    Slot,
    add_href,
    by_slot,
    detail,
    facts_of,
    plain_standing,
    slot_href,
    status_words,
    version_row,
)
from portal.providers.views.lists import page_links
from portal.providers.views.tabs import OWN_ORGANISATION, tabs

bp = Blueprint("documents", __name__, url_prefix="/provider/documents")

Held = dict[Slot, list[ComplianceDocument]]


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def own() -> ResponseReturnValue:
    """Show how each document of the organisation and of its services stands."""
    acting, today = current_membership(), clock.today(clock.now())
    held = by_slot(all_of(queries.live_of([acting.organisation_id])))
    kinds = all_of(queries.types())
    text = request.args.get("text", "").replace("\0", "")[:100].strip()
    found = queries.open_services(acting.organisation_id)
    if text:
        found = found.where(Service.name.icontains(text, autoescape=True))
    page = page_of(
        found,
        sort=[Service.name, Service.id],
        key=lambda one: [one.name, one.id],
        cursor=request.args.get("cursor"),
        size=25,
    )
    of_services = [one for one in kinds if one.held_by is DocumentHolder.SERVICE]
    return render_template(
        "providers/documents/own.html",
        organisation=acting.organisation,
        tabs=tabs(OWN_ORGANISATION),
        rows=[
            _row(kind, held, None, today)
            for kind in kinds
            if kind.held_by is DocumentHolder.ORGANISATION
        ],
        service_rows=[
            _row(kind, held, service, today) for service in page.rows for kind in of_services
        ],
        text=text,
        links=page_links(page, "documents.own", text=text),
    )


def _row(kind: DocumentType, held: Held, service: Service | None, today: date) -> dict[str, Any]:
    mine = held.get((kind.code, service.id if service else None), [])
    found = plain_standing(kind, mine, today)
    return {
        "title": kind.title,
        "service": service.name if service else "",
        "status": status_words(found, kind),
        "detail": detail(found),
        "href": slot_href(kind, mine, service.reference if service else None),
        "action": "Look at it" if mine else "Add it",
    }


@bp.route("/new/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def new(code: str) -> ResponseReturnValue:
    """Add a document of the organisation, or its next version."""
    kind = first_or_404(queries.type_of(code))
    if kind.held_by is not DocumentHolder.ORGANISATION:
        abort(404)
    return _add(kind, None)


@bp.route("/new/<code>/<service>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def new_of_service(code: str, service: str) -> ResponseReturnValue:
    """Add a document of one service, or its next version."""
    kind = first_or_404(queries.type_of(code))
    if kind.held_by is not DocumentHolder.SERVICE:
        abort(404)
    mine = queries.open_services(current_membership().organisation_id)
    return _add(kind, first_or_404(mine.where(Service.reference == service)))


def _add(kind: DocumentType, service: Service | None) -> ResponseReturnValue:
    acting, at = current_membership(), clock.now()
    form = document_form(kind, max_bytes=settings().upload_limit_bytes)

    def add() -> str:
        made = _upload(form, kind, service)
        return url_for("documents.document", reference=made.reference)

    page = make_once(form, add, membership_id=acting.id, at=at)
    if page is not None:
        flash("The document is added. It waits for review.", "success")
        return redirect(page, code=303)
    return render_template(
        "providers/documents/new.html",
        form=form,
        kind=kind,
        about=service.name if service else acting.organisation.name,
    )


def _upload(form: DocumentForm, kind: DocumentType, service: Service | None) -> ComplianceDocument:
    """Look at the file first: what is wrong stands beside the field, and nothing is kept."""
    acting = current_membership()
    upload = accept_upload(
        form["file"].data,
        allowed=services.WELCOME,
        max_bytes=settings().upload_limit_bytes,
        scanner=open_scanner(settings().clamd_url),
        field="file",
    )
    return services.add_document(
        acting.organisation,
        kind,
        service,
        form.facts(),
        upload=upload,
        store=open_store(settings().files_url),
        by=acting,
        at=clock.now(),
    )


@bp.get("/<reference>")
@requires(Permission.MANAGE_PROVIDER)
def document(reference: str) -> ResponseReturnValue:
    """Show one version of a document and the others."""
    found = _own(reference)
    today = clock.today(clock.now())
    versions = all_of(queries.versions_of(found.organisation_id, found.service_id, found.type_code))
    service = found.service.reference if found.service else None
    usable = found.status is DocumentStatus.ACCEPTED and not over(found, today)
    return render_template(
        "providers/documents/document.html",
        document=found,
        facts=facts_of(found),
        ran_out=over(found, today),
        versions=[
            version_row(one, url_for("documents.document", reference=one.reference), today)
            for one in versions
        ],
        add_href=add_href(found.type, service),
        may_confirm=usable and found.type.confirmable and versions[0] is found,
        may_withdraw=DocumentStatus.WITHDRAWN in DOCUMENT_MOVES.get(found.status, set()),
    )


@bp.get("/<reference>/file")
@requires(Permission.MANAGE_PROVIDER)
def file(reference: str) -> ResponseReturnValue:
    """Send the file of one version, to be saved."""
    return send(_own(reference))


def send(document: ComplianceDocument) -> Response:
    """Return a document's file as a download, never as a page."""
    content = open_store(settings().files_url).get(document.store_key)
    return Response(content, headers=download_headers(document.name, document.media_type))


@bp.route("/<reference>/unchanged", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def unchanged(reference: str) -> ResponseReturnValue:
    """Confirm that a document holds for another period as it is."""
    found, form = _own(reference), ConfirmForm()
    form.submit.label.text = "Confirm: nothing has changed"
    by, at = current_membership(), clock.now()
    made = make(
        form,
        lambda: url_for(
            "documents.document",
            reference=services.confirm_unchanged(found, by=by, at=at).reference,
        ),
    )
    if made is not None:
        flash("Confirmed. It waits for review; until then the earlier one counts.", "success")
        return redirect(made, code=303)
    return render_template("providers/documents/unchanged.html", form=form, document=found)


@bp.route("/<reference>/withdraw", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def withdraw(reference: str) -> ResponseReturnValue:
    """Take a document back."""
    found, form = _own(reference), ConfirmForm()
    form.submit.label.text = "Withdraw this document"
    by, at = current_membership(), clock.now()
    if done(form, lambda: services.withdraw_document(found, by=by, at=at)):
        flash("The document is withdrawn. It does not count any more.", "success")
        return redirect(url_for("documents.document", reference=reference), code=303)
    return render_template("providers/documents/withdraw.html", form=form, document=found)


def _own(reference: str) -> ComplianceDocument:
    return first_or_404(queries.own_document(reference, current_membership()))
