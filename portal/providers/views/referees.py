"""A provider names referees; what they said is for staff alone."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done_at_once, make_once
from portal.db import all_of, first_or_404
from portal.forms import filled
from portal.providers.forms.diligence import RefereeForm
from portal.providers.queries import diligence as queries
from portal.providers.services import diligence as services
from portal.providers.views.tabs import OWN_ORGANISATION, tabs

bp = Blueprint("referees", __name__, url_prefix="/provider/referees")


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def own() -> ResponseReturnValue:
    """List the referees that the organisation names."""
    acting = current_membership()
    return render_template(
        "providers/referees.html",
        referees=all_of(queries.referees_of(acting.organisation_id)),
        tabs=tabs(OWN_ORGANISATION),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def new() -> ResponseReturnValue:
    """Name a referee."""
    acting, now = current_membership(), clock.now()
    form = RefereeForm()

    def act() -> str:
        details = services.RefereeDetails(
            filled(form.referee_organisation),
            filled(form.contact),
            filled(form.contact_email),
            filled(form.contract),
            form.value_pence.data,
            filled(form.starts_on),
            form.ends_on.data,
        )
        services.name_referee(acting.organisation, details, by=acting, at=now)
        flash("The referee is added.", "success")
        return url_for("referees.own")

    led_to = make_once(form, act, membership_id=acting.id, at=now)
    if led_to:
        return redirect(led_to, code=303)
    return render_template("providers/referee_new.html", form=form)


@bp.post("/<reference>/remove")
@requires(Permission.MANAGE_PROVIDER)
def remove(reference: str) -> ResponseReturnValue:
    """Take a referee off the list."""
    acting, now = current_membership(), clock.now()
    referee = first_or_404(queries.referee(acting.organisation_id, reference))
    done_at_once(
        lambda: services.remove_referee(referee, by=acting, at=now), "The referee is removed."
    )
    return redirect(url_for("referees.own"), code=303)
