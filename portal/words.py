"""Words: counted by one rule for the page's script and the server, compared, and told apart."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

# What a browser's \s is: GOV.UK's character count splits text at it. Python's own \s differs.
SPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
WORD = re.compile(f"[^{SPACE}]+")


def count_words(text: str) -> int:
    r"""Return how many words a text has, as GOV.UK's character count does: runs of `\S`.

    Source: govuk-frontend, components/character-count, `text.match(/\S+/g)`.
    """
    return sum(1 for _ in WORD.finditer(text))


class Change(StrEnum):
    """What became of some words from one text to the next."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """Some words of two texts that were compared, and what became of them."""

    change: Change
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Return two texts as one, word by word: what both hold, what was removed, what was added.

    The kept and removed pieces together are the words of `before`, the kept and added ones those of
    `after`, each joined by single spaces.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(Change.KEPT, " ".join(old[old_from:old_to]))
            continue
        if old_from < old_to:
            yield Piece(Change.REMOVED, " ".join(old[old_from:old_to]))
        if new_from < new_to:
            yield Piece(Change.ADDED, " ".join(new[new_from:new_to]))


def likeness(one: str, other: str) -> Fraction:
    """Return how alike two texts are, from 0 to 1: the Jaccard index of their sets of words.

    Case and punctuation do not count. Two texts without words are alike.
    """
    left, right = _plain_words(one), _plain_words(other)
    together = left | right
    return Fraction(len(left & right), len(together)) if together else Fraction(1)


def _plain_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", text.casefold()))
