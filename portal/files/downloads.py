"""Headers under which a stored file is sent."""

import unicodedata
from urllib.parse import quote

ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~"


def download_headers(name: str, media_type: str) -> dict[str, str]:
    """Return headers that make every browser save a file and never show or run it.

    The name goes out twice (RFC 6266): in plain ASCII for old programs, whole as UTF-8 after that.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(c for c in plain if c.isprintable() and c not in '"\\%/;') or "file"
    whole = quote(name, safe=ATTRIBUTE_CHARACTERS)
    return {
        "Content-Type": media_type,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
