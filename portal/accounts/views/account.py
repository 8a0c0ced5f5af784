"""A person's own account: name, password, what happened with it, and whom they act for."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal import audit, clock
from portal.access import Permission, requires
from portal.accounts import second_factor
from portal.accounts.current import SESSION_KEY, current_person
from portal.accounts.forms import ChangePasswordForm, NameForm
from portal.accounts.services import people
from portal.accounts.session import begin
from portal.db import all_of, db
from portal.errors import DomainError
from portal.forms import filled

bp = Blueprint("account", __name__, url_prefix="/account")

HISTORY_LENGTH = 20
EVENTS = {
    "person.added": "Account created",
    "person.signed_in": "Signed in",
    "person.signed_out": "Signed out",
    "person.sign_in_failed": "Sign-in failed: wrong password",
    "person.code_refused": "Sign-in failed: wrong security code",
    "person.email_confirmed": "Email address confirmed",
    "person.reset_asked": "Link to a new password asked for",
    "person.password_reset": "Password chosen through a link",
    "person.password_changed": "Password changed",
    "person.renamed": "Name changed",
    "person.second_factor_turned_on": "Authenticator app turned on",
    "person.second_factor_turned_off": "Authenticator app turned off",
    "person.recovery_codes_made": "Recovery codes made",
}


@bp.get("")
@requires(Permission.SIGNED_IN)
def account() -> ResponseReturnValue:
    """Show a person's own account."""
    person = current_person()
    entries = all_of(
        audit.chain("person", person.id)
        .order_by(None)
        .order_by(audit.AuditEntry.sequence.desc())
        .limit(HISTORY_LENGTH)
    )
    history = [{"title": EVENTS[one.event], "at": one.at} for one in entries if one.event in EVENTS]
    return render_template(
        "accounts/account.html",
        person=person,
        history=history,
        second_factor=second_factor.has(person),
    )


@bp.route("/name", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def name() -> ResponseReturnValue:
    """Change how a person is called."""
    person = current_person()
    form = NameForm(data={"name": person.name})
    if form.validate_on_submit():
        people.rename(person, filled(form.name), at=clock.now())
        db.session.commit()
        flash("Your name has been changed.", "success")
        return redirect(url_for("account.account"), code=303)
    return render_template("accounts/name.html", form=form)


@bp.route("/password", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def password() -> ResponseReturnValue:
    """Change the password; this session goes on and every other one ends."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        person = current_person()
        acting = session.get(SESSION_KEY)
        try:
            people.change_password(
                person, filled(form.current), filled(form.password), at=clock.now()
            )
            db.session.commit()
            begin(person)
            session[SESSION_KEY] = acting
            flash("Your password has been changed.", "success")
            return redirect(url_for("account.account"), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("security/change_password.html", form=form)


@bp.get("/organisations")
@requires(Permission.SIGNED_IN)
def organisations() -> ResponseReturnValue:
    """Show whom a person may act for."""
    return render_template("accounts/switch.html")


@bp.post("/organisations")
@requires(Permission.SIGNED_IN)
def switch() -> ResponseReturnValue:
    """Act for another organisation from now on."""
    wanted = request.form.get("membership", "")
    own = next((one for one in g.memberships if one.reference == wanted), None)
    if own is None:
        abort(404)
    session[SESSION_KEY] = own.id
    flash(f"You now act for {own.organisation.name}.", "success")
    return redirect(url_for("home.home"), code=303)
