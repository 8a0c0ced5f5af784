"""Work of this domain that the clock starts."""

from portal.tasks import Job

JOBS: tuple[Job, ...] = ()
