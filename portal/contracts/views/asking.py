"""What the views of this domain share: do what a form asks, or say beside the field why not."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request, url_for

from portal.db import db
from portal.errors import DomainError
from portal.forms import PortalForm
from portal.paging import Page

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


def done(form: PortalForm, act: Callable[[], object]) -> bool:
    """Do what a valid form asks and commit; say whether it was done."""

    def acted() -> bool:
        act()
        return True

    return make(form, acted) is not None


def filters(*names: str) -> dict[str, str]:
    """The filters that the address of a list carries, each as text."""
    return {name: request.args.get(name, "").strip()[:100] for name in names}


def links(page: Page[T], endpoint: str, chosen: dict[str, str]) -> dict[str, str | None]:
    """The addresses of the parts before and after, with the filters kept."""
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return {
        "previous": url_for(endpoint, cursor=page.before, **kept) if page.before else None,
        "next": url_for(endpoint, cursor=page.after, **kept) if page.after else None,
    }
