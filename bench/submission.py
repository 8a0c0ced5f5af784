"""Submitting an entry with its receipt, beside storing the same bytes so that they last."""

import secrets
from collections.abc import Iterator
from datetime import timedelta

from flask import Flask

from bench.cases import Case
from bench.stage import SQLITE, stage
from portal.accounts.models import Membership
from portal.config import settings
from portal.db import db
from portal.tenders.models import Entry, Submission
from portal.tenders.services.submission import submit_entry
from portal.tenders.services.vault import Vault
from tests.factories.bids import WRITTEN_AT, bidder, complete_entry
from tests.factories.tenders import published_procurement

ROUNDS = 40
TABLE = "CREATE TABLE stored (id INTEGER PRIMARY KEY, quality BLOB, price BLOB, digest TEXT)"


Stored = tuple[bytes, bytes, str]


def submit(app: Flask, entry_id: int, by_id: int) -> Stored:
    """Submit an entry as it stands, as the page does, commit, and return what is stored of it."""
    with app.app_context():
        outcome = submit_entry(
            db.session.get_one(Entry, entry_id),
            by=db.session.get_one(Membership, by_id),
            received_at=WRITTEN_AT + timedelta(days=1),
            token=secrets.token_hex(16),
            vault=Vault.of(settings()),
        )
        if not isinstance(outcome, Submission):
            raise RuntimeError("an entry of the benchmark came too late")
        stored = outcome.quality_sealed, outcome.price_sealed, outcome.digest
        db.session.commit()
        return stored


def store(app: Flask, stored: Stored) -> None:
    """Insert the bytes of a submission and commit, through the database's own driver."""
    with app.app_context():
        raw = db.engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("INSERT INTO stored (quality, price, digest) VALUES (?, ?, ?)", stored)
            cursor.execute("COMMIT")
        finally:
            raw.close()


def cases() -> Iterator[Case]:
    """Yield the submission of a complete entry, each time as a new version."""
    with stage(SQLITE) as app:
        with app.app_context():
            by = bidder()
            entry = complete_entry(published_procurement(), by)
            db.session.connection().exec_driver_sql(TABLE)
            ids = entry.id, by.id
            db.session.commit()
        stored = submit(app, *ids)
        yield Case(
            "submit an entry with its receipt",
            portal=lambda: submit(app, *ids),
            bare=lambda: store(app, stored),
            at_most=60,
            wanted=5,
            rounds=ROUNDS,
        )
