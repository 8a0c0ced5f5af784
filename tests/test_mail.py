"""A message reaches a real mail server, waits when it must, and can forge no header."""

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal import mail
from portal.mail import MailDelayedError, MailRefusedError, Message, send

SENT_AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
SENDER = "Regional Care Market <no-reply@portal.invalid>"
MESSAGE = Message(
    to="ama@provider.example",
    subject="Bid submitted – £",
    text="Your bid was received.\n",
    reference="abc-123",
)


class Postbox:
    """What the server received, and the replies it was told to give."""

    def __init__(self):
        self.received = []
        self.replies = {}

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.replies.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.replies.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope):
        if "DATA" not in self.replies:
            self.received.append(envelope)
        return self.replies.get("DATA", "250 OK")


def authenticate(server, session, envelope, mechanism, credentials):
    given = (credentials.login, credentials.password)
    return AuthResult(success=given == (b"portal", b"p@ss/word"), handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Return a file with a certificate for this machine, and its key, that nobody else trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    start = datetime.now(UTC) - timedelta(hours=1)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(hours=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def serve(certificate):
    """Return a function that starts a mail server on a free port of this machine."""
    started = []

    def start(*, tls=None, **options):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        if tls == "starttls":
            options |= {"tls_context": context, "require_starttls": True}
        elif tls == "whole":
            options["ssl_context"] = context
        server = Controller(Postbox(), hostname="127.0.0.1", port=free_port(), **options)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        asyncio.run_coroutine_threadsafe(hang_up(), server.loop).result(timeout=5)
        server.stop()


async def hang_up():
    """Close what a client left half-open, so that no test after this one hears of it."""
    loop: Any = asyncio.get_running_loop()
    for transport in list(loop._transports.values()):  # Only the loop itself knows them all.
        transport.abort()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=2)
    await asyncio.sleep(0.01)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def post(tmp_path):
    """Return a function that sends a message to a server's address."""

    def send_it(smtp_url, message=MESSAGE):
        send(message, smtp_url=smtp_url, sender=SENDER, folder=tmp_path / "box", sent_at=SENT_AT)

    return send_it


def test_a_message_arrives_whole(serve, post):
    server = serve()
    post(f"smtp://127.0.0.1:{server.port}")
    [envelope] = server.handler.received
    assert (envelope.mail_from, envelope.rcpt_tos) == ("no-reply@portal.invalid", [MESSAGE.to])
    arrived = message_from_bytes(envelope.content, policy=default)
    assert arrived["From"] == SENDER
    assert arrived["To"] == MESSAGE.to
    assert arrived["Subject"] == MESSAGE.subject
    assert arrived["Date"] == "Sun, 22 Nov 2026 10:30:00 +0000"
    assert arrived["Message-ID"] == "<abc-123@portal.invalid>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_content().splitlines() == ["Your bid was received."]


def test_a_message_may_carry_a_page_beside_its_text(serve, post):
    server = serve()
    both = Message("a@b.example", "Both", "plain £", "r1", html="<p>page £</p>")
    post(f"smtp://127.0.0.1:{server.port}", both)
    arrived = message_from_bytes(server.handler.received[0].content, policy=default)
    assert [part.get_content().strip() for part in arrived.iter_parts()] == [
        "plain £",
        "<p>page £</p>",
    ]


@pytest.mark.parametrize(("scheme", "tls"), [("smtps", "whole"), ("smtp+starttls", "starttls")])
def test_an_encrypted_connection_needs_a_certificate_that_is_trusted(
    scheme, tls, serve, post, certificate, monkeypatch
):
    server = serve(tls=tls)
    with pytest.raises(MailDelayedError, match="SSLCertVerificationError"):
        post(f"{scheme}://127.0.0.1:{server.port}")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    post(f"{scheme}://127.0.0.1:{server.port}")
    assert len(server.handler.received) == 1


def test_signing_in_reads_an_escaped_password_and_a_wrong_one_may_be_put_right_later(serve, post):
    server = serve(authenticator=authenticate, auth_require_tls=False)
    post(f"smtp://portal:p%40ss%2Fword@127.0.0.1:{server.port}")
    assert len(server.handler.received) == 1
    with pytest.raises(MailDelayedError, match="SMTPAuthenticationError"):
        post(f"smtp://portal:wrong@127.0.0.1:{server.port}")


@pytest.mark.parametrize(
    ("stage", "reply", "expected"),
    [
        ("RCPT", "450 busy", MailDelayedError),
        ("RCPT", "550 no such person", MailRefusedError),
        ("DATA", "451 try later", MailDelayedError),
        ("DATA", "554 refused", MailRefusedError),
        ("MAIL", "550 sender not allowed", MailDelayedError),
        ("MAIL", "421 closing", MailDelayedError),
    ],
)
def test_the_servers_reply_tells_later_from_never(stage, reply, expected, serve, post):
    server = serve()
    server.handler.replies[stage] = reply
    with pytest.raises(expected):
        post(f"smtp://127.0.0.1:{server.port}")
    assert server.handler.received == []


def test_a_server_that_cannot_take_the_address_refuses_it_for_good(serve, post):
    server = serve(enable_SMTPUTF8=False)
    with pytest.raises(MailRefusedError):
        post(f"smtp://127.0.0.1:{server.port}", Message("siân@b.example", "x", "x", "r1"))


def test_a_server_that_is_not_there_delays_the_message(post):
    with pytest.raises(MailDelayedError, match="ConnectionRefusedError"):
        post(f"smtp://127.0.0.1:{free_port()}")


def test_a_silent_server_delays_the_message(post, monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT_SECONDS", 0.05)
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        pytest.raises(MailDelayedError, match="did not take it"),
    ):
        post(f"smtp://127.0.0.1:{listener.getsockname()[1]}")


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("a@b.example\r\nBcc: spy@evil.example", "x"),
        ("a@b.example\nBcc: spy@evil.example", "x"),
        ("a@b.example, spy@evil.example", "x"),
        ("Ama <a@b.example>", "x"),
        ("nobody", "x"),
        ("", "x"),
        ("@b.example", "x"),
        ("a@b.example", "x\r\nBcc: spy@evil.example"),
        ("a@b.example", "x\nBcc: spy@evil.example"),
        ("a@b.example", "x\r\n\r\nbody"),
    ],
)
def test_nothing_can_be_smuggled_into_a_header(to, subject, post, tmp_path):
    with pytest.raises(MailRefusedError, match="not fit for a header"):
        post("", Message(to, subject, "text", "r1"))
    assert not (tmp_path / "box").exists()


def test_a_reference_cannot_name_another_folder(post):
    with pytest.raises(ValueError, match="letters, digits"):
        post("", Message("a@b.example", "x", "text", "../r1"))


def test_without_a_server_messages_are_kept_in_a_folder(post, tmp_path):
    post("")
    [path] = (tmp_path / "box").iterdir()
    assert path.name == "20261122T103000-abc-123.eml"
    kept = message_from_bytes(path.read_bytes(), policy=default)
    assert (kept["To"], kept["Subject"]) == (MESSAGE.to, MESSAGE.subject)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://mail", "SMTP_URL must look like"),
        ("smtps://", "SMTP_URL must look like"),
        ("smtp://user:secret@mail.example", "sends a password in clear"),
    ],
)
def test_an_unfit_server_address_is_refused(url, message, post):
    with pytest.raises(ValueError, match=message):
        post(url)
