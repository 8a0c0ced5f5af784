"""The whole model: totals, ties, who qualifies, and what holds for any field."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tenders.scoring.model import Model, Offer, TieBreak, TieBreakKind
from portal.tenders.scoring.prices import PriceFormula, PriceParams
from portal.tenders.scoring.quality import Part, Question, QuestionKind
from portal.tenders.scoring.ranking import assess_quality, rank, require_model

HALVES = Model((Question(1, "Care", weight=100, top_mark=100),), quality_weight=50, price_weight=50)
BENCHMARK = PriceParams(ceiling_pence=700, benchmark_pence=300)


def three() -> list[Offer]:
    """Qualities 50, 75, 100 at prices 50, 75, 100: 75, 70.83 and 75 out of a hundred."""
    return [Offer(id_, {1: value}, value) for id_, value in [(1, 50), (2, 75), (3, 100)]]


def drawn(first: int, second: int) -> list[Offer]:
    lots = {1: first, 3: second}
    return [replace(offer, lot_drawn=lots.get(offer.id)) for offer in three()]


def with_ties(*tie_breaks: TieBreak) -> Model:
    return replace(HALVES, tie_breaks=tie_breaks)


def test_the_worked_tie_goes_to_higher_quality_when_that_was_published_first() -> None:
    results = rank(HALVES, three())
    assert [(r.id, r.rank, r.rounded) for r in results] == [
        (3, 1, Decimal("75.00")),
        (1, 2, Decimal("75.00")),
        (2, 3, Decimal("70.83")),
    ]
    assert results[0].settled_by == TieBreak(TieBreakKind.HIGHER_QUALITY)
    assert results[2].settled_by is None
    assert results[2].total == Fraction(75, 2) + Fraction(100, 3)


@pytest.mark.parametrize(
    ("tie_break", "offers", "order"),
    [
        (TieBreak(TieBreakKind.LOWER_PRICE), three(), [1, 3, 2]),
        (TieBreak(TieBreakKind.QUESTION_MARK, question_id=1), three(), [3, 1, 2]),
        (TieBreak(TieBreakKind.LOT_DRAWN), drawn(1, 2), [1, 3, 2]),
        (TieBreak(TieBreakKind.LOT_DRAWN), drawn(2, 1), [3, 1, 2]),
    ],
)
def test_each_tie_break_settles_the_tie(
    tie_break: TieBreak, offers: list[Offer], order: list[int]
) -> None:
    results = rank(with_ties(tie_break), offers)
    assert [r.id for r in results] == order
    assert [r.rank for r in results] == [1, 2, 3]
    assert results[0].settled_by == tie_break


def test_a_tie_that_nothing_settles_shares_its_place() -> None:
    results = rank(with_ties(TieBreak(TieBreakKind.LOT_DRAWN)), three())
    assert [(r.id, r.rank, r.tied_with) for r in results] == [
        (1, 1, (3,)),
        (3, 1, (1,)),
        (2, 3, ()),
    ]


def test_later_tie_breaks_settle_only_what_earlier_ones_left() -> None:
    ties = with_ties(TieBreak(TieBreakKind.HIGHER_QUALITY), TieBreak(TieBreakKind.LOT_DRAWN))
    offers = [Offer(i, {1: 60}, 100, lot_drawn=d) for i, d in [(1, 2), (2, 3), (3, 1)]]
    results = rank(ties, offers)
    assert [r.id for r in results] == [3, 1, 2]
    assert {r.settled_by for r in results} == {TieBreak(TieBreakKind.LOT_DRAWN)}


def test_totals_are_compared_as_rounded() -> None:
    whole = replace(HALVES, places=0, tie_breaks=(TieBreak(TieBreakKind.LOWER_PRICE),))
    offers = [Offer(1, {1: 80}, 10_010), Offer(2, {1: 80}, 10_000)]
    assert [(r.id, r.rounded) for r in rank(whole, offers)] == [(2, Decimal(90)), (1, Decimal(90))]


def test_the_lowest_price_is_the_lowest_among_those_that_qualified() -> None:
    model = replace(
        HALVES,
        questions=(
            Question(1, "Care", weight=100, top_mark=100, minimum_mark=40),
            Question(2, "Insurance", QuestionKind.PASS_FAIL),
        ),
        minimum_quality=50,
    )
    results = rank(
        model,
        [
            Offer(1, {1: 60, 2: 1}, 200),
            Offer(2, {1: 30, 2: 1}, 10),
            Offer(3, {1: 90, 2: 0}, 10),
            Offer(4, {1: 45, 2: 1}, 10),
            Offer(5, {1: 90, 2: 1}, 10, set_aside="price could not be explained"),
        ],
    )
    assert [(r.id, r.rank) for r in results] == [(1, 1), (2, None), (3, None), (4, None), (5, None)]
    assert results[0].price is not None
    assert results[0].price.mark == 50
    assert [r.reasons for r in results[1:]] == [
        (
            "30 for “Care” is under the minimum mark of 40",
            "Quality of 30 is under the minimum of 50 out of 100",
        ),
        ("Did not pass “Insurance”",),
        ("Quality of 45 is under the minimum of 50 out of 100",),
        ("Set aside: price could not be explained",),
    ]


def test_a_result_explains_itself_piece_by_piece() -> None:
    model = Model(
        (
            Question(1, "Care", weight=60, top_mark=5),
            Question(2, "Staff", weight=40, top_mark=5),
            Question(3, "Jobs", part=Part.SOCIAL_VALUE, weight=100, top_mark=4),
        ),
        quality_weight=50,
        price_weight=40,
        social_value_weight=10,
    )
    require_model(model)
    best = rank(model, [Offer(1, {1: 4, 2: 5, 3: 3}, 105), Offer(2, {1: 3, 2: 3, 3: 0}, 100)])[0]
    questions = best.quality.questions
    assert [(m.mark, m.question.top_mark) for m in questions] == [(4, 5), (5, 5), (3, 4)]
    assert [int(m.weighted) for m in questions] == [48, 40, 75]
    assert best.quality.quality == 88
    assert best.quality.quality_mark == 44
    assert best.quality.social_value_mark == Fraction(15, 2)
    assert best.price is not None
    assert best.price.working == "40 × £1.00 ÷ £1.05 = 38.0952"
    assert best.total == 44 + Fraction(15, 2) + Fraction(800, 21)
    assert best.rounded == Decimal("89.60")


def test_price_per_quality_point_ranks_the_lowest_price_for_each_point_first() -> None:
    model = Model(
        HALVES.questions, 100, 0, formula=PriceFormula.PRICE_PER_QUALITY_POINT, minimum_quality=None
    )
    results = rank(
        model, [Offer(1, {1: 80}, 520_000), Offer(2, {1: 50}, 300_000), Offer(3, {1: 0}, 100)]
    )
    assert [(r.id, r.rank, r.per_point) for r in results] == [
        (2, 1, Decimal("60.00")),
        (1, 2, Decimal("65.00")),
        (3, None, None),
    ]
    assert results[1].price is not None
    assert results[1].price.working == "£5,200.00 ÷ 80 points = £65.00 for each point"
    assert results[2].reasons == ("No quality points, so no price for each point",)


def test_under_cap_only_a_price_over_the_cap_does_not_qualify() -> None:
    model = Model(
        HALVES.questions,
        100,
        0,
        formula=PriceFormula.CAP_ONLY,
        params=PriceParams(ceiling_pence=500_000),
    )
    results = rank(model, [Offer(1, {1: 90}, 500_001), Offer(2, {1: 50}, 500_000)])
    assert [(r.id, r.rank) for r in results] == [(2, 1), (1, None)]
    assert results[1].reasons == ("£5,000.01 is over the cap of £5,000.00",)


def test_quality_is_assessed_without_reading_a_price() -> None:
    assert assess_quality(HALVES, Offer(1, {1: 80})).quality_mark == 40


def test_a_qualifying_entry_without_a_price_stops_the_ranking() -> None:
    with pytest.raises(ValueError, match="opened price"):
        rank(HALVES, [Offer(1, {1: 80})])


def test_a_tie_break_must_name_a_question_of_the_lot() -> None:
    require_model(HALVES)
    with pytest.raises(ValueError, match="tie-break"):
        require_model(with_ties(TieBreak(TieBreakKind.QUESTION_MARK, question_id=9)))


OFFERS = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 900)), min_size=1, max_size=7).map(
    lambda pairs: [Offer(i, {1: q}, p) for i, (q, p) in enumerate(pairs, start=1)]
)
PARAMS = replace(BENCHMARK, qualification_pence=800, k=2)
MODELS = st.sampled_from([replace(HALVES, formula=f, params=PARAMS) for f in PriceFormula])


@given(MODELS, OFFERS)
def test_totals_stay_between_nothing_and_a_hundred(model: Model, offers: list[Offer]) -> None:
    assert all(0 <= (r.total or 0) <= 100 for r in rank(model, offers))


@given(MODELS, OFFERS, st.randoms())
def test_the_order_of_entry_never_matters(
    model: Model, offers: list[Offer], random: object
) -> None:
    shuffled = sorted(offers, key=lambda o: random.random())  # type: ignore[attr-defined]
    assert rank(model, shuffled) == rank(model, offers)


@given(MODELS, OFFERS, st.integers(1, 500))
def test_a_dearer_equal_bid_never_outranks(model: Model, offers: list[Offer], more: int) -> None:
    first = offers[0]
    dearer = replace(first, id=99, price_pence=(first.price_pence or 0) + more)
    ranks = {r.id: r.rank for r in rank(model, [*offers, dearer])}
    if ranks[99] is not None:
        assert ranks[first.id] is not None
        assert (ranks[first.id] or 0) < ranks[99]


@given(OFFERS)
def test_absolute_totals_do_not_move_when_a_bid_is_removed(offers: list[Offer]) -> None:
    model = replace(HALVES, formula=PriceFormula.BENCHMARK, params=PARAMS)
    before = {r.id: r.total for r in rank(model, offers)}
    after = {r.id: r.total for r in rank(model, offers[1:])}
    assert all(before[id_] == total for id_, total in after.items())
