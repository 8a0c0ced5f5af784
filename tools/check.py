"""Everything that has to be green, one step after another, with a summary at the end."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
BIN = Path(sys.executable).parent
COVERAGE = ("--cov", "--cov-report=term", "--cov-fail-under=95")
WORKERS = ("-n", "2", "--dist", "worksteal")
WALKS = ("-n", "2", "--dist", "loadfile")  # A walk goes on where its last chapter ended.


@dataclass(frozen=True)
class Step:
    """One command, and the file in which it counts its tests where it runs any."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    counts: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """How a step went."""

    step: Step
    status: int
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the steps and return the exit status: 0 only when every step passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the tests")
    quick = parser.parse_args(arguments).quick
    browser = "" if quick else chromium()
    if browser is None:
        return 1
    BUILD.mkdir(exist_ok=True)
    outcomes = [run(step) for step in (quick_steps() if quick else steps(browser))]
    print(summary(outcomes), flush=True)
    return int(any(outcome.status for outcome in outcomes))


def chromium() -> str | None:
    """Return the path of a Chromium; without one, what to do has been printed."""
    found = subprocess.run(
        [ROOT / "tools" / "chromium.sh"], stdout=subprocess.PIPE, text=True, check=False
    )
    return found.stdout.splitlines()[-1] if found.returncode == 0 else None


def quick_steps() -> list[Step]:
    return [
        Step("style", program("ruff", "check", ".")),
        Step("layout of code", program("ruff", "format", "--check", ".")),
        Step("types", program("mypy")),
        Step("import rules", program("lint-imports")),
        Step("templates", program("djlint", "--lint", "--quiet", "portal/templates")),
        Step("layout of templates", program("djlint", "--check", "--quiet", "portal/templates")),
    ]


def steps(browser: str) -> list[Step]:
    """Return the quick steps and the tests: on SQLite, on PostgreSQL and in a browser."""
    return [
        *quick_steps(),
        tests("on SQLite", "-m", "not e2e", *WORKERS, *COVERAGE),
        tests("on PostgreSQL", "-m", "database", *WORKERS, PORTAL_TEST_DATABASE="postgresql"),
        tests("in a browser", "-m", "e2e", *WALKS, CHROMIUM=browser),
    ]


def program(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / name), *arguments)


def tests(where: str, *arguments: str, **env: str) -> Step:
    """Return a step that runs tests and keeps their count."""
    counts = BUILD / f"tests-{where.split()[-1].lower()}.xml"
    command = program("pytest", "-q", f"--junitxml={counts}", *arguments)
    return Step(f"tests {where}", command, env, counts)


def run(step: Step) -> Outcome:
    """Run one step and say how it went."""
    print(f"\n== {step.name}", flush=True)
    if step.counts:
        step.counts.unlink(missing_ok=True)
    begun = time.monotonic()
    status = subprocess.run(
        step.command, cwd=ROOT, env={**os.environ, **step.env}, check=False
    ).returncode
    return Outcome(step, status, time.monotonic() - begun)


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return a line for each step, and one that counts steps and tests."""
    lines = ["\n== summary"]
    total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for outcome in outcomes:
        counted = count(outcome.step.counts)
        total = {name: total[name] + counted.get(name, 0) for name in total}
        word = "failed" if outcome.status else "passed"
        tests_run = f", {counted['tests']} tests" if counted else ""
        lines.append(f"{word}  {outcome.step.name} ({outcome.seconds:.0f} s{tests_run})")
    bad = sum(1 for outcome in outcomes if outcome.status)
    minutes, seconds = divmod(round(sum(outcome.seconds for outcome in outcomes)), 60)
    lines.append(
        f"{len(outcomes) - bad} of {len(outcomes)} steps passed; {total['tests']} tests: "
        f"{total['failures'] + total['errors']} failed, {total['skipped']} skipped; "
        f"{minutes} min {seconds} s"
    )
    return "\n".join(lines)


def count(path: Path | None) -> dict[str, int]:
    """Return how many tests ran, failed and were skipped, from the file that pytest left."""
    if path is None or not path.exists():
        return {}
    root = ElementTree.parse(path).getroot()  # noqa: S314 - pytest has just written it.
    names = ("tests", "failures", "errors", "skipped")
    return {
        name: sum(int(suite.get(name, 0)) for suite in root.iter("testsuite")) for name in names
    }


if __name__ == "__main__":
    sys.exit(main())
