"""Doing what a person asks: once, saved whole, or not at all and with the reason."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import flash

from portal.db import db
from portal.errors import DomainError
from portal.forms import OnceForm, PortalForm
from portal.once import once

T = TypeVar("T")


def make(form: PortalForm, act: Callable[[], T]) -> T | None:
    """Do what a valid form asks and commit; return what was made, or None where it was refused."""
    if not form.validate_on_submit():
        return None
    try:
        made = act()
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        form.add_error(error)
        return None
    return made


def make_once(
    form: OnceForm, act: Callable[[], str], *, membership_id: int, at: datetime
) -> str | None:
    """As `make`, for what returns the address of what it made: sent twice, it is made once."""
    token = form.token.data or ""
    return make(form, lambda: once(token, act, membership_id=membership_id, at=at))


def done(form: PortalForm, act: Callable[[], object]) -> bool:
    """Do what a valid form asks and commit; say whether it was done."""

    def acted() -> bool:
        act()
        return True

    return make(form, acted) is not None


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
