"""What may be uploaded: told from the content, never from the name or what the browser says."""

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Protocol

import filetype

from portal.errors import DomainError
from portal.files.scanning import Scanner

LONGEST_STEM = 100
ZIP_ENTRIES = 10_000
TEXT_CONTROLS = frozenset("\t\n\r\f")
NOT_IN_NAMES = frozenset('"<>:|?*\\/%;')
ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE_TYPES = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Kind:
    """A kind of file that a form may ask for."""

    extension: str
    media_type: str
    label: str


PDF = Kind("pdf", "application/pdf", "PDF")
DOCX = Kind("docx", f"{OFFICE_TYPES}.wordprocessingml.document", "Word document (DOCX)")
XLSX = Kind("xlsx", f"{OFFICE_TYPES}.spreadsheetml.sheet", "spreadsheet (XLSX)")
CSV = Kind("csv", "text/csv", "CSV")
TEXT = Kind("txt", "text/plain", "text file (TXT)")
PNG = Kind("png", "image/png", "PNG")
JPEG = Kind("jpg", "image/jpeg", "JPG")
IMAGES = (PNG, JPEG)
SNIFFED = {kind.media_type: kind for kind in (PDF, PNG, JPEG)}
OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}


class Incoming(Protocol):
    """The part of Werkzeug's FileStorage that is used."""

    @property
    def filename(self) -> str | None: ...
    @property
    def stream(self) -> IO[bytes]: ...


@dataclass(frozen=True)
class Upload:
    """An accepted upload. `name` is fit to be shown; it must never become part of a path."""

    name: str
    kind: Kind
    content: bytes = field(repr=False)
    sha256: str

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.content)


def accept_upload(
    storage: Incoming | None,
    *,
    allowed: Sequence[Kind],
    max_bytes: int,
    scanner: Scanner | None = None,
    field: str | None = None,
) -> Upload:
    """Read an upload whole and say what it is.

    Raises:
        DomainError: nothing was selected, or it is empty, too large, of another kind, protected
            by a password, or refused by the scanner; in GOV.UK wording, for the given field.
    """
    if storage is None or not storage.filename:
        raise DomainError("Select a file", field)
    content = storage.stream.read(max_bytes + 1)
    if not content:
        raise DomainError("The selected file is empty", field)
    if len(content) > max_bytes:
        raise DomainError(f"The selected file must be smaller than {in_words(max_bytes)}", field)
    if content.startswith(OLE_START):
        raise DomainError(
            "The selected file is password protected or in an old Office format. "
            f"Save it as a {kinds_in_words(allowed)} without a password",
            field,
        )
    kind = sniff(content, allowed, storage.filename)
    if kind is None:
        raise DomainError(f"The selected file must be a {kinds_in_words(allowed)}", field)
    if scanner is not None:
        scan(content, scanner, field)
    name = f"{clean_stem(storage.filename)}.{kind.extension}"
    return Upload(name, kind, content, hashlib.sha256(content).hexdigest())


def scan(content: bytes, scanner: Scanner, field: str | None) -> None:
    """Have the content scanned; what the scanner says is shown beside the field."""
    try:
        scanner.scan(content)
    except DomainError as error:
        error.field = field
        raise


def sniff(content: bytes, allowed: Sequence[Kind], filename: str) -> Kind | None:
    """Return which of the allowed kinds the content is, or None.

    The name decides only between CSV and other text, which differ in nothing else.
    """
    kind = office_kind(content) if content.startswith(ZIP_START) else sniffed_kind(content)
    # Last, because text may begin with the mark of some other kind, such as "BM" for a bitmap.
    kind = kind or text_kind(content, allowed, filename)
    return kind if kind in allowed else None


def sniffed_kind(content: bytes) -> Kind | None:
    """Return the kind whose mark the content begins with."""
    guess = filetype.guess(content[:8192])
    return None if guess is None else SNIFFED.get(guess.mime)


def office_kind(content: bytes) -> Kind | None:
    """Return the kind of an Office package from its list of parts; packages with macros have none.

    Only the list is read: nothing is unpacked, so that a small file cannot fill the memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if len(names) > ZIP_ENTRIES or "[Content_Types].xml" not in names:
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)


def text_kind(content: bytes, allowed: Sequence[Kind], filename: str) -> Kind | None:
    """Return CSV or plain text when the bytes are text in UTF-8 or Windows-1252."""
    if not is_text(content):
        return None
    named_csv = filename.lower().endswith(".csv")
    return CSV if CSV in allowed and (named_csv or TEXT not in allowed) else TEXT


def is_text(content: bytes) -> bool:
    """Say whether bytes are text: decodable and without control characters."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(c >= " " or c in TEXT_CONTROLS for c in set(text))
    return False


def clean_stem(filename: str) -> str:
    """Return what a person called the file, without folders, extension or tricks."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    stem = name.rsplit(".", 1)[0] if "." in name[1:] else name
    # Category C holds control characters, marks that reverse the direction of text, and the like.
    kept = (c for c in stem if c not in NOT_IN_NAMES and unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split()).strip(". ")[:LONGEST_STEM].strip() or "file"


def kinds_in_words(kinds: Sequence[Kind]) -> str:
    """Return kinds as a reader expects them: `PDF, PNG or JPG`."""
    *first, last = [kind.label for kind in kinds]
    return f"{', '.join(first)} or {last}" if first else last


def in_words(size: int) -> str:
    """Return a size limit in whole megabytes or, below one, kilobytes."""
    mega = 1024 * 1024
    return f"{size // mega}MB" if size >= mega else f"{size // 1024}KB"
