"""Measure every case and compare it with its limit: `make bench`."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.cases import Case, Skipped, Work, cases

ROUNDS = 7
HEADINGS = f"{'case':<52} {'portal':>10} {'bare':>10} {'times':>7} {'at most':>8}"


@dataclass(frozen=True)
class Result:
    """Seconds for the portal's work and for the bare work: the best of several rounds each."""

    case: Case
    portal: float
    bare: float

    @property
    def times(self) -> float:
        return self.portal / self.bare

    @property
    def within(self) -> bool:
        return self.times <= self.case.at_most

    def __str__(self) -> str:
        row = (
            f"{self.case.name:<52} {milliseconds(self.portal):>10} {milliseconds(self.bare):>10} "
            f"{self.times:>7.1f} {self.case.at_most:>8.1f}"
        )
        return row if self.within else f"{row}  too slow"


def measure(case: Case, rounds: int = ROUNDS) -> Result:
    """Time both in turn, so that a slow moment of the machine falls on both alike."""
    pairs = [(seconds(case.portal), seconds(case.bare)) for _ in range(rounds)]
    return Result(case, min(pair[0] for pair in pairs), min(pair[1] for pair in pairs))


def seconds(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def milliseconds(duration: float) -> str:
    return f"{duration * 1000:,.2f} ms"


def main(chosen: Sequence[Case | Skipped] | None = None) -> int:
    """Print a line for each case; return 1 when one is over its limit."""
    print(HEADINGS)
    over = 0
    for case in cases() if chosen is None else chosen:
        if isinstance(case, Skipped):
            print(f"{case.name:<52} not measured: {case.why}")
            continue
        result = measure(case)
        print(result, flush=True)
        over += not result.within
    print(f"{over} over the limit" if over else "all within their limits")
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
