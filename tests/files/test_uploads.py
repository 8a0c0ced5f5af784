"""An upload is what its bytes say it is, and is refused in words that a person can act on."""

import io
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from portal.errors import DomainError
from portal.files import CSV, DOCX, IMAGES, JPEG, PDF, PNG, TEXT, XLSX, accept_upload
from portal.files.scanning import VirusFoundError
from portal.files.uploads import OLE_START, clean_stem, in_words

EVERYTHING = [PDF, DOCX, XLSX, CSV, TEXT, *IMAGES]
PNG_BYTES = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
JPEG_BYTES = b"\xff\xd8\xff\xe0\0\x10JFIF\0"
PDF_BYTES = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n%%EOF\n"
PROGRAM = b"MZ\x90\0\x03\0\0\0" + b"\0" * 100


def package(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return target.getvalue()


WORD = package("[Content_Types].xml", "_rels/.rels", "word/document.xml")
WORKBOOK = package("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
MACROS = package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")


def upload(content, name="plan.pdf", *, allowed=EVERYTHING, max_bytes=10_000, scanner=None):
    storage = FileStorage(io.BytesIO(content), filename=name)
    return accept_upload(
        storage, allowed=allowed, max_bytes=max_bytes, scanner=scanner, field="file"
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF_BYTES, PDF),
        (WORD, DOCX),
        (WORKBOOK, XLSX),
        (PNG_BYTES, PNG),
        (JPEG_BYTES, JPEG),
        (b"plain words", TEXT),
        ("£5,200 ŵ".encode(), TEXT),
        ("\ufeffwith a mark".encode(), TEXT),
        ("£5,200 – old Windows".encode("cp1252"), TEXT),
        (b"BM,begins,like,a,bitmap\n", TEXT),
    ],
)
@pytest.mark.parametrize("name", ["plan.pdf", "plan.exe", "plan"])
def test_the_kind_comes_from_the_content_whatever_the_name(content, kind, name):
    accepted = upload(content, name)
    assert accepted.kind == kind
    assert accepted.name == f"plan.{kind.extension}"
    assert (accepted.content, accepted.size) == (content, len(content))


def test_an_accepted_upload_carries_its_digest():
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert upload(b"abc", "a.txt").sha256 == digest


@pytest.mark.parametrize(
    ("name", "allowed", "kind"),
    [
        ("prices.csv", EVERYTHING, CSV),
        ("prices.CSV", EVERYTHING, CSV),
        ("prices.txt", EVERYTHING, TEXT),
        ("prices.txt", [CSV], CSV),
        ("prices.csv", [TEXT], TEXT),
    ],
)
def test_text_is_csv_where_its_name_says_so_or_nothing_else_is_asked_for(name, allowed, kind):
    assert upload(b"item,amount\n", name, allowed=allowed).kind == kind


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The selected file is empty"),
        (b"x" * 10_241, "The selected file must be smaller than 10KB"),
        (PROGRAM, "The selected file must be a PDF, PNG or JPG"),
        (b"<html><script>alert(1)</script>", "The selected file must be a PDF, PNG or JPG"),
        (WORD, "The selected file must be a PDF, PNG or JPG"),
        (OLE_START + b"\0" * 20, "The selected file is password protected or in an old Office"),
    ],
)
def test_an_unfit_file_is_refused_beside_its_field(content, message):
    with pytest.raises(DomainError) as refused:
        upload(content, allowed=[PDF, *IMAGES], max_bytes=10_240)
    assert refused.value.message.startswith(message)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    "content",
    [
        MACROS,
        package("word/document.xml"),
        package("a.txt"),
        WORD[:60],
        PNG_BYTES + WORD,
        PROGRAM + WORD,
        "utf-16".encode("utf-16"),
        b"zero \0 byte",
        b"\x81\x8d not any text",
    ],
)
def test_disguises_are_refused_even_where_the_true_kind_is_allowed(content):
    with pytest.raises(DomainError, match="The selected file must be a"):
        upload(content, "plan.docx", allowed=[DOCX, XLSX, CSV, TEXT])


def test_a_package_with_a_mad_number_of_parts_is_refused(monkeypatch):
    monkeypatch.setattr("portal.files.uploads.ZIP_ENTRIES", 2)
    with pytest.raises(DomainError, match="must be a Word document"):
        upload(WORD, allowed=[DOCX])


@pytest.mark.parametrize("storage", [None, FileStorage(io.BytesIO(b""), filename="")])
def test_nothing_selected_is_said_plainly(storage):
    with pytest.raises(DomainError, match="Select a file"):
        accept_upload(storage, allowed=[PDF], max_bytes=10)


def test_a_file_of_exactly_the_limit_is_accepted():
    assert upload(b"x" * 10_240, max_bytes=10_240).size == 10_240


class StandInScanner:
    def scan(self, content):
        if b"bad" in content:
            raise VirusFoundError("The selected file contains a virus")


def test_what_the_scanner_refuses_is_refused_beside_the_field():
    assert upload(b"good", scanner=StandInScanner()).kind == TEXT
    with pytest.raises(DomainError, match="contains a virus") as refused:
        upload(b"bad", scanner=StandInScanner())
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("filename", "stem"),
    [
        ("Our plan.pdf", "Our plan"),
        ("C:\\Users\\me\\plan.v2.docx", "plan.v2"),
        ("../../etc/passwd", "passwd"),
        (".htaccess", "htaccess"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x"),
        ("\u202efdp.exe", "fdp"),
        ("cafe\u0301.pdf", "café"),
        ('"><script>.pdf', "script"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 100),
        ("cyfarfod ŵyl.pdf", "cyfarfod ŵyl"),
    ],
)
def test_a_name_loses_folders_tricks_and_its_extension(filename, stem):
    assert clean_stem(filename) == stem


@given(st.text())
def test_every_name_becomes_a_short_harmless_one(filename):
    stem = clean_stem(filename)
    assert 0 < len(stem) <= 100
    assert not set(stem) & set('/\\"<>:|?*%;')
    assert not any(unicodedata.category(character)[0] == "C" for character in stem)
    assert stem.strip(" .") == stem


@pytest.mark.parametrize(("size", "words"), [(20 * 1024**2, "20MB"), (1024, "1KB")])
def test_limits_are_said_in_round_figures(size, words):
    assert in_words(size) == words
