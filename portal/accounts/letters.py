"""The words of the e-mails about accounts. Nothing private stands in any of them."""

from datetime import datetime, timedelta

from portal import outbox
from portal.accounts import links, tokens
from portal.accounts.models import Invitation, Person
from portal.display import when

SERVICE = "Regional Care Market"
CLOSING = f"{SERVICE}\nThis message was sent by a machine: replies are not read."


def send_confirmation(person: Person, *, at: datetime) -> None:
    """Ask a person to show that they read the mail of their address."""
    link = links.absolute("registration.confirm_email", token=tokens.confirmation_token(person))
    _queue(
        person.email,
        "Confirm your email address",
        f"Hello {person.name},",
        "Confirm your email address to start using your account. Open this page and press the"
        " button on it:",
        link,
        f"The link works {_until(at, tokens.CONFIRM_WITHIN)}.",
        "If you did not create an account, ignore this message.",
        at=at,
    )


def send_already_registered(person: Person, *, at: datetime) -> None:
    """Tell somebody who has an account that it was asked for again."""
    _queue(
        person.email,
        "You already have an account",
        f"Hello {person.name},",
        "Somebody, probably you, tried to create an account with this email address. You have one"
        " already: sign in with it.",
        links.absolute("sign_in.sign_in"),
        "If you do not remember your password, choose a new one:",
        links.absolute("passwords.forgotten"),
        at=at,
    )


def send_reset(person: Person, *, at: datetime) -> None:
    """Send a person the page on which they choose a new password."""
    _queue(
        person.email,
        "Choose a new password",
        f"Hello {person.name},",
        "Choose a new password on this page:",
        reset_link(person),
        f"The link works once, {_until(at, tokens.RESET_WITHIN)}.",
        "If you did not ask for this, ignore this message: your password has not changed.",
        at=at,
    )


def reset_link(person: Person) -> str:
    """Return the page on which a person chooses a new password."""
    return links.absolute("passwords.reset", token=tokens.reset_token(person))


def send_notice(person: Person, subject: str, sentence: str, *, at: datetime) -> None:
    """Tell a person that something about how they sign in has changed."""
    _queue(
        person.email,
        subject,
        f"Hello {person.name},",
        sentence,
        "If this was not you, choose a new password at once and tell the people who run the"
        " portal:",
        links.absolute("passwords.forgotten"),
        at=at,
    )


def send_invitation(invitation: Invitation, token: str, *, at: datetime) -> None:
    """Ask a colleague to join an organisation."""
    name = invitation.organisation.name
    _queue(
        invitation.email,
        f"Join {name} on the {SERVICE}",
        "Hello,",
        f"{name} has invited you to act for them on the {SERVICE}. Accept here:",
        links.absolute("invitations.invitation", token=token),
        f"The invitation can be accepted until {when(invitation.expires_at)}.",
        "If you do not know this organisation, ignore this message.",
        at=at,
    )


def _until(at: datetime, within: timedelta) -> str:
    return f"until {when(at + within)}"


def _queue(to: str, subject: str, *paragraphs: str, at: datetime) -> None:
    outbox.queue_mail(to, subject, "\n\n".join([*paragraphs, CLOSING]), at=at)
