"""Accepting an invitation, as somebody with an account or as somebody new."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Role, public
from portal.accounts.current import SESSION_KEY
from portal.accounts.forms import AcceptForm, ButtonForm
from portal.accounts.models import Invitation, title_of
from portal.accounts.services import memberships, people
from portal.accounts.session import begin
from portal.db import db
from portal.errors import DomainError
from portal.forms import PortalForm, filled

bp = Blueprint("invitations", __name__)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Show an invitation to whoever holds its link, and let them accept it."""
    found = memberships.find_invitation(token, at=clock.now())
    if found is None:
        return render_template(
            "errors/expired.html",
            next_href=url_for("home.home"),
            next_text="ask a colleague at the organisation to invite you again",
        ), 410
    if g.person is None and people.find_person(found.email) is not None:
        return page("accounts/invitation_sign_in.html", found)
    form = ButtonForm() if g.person is not None else AcceptForm()
    if isinstance(form, ButtonForm):
        form.submit.label.text = "Accept the invitation"
    if form.validate_on_submit():
        try:
            return accept(found, form)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return page("accounts/invitation.html", found, form=form)


def accept(found: Invitation, form: PortalForm) -> ResponseReturnValue:
    """Accept as the person signed in, or as somebody new who is then signed in."""
    now = clock.now()
    if isinstance(form, AcceptForm):
        membership = memberships.accept_as_new(
            found, name=filled(form.name), password=filled(form.password), at=now
        )
        people.record_sign_in(membership.person, at=now)
        db.session.commit()
        begin(membership.person)
    else:
        membership = memberships.accept(found, g.person, at=now)
        db.session.commit()
    session[SESSION_KEY] = membership.id
    flash(f"You now act for {membership.organisation.name}.", "success")
    return redirect(url_for("home.home"), code=303)


def page(template: str, found: Invitation, form: PortalForm | None = None) -> str:
    """Draw a page about an invitation."""
    return render_template(
        template,
        form=form,
        organisation=found.organisation.name,
        email=found.email,
        roles=[title_of(Role(role)) for role in found.roles],
        this_page=request.path,
    )
