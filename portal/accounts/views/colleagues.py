"""The people of one's own organisation: who they are, what they may do, and invitations."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import ROLES_OF_KIND, Permission, Role, requires
from portal.accounts import queries
from portal.accounts.current import current_membership
from portal.accounts.forms import ButtonForm, InviteForm, RolesForm, role_choices
from portal.accounts.models import Invitation, Membership, title_of
from portal.accounts.services import memberships
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import filled

bp = Blueprint("colleagues", __name__, url_prefix="/colleagues")


@bp.get("")
@requires(Permission.MANAGE_COLLEAGUES)
def colleagues() -> ResponseReturnValue:
    """List the people and the invitations of one's own organisation."""
    acting = current_membership()
    now = clock.now()
    invitations = all_of(queries.open_invitations(acting.organisation_id))
    return render_template(
        "accounts/colleagues.html",
        organisation=acting.organisation,
        people=all_of(queries.live_memberships(acting.organisation_id)),
        invitations=[_shown(one, expired=one.expires_at <= now) for one in invitations],
    )


@bp.route("/invite", methods=["GET", "POST"])
@requires(Permission.MANAGE_COLLEAGUES)
def invite() -> ResponseReturnValue:
    """Ask somebody by e-mail to join."""
    acting = current_membership()
    form = InviteForm()
    form.roles.choices = role_choices(ROLES_OF_KIND[acting.organisation.kind])
    if form.validate_on_submit():
        try:
            memberships.invite(
                acting.organisation,
                email=filled(form.email),
                roles=[Role(role) for role in filled(form.roles)],
                by=acting,
                at=clock.now(),
            )
            db.session.commit()
            flash(f"An invitation is on its way to {form.email.data}.", "success")
            return redirect(url_for("colleagues.colleagues"), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template(
        "accounts/invite.html",
        form=form,
        organisation=acting.organisation,
        back_to=url_for("colleagues.colleagues"),
    )


@bp.route("/<reference>", methods=["GET", "POST"])
@requires(Permission.MANAGE_COLLEAGUES)
def colleague(reference: str) -> ResponseReturnValue:
    """Change what a colleague may do."""
    membership = own_colleague(reference)
    form = RolesForm(data={"roles": sorted(membership.roles)})
    form.roles.choices = role_choices(ROLES_OF_KIND[membership.organisation.kind])
    if form.validate_on_submit():
        try:
            memberships.change_roles(
                membership,
                [Role(role) for role in filled(form.roles)],
                by=current_membership(),
                at=clock.now(),
            )
            db.session.commit()
            flash(f"Saved what {membership.person.name} may do.", "success")
            return redirect(url_for("colleagues.colleagues"), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("accounts/colleague.html", form=form, membership=membership)


@bp.route("/<reference>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_COLLEAGUES)
def end(reference: str) -> ResponseReturnValue:
    """Stop a colleague acting for the organisation, after asking."""
    membership = own_colleague(reference)
    form = ButtonForm()
    form.submit.label.text = "Remove this person"
    form.submit.look["classes"] = "govuk-button--warning"
    if form.validate_on_submit():
        try:
            memberships.end(membership, by=current_membership(), at=clock.now())
            db.session.commit()
            flash(f"{membership.person.name} no longer acts for your organisation.", "success")
            return redirect(url_for("colleagues.colleagues"), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("accounts/end_membership.html", form=form, membership=membership)


@bp.post("/invitations/<reference>/withdraw")
@requires(Permission.MANAGE_COLLEAGUES)
def withdraw(reference: str) -> ResponseReturnValue:
    """Take an invitation back."""
    acting = current_membership()
    invitation = first_or_404(
        queries.open_invitations(acting.organisation_id).where(Invitation.reference == reference)
    )
    memberships.withdraw(invitation, by=acting, at=clock.now())
    db.session.commit()
    flash(f"The invitation to {invitation.email} is withdrawn.", "success")
    return redirect(url_for("colleagues.colleagues"), code=303)


def own_colleague(reference: str) -> Membership:
    """Return a colleague of the organisation at hand; people of others do not exist here."""
    own = queries.live_memberships(current_membership().organisation_id)
    return first_or_404(own.where(Membership.reference == reference))


def _shown(invitation: Invitation, *, expired: bool) -> dict[str, object]:
    return {
        "email": invitation.email,
        "roles": ", ".join(title_of(Role(role)) for role in invitation.roles),
        "until": invitation.expires_at,
        "status": "Expired" if expired else "Invited",
        "withdraw": url_for("colleagues.withdraw", reference=invitation.reference),
    }
