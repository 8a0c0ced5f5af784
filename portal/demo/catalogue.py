"""The demo's four tenders: two with live frameworks, one in evaluation, one open for bids."""

from datetime import date

from portal.demo.tenders.spec import DemoBid, DemoLot, DemoOffer, DemoTender, Stage
from portal.demo.timeline import Timeline
from portal.demo.words import Standard
from portal.providers.models import ProvisionType
from portal.tenders.models import AwardMode, LotPurpose, PriceFormula, Regime
from portal.tenders.services.frameworks import FrameworkTerms, LotTerms

STRONG, SOUND, THIN = Standard.STRONG, Standard.SOUND, Standard.THIN
LIGHT_TOUCH = "Light-touch contract, Procurement Act 2023, section 9"
WENDMOOR_COUNCILS = "The six member councils of Wendmoor and any that join or succeed them."

HOME_REQUIREMENTS = (
    ("The home is registered with Ofsted and stays rated Good or better.", True),
    ("A child may be visited by their social worker at any reasonable time.", True),
    ("Serious events are told to the placing council within 24 hours.", True),
    ("The home takes part in the region's quality visits.", True),
    ("A place can be offered on the same day in an emergency.", False),
)
SUPPORTED_REQUIREMENTS = (
    ("Young people are aged 16 or 17 and the provider is registered for the category used.", True),
    ("Each young person has at least seven hours of key work a week.", True),
    ("Staff are on the premises by day and by night.", True),
    ("Moves on are planned with the young person at least four weeks ahead.", False),
)
FOSTERING_REQUIREMENTS = (
    ("The agency is registered with Ofsted and stays rated Good or better.", True),
    ("Carers are supervised at least monthly and can reach support at any hour.", True),
    ("Brothers and sisters are kept together wherever that is right for them.", True),
    ("Carers are recruited within the region.", False),
)


def tenders(timeline: Timeline) -> dict[str, DemoTender]:
    """Return the tenders by their short names, with dates counted from the demo's day."""
    return {
        "homes": homes(timeline),
        "estuary": estuary(timeline),
        "supported": supported(timeline),
        "fostering": fostering(timeline),
    }


def terms(
    title: str, description: str, *, starts: date, ends: date, pounds: int, regime: Regime
) -> FrameworkTerms:
    """Return the terms of a framework; what is not said is the same for all of the demo's."""
    reopening = regime is not Regime.CLOSED
    return FrameworkTerms(
        title=title,
        description=description,
        regime=regime,
        starts_on=starts,
        ends_on=ends,
        estimated_value_pence=pounds * 100,
        selection_process="Direct award to the highest-ranked appointed service that can meet the"
        " child's needs; a mini-competition where none can within two working days.",
        price_mechanism="Prices are those of the appointed service's rate card and never above the"
        " ceilings of the lot.",
        entitled_authorities=WENDMOOR_COUNCILS,
        uplift_rule="Each 1 April, at the co-operative's discretion, the lower of 1.5 % and CPI.",
        reopening_policy="Once a year, and when places fall short." if reopening else "",
        direct_award_mechanism="By rank within the lot, then by distance from the child's home.",
        lower_prices_at_call_off=True,
    )


def homes(timeline: Timeline) -> DemoTender:
    """Return the region's children's homes framework: live, with two lots and a block."""
    core = home_lot("Children's homes", "Emotional and behavioural needs", (("CORE", 560_000),))
    therapeutic = home_lot(
        "Therapeutic children's homes",
        "Complex trauma, with therapy in the home",
        (("CORE", 780_000),),
        mode=AwardMode.TOP_N,
        limit=4,
    )
    block = DemoLot(
        LotTerms(
            title="Block of four places",
            description="Four places bought together for the member councils, for three years.",
            purpose=LotPurpose.BLOCK,
            provision_type=ProvisionType.CHILDRENS_HOME,
            need_category="Emotional and behavioural needs",
            age_from=8,
            age_to=17,
            area="Within 20 miles of the region's border",
            legal_route=LIGHT_TOUCH,
            award_mode=AwardMode.SINGLE_SUPPLIER,
            quality_weight=60,
            price_weight=40,
            minimum_grade_code="good",
            block_places=4,
            guarantee_percent=90,
        ),
        HOME_REQUIREMENTS,
        (("CORE", 600_000, 1, True),),
    )
    return DemoTender(
        region="WENDMOOR",
        terms=terms(
            "Children's homes framework",
            "Homes for children and young people aged 8 to 17 in and around Wendmoor.",
            starts=timeline.day(-330),
            ends=timeline.day(1130),
            pounds=186_000_000,
            regime=Regime.FLEXIBLE,
        ),
        lots=(core, therapeutic, block),
        title="Children's homes for Wendmoor",
        summary="We invite providers of children's homes to join our framework, and to bid for a"
        " block of four places.",
        published=-470,
        questions_close=-445,
        closes=-430,
        commissioner="priya.nair",
        openers=("priya.nair", "tom.ellery"),
        moderator="tom.ellery",
        evaluators=("grace.adeyemi", "noor.haddad"),
        approver="marcus.lund",
        bids=(
            DemoBid(
                "quillbrook",
                STRONG,
                (
                    offer("Alder Lodge", (1,), "5200.00"),
                    offer("Bracken House", (1, 2), "5450.00"),
                    offer("Coppice View", (1,), "5150.00"),
                    offer("Dunnock Cottage", (1,), "5300.00"),
                    offer("Elmstead", (3,), "5800.00"),
                ),
            ),
            DemoBid(
                "ferndell",
                SOUND,
                (
                    offer("Fairwater House", (1,), "5050.00"),
                    offer("Gorse Bank", (1, 3), "5350.00"),
                    offer("Hazel Rise", (1,), "4980.00"),
                ),
            ),
            DemoBid(
                "tidewell",
                STRONG,
                (
                    offer("Kittiwake House", (2,), "7400.00"),
                    offer("Lapwing House", (2,), "7250.00"),
                    offer("Merlin House", (2,), "7150.00"),
                ),
            ),
            DemoBid(
                "vennacre",
                SOUND,
                (
                    offer("Northgarth", (1,), "5120.00"),
                    offer("Oxlip House", (1,), "4890.00"),
                    offer("Primrose Hill House", (1,), "5240.00"),
                ),
            ),
            DemoBid("orringate", THIN, (offer("Rushmere", (1,), "4700.00"),)),
        ),
        stage=Stage.AWARDED,
    )


def home_lot(
    title: str,
    need: str,
    ceilings: tuple[tuple[str, int], ...],
    *,
    mode: AwardMode = AwardMode.ALL_ABOVE_THRESHOLD,
    limit: int = 50,
) -> DemoLot:
    """Return a lot of children's homes; extras have the same ceilings on each."""
    return DemoLot(
        LotTerms(
            title=title,
            description=f"{need}, ages 8 to 17.",
            purpose=LotPurpose.PLACES,
            provision_type=ProvisionType.CHILDRENS_HOME,
            need_category=need,
            age_from=8,
            age_to=17,
            area="Within 20 miles of the region's border",
            legal_route=LIGHT_TOUCH,
            award_mode=mode,
            award_limit=limit,
            quality_weight=60,
            price_weight=40,
            minimum_grade_code="good",
        ),
        HOME_REQUIREMENTS,
        (
            *((code, pence, 1, True) for code, pence in ceilings),
            ("H11_DAY", 2_800, 5, True),
            ("EDU", 130_000, 0, False),
        ),
    )


def offer(service: str, lots: tuple[int, ...], core: str) -> DemoOffer:
    """Return an offer of a home: its weekly price, and the prices of extras that all ask."""
    return DemoOffer(service, lots, {"CORE": core, "H11_DAY": "24.50", "EDU": "1150.00"})


def estuary(timeline: Timeline) -> DemoTender:
    """Return the neighbouring region's framework: live, with one home on it."""
    return DemoTender(
        region="SALTREACH",
        terms=terms(
            "Estuary children's homes framework",
            "Homes for children and young people aged 8 to 17 in Saltreach.",
            starts=timeline.day(-300),
            ends=timeline.day(62),
            pounds=22_000_000,
            regime=Regime.CLOSED,
        ),
        lots=(
            home_lot("Children's homes", "Emotional and behavioural needs", (("CORE", 540_000),)),
        ),
        title="Children's homes for Saltreach",
        summary="We invite providers of children's homes to join our framework.",
        published=-420,
        questions_close=-400,
        closes=-385,
        commissioner="ivy.castell",
        openers=("ivy.castell", "owen.prosser"),
        moderator="ivy.castell",
        evaluators=("rhys.talbot", "una.kerr"),
        approver="owen.prosser",
        bids=(DemoBid("orringate", SOUND, (offer("Quayside", (1,), "4950.00"),)),),
        stage=Stage.AWARDED,
        asked=("safeguarding", "practice", "staffing"),
    )


def supported(timeline: Timeline) -> DemoTender:
    """Return the supported accommodation framework: closed, opened, and being marked."""
    lot = DemoLot(
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
        lots=(lot,),
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
            supported_bid("marrowby", STRONG, "Marrowby Supported Living", "985.00"),
            supported_bid("stepwell", SOUND, "Stepwell Support", "910.00"),
            supported_bid("lanternway", THIN, "Lanternway", "870.00"),
        ),
        stage=Stage.MARKING,
        marked_share=60,
        asked=("safeguarding", "practice", "staffing", "social_value", "insurance"),
    )


def supported_bid(provider: str, standard: Standard, service: str, core: str) -> DemoBid:
    """Return a bid with one supported accommodation service."""
    prices = {"CORE": core, "H11_DAY": "23.00"}
    return DemoBid(provider, standard, (DemoOffer(service, (1,), prices),))


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
            fostering_bid("heronfield", STRONG, "Heronfield Fostering", "985.00", submits=True),
            fostering_bid(
                "pellwood", SOUND, "Pellwood Fostering Wendmoor", "930.00", submits=False
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
