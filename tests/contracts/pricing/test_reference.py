"""Which card a night is compared with, and the lower median of a lot."""

from datetime import date

import pytest

from portal.contracts.pricing.facts import Card, Rate, ReferenceKind, Span
from portal.contracts.pricing.reference import (
    PREFERENCE,
    choose_card,
    lower_median,
    median_rates,
)
from portal.tenders.terms import Unit

NIGHT = date(2026, 4, 1)


def card(kind: ReferenceKind, source_id: int = 1, *spans: Span, pence: int = 100) -> Card:
    always = Span(date(2026, 1, 1))
    rate = Rate("CORE", Unit.WEEK, pence, always)
    return Card(kind, source_id, spans or (always,), (rate,))


def test_the_first_card_that_exists_is_used_in_the_published_order() -> None:
    cards = [card(kind) for kind in reversed(PREFERENCE)]
    chosen = []
    while cards:
        best = choose_card(cards, NIGHT)
        assert best is not None
        chosen.append(best.kind)
        cards.remove(best)
    assert chosen == [
        ReferenceKind.BLOCK_CONTRACT,
        ReferenceKind.CALL_OFF_AGREEMENT,
        ReferenceKind.OWN_APPOINTMENT,
        ReferenceKind.OTHER_REGION,
        ReferenceKind.LOT_MEDIAN,
        ReferenceKind.LOT_CEILING,
    ]


@pytest.mark.parametrize(
    ("night", "found"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), False),
    ],
)
def test_a_card_is_used_only_while_it_is_in_force(night: date, found: bool) -> None:
    own = card(ReferenceKind.OWN_APPOINTMENT, 1, Span(date(2026, 4, 1), date(2026, 5, 1)))
    assert (choose_card([own], night) is own) is found


def test_of_two_cards_of_one_kind_the_later_then_the_lower_source_is_used() -> None:
    old = card(ReferenceKind.OWN_APPOINTMENT, 1, Span(date(2025, 1, 1)))
    new = card(ReferenceKind.OWN_APPOINTMENT, 3, Span(date(2026, 1, 1)))
    twin = card(ReferenceKind.OWN_APPOINTMENT, 2, Span(date(2026, 1, 1)))
    assert choose_card([old, new], NIGHT) is new
    assert choose_card([twin, new], NIGHT) is choose_card([new, twin], NIGHT) is twin


@pytest.mark.parametrize(
    ("values", "median"),
    [([], None), ([5, 1], None), ([5, 1, 3], 3), ([4, 1, 3, 2], 2), ([1, 1, 9, 9], 1)],
)
def test_the_lower_median_needs_three_and_is_a_price_that_somebody_asked(
    values: list[int], median: int | None
) -> None:
    assert lower_median(values) == median


def test_a_lot_s_median_is_taken_for_each_component_over_cards_in_force() -> None:
    own = ReferenceKind.OWN_APPOINTMENT
    ended = card(own, 9, Span(date(2025, 1, 1), date(2026, 1, 1)), pence=1)
    cards = [card(own, n, pence=n * 100) for n in range(1, 5)]
    assert median_rates([*cards, ended], NIGHT) == {("CORE", Unit.WEEK, None): 200}
    assert median_rates(cards[:2], NIGHT) == {}
