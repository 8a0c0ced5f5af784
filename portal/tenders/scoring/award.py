"""Award modes: from a ranking to the entries that the program proposes; a person decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from portal.tenders.scoring.explain import plain
from portal.tenders.scoring.model import Result
from portal.tenders.scoring.prices import Exact


class AwardMode(StrEnum):
    """Who is proposed once entries are ranked."""

    ALL_ABOVE_THRESHOLD = "all_above_threshold"
    TOP_N = "top_n"
    TIERS = "tiers"
    SINGLE_SUPPLIER = "single_supplier"


@dataclass(frozen=True, slots=True)
class AwardRule:
    """The published award rule of a lot.

    `threshold` is the least total, out of 100, that may be proposed in any mode. `places` is the
    number of successful entries for the top N. `tier_sizes` are the places of tier 1, 2, …, the
    last of which may be `None` for no limit.
    """

    mode: AwardMode
    threshold: Exact | None = None
    places: int | None = None
    tier_sizes: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whether an entry is proposed, in which tier, and why."""

    id: int
    rank: int | None
    proposed: bool
    tier: int | None
    reason: str


class UnsettledTieError(ValueError):
    """Entries that no tie-break parted stand on both sides of a line: lots must be drawn."""

    def __init__(self, ids: tuple[int, ...]) -> None:
        super().__init__(
            "Entries with the same total cannot be separated by the published tie-breaks. "
            "Draw lots and record the result."
        )
        self.ids = ids


def require_rule(rule: AwardRule) -> None:
    """Check before publication that an award rule is whole.

    Raises:
        ValueError: with a sentence on what is missing.
    """
    if rule.mode is AwardMode.ALL_ABOVE_THRESHOLD and rule.threshold is None:
        raise ValueError("Enter the total that a bid must reach to be awarded a place.")
    if rule.mode is AwardMode.TOP_N and (rule.places is None or rule.places < 1):
        raise ValueError("Enter how many bids can be awarded a place.")
    if rule.mode is AwardMode.TIERS and not _tiers_are_whole(rule.tier_sizes):
        raise ValueError("Enter at least one tier; only the last can be without a limit.")


def propose(rule: AwardRule, ranking: Sequence[Result]) -> list[Proposal]:
    """Propose entries from a ranking, in its order; nobody proposed means no suitable tender.

    Raises:
        UnsettledTieError: a tie straddles the last place or the edge of a tier.
        ValueError: the rule is not whole.
    """
    require_rule(rule)
    reached = [result for result in ranking if _reaches(rule, result)]
    tiers = _tiers(rule, len(reached))
    by_id = {result.id: tier for result, tier in zip(reached, tiers, strict=True)}
    for result in reached:
        if any(by_id.get(other) != by_id[result.id] for other in result.tied_with):
            raise UnsettledTieError(tuple(sorted((result.id, *result.tied_with))))
    return [_proposal(rule, result, by_id) for result in ranking]


def _proposal(rule: AwardRule, result: Result, tiers: dict[int, int | None]) -> Proposal:
    if result.rank is None:
        return Proposal(
            result.id, None, proposed=False, tier=None, reason="; ".join(result.reasons)
        )
    if result.id not in tiers:
        least = plain(rule.threshold or 0)
        reason = f"The total is under the threshold of {least}"
        return Proposal(result.id, result.rank, proposed=False, tier=None, reason=reason)
    tier = tiers[result.id]
    if tier is None:
        reason = f"Ranked {result.rank}, after the last place was filled"
        return Proposal(result.id, result.rank, proposed=False, tier=None, reason=reason)
    if rule.mode is AwardMode.TIERS:
        reason = f"Ranked {result.rank}, in tier {tier}"
        return Proposal(result.id, result.rank, proposed=True, tier=tier, reason=reason)
    return Proposal(result.id, result.rank, proposed=True, tier=None, reason=_why(rule, result))


def _why(rule: AwardRule, result: Result) -> str:
    if rule.mode is AwardMode.ALL_ABOVE_THRESHOLD:
        return f"The total is at or over the threshold of {plain(rule.threshold or 0)}"
    return f"Ranked {result.rank}"


def _reaches(rule: AwardRule, result: Result) -> bool:
    """Whether the total reaches the threshold: what was rounded and shown is what is compared."""
    if result.rank is None or result.rounded is None:
        return False
    return rule.threshold is None or Fraction(result.rounded) >= rule.threshold


def _tiers(rule: AwardRule, count: int) -> list[int | None]:
    """The tier of each place in order; `None` once the places are filled."""
    sizes = {
        AwardMode.ALL_ABOVE_THRESHOLD: (None,),
        AwardMode.TOP_N: (rule.places,),
        AwardMode.TIERS: rule.tier_sizes,
        AwardMode.SINGLE_SUPPLIER: (1,),
    }[rule.mode]
    tiers: list[int | None] = []
    for tier, size in enumerate(sizes, start=1):
        left = count - len(tiers)
        tiers.extend([tier] * (left if size is None else min(size, left)))
    return tiers + [None] * (count - len(tiers))


def _tiers_are_whole(sizes: tuple[int | None, ...]) -> bool:
    limited = sizes if None not in sizes else sizes[:-1]
    return bool(sizes) and all(size is not None and size > 0 for size in limited)
