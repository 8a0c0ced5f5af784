"""States move by a table, on the record, and not otherwise."""

from enum import StrEnum

import pytest

from portal import audit
from portal.access import Role
from portal.errors import MoveRefusedError
from portal.state import move, words
from portal.tasks import Task, TaskStatus, ask
from tests.factories.accounts import member


class Door(StrEnum):
    """States of nothing in particular."""

    NEARLY_OPEN = "nearly_open"


MOVES = {TaskStatus.QUEUED: {TaskStatus.RUNNING}, TaskStatus.RUNNING: {TaskStatus.DONE}}


@pytest.fixture
def by(session):
    return member(None, Role.BID_WRITER)


@pytest.fixture
def task(by, now) -> Task:
    return ask("import", "Import", {}, by=by, at=now)


def test_a_move_that_the_table_has_is_made_and_recorded(task, by, now, session):
    move(task, TaskStatus.RUNNING, moves=MOVES, by=by, at=now, reason="because", facts={"n": 3})
    assert task.status is TaskStatus.RUNNING
    entry = session.scalars(audit.chain("task", task.id)).one()
    assert (entry.event, entry.at, entry.by_membership_id) == ("task.running", now, by.id)
    assert entry.facts == {"from": "queued", "n": 3, "reason": "because"}


@pytest.mark.parametrize("to", [TaskStatus.DONE, TaskStatus.QUEUED, TaskStatus.FAILED])
def test_any_other_move_is_refused_in_a_sentence_and_leaves_no_trace(task, by, now, session, to):
    with pytest.raises(MoveRefusedError, match="This is queued and cannot become"):
        move(task, to, moves=MOVES, by=by, at=now)
    assert task.status is TaskStatus.QUEUED
    assert session.scalars(audit.chain("task", task.id)).all() == []


def test_a_job_moves_without_a_membership(task, now, session):
    move(task, TaskStatus.RUNNING, moves=MOVES, by=None, at=now)
    assert session.scalars(audit.chain("task", task.id)).one().by_membership_id is None


def test_a_state_reads_as_words():
    assert words(Door.NEARLY_OPEN) == "nearly open"
