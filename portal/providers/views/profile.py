"""A provider's own profile."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import db
from portal.errors import DomainError
from portal.forms import filled
from portal.providers.forms import ProfileForm
from portal.providers.services import profiles
from portal.providers.views.tabs import OWN_ORGANISATION, tabs

bp = Blueprint("profile", __name__, url_prefix="/provider")


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def profile() -> ResponseReturnValue:
    """Show what the organisation says of itself."""
    return render_template(
        "providers/profile.html",
        organisation=current_membership().organisation,
        tabs=tabs(OWN_ORGANISATION),
    )


@bp.route("/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def edit() -> ResponseReturnValue:
    """Change it."""
    acting = current_membership()
    form = ProfileForm(obj=acting.organisation)
    if form.validate_on_submit():
        try:
            profiles.update_profile(
                acting.organisation,
                name=filled(form.name),
                company_number=form.company_number.data,
                charity_number=form.charity_number.data,
                legal_form=form.legal_form.data,
                contact_email=form.contact_email.data,
                by=acting,
                at=clock.now(),
            )
            db.session.commit()
            flash("Your profile is saved.", "success")
            return redirect(url_for("profile.profile"), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("providers/profile_edit.html", form=form)
