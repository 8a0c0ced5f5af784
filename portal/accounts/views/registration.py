"""A provider creates an account, and shows that its address is its own."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import public
from portal.accounts import letters, tokens
from portal.accounts.forms import ButtonForm, EmailForm, RegisterForm
from portal.accounts.limits import limit_requests
from portal.accounts.services import people, registration
from portal.db import db
from portal.errors import DomainError
from portal.forms import filled

bp = Blueprint("registration", __name__)


@bp.route("/register", methods=["GET", "POST"])
@public
@limit_requests
def register() -> ResponseReturnValue:
    """Add a provider with its first person."""
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            registration.register_provider(
                organisation_name=filled(form.organisation),
                number=form.company_number.data,
                person_name=filled(form.name),
                email=filled(form.email),
                password=filled(form.password),
                at=clock.now(),
            )
            db.session.commit()
            return redirect(url_for("registration.check_email"), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("accounts/register.html", form=form)


@bp.get("/register/check-email")
@public
def check_email() -> ResponseReturnValue:
    """Say what to do now."""
    return render_template("security/check_email.html")


@bp.route("/confirm-email/again", methods=["GET", "POST"])
@public
@limit_requests
def send_again() -> ResponseReturnValue:
    """Send the confirmation link again, and say the same whether anybody waits for it or not."""
    form = EmailForm()
    if form.validate_on_submit():
        person = people.find_person(filled(form.email))
        if person is not None and person.active and person.confirmed_at is None:
            letters.send_confirmation(person, at=clock.now())
        db.session.commit()
        return redirect(url_for("registration.check_email"), code=303)
    return render_template("security/send_confirmation.html", form=form)


@bp.route("/confirm-email/<token>", methods=["GET", "POST"])
@public
def confirm_email(token: str) -> ResponseReturnValue:
    """Show a button; only pressing it confirms, since mail programs open links by themselves."""
    person = tokens.person_to_confirm(token)
    if person is None:
        return render_template(
            "errors/expired.html",
            next_href=url_for("registration.send_again"),
            next_text="send the confirmation again",
        ), 410
    form = ButtonForm()
    form.submit.label.text = "Confirm my email address"
    if form.validate_on_submit():
        people.confirm_email(person, at=clock.now())
        db.session.commit()
        flash("Your email address is confirmed. Sign in to go on.", "success")
        return redirect(url_for("sign_in.sign_in"), code=303)
    return render_template("security/confirm.html", form=form, email=person.email)
