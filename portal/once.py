"""A form that makes something works once: sent twice, the second finds what the first one made."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, db
from portal.errors import DomainError

TOKEN = re.compile(r"[0-9A-Za-z_-]{1,64}")
KEPT_FOR = timedelta(days=30)
INCOMPLETE = "This page was not complete. Load it again, then send it."


class FormUse(Base):
    """One form that was sent, by its own random token, with the address of what it made."""

    __tablename__ = "form_use"

    token: Mapped[str] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    used_at: Mapped[datetime] = mapped_column(index=True)
    led_to: Mapped[str] = mapped_column(default="")


def once(token: str, make: Callable[[], str], *, membership_id: int, at: datetime) -> str:
    """Make something and return its address; for a token that was used, only the address.

    A second press waits here until the first has committed or was undone.

    Raises:
        DomainError: the token is not one that a form of ours carries, or it is somebody else's.
    """
    if not TOKEN.fullmatch(token):
        raise DomainError(INCOMPLETE)
    use = FormUse(token=token, membership_id=membership_id, used_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(use)
    except IntegrityError as error:
        known = db.session.scalars(used(token, membership_id)).first()
        if known is None:
            raise DomainError(INCOMPLETE) from error
        return known
    use.led_to = make()
    return use.led_to


def used(token: str, membership_id: int) -> Select[str]:
    """Return the query for the address that a membership's used token led to."""
    return select(FormUse.led_to).where(
        FormUse.token == token, FormUse.membership_id == membership_id
    )


def forget_uses(now: datetime) -> int:
    """Delete tokens of forms that nobody sends again any more; return how many."""
    result = db.session.execute(delete(FormUse).where(FormUse.used_at < now - KEPT_FOR))
    return int(getattr(result, "rowcount", 0))
