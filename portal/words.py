"""Counting words: one rule for the page's script and for the server."""

import re

# What a browser's \s is: GOV.UK's character count splits text at it. Python's own \s differs.
SPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
WORD = re.compile(f"[^{SPACE}]+")


def count_words(text: str) -> int:
    r"""Return how many words a text has, as GOV.UK's character count does: runs of `\S`.

    Source: govuk-frontend, components/character-count, `text.match(/\S+/g)`.
    """
    return sum(1 for _ in WORD.finditer(text))
