"""Words are counted as the page's script counts them; texts are compared word by word."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import portal
from portal.words import Change, Piece, count_words, differences, likeness

SCRIPT = Path(portal.__file__).parent / "static" / "dist" / "govuk-frontend.min.js"
# What ECMAScript calls white space and line ends: 12.2 and 12.3 of ECMA-262.
BLANKS = "\t\n\v\f\r \u00a0\u1680\u2000\u2005\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n\t ", 0),
        ("one", 1),
        ("  two\n\nwords ", 2),
        ("well-known child's 3.5 £5,200.00", 4),
        ("a – b", 3),
        ("no\u00a0break", 2),
        ("mark\ufeffed", 2),
        ("zero\u200bwidth", 1),
        ("next\u0085line", 1),
        ("unit\u001fseparator", 1),
    ],
)
def test_a_word_is_a_run_without_blanks(text, words):
    assert count_words(text) == words


def test_the_script_of_the_page_still_counts_runs_without_blanks():
    if not SCRIPT.exists():
        pytest.skip("The front-end assets are not installed: run make install.")
    assert r"match(/\S+/g)" in SCRIPT.read_text(encoding="utf-8")


@given(st.lists(st.text(st.characters(exclude_characters=BLANKS, codec="utf-8"), min_size=1)))
def test_words_joined_by_any_blank_are_counted_one_by_one(words):
    spaces = {chr(code) for code in range(0x2000, 0x200B)}
    kept = [word for word in words if not spaces & set(word)]
    for blank in BLANKS:
        assert count_words(blank.join(kept)) == len(kept)


def words_of(pieces, *kinds) -> str:
    return " ".join(piece.text for piece in pieces if piece.change in kinds)


def test_what_changed_between_two_texts_is_told_word_by_word():
    assert differences("How do you keep children safe?", "How will you keep children safe?") == [
        Piece(Change.KEPT, "How"),
        Piece(Change.REMOVED, "do"),
        Piece(Change.ADDED, "will"),
        Piece(Change.KEPT, "you keep children safe?"),
    ]


def test_a_text_is_no_different_from_itself():
    assert differences("The same\nwords", "The same words") == [
        Piece(Change.KEPT, "The same words")
    ]
    assert differences("", "") == []


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_both_texts_can_be_read_out_of_their_differences(before, after):
    pieces = differences(before, after)
    assert count_words(words_of(pieces, Change.KEPT, Change.REMOVED)) == count_words(before)
    assert count_words(words_of(pieces, Change.KEPT, Change.ADDED)) == count_words(after)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Keeping children safe", "Keeping children safe", "1"),
        ("Keeping children safe", "SAFE: keeping children!", "1"),
        ("Keeping children safe", "Keeping staff safe", "1/2"),
        ("Insurance", "Staff", "0"),
        ("", "", "1"),
        ("", "Staff", "0"),
    ],
)
def test_texts_are_as_alike_as_their_words(one, other, alike):
    assert likeness(one, other) == likeness(other, one) == Fraction(alike)
