"""An organisation's own profile: shown with its task list, changed, and version by version."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Organisation
from portal.db import all_of, db
from portal.errors import DomainError
from portal.providers.forms.profile import ProfileForm, shown_in_form
from portal.providers.in_house import in_house
from portal.providers.queries import profiles as queries
from portal.providers.readiness import to_do
from portal.providers.services import profiles
from portal.providers.task_list import readiness
from portal.providers.views.profile_words import differences, history, own_facts
from portal.providers.views.tabs import OWN_ORGANISATION, tabs

bp = Blueprint("profile", __name__, url_prefix="/provider")


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def profile() -> ResponseReturnValue:
    """Show what the organisation says of itself, and what is missing."""
    acting = current_membership()
    lines = readiness(acting, now=clock.now())
    return render_template(
        "providers/profile.html",
        organisation=acting.organisation,
        tabs=tabs(OWN_ORGANISATION),
        lines=lines,
        missing=len(to_do(lines)),
        facts=own_facts(
            profiles.facts_of(acting.organisation), public_body=in_house(acting.organisation)
        ),
    )


@bp.route("/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def edit() -> ResponseReturnValue:
    """Change it; somebody who saved meanwhile is told of, and nothing typed is lost."""
    acting = current_membership()
    latest = profiles.latest_version(acting.organisation)
    number = latest.number if latest else 0
    form = ProfileForm(data=shown_in_form(profiles.facts_of(acting.organisation), number))
    if in_house(acting.organisation):
        form.of_a_public_body()
    theirs: list[dict[str, str]] = []
    if form.validate_on_submit():
        try:
            profiles.save_profile(
                acting.organisation,
                form.facts(acting.organisation.name),
                loaded=form.loaded_number,
                by=acting,
                at=clock.now(),
            )
            db.session.commit()
            flash("Your profile is saved.", "success")
            return redirect(url_for("profile.profile"), code=303)
        except profiles.StaleProfileError as error:
            db.session.rollback()
            form.add_error(error)
            theirs = _meanwhile(acting.organisation, form)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("providers/profile_edit.html", form=form, theirs=theirs)


@bp.get("/versions")
@requires(Permission.MANAGE_PROVIDER)
def versions() -> ResponseReturnValue:
    """List every version: who saved it, when, and what it changed."""
    acting = current_membership()
    return render_template(
        "providers/profile_versions.html",
        organisation=acting.organisation,
        tabs=tabs(OWN_ORGANISATION),
        versions=history(all_of(queries.versions_of(acting.organisation_id))),
    )


def _meanwhile(organisation: Organisation, form: ProfileForm) -> list[dict[str, str]]:
    """Return what others saved since the form was loaded, which then counts as read."""
    saved = {one.number: one for one in all_of(queries.versions_of(organisation.id))}
    if not saved:
        form.loaded.data = "0"
        return []
    newest = saved[max(saved)]
    seen = saved.get(form.loaded_number) or saved[min(saved)]
    form.loaded.data = str(newest.number)
    return differences(seen, newest)
