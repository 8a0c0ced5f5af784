"""What watches the portal from outside: whether it lives, whether it can work, and its figures."""

import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hmac import compare_digest

from flask import Blueprint, Flask, Response, abort, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal.access import Permission, permission_of, public
from portal.config import settings
from portal.db import db
from portal.files import open_store
from portal.outbox import OutboxMessage
from portal.tasks import Task, TaskStatus

bp = Blueprint("health", __name__)

SEALED = frozenset({Permission.WRITE_BID, Permission.SUBMIT_BID})
LOOPBACK = frozenset({"127.0.0.1", "::1"})


class Figures:
    """The counters of one application, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "portal_requests",
            "Requests answered",
            ["endpoint", "method", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "portal_request_seconds",
            "How long answers took",
            ["endpoint"],
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
            registry=self.registry,
        )
        self.registry.register(Backlog())


class Backlog(Collector):
    """What waits: mail to send, mail that was given up, and long work."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        unsent = OutboxMessage.sent_at.is_(None) & ~OutboxMessage.unlisted
        yield gauge(
            "portal_outbox_waiting",
            "Messages not sent yet",
            unsent & OutboxMessage.failed_at.is_(None),
        )
        yield gauge(
            "portal_outbox_failed",
            "Messages given up",
            OutboxMessage.failed_at.is_not(None) & ~OutboxMessage.unlisted,
        )
        yield gauge(
            "portal_tasks_waiting",
            "Long work not finished",
            Task.status.in_([TaskStatus.QUEUED, TaskStatus.RUNNING]),
        )


def gauge(name: str, help_text: str, condition: object) -> GaugeMetricFamily:
    """Return how many rows meet a condition now."""
    found = db.session.scalar(select(func.count()).where(condition))  # type: ignore[arg-type]  # any condition
    return GaugeMetricFamily(name, help_text, value=found or 0)


def init_health(app: Flask) -> None:
    """Attach the addresses and the counting."""
    app.extensions["figures"] = Figures()
    app.register_blueprint(bp)
    app.before_request(start_counting)
    app.after_request(count)


def start_counting() -> None:
    """Before each request: note when it began."""
    g.began = time.perf_counter()


def count(response: Response) -> Response:
    """After each request: count it under its endpoint, never under its address.

    What bidders do is not counted: it would tell whether anybody bids.
    """
    if permission_of(current_app.view_functions.get(request.endpoint or "")) in SEALED:
        return response
    figures: Figures = current_app.extensions["figures"]
    endpoint = request.endpoint or "none"
    figures.requests.labels(endpoint, request.method, response.status_code).inc()
    if "began" in g:
        figures.seconds.labels(endpoint).observe(time.perf_counter() - g.began)
    return response


@bp.get("/health/live")
@public
def live() -> ResponseReturnValue:
    """Answer as long as the process does."""
    return jsonify(status="ok")


@bp.get("/health/ready")
@public
def ready() -> ResponseReturnValue:
    """Say whether the database and the file store can be reached."""
    found = {"database": _reaches_database(), "files": _reaches_files()}
    ok = all(found.values())
    return jsonify(
        status="ok" if ok else "unavailable",
        checks={name: "ok" if fine else "unavailable" for name, fine in found.items()},
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    ), 200 if ok else 503


@bp.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Give the figures to whoever holds METRICS_TOKEN; without one, to this machine only.

    In production there must be one: behind a proxy every request may seem to be from this machine.
    """
    wanted = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if wanted:
        allowed = compare_digest(given.encode(), wanted.encode())
    else:
        allowed = not settings().production and request.remote_addr in LOOPBACK
    if not allowed:
        abort(404)
    figures: Figures = current_app.extensions["figures"]
    return Response(generate_latest(figures.registry), content_type=CONTENT_TYPE_LATEST)


def _reaches_database() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def _reaches_files() -> bool:
    try:
        open_store(settings().files_url).exists(secrets.token_hex(16))
    except Exception:
        current_app.logger.exception("The file store cannot be reached")
        return False
    return True
