"""Setting up, renewing and turning off the authenticator app."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, permission_of, requires
from portal.accounts import letters, second_factor
from portal.accounts.current import current_person
from portal.accounts.forms import CodeForm, PasswordAgainForm
from portal.accounts.services import people
from portal.config import settings
from portal.db import db
from portal.errors import DomainError
from portal.forms import filled

bp = Blueprint("second_factor", __name__, url_prefix="/account/second-factor")

SECRET = "second_factor_secret"  # noqa: S105  the name of a place in the session
FREE = frozenset({"account.organisations", "account.switch"})


def require_set_up() -> ResponseReturnValue | None:
    """Before each request: take staff without a second factor to its set-up, where it is asked."""
    if not settings().staff_second_factor or g.get("person") is None or request.endpoint is None:
        return None
    if not second_factor.needs(g.get("membership")) or second_factor.has(g.person):
        return None
    open_to_all = permission_of(current_app.view_functions[request.endpoint]) is Permission.PUBLIC
    if request.endpoint != "home.home" and (
        open_to_all or request.blueprint == bp.name or request.endpoint in FREE
    ):
        return None
    return redirect(url_for("second_factor.status"), code=303)


@bp.get("")
@requires(Permission.SIGNED_IN)
def status() -> ResponseReturnValue:
    """Say whether there is a second factor, and what it is for."""
    return render_template(
        "security/second_factor.html", on=second_factor.has(current_person()), asked=asked()
    )


@bp.post("/start")
@requires(Permission.SIGNED_IN)
def start() -> ResponseReturnValue:
    """Make a secret for an app. It counts once a code has proved it."""
    if not second_factor.has(current_person()):
        web_session[SECRET] = second_factor.new_secret()
    return redirect(url_for("second_factor.set_up"), code=303)


@bp.route("/set-up", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def set_up() -> ResponseReturnValue:
    """Show the secret as a picture and in letters, and ask for a code."""
    person, secret = current_person(), web_session.get(SECRET)
    if not secret or second_factor.has(person):
        return redirect(url_for("second_factor.status"), code=303)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            now = clock.now()
            codes = second_factor.turn_on(person, secret, filled(form.code), at=now)
            letters.send_notice(
                person,
                "Your authenticator app is set up",
                "From now on you are asked for a code from your app when you sign in.",
                at=now,
            )
            db.session.commit()
            web_session.pop(SECRET, None)
            return render_template("security/recovery_codes.html", codes=codes)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    values = second_factor.setup_values(person, secret)
    return render_template("security/set_up.html", form=form, values=values)


@bp.route("/recovery-codes", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes, after the password has been given again."""
    person = current_person()
    if not second_factor.has(person):
        return redirect(url_for("second_factor.status"), code=303)
    form = PasswordAgainForm()
    if form.validate_on_submit():
        try:
            people.require_password(person, filled(form.password))
            codes = second_factor.renew_recovery_codes(person, at=clock.now())
            db.session.commit()
            return render_template("security/recovery_codes.html", codes=codes)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("security/renew_codes.html", form=form)


@bp.route("/turn-off", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def turn_off() -> ResponseReturnValue:
    """Ask for a password only from now on; staff of an installation that asks for more may not."""
    person = current_person()
    if not second_factor.has(person) or asked():
        return redirect(url_for("second_factor.status"), code=303)
    form = PasswordAgainForm()
    if form.validate_on_submit():
        try:
            now = clock.now()
            people.require_password(person, filled(form.password))
            second_factor.turn_off(person, at=now)
            letters.send_notice(
                person,
                "Your authenticator app is turned off",
                "From now on you sign in with your password only.",
                at=now,
            )
            db.session.commit()
            flash("Your authenticator app is turned off.", "success")
            return redirect(url_for("second_factor.status"), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("security/turn_off.html", form=form)


def asked() -> bool:
    """Say whether this person may not be without a second factor, in any of their memberships."""
    return settings().staff_second_factor and any(
        second_factor.needs(one) for one in g.get("memberships", [])
    )
