"""The market place that a Regional Care Co-operative runs for children's care."""

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import access, addresses, cli, web
from portal.accounts import current
from portal.accounts.security import init_security
from portal.accounts.views import blueprints as accounts_pages
from portal.accounts.views import second_factor
from portal.config import Settings
from portal.contracts.views import blueprints as contracts_pages
from portal.db import db
from portal.display import init_display
from portal.monitoring.views import blueprints as monitoring_pages
from portal.providers.views import blueprints as providers_pages
from portal.tenders.views import blueprints as tenders_pages

csrf = CSRFProtect()
migrate = Migrate(render_as_batch=False, compare_type=True)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from its settings, which come from the environment by default."""
    app = Flask(__name__)
    configure(app, settings or Settings.from_env())
    app.before_request(web.note_arrival)
    addresses.init_addresses(app)
    db.init_app(app)
    migrate.init_app(app, db)
    csrf.init_app(app)
    init_display(app)
    init_security(app, app.extensions["settings"])
    web.init_web(app)
    app.before_request(web.load_installation)
    app.before_request(current.load_current)
    app.before_request(access.guard)
    app.before_request(second_factor.require_set_up)
    for blueprint in (
        *accounts_pages,
        *providers_pages,
        *tenders_pages,
        *contracts_pages,
        *monitoring_pages,
    ):
        app.register_blueprint(blueprint)
    cli.init_cli(app)
    access.stamp(app, "static", access.Permission.PUBLIC)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Put the settings where Flask and its extensions look for them."""
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=settings.upload_limit_bytes,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        WTF_CSRF_TIME_LIMIT=None,
        TRAP_HTTP_EXCEPTIONS=False,
    )
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's own way to wrap
