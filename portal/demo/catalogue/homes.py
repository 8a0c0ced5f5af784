"""The two tenders for children's homes: both led to frameworks that are live."""

from portal.demo.catalogue.terms import LIGHT_TOUCH, terms
from portal.demo.tenders.spec import DemoBid, DemoLot, DemoOffer, DemoTender, Stage
from portal.demo.timeline import Timeline
from portal.demo.words import Standard
from portal.providers.models import ProvisionType
from portal.tenders.models import AwardMode, LotPurpose, Regime
from portal.tenders.services.frameworks import LotTerms

HOME_REQUIREMENTS = (
    ("The home is registered with Ofsted and stays rated Good or better.", True),
    ("A child may be visited by their social worker at any reasonable time.", True),
    ("Serious events are told to the placing council within 24 hours.", True),
    ("The home takes part in the region’s quality visits.", True),
    ("A place can be offered on the same day in an emergency.", False),
)


def offer(service: str, lots: tuple[int, ...], core: str) -> DemoOffer:
    """Return an offer of a home: its weekly price, and the prices of extras that all ask."""
    return DemoOffer(service, lots, {"CORE": core, "H11_DAY": "24.50", "EDU": "1150.00"})


BLOCK = DemoLot(
    LotTerms(
        title="Block of four places",
        description="Four places bought together for the member councils, for three years.",
        purpose=LotPurpose.BLOCK,
        provision_type=ProvisionType.CHILDRENS_HOME,
        need_category="Emotional and behavioural needs",
        age_from=8,
        age_to=17,
        area="Within 20 miles of the region’s border",
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
BIDS = (
    DemoBid(
        "quillbrook",
        Standard.STRONG,
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
        Standard.SOUND,
        (
            offer("Fairwater House", (1,), "5050.00"),
            offer("Gorse Bank", (1, 3), "5350.00"),
            offer("Hazel Rise", (1,), "4980.00"),
        ),
    ),
    DemoBid(
        "tidewell",
        Standard.STRONG,
        (
            offer("Kittiwake House", (2,), "7400.00"),
            offer("Lapwing House", (2,), "7250.00"),
            offer("Merlin House", (2,), "7150.00"),
        ),
    ),
    DemoBid(
        "vennacre",
        Standard.SOUND,
        (
            offer("Northgarth", (1,), "5120.00"),
            offer("Oxlip House", (1,), "4890.00"),
            offer("Primrose Hill House", (1,), "5240.00"),
        ),
    ),
    DemoBid("orringate", Standard.THIN, (offer("Rushmere", (1,), "4700.00"),)),
)


def homes(timeline: Timeline) -> DemoTender:
    """Return the region's children's homes framework: live, with two lots and a block."""
    core = home_lot("Children’s homes", "Emotional and behavioural needs", (("CORE", 560_000),))
    therapeutic = home_lot(
        "Therapeutic children’s homes",
        "Complex trauma, with therapy in the home",
        (("CORE", 780_000),),
        mode=AwardMode.TOP_N,
        limit=4,
    )
    return DemoTender(
        region="WENDMOOR",
        terms=terms(
            "Children’s homes framework",
            "Homes for children and young people aged 8 to 17 in and around Wendmoor.",
            starts=timeline.day(-330),
            ends=timeline.day(1130),
            pounds=186_000_000,
            regime=Regime.FLEXIBLE,
        ),
        lots=(core, therapeutic, BLOCK),
        title="Children’s homes for Wendmoor",
        summary="We invite providers of children’s homes to join our framework, and to bid for a"
        " block of four places.",
        published=-470,
        questions_close=-445,
        closes=-430,
        commissioner="priya.nair",
        openers=("priya.nair", "tom.ellery"),
        moderator="tom.ellery",
        evaluators=("grace.adeyemi", "noor.haddad"),
        approver="marcus.lund",
        bids=BIDS,
        stage=Stage.AWARDED,
    )


def estuary(timeline: Timeline) -> DemoTender:
    """Return the neighbouring region's framework: live, with one home on it."""
    return DemoTender(
        region="SALTREACH",
        terms=terms(
            "Estuary children’s homes framework",
            "Homes for children and young people aged 8 to 17 in Saltreach.",
            starts=timeline.day(-300),
            ends=timeline.day(62),
            pounds=22_000_000,
            regime=Regime.CLOSED,
        ),
        lots=(
            home_lot("Children’s homes", "Emotional and behavioural needs", (("CORE", 540_000),)),
        ),
        title="Children’s homes for Saltreach",
        summary="We invite providers of children’s homes to join our framework.",
        published=-420,
        questions_close=-400,
        closes=-385,
        commissioner="ivy.castell",
        openers=("ivy.castell", "owen.prosser"),
        moderator="ivy.castell",
        evaluators=("rhys.talbot", "una.kerr"),
        approver="owen.prosser",
        bids=(DemoBid("orringate", Standard.SOUND, (offer("Quayside", (1,), "4950.00"),)),),
        stage=Stage.AWARDED,
        asked=("safeguarding", "practice", "staffing"),
    )


def home_lot(
    title: str,
    need: str,
    ceilings: tuple[tuple[str, int], ...],
    *,
    mode: AwardMode = AwardMode.ALL_ABOVE_THRESHOLD,
    limit: int = 65,
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
            area="Within 20 miles of the region’s border",
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
