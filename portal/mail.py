"""Handing one prepared message to the mail server, or to a folder where there is none."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT_SECONDS = 20
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
FOR_GOOD = 500
REFERENCE = re.compile(r"[A-Za-z0-9_-]+")


class MailDelayedError(Exception):
    """The server could not take the message now; the same message may be sent again later."""


class MailRefusedError(Exception):
    """The message will never be taken as it is; sending it again is of no use."""


@dataclass(frozen=True)
class Message:
    """A message ready to go. `reference` makes its identity, the same at every attempt."""

    to: str
    subject: str
    text: str
    reference: str
    html: str | None = None


def send(message: Message, *, smtp_url: str, sender: str, folder: Path, sent_at: datetime) -> None:
    """Send a message, or write it as an .eml file into `folder` when `smtp_url` is empty.

    `smtp_url` is `smtps://user:password@host`, `smtp+starttls://…` or, without a password or on
    this machine only, `smtp://host`. `sender` may carry a display name.

    Raises:
        MailDelayedError: try again later (no connection, a temporary refusal, a wrong password).
        MailRefusedError: give up (an address or message that the server refuses for good).
        ValueError: `smtp_url` is not such an address.
    """
    prepared = compose(message, sender=sender, sent_at=sent_at)
    if not smtp_url:
        keep(prepared, folder, message.reference, sent_at)
        return
    server = server_address(smtp_url)
    try:
        with connection(server) as line:
            line.send_message(prepared)
    except smtplib.SMTPRecipientsRefused as error:
        raise verdict(min(code for code, _ in error.recipients.values())) from error
    except smtplib.SMTPDataError as error:
        raise verdict(error.smtp_code) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefusedError("The mail server cannot take this address.") from error
    except (smtplib.SMTPException, OSError) as error:
        # Also a refused sender or password: settings can be put right while the message waits.
        raise MailDelayedError(
            f"The mail server did not take it: {type(error).__name__}."
        ) from error


def compose(message: Message, *, sender: str, sent_at: datetime) -> EmailMessage:
    """Build the message, refusing a line break or a second address in any header.

    Raises:
        MailRefusedError: the recipient or the subject cannot stand in a header.
        ValueError: the reference has other characters than letters, digits, - and _.
    """
    if not REFERENCE.fullmatch(message.reference):
        raise ValueError("A message's reference is letters, digits, - and _ only.")
    prepared = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    from_address = Address(name, addr_spec=address)
    try:
        prepared["From"] = from_address
        prepared["To"] = Address(addr_spec=message.to)
        prepared["Subject"] = message.subject
        prepared["Message-ID"] = f"<{message.reference}@{from_address.domain}>"
    except (ValueError, IndexError, MessageError) as error:
        raise MailRefusedError("The recipient or the subject is not fit for a header.") from error
    prepared["Date"] = format_datetime(sent_at)
    prepared["Auto-Submitted"] = "auto-generated"
    prepared.set_content(message.text)
    if message.html is not None:
        prepared.add_alternative(message.html, subtype="html")
    return prepared


def keep(prepared: EmailMessage, folder: Path, reference: str, sent_at: datetime) -> Path:
    """Write a message into a folder, newest last by name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sent_at:%Y%m%dT%H%M%S}-{reference}.eml"
    path.write_bytes(bytes(prepared))
    return path


def server_address(smtp_url: str) -> SplitResult:
    """Take the server's address apart; a password never travels in clear to another machine."""
    server = urlsplit(smtp_url)
    if server.scheme not in PORTS or not server.hostname:
        raise ValueError("SMTP_URL must look like smtps://user:password@host:465.")
    if server.password and server.scheme == "smtp" and server.hostname not in LOOPBACK:
        raise ValueError("SMTP_URL sends a password in clear: use smtps:// or smtp+starttls://.")
    return server


@contextmanager
def connection(server: SplitResult) -> Iterator[smtplib.SMTP]:
    """Connect, encrypt as the scheme says with a verified certificate, and sign in."""
    host, port = server.hostname or "", server.port or PORTS[server.scheme]
    context = ssl.create_default_context()
    line: smtplib.SMTP
    if server.scheme == "smtps":
        line = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        line = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    with line:
        if server.scheme == "smtp+starttls":
            line.starttls(context=context)
        if server.username:
            line.login(unquote(server.username), unquote(server.password or ""))
        yield line


def verdict(code: int) -> MailDelayedError | MailRefusedError:
    """Return the error of a reply code: from 500 on it is for good, below it is for now."""
    if code >= FOR_GOOD:
        return MailRefusedError(f"The mail server refused it for good (reply {code}).")
    return MailDelayedError(f"The mail server asked to try again later (reply {code}).")
