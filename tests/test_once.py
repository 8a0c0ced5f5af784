"""A form that makes something works once, however often it is sent."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.errors import DomainError
from portal.once import KEPT_FOR, FormUse, forget_uses, once
from tests.conftest import NOW
from tests.factories.accounts import member


@pytest.fixture
def asker(session):
    return member()


def press(asker, page="one-page", **more):
    made = []

    def make():
        made.append(1)
        return f"/things/{len(made)}"

    address = once(page, make, membership_id=asker.id, **({"at": NOW} | more))
    return address, len(made)


def test_the_same_page_sent_twice_makes_one_thing_and_leads_to_it_both_times(asker):
    assert press(asker) == ("/things/1", 1)
    assert press(asker) == ("/things/1", 0)


def test_two_pages_make_two_things(asker):
    assert press(asker, "one-page")[1] == press(asker, "another-page")[1] == 1


def test_a_page_that_was_refused_may_be_sent_again(asker, session):
    def refuse():
        raise DomainError("Not like this")

    with pytest.raises(DomainError), session.begin_nested():
        once("one-page", refuse, membership_id=asker.id, at=NOW)
    assert press(asker) == ("/things/1", 1)


@pytest.mark.parametrize("token", ["", "x" * 65, "no spaces", "nul\0"])
def test_what_no_page_of_ours_carries_is_refused(asker, token):
    with pytest.raises(DomainError, match="not complete"):
        press(asker, token)


def test_somebody_elses_page_leads_nowhere(asker):
    press(asker)
    with pytest.raises(DomainError, match="not complete"):
        press(member())


def test_old_uses_are_forgotten_and_others_kept(asker, session):
    press(asker, "old", at=NOW - KEPT_FOR - timedelta(seconds=1))
    press(asker, "new")
    assert forget_uses(NOW) == 1
    assert session.scalar(select(func.count()).select_from(FormUse)) == 1
