"""How a tender of the demo is described, and what it is made of while it is under way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from portal.accounts.models import Membership
from portal.demo.market import Market
from portal.demo.words import Standard
from portal.providers.models import Service
from portal.tenders.models import Framework, Procurement, ProcurementKind
from portal.tenders.services.frameworks import FrameworkTerms, LotTerms
from portal.tenders.services.vault import Vault


class Stage(IntEnum):
    """How far an invitation of the demo has come."""

    OPEN = 1
    MARKING = 2
    AWARDED = 3


@dataclass(frozen=True, slots=True)
class DemoLot:
    """A lot: its terms, its requirements (text, mandatory), its price lines.

    A price line is the component's code, the ceiling in pence, the basket quantity, and whether
    a price is mandatory.
    """

    terms: LotTerms
    requirements: tuple[tuple[str, bool], ...]
    prices: tuple[tuple[str, int, int, bool], ...]


@dataclass(frozen=True, slots=True)
class DemoOffer:
    """What a provider offers for one service on the lots named by number, in pence by component."""

    service: str
    lots: tuple[int, ...]
    prices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DemoBid:
    """A provider's bid: how good its answers are, its offers, and whether it submits."""

    provider: str
    standard: Standard
    offers: tuple[DemoOffer, ...]
    submits: bool = True


@dataclass(frozen=True, slots=True)
class DemoTender:
    """One framework with one invitation, its panel, its bids, and how far it has come.

    Moments are days before (negative) or after the demo's day.
    """

    region: str
    terms: FrameworkTerms
    lots: tuple[DemoLot, ...]
    title: str
    summary: str
    published: int
    questions_close: int
    closes: int
    commissioner: str
    openers: tuple[str, str]
    moderator: str
    evaluators: tuple[str, str]
    approver: str
    bids: tuple[DemoBid, ...]
    stage: Stage
    marked_share: int = 100
    kind: ProcurementKind = ProcurementKind.FRAMEWORK_LOTS
    asked: tuple[str, ...] = ("safeguarding", "practice", "staffing", "insurance")


@dataclass
class Run:
    """A tender under way: what was made of it, and who makes it."""

    market: Market
    vault: Vault
    tender: DemoTender
    services: Mapping[str, Service]
    framework: Framework = field(init=False)
    procurement: Procurement = field(init=False)

    def who(self, login: str) -> Membership:
        return self.market.members[login]

    @property
    def commissioner(self) -> Membership:
        return self.who(self.tender.commissioner)

    def at(self, day: int, hour: int = 10, minute: int = 0) -> datetime:
        return self.market.timeline.moment(day, hour, minute)
