"""List pages over many rows, beside the same pages over a tenth of them."""

from collections.abc import Iterator
from contextlib import ExitStack

from flask import Flask
from flask.testing import FlaskClient

from bench import estate
from bench.cases import Case, Skipped
from bench.stage import POSTGRESQL, SQLITE, renew_statistics, stage
from portal.accounts.current import SESSION_KEY
from portal.accounts.models import Membership
from portal.db import db
from tests.support.postgres import PostgresUnavailableError

FEW, MANY = 500, 5_000
ROUNDS = 25
# The queue also counts everything that is to do, which takes longer the more there is.
WANTED = 1.3
PAGES = {
    "breaches": ("/breaches", 1.6),
    "placements of a region": ("/placements", WANTED),
    "appointments": ("/appointments", WANTED),
}


def signed_in(app: Flask, rows: int) -> FlaskClient:
    """Fill a region and return the browser of its contract manager."""
    with app.app_context():
        region = estate.found()
        homes = range(estate.FIRST, estate.FIRST + rows)
        estate.add_services(homes)
        estate.appoint(region, homes)
        estate.place(region, range(1, rows + 1), homes)
        estate.breach(region, range(1, rows + 1))
        renew_statistics()
        manager = db.session.get_one(Membership, region.manager_id)
        kept = {"_user_id": manager.person.fs_uniquifier, "_fresh": True, SESSION_KEY: manager.id}
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(kept)
    return client


def read(client: FlaskClient, address: str) -> None:
    """Ask for a page, and stop when it is not there."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status}")


def cases() -> Iterator[Case | Skipped]:
    """Yield each list on each database."""
    for kind in (SQLITE, POSTGRESQL):
        with ExitStack() as stack:
            try:
                many, few = (stack.enter_context(stage(kind)) for _ in range(2))
            except PostgresUnavailableError as error:
                yield Skipped(f"lists on {kind}", str(error))
                continue
            clients = signed_in(many, MANY), signed_in(few, FEW)
            for name, (address, at_most) in PAGES.items():
                yield compared(f"{name}, {kind}", address, *clients, at_most)


def compared(name: str, address: str, many: FlaskClient, few: FlaskClient, at_most: float) -> Case:
    """Return a page over many rows beside the same page over few."""
    return Case(
        f"{name}: {MANY:,} rows beside {FEW:,}",
        portal=lambda: read(many, address),
        bare=lambda: read(few, address),
        at_most=at_most,
        wanted=WANTED,
        rounds=ROUNDS,
    )
