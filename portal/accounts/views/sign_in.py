"""Signing in with a password and, where a person has one, a second factor; signing out."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import public
from portal.accounts import demo_people, second_factor
from portal.accounts.current import SESSION_KEY
from portal.accounts.forms import CodeForm, SignInForm
from portal.accounts.limits import account, limit_failures, waiting
from portal.accounts.models import Person
from portal.accounts.services import people
from portal.accounts.session import begin, end, keep_for_code, person_waiting_for_code, safe_path
from portal.db import db
from portal.errors import DomainError
from portal.forms import filled

bp = Blueprint("sign_in", __name__)
NEXT = "next"


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limit_failures(account)
def sign_in() -> ResponseReturnValue:
    """Ask for address and password. A wrong pair never says which of the two was wrong."""
    if g.person is not None:
        return redirect(safe_path(request.args.get(NEXT), url_for("home.home")), code=303)
    form = SignInForm()
    if form.validate_on_submit():
        now = clock.now()
        attempt = people.try_password(filled(form.email), filled(form.password), at=now)
        if attempt.unconfirmed:
            db.session.commit()
            return redirect(url_for("registration.check_email"), code=303)
        if attempt.passed and attempt.person is not None:
            return let_in(attempt.person)
        db.session.commit()
        form.add_error(DomainError(people.WRONG, "email"))
    groups = demo_people.groups() if demo_people.offered() else []
    return render_template("security/sign_in.html", form=form, demo_groups=groups)


def let_in(person: Person) -> ResponseReturnValue:
    """Go on after the right password: to the code when there is a second factor, else inside."""
    onwards = safe_path(request.args.get(NEXT), url_for("home.home"))
    now = clock.now()
    if second_factor.has(person):
        keep_for_code(person, at=now)
        session[NEXT] = onwards
        db.session.commit()
        return redirect(url_for("sign_in.code"), code=303)
    people.record_sign_in(person, at=now)
    db.session.commit()
    begin(person)
    return redirect(onwards, code=303)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
@limit_failures(waiting)
def code() -> ResponseReturnValue:
    """Ask for the second factor of somebody whose password was right a moment ago."""
    now = clock.now()
    person = person_waiting_for_code(at=now)
    if person is None:
        flash("Enter your email address and password again.")
        return redirect(url_for("sign_in.sign_in"), code=303)
    form = CodeForm()
    if form.validate_on_submit():
        if second_factor.accepts(person, filled(form.code)):
            onwards = safe_path(session.get(NEXT), url_for("home.home"))
            people.record_sign_in(person, at=now)
            db.session.commit()
            begin(person)
            return redirect(onwards, code=303)
        db.session.rollback()
        people.record_wrong_code(person, at=now)
        db.session.commit()
        form.add_error(DomainError(second_factor.WRONG_CODE, "code"))
    return render_template("security/code.html", form=form)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Leave. Somebody who has left already is simply taken to the front page."""
    if g.person is not None:
        people.record_sign_out(g.person, at=clock.now())
        db.session.commit()
    end()
    flash("You have signed out.", "success")
    return redirect(url_for("home.home"), code=303)


@bp.post("/demo/sign-in")
@public
def demo() -> ResponseReturnValue:
    """Sign in as an invented person, on a demonstration only."""
    membership = demo_people.chosen(request.form.get("person", ""))
    acting = membership.id
    answer = let_in(membership.person)
    session[SESSION_KEY] = acting
    return answer
