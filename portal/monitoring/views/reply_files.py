"""Documents that come with replies: accepted and stored, and sent as downloads."""

from flask import Response, abort
from werkzeug.datastructures import FileStorage

from portal.config import settings
from portal.files import (
    DOCX,
    IMAGES,
    PDF,
    XLSX,
    FileMissingError,
    accept_upload,
    download_headers,
    open_scanner,
    open_store,
)
from portal.monitoring.models import ProviderReply
from portal.monitoring.services.replies import KeptFile

KINDS = (PDF, DOCX, XLSX, *IMAGES)


def kept(storage: FileStorage | None) -> KeptFile | None:
    """Accept and store an upload; None where nothing was selected.

    Raises:
        DomainError: the file is empty, too large, of another kind, or refused by the scanner.
    """
    if storage is None or not storage.filename:
        return None
    upload = accept_upload(
        storage,
        allowed=KINDS,
        max_bytes=settings().upload_limit_bytes,
        scanner=open_scanner(settings().clamd_url),
        field="file",
    )
    key = open_store(settings().files_url).put(upload.content)
    return KeptFile(key, upload.name, upload.kind.media_type, upload.size, upload.sha256)


def sent(reply: ProviderReply) -> Response:
    """Return the document of a reply as a download."""
    if reply.file_key is None:
        abort(404)
    try:
        content = open_store(settings().files_url).get(reply.file_key)
    except FileMissingError:
        abort(404)
    return Response(content, headers=download_headers(reply.file_name, reply.file_type))
