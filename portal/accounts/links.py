"""Full addresses of our pages, for e-mails and commands."""

from flask import current_app
from werkzeug.routing import MapAdapter

from portal.config import settings


def absolute(endpoint: str, **values: str) -> str:
    """Return the full address of a page under the installation's public address.

    The address of the request plays no part, so nobody can point our mail at another host.
    """
    pages: MapAdapter = current_app.url_map.bind("portal")
    return settings().public_url.rstrip("/") + pages.build(endpoint, values)
