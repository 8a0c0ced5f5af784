"""Declaring conflicts of interest: for the procurement, then for each bidder."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import filled
from portal.tenders.forms.opening import CONFLICT, DeclarationForm, bidders_form
from portal.tenders.models import Procurement
from portal.tenders.queries import openings as queries
from portal.tenders.services import declarations as services
from portal.web import received_at

bp = Blueprint("declarations", __name__)


def own_procurement(reference: str) -> Procurement:
    """Return a procurement in which the person has or had a duty, or answer 404."""
    return first_or_404(queries.procurement_for(reference, current_membership()))


@bp.route("/procurements/<reference>/declaration", methods=["GET", "POST"])
@requires(Permission.SEE_PROCUREMENT)
def declare(reference: str) -> ResponseReturnValue:
    """Declare for the procurement as a whole."""
    procurement, by = own_procurement(reference), current_membership()
    form = DeclarationForm()
    if form.validate_on_submit():
        try:
            services.declare(
                procurement,
                by=by,
                at=received_at(),
                conflict=filled(form.answer) == CONFLICT,
                detail=form.detail.data or "",
            )
            db.session.commit()
            flash("Your declaration is recorded.", "success")
            return redirect(url_for("declarations.declare", reference=reference), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
            procurement = own_procurement(reference)
    said = all_of(queries.declarations(procurement, by))
    return render_template(
        "tenders/opening/declaration.html",
        form=form,
        procurement=procurement,
        said=[one for one in said if one.organisation_id is None],
        duties=sorted({one.duty for one in all_of(queries.duties(procurement, by))}),
        opening_href=url_for("opening.opening", reference=reference, envelope="quality"),
    )


@bp.route("/procurements/<reference>/declarations/bidders", methods=["GET", "POST"])
@requires(Permission.SEE_PROCUREMENT)
def declare_bidders(reference: str) -> ResponseReturnValue:
    """Declare for each bidder, once their names are known."""
    procurement, by = own_procurement(reference), current_membership()
    bidders = all_of(queries.undeclared_bidders(procurement, by))
    form = bidders_form(bidders)
    if bidders and form.validate_on_submit():
        try:
            services.declare_bidders(procurement, form.said(bidders), by=by, at=received_at())
            db.session.commit()
            flash("Your declarations are recorded.", "success")
            return redirect(url_for("declarations.declare_bidders", reference=reference), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
            procurement = own_procurement(reference)
            bidders = all_of(queries.undeclared_bidders(procurement, by))
    said = all_of(queries.declarations(procurement, by))
    return render_template(
        "tenders/opening/bidders.html",
        form=form,
        procurement=procurement,
        bidders=bidders,
        said=[one for one in said if one.organisation_id is not None],
        opened=procurement.status in queries.OPENED,
    )
