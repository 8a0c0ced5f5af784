"""Where the bars of a chart of one indicator stand: figures only, drawn by a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

WIDTH, LEFT, RIGHT = 720, 190, 90
TOP, BAR, GAP = 8, 16, 14


@dataclass(frozen=True, slots=True)
class Pair:
    """A period with the provider's figure and the region's median, either perhaps unknown."""

    label: str
    own: Fraction | None
    own_words: str
    median: Fraction | None
    median_words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar from `x`, with its words beside it."""

    x: int
    y: int
    width: int
    words: str
    words_at: int
    own: bool


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a period, where it stands."""

    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn, in units of a picture `width` by `height`."""

    width: int
    height: int
    zero: int
    bar: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    words: str


def chart(pairs: Sequence[Pair]) -> Chart | None:
    """Return where the bars stand, or None where no period has a figure to draw."""
    shown = [one for one in pairs if one.own is not None or one.median is not None]
    if not shown:
        return None
    figures = [Fraction(0)]
    figures += [one for pair in shown for one in (pair.own, pair.median) if one is not None]
    low, high = min(figures), max(figures)
    bars: list[Bar] = []
    labels: list[Label] = []
    y = TOP
    for pair in shown:
        labels.append(Label(y + BAR + 5, pair.label))
        for own, value, words in (
            (True, pair.own, pair.own_words),
            (False, pair.median, pair.median_words),
        ):
            if value is not None:
                bars.append(_bar(value, low, high, y, words, own=own))
            y += BAR
        y += GAP
    said = "; ".join(
        f"{one.label}: provider {one.own_words or 'not shown'}, region "
        f"{one.median_words or 'not shown'}"
        for one in shown
    )
    zero = across(Fraction(0), low, high)
    return Chart(WIDTH, y, zero, BAR - 2, tuple(bars), tuple(labels), said)


def across(value: Fraction, low: Fraction, high: Fraction) -> int:
    """Return how far across the chart a figure between two others stands."""
    span = high - low
    return LEFT + (int((WIDTH - RIGHT - LEFT) * (value - low) / span) if span else 0)


def _bar(value: Fraction, low: Fraction, high: Fraction, y: int, words: str, *, own: bool) -> Bar:
    zero, end = across(Fraction(0), low, high), across(value, low, high)
    start, width = min(zero, end), max(abs(end - zero), 2)
    return Bar(start, y, width, words, start + width + 6, own)
