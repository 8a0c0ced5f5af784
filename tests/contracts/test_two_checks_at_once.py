"""Two checks of one placement in the same moment leave its pieces once, not twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from datetime import date

import pytest
from sqlalchemy import select

from portal.contracts.models import PricePiece
from portal.contracts.services.price_check import check_placements
from portal.db import db
from tests.conftest import NOW
from tests.factories.contracts import placed


@pytest.fixture
def placement_id(session, vale):
    placement = placed(vale.council, vale.lot, starts_on=date(2026, 3, 2))
    found = placement.id
    check_placements([found], at=NOW)
    session.commit()
    return found


def test_the_second_check_waits_for_the_first(app, session, placement_id):
    inside, go = threading.Event(), threading.Event()

    def check(pause: bool) -> None:
        with app.app_context():
            check_placements([placement_id], at=NOW)
            if pause:
                inside.set()
                go.wait(5)
            db.session.commit()
            db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(check, True)
        assert inside.wait(5)
        second = pool.submit(check, False)
        with pytest.raises(NotYetError):
            second.result(timeout=0.5)
        go.set()
        first.result(timeout=20)
        second.result(timeout=20)
    starts = session.scalars(select(PricePiece.starts_on)).all()
    assert starts
    assert len(starts) == len(set(starts))
