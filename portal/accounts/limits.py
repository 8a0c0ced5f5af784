"""How often one address and one account may try something."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from email_validator import EmailNotValidError, validate_email
from flask import Response, current_app, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

P = ParamSpec("P")
R = TypeVar("R")

PENDING = "second_factor_for"
BY_ADDRESS = "60 per 15 minutes"
BY_ACCOUNT = "10 per 15 minutes"
LONGEST_ADDRESS = 254

limiter = Limiter(key_func=get_remote_address, in_memory_fallback_enabled=True)


@limiter.request_filter
def switched_off() -> bool:
    """Say whether this application has its limits switched off, as the tests do."""
    return not current_app.config.get("RATELIMIT_ENABLED", True)


def account() -> str:
    """Return the account that a request is about, or nothing, however its address is spelled."""
    typed = request.form.get("email", "").strip()[:LONGEST_ADDRESS]
    try:
        return validate_email(typed, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return typed.lower()


def waiting() -> str:
    """Return the account whose password was right: whatever else is sent, its codes count here."""
    return str(session.get(PENDING, ""))


def failed(response: Response) -> bool:
    """Say whether a request did not get what it asked for: only those count."""
    return response.status_code != 303


def limit_failures(
    whose: Callable[[], str],
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Count failed attempts by account and by address, and refuse more than are reasonable."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        by_account = limiter.limit(BY_ACCOUNT, key_func=whose, methods=["POST"], deduct_when=failed)
        by_address = limiter.limit(BY_ADDRESS, methods=["POST"], deduct_when=failed)
        return by_address(by_account(view))

    return decorate


def limit_requests(view: Callable[P, R]) -> Callable[P, R]:
    """Count every request that sends mail, by account and by address."""
    by_account = limiter.limit("5 per hour", key_func=account, methods=["POST"])
    by_address = limiter.limit("60 per hour", methods=["POST"])
    return by_address(by_account(view))
