"""The tender for foster care: open for bids."""

from portal.demo.catalogue.terms import LIGHT_TOUCH, terms
from portal.demo.tenders.spec import DemoBid, DemoLot, DemoOffer, DemoTender, Stage
from portal.demo.timeline import Timeline
from portal.demo.words import Standard
from portal.providers.models import ProvisionType
from portal.tenders.models import AwardMode, LotPurpose, Regime
from portal.tenders.services.frameworks import LotTerms

FOSTERING_REQUIREMENTS = (
    ("The agency is registered with Ofsted and stays rated Good or better.", True),
    ("Carers are supervised at least monthly and can reach support at any hour.", True),
    ("Brothers and sisters are kept together wherever that is right for them.", True),
    ("Carers are recruited within the region.", False),
)


def fostering(timeline: Timeline) -> DemoTender:
    """Return the fostering framework: open for bids, one submitted and one begun."""
    return DemoTender(
        region="WENDMOOR",
        terms=terms(
            "Fostering framework",
            "Independent fostering agencies for children of all ages in Wendmoor.",
            starts=timeline.day(128),
            ends=timeline.day(1588),
            pounds=94_000_000,
            regime=Regime.FLEXIBLE,
        ),
        lots=(
            fostering_lot("Foster care", "Standard and enhanced foster care", 105_000),
            fostering_lot("Parent and child foster care", "Parents with a baby", 215_000),
        ),
        title="Foster care for Wendmoor",
        summary="We invite independent fostering agencies to join our framework.",
        published=-18,
        questions_close=7,
        closes=17,
        commissioner="priya.nair",
        openers=("priya.nair", "dev.sandhu"),
        moderator="tom.ellery",
        evaluators=("grace.adeyemi", "noor.haddad"),
        approver="marcus.lund",
        bids=(
            fostering_bid(
                "heronfield", Standard.STRONG, "Heronfield Fostering", "985.00", submits=True
            ),
            fostering_bid(
                "pellwood", Standard.SOUND, "Pellwood Fostering Wendmoor", "930.00", submits=False
            ),
        ),
        stage=Stage.OPEN,
        asked=("safeguarding", "practice", "staffing"),
    )


def fostering_lot(title: str, need: str, ceiling: int) -> DemoLot:
    """Return a lot of foster care with one weekly price."""
    return DemoLot(
        LotTerms(
            title=title,
            description=f"{need}.",
            purpose=LotPurpose.PLACES,
            provision_type=ProvisionType.FOSTERING_AGENCY,
            need_category=need,
            age_from=0,
            age_to=17,
            area="Within the region and 20 miles around it",
            legal_route=LIGHT_TOUCH,
            award_mode=AwardMode.ALL_ABOVE_THRESHOLD,
            award_limit=50,
            quality_weight=60,
            price_weight=40,
            minimum_grade_code="good",
        ),
        FOSTERING_REQUIREMENTS,
        (("CORE", ceiling, 1, True), ("ENH", 45_000, 0, False)),
    )


def fostering_bid(
    provider: str, standard: Standard, service: str, core: str, *, submits: bool
) -> DemoBid:
    """Return a bid of one agency for foster care."""
    prices = {"CORE": core, "ENH": "290.00"}
    return DemoBid(provider, standard, (DemoOffer(service, (1,), prices),), submits)
