"""Every job that the clock starts, of this domain and of those below it."""

from collections.abc import Mapping

from portal.accounts.jobs import JOBS as OF_ACCOUNTS
from portal.contracts.jobs import JOBS as OF_CONTRACTS
from portal.monitoring.jobs.rules import (
    CHECK_CHANGES,
    CHECK_RULES,
    check_everything,
    run_incremental,
)
from portal.monitoring.jobs.sweep import sweep_files
from portal.monitoring.jobs.tidy import tidy_runs
from portal.providers.jobs import JOBS as OF_PROVIDERS
from portal.tasks import Job
from portal.tenders.jobs import JOBS as OF_TENDERS

JOBS: tuple[Job, ...] = (
    Job(CHECK_RULES, "Check every price and every rule", "15 3 * * *", check_everything),
    Job(CHECK_CHANGES, "Check again what has changed", "*/5 * * * *", run_incremental),
    Job("sweep-files", "Delete files that nothing refers to", "15 4 * * *", sweep_files),
    Job("tidy-runs", "Forget old runs that did nothing", "45 4 * * *", tidy_runs),
)
ALL_JOBS: tuple[Job, ...] = (*JOBS, *OF_CONTRACTS, *OF_TENDERS, *OF_PROVIDERS, *OF_ACCOUNTS)
BY_NAME: Mapping[str, Job] = {job.name: job for job in ALL_JOBS}
