"""A forgotten password: a link by e-mail, followed to the end."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import public
from portal.accounts import tokens
from portal.accounts.forms import EmailForm, NewPasswordForm
from portal.accounts.limits import limit_requests
from portal.accounts.services import people
from portal.accounts.views.sign_in import let_in
from portal.db import db
from portal.errors import DomainError
from portal.forms import filled

bp = Blueprint("passwords", __name__, url_prefix="/forgotten-password")


@bp.route("", methods=["GET", "POST"])
@public
@limit_requests
def forgotten() -> ResponseReturnValue:
    """Send a link to an address, and say the same whether anybody has it or not."""
    form = EmailForm()
    if form.validate_on_submit():
        people.ask_for_reset(filled(form.email), at=clock.now())
        db.session.commit()
        return redirect(url_for("passwords.sent"), code=303)
    return render_template("security/forgotten.html", form=form)


@bp.get("/sent")
@public
def sent() -> ResponseReturnValue:
    """Say what to do now."""
    return render_template("security/forgotten_sent.html")


@bp.route("/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """Choose a new password through the link, and go on into the portal."""
    person = tokens.person_to_reset(token)
    if person is None:
        return render_template(
            "errors/expired.html",
            next_href=url_for("passwords.forgotten"),
            next_text="choose a new password",
        ), 410
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            people.reset_password(person, filled(form.password), at=clock.now())
            db.session.commit()
            flash("You have a new password.", "success")
            return let_in(person)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("security/reset.html", form=form)
