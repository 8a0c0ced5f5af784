"""Measure every case and compare it with its limit: `make bench`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bench.cases import Case, Skipped, Work, cases

HEADINGS = f"{'case':<52} {'portal':>12} {'bare':>12} {'times':>7} {'at most':>8}"


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

    @property
    def verdict(self) -> str:
        """What is to be said of it, if anything."""
        if not self.within:
            return "  too slow"
        wanted = self.case.wanted
        return f"  slower than the {wanted:g} we want" if wanted and self.times > wanted else ""

    def __str__(self) -> str:
        return (
            f"{self.case.name:<52} {milliseconds(self.portal):>12} {milliseconds(self.bare):>12} "
            f"{self.times:>7.1f} {self.case.at_most:>8.1f}{self.verdict}"
        )


def measure(case: Case) -> Result:
    """Time both in turn, so that a slow moment of the machine falls on both alike."""
    pairs = [(seconds(case.portal, case), seconds(case.bare, case)) for _ in range(case.rounds)]
    return Result(case, min(pair[0] for pair in pairs), min(pair[1] for pair in pairs))


def seconds(work: Work, case: Case) -> float:
    """Time a piece of a case's work after what has to be prepared for it."""
    case.ready()
    begun = case.clock()
    work()
    return case.clock() - begun


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
