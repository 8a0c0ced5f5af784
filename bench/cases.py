"""What is measured: a piece of the portal's work beside the least that the same work can cost."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Work = Callable[[], object]
Clock = Callable[[], float]
ROUNDS = 7
WALL: Clock = time.perf_counter
PROCESSOR: Clock = time.process_time


def nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Case:
    """The portal's work, the bare work, and how many times as long the first may take.

    `ready` comes before each of the two and is not timed. `wanted` is a stricter limit that the
    portal does not keep yet: what lies between the two is said, and fails nothing. `clock` is
    the wall's where waiting counts (for the disk, for PostgreSQL). For long work within this
    process it is the processor's, which does not run while other programs have their turn.
    """

    name: str
    portal: Work
    bare: Work
    at_most: float
    wanted: float | None = None
    ready: Work = nothing
    rounds: int = ROUNDS
    clock: Clock = WALL


@dataclass(frozen=True)
class Skipped:
    """A case that cannot be measured here, and why."""

    name: str
    why: str


def cases() -> Iterator[Case | Skipped]:
    """Yield every case, each made ready just before it is measured."""
    from bench import breaches, lists, pages, prices, ranking, register, submission

    for module in (register, submission, ranking, prices, breaches, pages, lists):
        yield from module.cases()
