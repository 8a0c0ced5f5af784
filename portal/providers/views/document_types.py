"""The kinds of compliance document that providers are asked for."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.attempts import done
from portal.db import all_of
from portal.forms import filled
from portal.providers.forms.documents import DocumentTypeForm
from portal.providers.models import DocumentHolder
from portal.providers.queries import documents as queries
from portal.providers.services.document_kinds import KindTerms, add_kind

bp = Blueprint("document_types", __name__, url_prefix="/document-types")


@bp.get("")
@requires(Permission.SEE_DOCUMENT_TYPES)
def types() -> ResponseReturnValue:
    """List the kinds of document."""
    return render_template(
        "providers/documents/types.html",
        kinds=all_of(queries.types()),
        may_add=allows(Permission.ADMINISTER, current_membership()),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new() -> ResponseReturnValue:
    """Add a kind of document."""
    form = DocumentTypeForm()
    by, at = current_membership(), clock.now()

    if done(form, lambda: add_kind(_terms(form), by=by, at=at)):
        flash("The kind of document is added. Providers can add it now.", "success")
        return redirect(url_for("document_types.types"), code=303)
    return render_template("providers/documents/new_type.html", form=form)


def _terms(form: DocumentTypeForm) -> KindTerms:
    return KindTerms(
        title=filled(form.title),
        guidance=filled(form.guidance),
        held_by=DocumentHolder(filled(form.held_by)),
        valid_months=form.valid_months.data,
        number_label=form.number_label.data or "",
        insures=bool(form.insures.data),
        expected=bool(form.expected.data),
    )
