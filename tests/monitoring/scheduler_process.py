"""A scheduler as a process of its own, for the tests: it writes down what it runs."""

import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from portal import create_app
from portal.config import Environment, Settings
from portal.monitoring.jobs.runs import WORKER
from portal.monitoring.scheduler import Scheduler
from portal.tasks import Job
from tests.support.applications import KEY

MONTHLY = "0 0 1 * *"
QUICK = [f"quick-{number}" for number in range(8)]
LEASE_SECONDS = 2


def main(database_url: str, folder: Path) -> None:
    """Run quick jobs, and one that goes on for ever wherever it is begun first."""
    settings = Settings(KEY, KEY, Environment.TEST, database_url)
    app = create_app(replace(settings, job_lease_seconds=LEASE_SECONDS))
    diary = folder / "diary.txt"

    def write(line: str) -> None:
        with diary.open("a") as file:
            file.write(f"{line} {WORKER}\n")

    def quick(name: str) -> Job:
        def run(_now: datetime) -> Mapping[str, int]:
            write(name)
            time.sleep(0.05)
            return {"ran": 1}

        return Job(name, name, MONTHLY, run)

    def slow(_now: datetime) -> Mapping[str, int]:
        begun_before = "slow" in diary.read_text() if diary.exists() else False
        write("slow")
        while not begun_before:
            time.sleep(0.05)
        return {"ran": 1}

    jobs = [quick(name) for name in QUICK]
    if (folder / "with-slow").exists():
        jobs = [Job("slow", "slow", MONTHLY, slow)]
    (folder / f"ready-{WORKER.replace(':', '-')}").touch()
    Scheduler(app, jobs).run()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
