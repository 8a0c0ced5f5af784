"""Letters say what they were given, on numbered pages, and obey no mark-up."""

import re
import zlib
from base64 import a85decode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.pdf import Bullets, Facts, Grid, Heading, Notice, Text, letter, printable

ESCAPED = re.compile(rb"\\([0-7]{3}|.)")


def texts(content):
    """Return the pieces of text that a letter shows, page after page, in order."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    pages = [
        zlib.decompress(a85decode(stream.strip(), adobe=False)) for stream in map(cut, streams)
    ]
    return [
        ESCAPED.sub(unescape, piece).decode("cp1252")
        for page in pages
        for piece in re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", page)
    ]


def cut(stream):
    return stream.strip().removesuffix(b"~>")


def unescape(match):
    code = match[1]
    return bytes([int(code, 8)]) if code.isdigit() else code


def a_letter(*blocks, title="Bid submitted", footer="Receipt 7F3K"):
    return letter(service_name="Regional Care Market", title=title, blocks=blocks, footer=footer)


def shown(*blocks):
    return " ".join(texts(a_letter(*blocks)))


def test_a_receipt_shows_its_service_title_facts_and_page():
    receipt = a_letter(
        Notice("Invented data"),
        Text("We received your bid – on time."),
        Heading("What happens next"),
        Bullets(["We open it", "We mark it"]),
        Facts([("Received", "22 November 2026"), ("Price", "£5,200.00")]),
    )
    assert receipt.startswith(b"%PDF-")
    said = texts(receipt)
    for words in (
        "Regional Care Market",
        "Bid submitted",
        "Invented data",
        "We received your bid – on time.",
        "What happens next",
        "We open it",
        "22 November 2026",
        "£5,200.00",
        "Receipt 7F3K",
        "Page 1 of 1",
    ):
        assert words in said


def test_the_same_words_give_the_same_bytes():
    blocks = [Text("Words"), Grid(["A"], [["1"]])]
    assert a_letter(*blocks) == a_letter(*blocks)


def test_a_long_table_repeats_its_headings_and_numbers_every_page():
    rows = [[f"Service {number}", "£1.00"] for number in range(120)]
    said = texts(a_letter(Grid(["Service", "Price"], rows, figures=[1], widths=[3, 1])))
    pages = [words for words in said if words.startswith("Page ")]
    assert pages == [f"Page {number} of {len(pages)}" for number in range(1, len(pages) + 1)]
    assert said.count("Service") == said.count("Receipt 7F3K") == len(pages) > 2
    assert [words for words in said if words.startswith("Service ")] == [row[0] for row in rows]


def test_one_answer_longer_than_a_page_runs_on():
    said = shown(Grid(["Reason"], [["because " * 3000]]), Facts([("Why", "since " * 3000)]))
    assert (said.count("because"), said.count("since")) == (3000, 3000)


def test_a_digest_is_broken_over_lines_and_stays_whole():
    digest = "0123456789abcdef" * 8
    assert digest in "".join(texts(a_letter(Facts([("Digest", digest)]))))


def test_mark_up_is_shown_not_obeyed():
    tricky = '<b>bold</b> & <img src="x"/> &amp; <a href="x">'
    said = "".join(texts(a_letter(Text(tricky), Heading("1<2"))))
    assert tricky.replace(" ", "") in said.replace(" ", "")
    assert "1<2" in said


def test_line_breaks_are_kept():
    assert {"first", "second"} <= set(texts(a_letter(Text("first\nsecond"))))


def test_a_row_must_fill_its_columns():
    with pytest.raises(ValueError, match="zip"):
        a_letter(Grid(["A", "B"], [["1"]]))


def test_empty_tables_are_left_out_or_show_their_headings():
    assert "Service" in shown(Facts([]), Grid(["Service"], []))


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("£5 – “x” €", "£5 – “x” €"),
        ("ŵyl Łukasz Ştefan", "wyl Lukasz Stefan"),
        ("≥ 日本 \u202ex\t", ">= ?? x"),
        ("a\nb", "a\nb"),
    ],
)
def test_letters_that_the_fonts_lack_become_near_ones(text, printed):
    assert printable(text) == printed


@settings(max_examples=25)
@given(st.text(max_size=300))
def test_any_text_at_all_can_be_printed(text):
    assert a_letter(Text(text), Facts([(text, text)]), title=text, footer=text)
