"""The file store, what may be uploaded into it, and how a file leaves it."""

from portal.files.downloads import download_headers
from portal.files.scanning import ClamAV, Scanner, open_scanner
from portal.files.sheets import plain, safe, sheet_headers, written
from portal.files.stores import (
    FileMissingError,
    FileStore,
    StoredFile,
    open_store,
    sweep_orphans,
)
from portal.files.uploads import (
    CSV,
    DOCX,
    IMAGES,
    JPEG,
    PDF,
    PNG,
    TEXT,
    XLSX,
    Kind,
    Upload,
    accept_upload,
)

__all__ = [
    "CSV",
    "DOCX",
    "IMAGES",
    "JPEG",
    "PDF",
    "PNG",
    "TEXT",
    "XLSX",
    "ClamAV",
    "FileMissingError",
    "FileStore",
    "Kind",
    "Scanner",
    "StoredFile",
    "Upload",
    "accept_upload",
    "download_headers",
    "open_scanner",
    "open_store",
    "plain",
    "safe",
    "sheet_headers",
    "sweep_orphans",
    "written",
]
