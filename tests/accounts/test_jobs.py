"""Mail is delivered after the commit, through a real mail server, each message once."""

import socket
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from portal import audit, outbox
from portal.accounts import jobs
from portal.outbox import OutboxMessage
from tests.factories.accounts import PersonFactory


class Letterbox:
    """A mail server's handler that keeps what arrives, and refuses whom it is told to."""

    def __init__(self) -> None:
        self.arrived: list[bytes] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.arrived.append(envelope.content)
        return "250 OK"


@pytest.fixture
def letterbox(app, monkeypatch):
    """A real mail server that the application sends to."""
    handler = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    url = f"smtp://127.0.0.1:{port}"
    settings = replace(app.extensions["settings"], smtp_url=url)
    monkeypatch.setitem(app.extensions, "settings", settings)
    yield handler
    server.stop()


def queue(session, now, to="lin@example.com", **rest):
    outbox.queue_mail(to, "Your receipt", "It arrived in time.", at=now, **rest)
    session.commit()


def messages(session) -> list[OutboxMessage]:
    session.expire_all()
    return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def test_what_waits_is_sent_once(session, letterbox, now):
    queue(session, now)
    assert jobs.send_mail(now) == {"sent": 1, "not_sent": 0}
    assert jobs.send_mail(now + timedelta(hours=1)) == {"sent": 0, "not_sent": 0}
    arrived = message_from_bytes(letterbox.arrived[0])
    assert (arrived["To"], arrived["Subject"]) == ("lin@example.com", "Your receipt")
    assert messages(session)[0].sent_at == now


def test_one_message_that_is_refused_holds_no_other_up(session, letterbox, now):
    letterbox.answers["gone@example.com"] = "550 No such person"
    queue(session, now, "gone@example.com")
    queue(session, now)
    assert jobs.send_mail(now) == {"sent": 1, "not_sent": 1}
    refused, sent = messages(session)
    assert refused.failed_at == now
    assert sent.sent_at == now


def test_a_message_is_put_off_with_growing_pauses_and_then_given_up(session, letterbox, now):
    letterbox.answers["busy@example.com"] = "451 Later"
    queue(session, now, "busy@example.com")
    moment = now
    for attempt in range(1, outbox.ATTEMPTS + 1):
        assert jobs.send_mail(moment) == {"sent": 0, "not_sent": 1}
        message = messages(session)[0]
        assert message.attempts == attempt
        assert message.next_attempt_at == moment + timedelta(minutes=2**attempt)
        assert jobs.send_mail(moment + timedelta(minutes=1)) == {"sent": 0, "not_sent": 0}
        moment = message.next_attempt_at
    assert message.failed_at is not None
    assert jobs.send_mail(moment + timedelta(days=1)) == {"sent": 0, "not_sent": 0}


def test_a_message_retried_keeps_its_identity(session, letterbox, now):
    letterbox.answers["busy@example.com"] = "451 Later"
    queue(session, now, "busy@example.com")
    message = messages(session)[0]
    first = jobs.as_message(message).reference
    jobs.send_mail(now)
    assert jobs.as_message(messages(session)[0]).reference == first


def test_a_claimed_message_is_out_of_the_reach_of_others_for_a_while(session, now):
    queue(session, now)
    assert len(jobs.claim(now)) == 1
    assert jobs.claim(now) == []
    assert len(jobs.claim(now + jobs.CLAIM)) == 1, "a sender that died is followed by another"


def test_without_a_mail_server_messages_lie_in_a_folder(session, now, tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "MAIL_FOLDER", tmp_path)
    queue(session, now)
    jobs.send_mail(now)
    assert [path.suffix for path in tmp_path.iterdir()] == [".eml"]


def test_mail_rolled_back_was_never_written(session, letterbox, now):
    outbox.queue_mail("lin@example.com", "Too early", "x", at=now)
    session.rollback()
    assert jobs.send_mail(now) == {"sent": 0, "not_sent": 0}
    assert letterbox.arrived == []


def test_the_heads_of_the_audit_trail_are_exported(app, session, now, tmp_path, monkeypatch):
    settings = replace(app.extensions["settings"], audit_folder=str(tmp_path / "audit"))
    monkeypatch.setitem(app.extensions, "settings", settings)
    person = PersonFactory()
    audit.record(person, "person.added", by=None, at=now)
    session.commit()
    assert jobs.export_heads(now) == {"exports": 1}
    path = jobs.newest_export(tmp_path / "audit")
    assert path is not None
    assert jobs.read_heads(path) == audit.heads()
