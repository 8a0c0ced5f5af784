"""The tender for supported accommodation: closed, opened, and being marked."""

from portal.demo.catalogue.terms import LIGHT_TOUCH, terms
from portal.demo.tenders.spec import DemoBid, DemoLot, DemoOffer, DemoTender, Stage
from portal.demo.timeline import Timeline
from portal.demo.words import Standard
from portal.providers.models import ProvisionType
from portal.tenders.models import AwardMode, LotPurpose, PriceFormula, Regime
from portal.tenders.services.frameworks import LotTerms

SUPPORTED_REQUIREMENTS = (
    ("Young people are aged 16 or 17 and the provider is registered for the category used.", True),
    ("Each young person has at least seven hours of key work a week.", True),
    ("Staff are on the premises by day and by night.", True),
    ("Moves on are planned with the young person at least four weeks ahead.", False),
)
SHARED_HOMES = DemoLot(
    LotTerms(
        title="Shared homes with staff day and night",
        description="Young people aged 16 and 17 in shared homes with staff at all hours.",
        purpose=LotPurpose.PLACES,
        provision_type=ProvisionType.SUPPORTED_ACCOMMODATION,
        need_category="Getting ready for independence",
        age_from=16,
        age_to=17,
        area="Within the region",
        legal_route=LIGHT_TOUCH,
        award_mode=AwardMode.ALL_ABOVE_THRESHOLD,
        award_limit=50,
        quality_weight=55,
        price_weight=35,
        social_weight=10,
        price_formula=PriceFormula.BENCHMARK,
        benchmark_pence=85_000,
    ),
    SUPPORTED_REQUIREMENTS,
    (("CORE", 125_000, 1, True), ("H11_DAY", 2_600, 0, False)),
)


def supported(timeline: Timeline) -> DemoTender:
    """Return the supported accommodation framework: closed, opened, and being marked."""
    return DemoTender(
        region="WENDMOOR",
        terms=terms(
            "Supported accommodation framework",
            "Supported accommodation for young people aged 16 and 17 in Wendmoor.",
            starts=timeline.day(60),
            ends=timeline.day(1520),
            pounds=31_000_000,
            regime=Regime.OPEN,
        ),
        lots=(SHARED_HOMES,),
        title="Supported accommodation for Wendmoor",
        summary="We invite registered providers of supported accommodation to join our framework.",
        published=-55,
        questions_close=-25,
        closes=-12,
        commissioner="priya.nair",
        openers=("priya.nair", "tom.ellery"),
        moderator="tom.ellery",
        evaluators=("grace.adeyemi", "elin.marsh"),
        approver="marcus.lund",
        bids=(
            supported_bid("marrowby", Standard.STRONG, "Marrowby Supported Living", "985.00"),
            supported_bid("stepwell", Standard.SOUND, "Stepwell Support", "910.00"),
            supported_bid("lanternway", Standard.THIN, "Lanternway", "870.00"),
        ),
        stage=Stage.MARKING,
        marked_share=60,
        asked=("safeguarding", "practice", "staffing", "social_value", "insurance"),
    )


def supported_bid(provider: str, standard: Standard, service: str, core: str) -> DemoBid:
    """Return a bid with one supported accommodation service."""
    prices = {"CORE": core, "H11_DAY": "23.00"}
    return DemoBid(provider, standard, (DemoOffer(service, (1,), prices),))
