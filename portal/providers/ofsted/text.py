"""Words as files spell them, brought to one form for comparing and one for keeping."""

import re
from functools import lru_cache

_APOSTROPHES = re.compile("['\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}`]")
_NOT_WORD = re.compile(r"[^\w]+")


def tidy(words: str) -> str:
    """Return the words with each run of white space, line breaks included, as one space."""
    return " ".join(words.split())


@lru_cache(maxsize=16384)
def key_of(words: str) -> str:
    """Return what is left when case, punctuation and white space do not count.

    `Short-break-only\\nChildren's home` and `short break only childrens home` share one key; an
    ampersand reads as "and".
    """
    plain = _APOSTROPHES.sub("", words.casefold()).replace("&", " and ")
    return _NOT_WORD.sub(" ", plain).strip()
