"""What the demo's councils bought: searches, placements, and the prices that stand out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from portal.accounts.models import Membership
from portal.contracts.models import (
    AgeBand,
    Appointment,
    BlockContract,
    Placement,
    Rate,
    Route,
    Search,
    SourcingStep,
    StepOutcome,
)
from portal.contracts.services import placements, searches
from portal.contracts.services.charges import ChargeLine
from portal.contracts.services.placements import Child, Purchase
from portal.db import all_of, db
from portal.demo import cast
from portal.demo.market import Market
from portal.providers.models import PROVISION_TITLES, ProvisionType, Service
from portal.tenders.models import Lot

HOME = ProvisionType.CHILDRENS_HOME
BANDS = (AgeBand.FROM_11, AgeBand.FROM_16, AgeBand.FROM_5, AgeBand.FROM_11)


@dataclass(frozen=True, slots=True)
class Bought:
    """One placement that stands out: where, by which route, at what price, from which day to."""

    council: str
    service: str
    route: Route
    core_pence: int
    starts: int
    ends: int | None = None
    hours: int = 0
    lot: int = 1


STANDING_OUT = (
    Bought("Thornmoor", "Alder Lodge", Route.SPOT, 660_400, -266),
    Bought("Brackwater", "Fairwater House", Route.CALL_OFF, 535_000, -120),
    Bought("Fenholt", "Coppice View", Route.CALL_OFF, 541_000, -64),
    Bought("Thornmoor", "Quayside", Route.SPOT, 590_000, -88),
    Bought("Kelderby", "Northgarth", Route.SPOT, 512_000, -45),
    Bought("Eastmarch", "Starling Court", Route.SPOT, 615_000, -150, -20, 12),
    Bought("Thornmoor", "Starling Court", Route.SPOT, 598_000, -30),
)


@dataclass(frozen=True)
class Buying:
    """What is needed to record what was bought."""

    market: Market
    services: Mapping[str, Service]
    lots: Mapping[int, Lot]
    block: BlockContract

    def officer(self, council: str) -> Membership:
        """Return the placements officer of a council."""
        people = next(
            one.people for region in cast.REGIONS for one in region.councils if one.name == council
        )
        return self.market.members[people[0].login]


def buy(buying: Buying) -> None:
    """Record every placement of the demo."""
    for bought in STANDING_OUT:
        record(buying, bought)
    for bought in everyday(buying):
        record(buying, bought)
    for council, days in (("Thornmoor", -200), ("Brackwater", -97), ("Fenholt", -40)):
        record_block(buying, council, days)
    leave_open(buying)


def everyday(buying: Buying) -> Iterator[Bought]:
    """Yield placements at the agreed price: two at each appointed home, ended or going on."""
    councils = [one.name for one in cast.WENDMOOR.councils]
    taken = {bought.service for bought in STANDING_OUT}
    for place, appointment in enumerate(all_of(appointments_in(buying))):
        name = appointment.service.name
        for turn in range(1 if name in taken else 2):
            starts = -300 + (37 * place + 91 * turn) % 250
            ends = starts + 55 if (place + turn) % 3 == 0 else None
            council = councils[(place + 2 * turn) % len(councils)]
            start = buying.market.timeline.day(starts)
            pence = core_on(appointment, start)
            lot = appointment.lot.number
            yield Bought(council, name, Route.CALL_OFF, pence, starts, ends, 6 * (turn % 2), lot)


def appointments_in(buying: Buying) -> Select[Appointment]:
    """Return the query for the appointments to the region's lots of places."""
    lots = [lot.id for lot in buying.lots.values()]
    return select(Appointment).where(Appointment.lot_id.in_(lots)).order_by(Appointment.id)


def core_on(appointment: Appointment, day: date) -> int:
    """Return the core rate of an appointment on a day, in pence a week."""
    rates = [
        rate
        for rate in all_of(
            select(Rate).where(Rate.appointment_id == appointment.id).order_by(Rate.starts_on)
        )
        if rate.component_code == "CORE" and rate.starts_on <= day
    ]
    return rates[-1].pence


def record(buying: Buying, bought: Bought) -> Placement:
    """Record one placement, after the search that led to it."""
    day = buying.market.timeline.day
    officer = buying.officer(bought.council)
    search = searched(buying, bought, officer)
    lines = [ChargeLine("CORE", bought.core_pence)]
    if bought.hours:
        lines.append(ChargeLine("H11_DAY", 2_450, quantity=bought.hours))
    return placements.record_placement(
        council=officer.organisation,
        purchase=Purchase(
            route=bought.route,
            comparison_lot=buying.lots[bought.lot],
            service=buying.services[bought.service],
        ),
        starts_on=day(bought.starts),
        ends_on=day(bought.ends) if bought.ends is not None else None,
        age_band=search.age_band,
        charges=lines,
        child=Child(ideal_type=HOME, ideal_area=search.ideal_area),
        search=search,
        by=officer,
        at=buying.market.timeline.moment(bought.starts - 1, 16),
    )


def searched(buying: Buying, bought: Bought, officer: Membership) -> Search:
    """Open the search that led to a placement, and record what was tried in it."""
    timeline, service = buying.market.timeline, buying.services[bought.service]
    search = searches.open_search(
        council=officer.organisation,
        age_band=BANDS[service.id % len(BANDS)],
        emergency=bought.route is Route.SPOT,
        needed_by=timeline.day(bought.starts),
        needs="A small home with adults who know how to help after trauma.",
        ideal_type=HOME,
        ideal_area=officer.organisation.name.removesuffix(" Council"),
        by=officer,
        at=timeline.moment(bought.starts - 6, 9),
    )
    bought_by_spot = bought.route is Route.SPOT
    steps = (
        (SourcingStep.IN_HOUSE, StepOutcome.NO_VACANCY, -5, None, None),
        (
            SourcingStep.SPOT if bought_by_spot else SourcingStep.FRAMEWORK,
            StepOutcome.OFFERED,
            -3,
            service,
            bought.core_pence,
        ),
    )
    for step, outcome, days, tried, offered in steps:
        searches.record_step(
            search,
            step=step,
            outcome=outcome,
            tried_on=timeline.day(bought.starts + days),
            service=tried,
            offered_pence=offered,
            by=officer,
            at=timeline.moment(bought.starts + days, 16),
        )
    return search


def record_block(buying: Buying, council: str, starts: int) -> None:
    """Record a child's place within the block contract."""
    officer = buying.officer(council)
    placements.record_placement(
        council=officer.organisation,
        purchase=Purchase(
            route=Route.BLOCK,
            comparison_lot=buying.block.lot,
            service=buying.block.service,
            block_contract=buying.block,
        ),
        starts_on=buying.market.timeline.day(starts),
        age_band=AgeBand.FROM_11,
        charges=[ChargeLine("CORE", buying.block.weekly_pence)],
        child=Child(ideal_type=HOME),
        by=officer,
        at=buying.market.timeline.moment(starts, 15),
    )


def leave_open(buying: Buying) -> None:
    """Leave a search going on and an emergency record that still lacks its prices."""
    timeline = buying.market.timeline
    officer = buying.officer("Thornmoor")
    search = searches.open_search(
        council=officer.organisation,
        age_band=AgeBand.FROM_11,
        emergency=False,
        needed_by=timeline.day(9),
        needs="A home near school, with no more than two other children.",
        ideal_type=HOME,
        ideal_area="Thornmoor",
        by=officer,
        at=timeline.moment(-4, 11),
    )
    searches.record_step(
        search,
        step=SourcingStep.FRAMEWORK,
        outcome=StepOutcome.REFUSED_MATCHING,
        tried_on=timeline.day(-2),
        service=buying.services["Bracken House"],
        note=f"The {PROVISION_TITLES[HOME].lower()} has a child with whom this would not be safe.",
        by=officer,
        at=timeline.moment(-2, 15),
    )
    placements.record_emergency(
        council=officer.organisation,
        organisation="Vennacre Homes Limited",
        setting="Primrose Hill House",
        starts_on=timeline.day(-1),
        age_band=AgeBand.FROM_11,
        officer=officer,
        by=officer,
        at=timeline.moment(-1, 22, 40),
    )
    db.session.flush()
