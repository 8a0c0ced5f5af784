"""One line of "What needs doing now" on the home page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that waits for the membership at hand: where it is done, and how many there are."""

    title: str
    href: str
    hint: str = ""
    count: int | None = None
