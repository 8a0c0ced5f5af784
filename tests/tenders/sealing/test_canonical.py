"""What a bidder submits has exact bytes, and anybody can work out their digests again."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tenders.sealing import canonical
from portal.tenders.sealing.canonical import SubmittedFile, prepare, read, sha256
from portal.tenders.sealing.errors import SealBrokenError
from portal.tenders.sealing.stored import write_copy

ABOUT = {"procurement": "P1", "entry": "E1", "version": 1, "received_at": "2026-11-22T10:00:00Z"}
PLAN = b"Our plan for the home"
PRICES = b"item,amount\nCORE,520000\n"
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def submitted_file(reference, extension, content):
    return SubmittedFile(reference, extension, f"{reference} plan", len(content), sha256(content))


def a_version():
    return prepare(
        ABOUT,
        quality={"answers": [{"question": "Q1", "text": "Wir können ☃"}]},
        price={"CORE": 520000},
        quality_files=[submitted_file("b2", "pdf", PLAN), submitted_file("Zz", "pdf", b"")],
        price_files=[submitted_file("a1", "csv", PRICES)],
    )


def unpacked_copy(folder, version):
    pack = io.BytesIO()
    files = [("files/b2.pdf", PLAN), ("files/Zz.pdf", b""), ("files/a1.csv", PRICES)]
    write_copy(pack, quality=version.quality, price=version.price, files=files)
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(folder)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": None}, b'{"a":null,"b":1}'),
        ({"€": "\r\n\t", "1": True}, '{"1":true,"€":"\\r\\n\\t"}'.encode()),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"😀":1,"\ufb33":2}'.encode()),
        ((), b"[]"),
        ([{"pence": 520000}, "é"], '[{"pence":520000},"é"]'.encode()),
    ],
)
def test_canonical_json_is_written_as_the_standard_says(value, written):
    assert canonical.canonical(value) == written


@pytest.mark.parametrize(
    "value", [1.5, date(2026, 11, 22), b"x", 2**53, {1: 2}, "\ud800", {"a": {3}}]
)
def test_what_has_no_exact_form_is_refused(value):
    with pytest.raises(ValueError, match=r"."):
        canonical.canonical(value)


@given(JSON_VALUES)
def test_canonical_json_reads_back_as_it_was_and_is_written_one_way_only(value):
    written = canonical.canonical(value)
    assert json.loads(written) == value
    assert canonical.canonical(json.loads(written)) == written


def test_each_document_says_which_bid_it_belongs_to_and_lists_its_own_files():
    version = a_version()
    quality = read(version.quality, expected=version.digests.quality)
    price = read(version.price, expected=version.digests.price)
    assert quality["about"] == price["about"] == ABOUT
    assert (quality["envelope"], price["envelope"]) == ("quality", "price")
    assert [file["member"] for file in quality["files"]] == ["files/Zz.pdf", "files/b2.pdf"]
    assert price["files"] == [
        {"member": "files/a1.csv", "name": "a1 plan", "size": 24, "sha256": sha256(PRICES)}
    ]


def test_the_same_bid_twice_has_different_digests_so_that_nobody_can_guess_a_price():
    first, second = a_version(), a_version()
    assert first.digests.price != second.digests.price
    assert first.digests.whole != second.digests.whole


def test_the_nonce_of_the_quality_document_is_not_that_of_the_price_document():
    version = a_version()
    assert json.loads(version.quality)["nonce"] != json.loads(version.price)["nonce"]
    assert len(json.loads(version.price)["nonce"]) == 64


def test_a_document_that_is_not_the_submitted_one_is_refused():
    version = a_version()
    with pytest.raises(SealBrokenError, match="differs from the receipt"):
        read(version.price.replace(b"520000", b"510000"), expected=version.digests.price)


@pytest.mark.parametrize(
    ("reference", "extension"), [("../x", "pdf"), ("a\nb", "pdf"), ("a", "p/f")]
)
def test_a_file_reference_cannot_forge_a_line_or_leave_its_folder(reference, extension):
    with pytest.raises(ValueError, match="letters, digits"):
        prepare(
            ABOUT,
            quality={},
            price={},
            quality_files=[submitted_file(reference, extension, b"x")],
        )


def test_the_check_script_prints_the_digest_of_the_receipt(tmp_path):
    version = a_version()
    unpacked_copy(tmp_path, version)
    command = [sys.executable, "check.py"]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == version.digests.whole


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="this machine has no sha256sum")
def test_so_does_one_line_of_shell(tmp_path):
    version = a_version()
    unpacked_copy(tmp_path, version)
    line = (
        "find files price.json quality.json -type f | LC_ALL=C sort | xargs sha256sum | sha256sum"
    )
    printed = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert printed.stdout.split()[0] == version.digests.whole


def test_one_changed_byte_of_a_file_changes_the_digest_of_the_whole(tmp_path):
    version = a_version()
    files = {**version.digests.files, "files/a1.csv": sha256(PRICES + b" ")}
    assert canonical.digest(version.quality, version.price, files).whole != version.digests.whole


def test_the_docs_show_the_very_script_that_is_in_the_copy():
    docs = Path(__file__).parents[3] / "docs" / "receipts.md"
    assert canonical.CHECK_SCRIPT in docs.read_text()
