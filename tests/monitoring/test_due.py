"""Due times follow the clocks of London through both changes of the year."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.monitoring.jobs import ALL_JOBS, BY_NAME
from portal.monitoring.jobs.due import NeverDueError, last_due, next_due, trigger

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  Hypothesis adds the zone
CRONS = st.sampled_from(["15 3 * * *", "*/5 * * * *", "0 6 * * mon", "30 1 * * *"])


@pytest.mark.parametrize(
    ("cron", "moment", "due"),
    [
        ("15 3 * * *", "2026-11-23T09:30", "2026-11-23T03:15"),
        ("15 3 * * *", "2026-11-23T03:15", "2026-11-23T03:15"),
        ("15 3 * * *", "2026-11-23T03:14", "2026-11-22T03:15"),
        ("15 3 * * *", "2026-07-01T09:30", "2026-07-01T02:15"),
        ("15 3 * * *", "2026-03-29T02:15", "2026-03-29T02:15"),
        ("15 3 * * *", "2026-10-25T03:15", "2026-10-25T03:15"),
        ("*/5 * * * *", "2026-11-23T09:33", "2026-11-23T09:30"),
        ("0 0 1 * *", "2026-11-30T09:30", "2026-11-01T00:00"),
    ],
)
def test_the_last_due_time(cron, moment, due):
    assert last_due(cron, moment_of(moment)) == moment_of(due)


@given(CRONS, MOMENTS)
def test_nothing_is_due_between_the_last_and_the_next_due_time(cron, moment):
    last, following = last_due(cron, moment), next_due(cron, moment + timedelta(microseconds=1))
    assert last <= moment < following
    assert last_due(cron, following - timedelta(microseconds=1)) == last


def test_a_line_that_is_never_due_is_refused():
    with pytest.raises(NeverDueError):
        last_due("0 0 30 2 *", moment_of("2026-11-23T09:30"))


def test_every_job_has_a_name_of_its_own_and_a_time():
    assert len(BY_NAME) == len(ALL_JOBS)
    assert all(trigger(job.cron) for job in ALL_JOBS)


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
