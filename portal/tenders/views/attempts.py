"""Doing what a person asks: once, saved whole, or not at all and with the reason."""

from collections.abc import Callable

from flask import flash

from portal.db import db
from portal.errors import DomainError
from portal.forms import PortalForm


def done(form: PortalForm, act: Callable[[], object]) -> bool:
    """Do what a form that was sent asks and say whether it is saved; else the form says why not."""
    if not form.validate_on_submit():
        return False
    try:
        act()
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        form.add_error(error)
        return False
    return True


def done_at_once(act: Callable[[], object], message: str) -> bool:
    """Do what a button asks, and say on the next page what became of it."""
    try:
        act()
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        flash(str(error))
        return False
    flash(message, "success")
    return True
