"""Mail waiting to be sent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import outbox
from portal.mail import MailDelayedError, MailRefusedError
from portal.outbox import OutboxMessage


def queue(session, now, **rest) -> OutboxMessage:
    outbox.queue_mail("lin@example.com", "Subject", "Text", at=now, **rest)
    session.flush()
    return session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()


def test_the_same_news_goes_once(session, now):
    queue(session, now, dedupe_key="award 1")
    queue(session, now, dedupe_key="award 1")
    queue(session, now)
    queue(session, now)
    assert len(session.scalars(select(OutboxMessage)).all()) == 3


def test_what_is_due_comes_oldest_first(session, now):
    later, sooner = queue(session, now), queue(session, now - timedelta(minutes=1))
    future = queue(session, now + timedelta(seconds=1))
    sent, failed = queue(session, now), queue(session, now)
    sent.sent_at = failed.failed_at = now
    assert session.scalars(outbox.due(now)).all() == [sooner, later]
    assert future in session.scalars(outbox.due(now + timedelta(seconds=1))).all()


def test_a_message_sent_is_done_with(session, now):
    message = queue(session, now)
    assert outbox.attempt(message, lambda _one: None, at=now)
    assert (message.sent_at, message.attempts, message.last_error) == (now, 1, "")


@pytest.mark.parametrize(("tries", "given_up"), [(1, False), (7, False), (8, True)])
def test_a_delay_is_tried_again_eight_times(session, now, tries, given_up):
    def busy(_message):
        raise MailDelayedError("later")

    message = queue(session, now)
    for _ in range(tries):
        assert not outbox.attempt(message, busy, at=now)
    assert (message.failed_at is not None) is given_up
    assert message.next_attempt_at == now + timedelta(minutes=2**tries)
    assert message.last_error == "later"


def test_a_refusal_is_final_until_somebody_retries(session, now):
    def no(_message):
        raise MailRefusedError("no such person")

    message = queue(session, now)
    outbox.attempt(message, no, at=now)
    assert message.failed_at == now
    outbox.retry(message, at=now)
    assert session.scalars(outbox.due(now)).all() == [message]
    assert message.attempts == 0
