"""Checking the prices of many placements, beside writing down the pieces that come out."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import delete, select

from bench import estate
from bench.cases import PROCESSOR, Case
from bench.stage import put, renew_statistics, stage
from portal.contracts.models import PricePiece
from portal.contracts.services.price_check import check_placements
from portal.db import db

PLACEMENTS = 10_000
HOMES = range(estate.FIRST, estate.FIRST + 500)
APPOINTED = HOMES[:400]
NUMBERS = range(1, PLACEMENTS + 1)


def check(app: Flask) -> None:
    """Price every placement anew, and keep the pieces."""
    with app.app_context():
        check_placements(NUMBERS, at=estate.NOW)
        db.session.commit()


def write_down(app: Flask, pieces: list[dict[str, Any]]) -> None:
    """Put the same pieces in the place of the old ones, all at once."""
    with app.app_context():
        db.session.execute(delete(PricePiece))
        put(PricePiece, pieces)
        db.session.commit()


def cases() -> Iterator[Case]:
    """Yield a check of every placement of a large region."""
    with stage() as app:
        with app.app_context():
            region = estate.found()
            estate.add_services(HOMES)
            estate.appoint(region, APPOINTED)
            estate.place(region, NUMBERS, HOMES)
            renew_statistics()
        check(app)
        with app.app_context():
            table = PricePiece.__table__
            found = db.session.execute(select(table)).mappings()
            pieces = [{name: row[name] for name in row if name != "id"} for row in found]
        yield Case(
            f"check the prices of {PLACEMENTS:,} placements",
            portal=lambda: check(app),
            bare=lambda: write_down(app, pieces),
            at_most=15,
            rounds=2,
            clock=PROCESSOR,
        )
