"""A bare application with the portal's pages and forms, and nothing behind them."""

from datetime import date
from types import SimpleNamespace

from flask import Flask

from portal.display import init_display


def ui_application() -> Flask:
    app = Flask("portal")
    app.secret_key = "for tests of pages only"
    app.config.update(WTF_CSRF_ENABLED=False, TESTING=True)
    init_display(app)

    @app.context_processor
    def shell() -> dict[str, object]:
        return {
            "csp_nonce": lambda: "nonce",
            "service_name": "Regional Care Market",
            "region_name": "Severn Vale Regional Care Co-operative",
            "demo": SimpleNamespace(as_at=date(2026, 11, 22)),
            "sign_in_url": "/sign-in",
            "sign_out_url": "/sign-out",
            "switch_url": "/switch",
            "navigation": [{"text": "Home", "href": "/", "active": True}],
            "footer_links": [{"text": "Privacy", "href": "/privacy"}],
        }

    return app
