"""The compliance documents that a framework asks for."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, done_at_once
from portal.db import all_of, db, first_or_404
from portal.providers.models import DocumentHolder
from portal.providers.queries import documents as kinds
from portal.tenders.forms.documents import AT_BID, WELCOME, RequiredDocumentForm, required_form
from portal.tenders.models import FrameworkDocument
from portal.tenders.queries import documents as queries
from portal.tenders.services import required_documents as services
from portal.tenders.views.frameworks import led_framework, may_write, seen_framework

bp = Blueprint("framework_documents", __name__, url_prefix="/frameworks/<reference>/documents")


@bp.get("")
@requires(Permission.SEE_FRAMEWORKS)
def required(reference: str) -> ResponseReturnValue:
    """List what a framework asks for, and what else it could."""
    found = seen_framework(reference)
    rows = all_of(queries.required_by([found.id]))
    asked = {row.type_code for row in rows}
    under_way = db.session.scalars(queries.under_way(found.id)).first()
    return render_template(
        "tenders/authoring/documents.html",
        framework=found,
        rows=[
            {
                "title": row.type.title,
                "href": url_for(".edit", reference=reference, code=row.type_code),
                "drop": url_for(".drop", reference=reference, code=row.type_code),
                **words_of(row),
            }
            for row in rows
        ],
        others=[
            {"title": one.title, "href": url_for(".edit", reference=reference, code=one.code)}
            for one in all_of(kinds.types())
            if one.code not in asked
        ],
        writes=may_write(found) and under_way is None,
        under_way=under_way,
    )


def words_of(row: FrameworkDocument) -> dict[str, Any]:
    """Return how a framework asks for a document, in words."""
    needed = "Before an award" if row.mandatory else "Welcome"
    return {
        "holder": "Each service" if row.type.held_by is DocumentHolder.SERVICE else "The provider",
        "minimum": row.minimum_pence,
        "needed": "When a bid is submitted" if row.required_at_bid else needed,
    }


@bp.post("/usual")
@requires(Permission.WRITE_FRAMEWORK)
def usual(reference: str) -> ResponseReturnValue:
    """Ask for everything that is usually asked for."""
    found = led_framework(reference)
    by, at = current_membership(), clock.now()
    done_at_once(
        lambda: services.require_usual(found, by=by, at=at),
        "The framework asks for the usual documents now.",
    )
    return redirect(url_for(".required", reference=reference), code=303)


@bp.route("/<code>", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def edit(reference: str, code: str) -> ResponseReturnValue:
    """Ask for one kind of document, or change how it is asked for."""
    found = led_framework(reference)
    kind = first_or_404(kinds.type_of(code))
    row = db.session.scalars(queries.required_one(found.id, code)).first()
    form = required_form(kind, row)
    by, at = current_membership(), clock.now()

    def save() -> None:
        services.require_document(found, kind, **_terms(form), by=by, at=at)

    if done(form, save):
        flash("Saved.", "success")
        return redirect(url_for(".required", reference=reference), code=303)
    return render_template(
        "tenders/authoring/edit_document.html", form=form, framework=found, kind=kind
    )


def _terms(form: RequiredDocumentForm) -> dict[str, Any]:
    return {
        "minimum_pence": form.minimum.data if "minimum" in form else None,
        "mandatory": form.when.data != WELCOME,
        "required_at_bid": form.when.data == AT_BID,
    }


@bp.post("/<code>/drop")
@requires(Permission.WRITE_FRAMEWORK)
def drop(reference: str, code: str) -> ResponseReturnValue:
    """Ask no longer for a kind of document."""
    found = led_framework(reference)
    row = first_or_404(queries.required_one(found.id, code))
    by, at = current_membership(), clock.now()
    done_at_once(
        lambda: services.drop_document(row, by=by, at=at),
        "The framework does not ask for it any more.",
    )
    return redirect(url_for(".required", reference=reference), code=303)
