"""The ranking follows from agreed marks and opened prices, and says how."""

from fractions import Fraction

import pytest
from sqlalchemy import delete, select

from portal import money
from portal.accounts.models import Membership
from portal.db import all_of
from portal.errors import DomainError
from portal.tenders.models import AwardMode, EntryPrice, EntryResult, PriceFormula, Procurement
from portal.tenders.queries.results import results
from portal.tenders.services.ranking import UNSETTLED, draw_lots, rank
from tests.factories.evaluation import OPENED_AT, agree, mark_all, opened, priced, ranked
from tests.factories.tenders import complete_lot

pytestmark = pytest.mark.database


def came_out(stage) -> list[tuple[int | None, int | None, bool]]:
    by_id = {one.entry_id: one for one in all_of(results(stage.procurement.id))}
    rows = [by_id[entry.id] for entry in stage.entries]
    return [(row.rank, row.total_points, row.proposed) for row in rows]


def test_marks_and_prices_become_a_ranking_to_the_last_published_place(app):
    stage = ranked(marks=(4, 3), core=(520_000, 480_000))
    # Quality 4/5 and 3/5 of 60. Baskets: core, education, ten hours: 6,400.00 and 6,000.00.
    assert came_out(stage) == [(1, 8550, True), (2, 7600, True)]
    first = all_of(results(stage.procurement.id))[0]
    assert (first.quality_points, first.price_points, first.social_points) == (4800, 3750, 0)
    assert first.basket_pence == 640_000


def test_the_explanation_adds_up_to_the_total(app):
    stage = ranked(marks=(4, 3, 5), core=(520_000, 477_700, 611_300))
    for row in all_of(results(stage.procurement.id)):
        told = row.explanation
        total = sum((Fraction(step["exact"]) for step in told["steps"]), Fraction(0))
        assert total == Fraction(told["total"]["exact"])
        assert money.round_half_up(total, 2) * 100 == row.total_points
        assert told["total"]["result"] == str(money.round_half_up(total, 2))
        assert [step["text"] for step in told["steps"]] == [
            "Safe care",
            "The home and its staff",
            "Price",
        ]
        assert [line["text"] for line in told["basket"]] == [
            "Core care and accommodation",
            "Education",
            "Extra one-to-one hours, day",
        ]


def test_once_more_gives_the_same_rows(session, app):
    stage = ranked()
    before = {row.entry_id: (row.rank, row.total_points, row.explanation) for row in rows(session)}
    rank(stage.procurement, by=stage.commissioner, at=OPENED_AT)
    session.flush()
    session.expire_all()
    after = {row.entry_id: (row.rank, row.total_points, row.explanation) for row in rows(session)}
    assert after == before


def rows(session):
    return session.scalars(select(EntryResult)).all()


def test_an_entry_under_a_minimum_mark_has_no_rank_and_no_part_in_the_lowest_price(app):
    stage = ranked(marks=(4, 1), core=(520_000, 100_000))
    assert came_out(stage) == [(1, 8800, True), (None, None, False)]
    failed = all_of(results(stage.procurement.id))[1]
    assert "under the minimum mark of 2" in failed.failure
    assert (failed.quality_points, failed.price_points, failed.basket_pence) == (1200, None, None)


@pytest.mark.parametrize(("order", "winner"), [("quality,price", 0), ("price,quality", 1)])
def test_an_exact_tie_goes_the_way_that_was_published(app, order, winner):
    lot = complete_lot(
        quality_weight=60, price_weight=40, award_mode=AwardMode.SINGLE_SUPPLIER, award_limit=None
    )
    stage = opened(2, lots=[lot], tie_breaks=order)
    mark_all(stage)
    agree(stage, [4, 3])
    # 48 and 36 for quality; 28 and 40 for price: 76 each. Baskets 6,000.00 / 0.7 do not divide,
    # so the prices are 7,000.00 and 4,900.00.
    priced(stage, [580_000, 370_000])
    rank(stage.procurement, by=stage.commissioner, at=OPENED_AT)
    out = came_out(stage)
    assert [total for _, total, _ in out] == [7600, 7600]
    assert [place for place, _, _ in out] == ([1, 2] if winner == 0 else [2, 1])
    assert [proposed for _, _, proposed in out] == [winner == 0, winner == 1]
    first = all_of(results(stage.procurement.id))[0]
    assert "Equal totals were put in order by" in first.explanation["tie"]


def test_a_tie_that_nothing_parts_waits_for_lots_to_be_drawn(app):
    lot = complete_lot(award_mode=AwardMode.SINGLE_SUPPLIER, award_limit=None)
    stage = ranked(marks=(4, 4), core=(520_000, 520_000), lots=[lot])
    tied = all_of(results(stage.procurement.id))
    assert [(row.rank, row.proposed, row.explanation["outcome"]) for row in tied] == [
        (1, False, UNSETTLED),
        (1, False, UNSETTLED),
    ]
    ids = [stage.entries[1].id, stage.entries[0].id]
    with pytest.raises(DomainError, match="different place"):
        draw_lots(
            tied, order=[ids[0], ids[0]], note="By coin.", by=stage.commissioner, at=OPENED_AT
        )
    draw_lots(
        tied, order=ids, note="By coin, J. Marsh present.", by=stage.commissioner, at=OPENED_AT
    )
    assert came_out(stage) == [(2, 8800, False), (1, 8800, True)]


def test_price_for_each_quality_point_ranks_by_it(app):
    lot = complete_lot(
        quality_weight=100,
        price_weight=0,
        price_formula=PriceFormula.PRICE_PER_QUALITY_POINT,
        award_limit=1,
    )
    stage = ranked(marks=(4, 5), core=(520_000, 620_000), lots=[lot])
    assert [(place, total) for place, total, _ in came_out(stage)] == [(2, 8000), (1, 10000)]
    assert [row.explanation["per_point"] for row in all_of(results(stage.procurement.id))] == [
        "£74.00",
        "£80.00",
    ]


def test_an_entry_whose_prices_could_not_be_read_is_set_aside_with_that_reason(session, app):
    stage = opened()
    mark_all(stage)
    agree(stage, [4, 3])
    priced(stage, [520_000, 480_000])
    session.execute(delete(EntryPrice).where(EntryPrice.entry_id == stage.entries[1].id))
    rank(stage.procurement, by=stage.commissioner, at=OPENED_AT)
    assert came_out(stage) == [(1, 8800, True), (None, None, False)]


def test_a_price_over_a_ceiling_that_was_lowered_since_is_set_aside_not_dropped(app):
    stage = opened()
    mark_all(stage)
    agree(stage, [4, 3])
    priced(stage, [520_000, 480_000])
    stage.lot.price_lines[0].ceiling_pence = 500_000
    rank(stage.procurement, by=stage.commissioner, at=OPENED_AT)
    assert came_out(stage) == [(None, None, False), (1, 7600, True)]
    assert "must be £5,000.00 or less" in all_of(results(stage.procurement.id))[1].failure


def test_nothing_is_ranked_before_prices_open(app):
    stage = opened()
    with pytest.raises(DomainError, match="only while prices are open"):
        rank(stage.procurement, by=stage.commissioner, at=OPENED_AT)


def test_ranking_asks_as_often_for_many_entries_as_for_few(session, app, count_queries):
    def asked(bidders: int) -> int:
        stage = opened(bidders)
        mark_all(stage)
        agree(stage, [4] * bidders)
        priced(stage, [520_000 + 1_000 * n for n in range(bidders)])
        ids = stage.procurement.id, stage.commissioner.id
        session.commit()
        session.expunge_all()
        procurement, by = session.get_one(Procurement, ids[0]), session.get_one(Membership, ids[1])
        with count_queries() as queries:
            rank(procurement, by=by, at=OPENED_AT)
            session.flush()
        return len(queries)

    assert asked(4) == asked(2)
