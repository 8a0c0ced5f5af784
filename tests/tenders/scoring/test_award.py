"""Award modes: who is proposed, in which tier, and when lots must be drawn."""

import pytest

from portal.tenders.scoring.award import AwardMode, AwardRule, UnsettledTieError, propose
from portal.tenders.scoring.model import Model, Offer, Result, TieBreak, TieBreakKind
from portal.tenders.scoring.quality import Question
from portal.tenders.scoring.ranking import rank

QUALITY_ONLY = Model(
    (Question(1, "Care", weight=100, top_mark=100, minimum_mark=20),),
    quality_weight=100,
    price_weight=0,
    tie_breaks=(TieBreak(TieBreakKind.LOT_DRAWN),),
)


def ranking(*marks: int) -> list[Result]:
    return rank(QUALITY_ONLY, [Offer(i, {1: m}, 100) for i, m in enumerate(marks, start=1)])


def proposed(rule: AwardRule, *marks: int) -> list[tuple[int, int | None]]:
    return [(p.id, p.tier) for p in propose(rule, ranking(*marks)) if p.proposed]


@pytest.mark.parametrize(
    ("rule", "successful"),
    [
        (AwardRule(AwardMode.ALL_ABOVE_THRESHOLD, threshold=60), [(1, None), (2, None), (3, None)]),
        (AwardRule(AwardMode.ALL_ABOVE_THRESHOLD, threshold=95), []),
        (AwardRule(AwardMode.TOP_N, places=2), [(1, None), (2, None)]),
        (AwardRule(AwardMode.TOP_N, places=9), [(1, None), (2, None), (3, None), (4, None)]),
        (AwardRule(AwardMode.TOP_N, threshold=75, places=3), [(1, None), (2, None)]),
        (AwardRule(AwardMode.TIERS, tier_sizes=(1, 2)), [(1, 1), (2, 2), (3, 2)]),
        (AwardRule(AwardMode.TIERS, tier_sizes=(1, None)), [(1, 1), (2, 2), (3, 2), (4, 2)]),
        (AwardRule(AwardMode.SINGLE_SUPPLIER), [(1, None)]),
    ],
)
def test_each_mode_proposes_from_the_ranking(
    rule: AwardRule, successful: list[tuple[int, int | None]]
) -> None:
    assert proposed(rule, 90, 80, 60, 50, 10) == successful


def test_every_entry_is_told_why() -> None:
    rule = AwardRule(AwardMode.TOP_N, threshold=60, places=1)
    assert [p.reason for p in propose(rule, ranking(90, 80, 50, 10))] == [
        "Ranked 1",
        "Ranked 2, after the last place was filled",
        "The total is under the threshold of 60",
        "10 for “Care” is under the minimum mark of 20",
    ]
    tiers = propose(AwardRule(AwardMode.TIERS, tier_sizes=(1, 1)), ranking(90, 80))
    assert [p.reason for p in tiers] == ["Ranked 1, in tier 1", "Ranked 2, in tier 2"]
    over = propose(AwardRule(AwardMode.ALL_ABOVE_THRESHOLD, threshold=60), ranking(90))
    assert over[0].reason == "The total is at or over the threshold of 60"


@pytest.mark.parametrize(
    "rule", [AwardRule(AwardMode.SINGLE_SUPPLIER), AwardRule(AwardMode.TIERS, tier_sizes=(1, 1))]
)
def test_a_tie_across_the_line_needs_lots_to_be_drawn(rule: AwardRule) -> None:
    with pytest.raises(UnsettledTieError) as caught:
        propose(rule, ranking(90, 90, 50))
    assert caught.value.ids == (1, 2)


def test_a_tie_on_one_side_of_the_line_does_no_harm() -> None:
    assert proposed(AwardRule(AwardMode.TOP_N, places=2), 90, 90, 50) == [(1, None), (2, None)]


@pytest.mark.parametrize(
    "rule",
    [
        AwardRule(AwardMode.ALL_ABOVE_THRESHOLD),
        AwardRule(AwardMode.TOP_N),
        AwardRule(AwardMode.TOP_N, places=0),
        AwardRule(AwardMode.TIERS),
        AwardRule(AwardMode.TIERS, tier_sizes=(None, 2)),
        AwardRule(AwardMode.TIERS, tier_sizes=(0,)),
    ],
)
def test_a_rule_with_a_number_missing_is_refused(rule: AwardRule) -> None:
    with pytest.raises(ValueError, match="Enter"):
        propose(rule, ranking(90))
