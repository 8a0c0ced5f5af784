"""Awards to act on, appointments with rates, block contracts, searches and placements."""

from datetime import UTC, date, datetime

from portal.access import Role
from portal.accounts.models import Organisation
from portal.contracts.models import (
    AgeBand,
    AgeBandPeriod,
    Appointment,
    AppointmentSpell,
    AppointmentStatus,
    BlockContract,
    BlockShare,
    Charge,
    ChildRecord,
    Placement,
    Rate,
    RateSource,
    Route,
    Search,
)
from portal.db import db
from portal.providers.models import ProvisionType, Service
from portal.tenders.models import Award, Bid, Entry, EntryPrice, Lot, Recommendation
from tests.factories.accounts import RegionMemberFactory, member
from tests.factories.base import ModelFactory, factory
from tests.factories.providers import ServiceFactory
from tests.factories.tenders import (
    BlockLotFactory,
    FrameworkFactory,
    LotFactory,
    ProcurementFactory,
    add_lot,
)

AWARDED_AT = datetime(2026, 2, 16, 10, 0, tzinfo=UTC)
TERM = (date(2026, 3, 1), date(2030, 3, 1))


class AppointmentFactory(ModelFactory):
    """A service appointed to a lot for the four years from March 2026, without rates."""

    class Meta:
        model = Appointment

    lot = factory.SubFactory(
        LotFactory,
        framework=factory.SubFactory(FrameworkFactory, starts_on=TERM[0], ends_on=TERM[1]),
    )
    service = factory.SubFactory(ServiceFactory)
    organisation = factory.LazyAttribute(lambda made: made.service.organisation)
    starts_on = TERM[0]
    ends_on = TERM[1]
    rank = 1
    appointed_at = AWARDED_AT
    spells = factory.LazyAttribute(
        lambda made: [
            AppointmentSpell(
                status=AppointmentStatus.APPOINTED, starts_on=made.starts_on, decided_at=AWARDED_AT
            )
        ]
    )


class RateFactory(ModelFactory):
    """Core care at 5,200.00 a week from the bid."""

    class Meta:
        model = Rate

    appointment = factory.SubFactory(AppointmentFactory)
    component_code = "CORE"
    pence = 5_200_00
    starts_on = factory.LazyAttribute(lambda made: made.appointment.starts_on)
    source = RateSource.BID
    decided_on = AWARDED_AT.date()
    added_at = AWARDED_AT


class BlockContractFactory(ModelFactory):
    """Six places at 5,800.00 a week, nine tenths of them guaranteed, without shares."""

    class Meta:
        model = BlockContract

    title = factory.Sequence(lambda n: f"Vale block {n}")
    lot = factory.SubFactory(
        BlockLotFactory,
        framework=factory.SubFactory(FrameworkFactory, starts_on=TERM[0], ends_on=TERM[1]),
    )
    service = factory.SubFactory(ServiceFactory)
    organisation = factory.LazyAttribute(lambda made: made.service.organisation)
    places = 6
    weekly_pence = 5_800_00
    guarantee_percent = 90
    starts_on = TERM[0]
    ends_on = TERM[1]
    made_at = AWARDED_AT


class BlockShareFactory(ModelFactory):
    """Three places of a council. It needs `contract` and `organisation`."""

    class Meta:
        model = BlockShare

    places = 3
    starts_on = TERM[0]


class SearchFactory(ModelFactory):
    """A council's open search. It needs `council`."""

    class Meta:
        model = Search

    child_reference = factory.Sequence(lambda n: f"C-{2222 + n}")
    age_band = AgeBand.FROM_11
    emergency = False
    needed_by = date(2026, 12, 1)
    needs = "Wants to stay at the same school."
    ideal_type = ProvisionType.CHILDRENS_HOME
    ideal_area = "Within ten miles of school"
    opened_at = AWARDED_AT
    opened_by_id = factory.LazyAttribute(
        lambda made: member(made.council, Role.PLACEMENTS_OFFICER).id
    )


class PlacementFactory(ModelFactory):
    """A spot purchase from 2 March 2026, open. It needs `council` and `comparison_lot`."""

    class Meta:
        model = Placement

    service = factory.SubFactory(ServiceFactory)
    provider = factory.LazyAttribute(lambda made: made.service and made.service.organisation)
    region = factory.LazyAttribute(lambda made: made.comparison_lot.framework.region)
    route = Route.SPOT
    starts_on = date(2026, 3, 2)
    officer_id = factory.LazyAttribute(
        lambda made: member(made.council, Role.PLACEMENTS_OFFICER).id
    )
    recorded_at = AWARDED_AT


class ChargeFactory(ModelFactory):
    """Core care at 6,604.00 a week for the whole placement. It needs `placement`."""

    class Meta:
        model = Charge

    component_code = "CORE"
    pence = 6_604_00
    starts_on = factory.LazyAttribute(lambda made: made.placement.starts_on)
    recorded_at = AWARDED_AT


class AgeBandPeriodFactory(ModelFactory):
    """Eleven to fifteen from the start. It needs `placement_id` and `starts_on`."""

    class Meta:
        model = AgeBandPeriod

    age_band = AgeBand.FROM_11


def council_of(region, name: str | None = None) -> Organisation:
    """Return a council that has been in a region since the beginning of 2026."""
    named = {"organisation__name": name} if name else {}
    return RegionMemberFactory(region=region, **named).organisation


def appointed(lot: Lot | None = None, core_pence: int = 5_200_00, **facts) -> Appointment:
    """Return an appointment with one rate for core care."""
    appointment = AppointmentFactory(**({"lot": lot} if lot else {}), **facts)
    RateFactory(appointment=appointment, pence=core_pence)
    return appointment


def award_for(lot: Lot, service: Service | None = None, **prices: int) -> Award:
    """Return an award of a lot to a service, with the prices of its bid (core care by default)."""
    session = db.session
    service = service or ServiceFactory()
    procurement = ProcurementFactory(framework=lot.framework)
    add_lot(procurement, lot)
    bid = Bid(procurement=procurement, organisation=service.organisation, started_at=AWARDED_AT)
    entry = Entry(bid=bid, procurement=procurement, lot=lot, service=service)
    by = member(lot.framework.region.lead, Role.COMMISSIONER)
    session.add_all([bid, entry])
    session.flush()
    recommendation = Recommendation(
        procurement_id=procurement.id,
        summary="The highest total on the lot.",
        recommended_by_id=by.id,
        recommended_at=AWARDED_AT,
    )
    session.add(recommendation)
    session.flush()
    award = Award(entry=entry, recommendation_id=recommendation.id, rank=1, awarded_at=AWARDED_AT)
    session.add(award)
    for code, pence in (prices or {"CORE": 5_200_00}).items():
        session.add(EntryPrice(entry_id=entry.id, component_code=code, pence=pence))
    session.flush()
    return award


def placed(
    council: Organisation,
    lot: Lot,
    service: Service | None = None,
    *,
    pence: int | None = 6_604_00,
    **facts,
) -> Placement:
    """Return a placement with its child record, its age band and a charge for core care."""
    session = db.session
    service = service or ServiceFactory()
    placement = PlacementFactory(council=council, comparison_lot=lot, service=service, **facts)
    AgeBandPeriodFactory(placement_id=placement.id, starts_on=placement.starts_on)
    session.add(
        ChildRecord(
            placement_id=placement.id, council_id=council.id, child_reference=f"C-{placement.id}"
        )
    )
    if pence is not None:
        ChargeFactory(placement=placement, pence=pence)
    session.flush()
    return placement
