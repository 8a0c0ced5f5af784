"""A file always leaves as a download, under its own name, and never runs in the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from portal.files import download_headers


def test_the_headers_let_no_browser_show_guess_or_keep_the_file():
    headers = download_headers("plan.pdf", "application/pdf")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("plan.pdf", "attachment; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf"),
        ("ŵy l.pdf", "attachment; filename=\"wy l.pdf\"; filename*=UTF-8''%C5%B5y%20l.pdf"),
        ("日本", "attachment; filename=\"file\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC"),
        ('a"\r\nb.pdf', "attachment; filename=\"ab.pdf\"; filename*=UTF-8''a%22%0D%0Ab.pdf"),
    ],
)
def test_a_name_goes_out_plain_and_whole(name, disposition):
    assert download_headers(name, "text/plain")["Content-Disposition"] == disposition


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_name_stays_in_its_header_and_reads_back(name):
    header = download_headers(name, "text/plain")["Content-Disposition"]
    assert header.isascii()
    assert header.isprintable()
    kind, options = parse_options_header(header)
    assert (kind, options["filename"]) == ("attachment", name)
