"""What is measured: a piece of the portal's work beside the least that the same work can cost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """The portal's work, the bare work, and how many times as long the first may take."""

    name: str
    portal: Work
    bare: Work
    at_most: float


@dataclass(frozen=True)
class Skipped:
    """A case that cannot be measured here, and why."""

    name: str
    why: str


def cases() -> Iterator[Case | Skipped]:
    """Yield every case, each made ready just before it is measured."""
    from bench import breaches, pages, register

    yield from register.cases()
    yield from pages.cases()
    yield from breaches.cases()
