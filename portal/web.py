"""What holds for every answer: security headers, error pages, health and the footer's links."""

import secrets
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal import clock, health, installation
from portal.access import public
from portal.config import settings
from portal.db import db, reads_only

bp = Blueprint("pages", __name__)

PAGES_OF_ERRORS = frozenset({400, 403, 404, 405, 413, 429, 500})
FOOTER = {
    "help": ("Help", "pages/help.html"),
    "accessibility": ("Accessibility statement", "pages/accessibility.html"),
    "privacy": ("Privacy", "pages/privacy.html"),
    "cookies": ("Cookies", "pages/cookies.html"),
}


def init_web(app: Flask) -> None:
    """Attach headers, error pages and the context that every page shares."""
    app.after_request(add_headers)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(500, show_http_error)
    app.context_processor(page_context)
    app.register_blueprint(bp)
    health.init_health(app)


def csp_nonce() -> str:
    """Return this request's nonce for the scripts that the pages carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def page_context() -> dict[str, Any]:
    """Return what every template may use."""
    return {
        "csp_nonce": csp_nonce,
        "service_name": "Regional Care Market",
        "demo": g.get("demo"),
        "footer_links": [
            {"text": text, "href": url_for("pages.footer_page", name=name)}
            for name, (text, _template) in FOOTER.items()
        ],
    }


@bp.get("/<any(help, accessibility, privacy, cookies):name>")
@public
def footer_page(name: str) -> ResponseReturnValue:
    """Show one of the pages that the footer leads to."""
    return render_template(FOOTER[name][1])


def note_arrival() -> None:
    """First of all, before anything waits for the database: read the request whole, then the clock.

    A deadline is judged by this moment, however long the request then waits its turn.
    """
    if not reads_only():
        request.form.keys()
    g.received_at = clock.now()


def received_at() -> datetime:
    """Return the moment at which this request had arrived whole."""
    moment: datetime = g.received_at
    return moment


def load_installation() -> None:
    """Before each request: note whether the database holds the demo region."""
    if request.endpoint != "static":
        found = installation.demo()
        g.demo = {"as_at": found.demo_as_at} if found else None


def add_headers(response: Response) -> Response:
    """Forbid framing, sniffing, foreign sources and the caching of private pages."""
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src 'self' 'nonce-{csp_nonce()}'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if settings().production:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Show a plain page for an error, with the work of the request undone."""
    db.session.rollback()
    code = error.code or 500
    if code < 400:
        return error
    name = code if code in PAGES_OF_ERRORS else (500 if code >= 500 else 400)
    return render_template(f"errors/{name}.html"), code


def show_stale_form(_error: CSRFError) -> ResponseReturnValue:
    """Show what to do when a form was open too long or did not come from our page."""
    db.session.rollback()
    return render_template("errors/csrf.html"), 400
