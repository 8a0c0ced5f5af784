"""Who plays in the demo: invented regions, councils, providers, homes and people."""

from dataclasses import dataclass

from portal.access import Role

PASSWORD = "a-demonstration-only"  # noqa: S105  printed by `make run`, good for invented people only


@dataclass(frozen=True, slots=True)
class CastPerson:
    """One invented person: the first word of their address, their name, their roles."""

    login: str
    name: str
    roles: tuple[Role, ...]

    @property
    def email(self) -> str:
        return f"{self.login}@demo.example"


@dataclass(frozen=True, slots=True)
class CastCouncil:
    """One invented council, with the codes of an authority that does not exist."""

    name: str
    gss_code: str
    dfe_code: str
    people: tuple[CastPerson, ...] = ()
    services: tuple["CastService", ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.name} Council"

    @property
    def registered_as(self) -> str:
        """The name under which Ofsted's list has what the council runs itself."""
        return f"{self.name} Metropolitan Borough Council"


@dataclass(frozen=True, slots=True)
class CastRegion:
    """One invented region: its co-operative, the co-operative's people, its councils."""

    code: str
    name: str
    co_operative: str
    people: tuple[CastPerson, ...]
    councils: tuple[CastCouncil, ...]


@dataclass(frozen=True, slots=True)
class CastService:
    """One invented setting: name, wording of its type in Ofsted's file, council, places, grade."""

    name: str
    kind: str
    council: str
    places: int
    grade: str
    age_from: int = 8
    age_to: int = 17


@dataclass(frozen=True, slots=True)
class CastProvider:
    """One invented provider with its people and settings."""

    key: str
    name: str
    company_number: str
    sector: str
    people: tuple[CastPerson, ...]
    services: tuple[CastService, ...]


HOME = "Children's home"
FOSTERING = "Independent fostering agency"
SUPPORTED = "Supported accommodation"
SCHOOL = "Residential special school"
OUTSTANDING, GOOD = "Outstanding", "Good"
WEAK, FAILING = "Requires improvement to be good", "Inadequate"
STRONG, MIXED = "Consistently strong service delivery", "Inconsistent quality of service delivery"
NONE = ""

OPERATOR = "Portal Operations (demonstration)"
OPERATOR_PEOPLE = (CastPerson("sam.okoro", "Sam Okoro", (Role.SYSTEM_ADMINISTRATOR,)),)

WENDMOOR = CastRegion(
    code="WENDMOOR",
    name="Wendmoor",
    co_operative="Wendmoor Regional Care Co-operative",
    people=(
        CastPerson("priya.nair", "Priya Nair", (Role.COMMISSIONER,)),
        CastPerson("tom.ellery", "Tom Ellery", (Role.COMMISSIONER, Role.EVALUATOR)),
        CastPerson("grace.adeyemi", "Grace Adeyemi", (Role.EVALUATOR,)),
        CastPerson("marcus.lund", "Marcus Lund", (Role.APPROVER,)),
        CastPerson("helen.tranter", "Helen Tranter", (Role.CONTRACT_MANAGER,)),
        CastPerson("dev.sandhu", "Dev Sandhu", (Role.CONTRACT_MANAGER,)),
        CastPerson("ruth.calloway", "Ruth Calloway", (Role.AUDITOR,)),
    ),
    councils=(
        CastCouncil(
            "Thornmoor",
            "E99000001",
            "991",
            (
                CastPerson("aisha.rahman", "Aisha Rahman", (Role.PLACEMENTS_OFFICER,)),
                CastPerson("colin.peake", "Colin Peake", (Role.COUNCIL_FINANCE,)),
                CastPerson("noor.haddad", "Noor Haddad", (Role.EVALUATOR,)),
                CastPerson("wyn.darrow", "Wyn Darrow", (Role.SERVICE_MANAGER,)),
                CastPerson("imogen.hale", "Imogen Hale", (Role.QUALITY_OFFICER,)),
            ),
            (CastService("Ash Tree House", "Children's home", "Thornmoor", 4, "Good"),),
        ),
        CastCouncil(
            "Brackwater",
            "E99000002",
            "992",
            (
                CastPerson("jo.winterton", "Jo Winterton", (Role.PLACEMENTS_OFFICER,)),
                CastPerson("ravi.menon", "Ravi Menon", (Role.QUALITY_OFFICER,)),
                CastPerson("elin.marsh", "Elin Marsh", (Role.EVALUATOR,)),
            ),
        ),
        CastCouncil(
            "Fenholt",
            "E99000003",
            "993",
            (CastPerson("ben.osgood", "Ben Osgood", (Role.PLACEMENTS_OFFICER,)),),
        ),
        CastCouncil(
            "Eastmarch",
            "E99000004",
            "994",
            (CastPerson("lena.fox", "Lena Fox", (Role.PLACEMENTS_OFFICER,)),),
        ),
        CastCouncil(
            "Kelderby",
            "E99000005",
            "995",
            (CastPerson("hugh.tarrant", "Hugh Tarrant", (Role.PLACEMENTS_OFFICER,)),),
        ),
        CastCouncil(
            "Ashlow",
            "E99000006",
            "996",
            (CastPerson("mei.lin", "Mei Lin", (Role.PLACEMENTS_OFFICER,)),),
        ),
    ),
)
SALTREACH = CastRegion(
    code="SALTREACH",
    name="Saltreach",
    co_operative="Saltreach Regional Care Co-operative",
    people=(
        CastPerson("ivy.castell", "Ivy Castell", (Role.COMMISSIONER, Role.CONTRACT_MANAGER)),
        CastPerson("owen.prosser", "Owen Prosser", (Role.APPROVER,)),
        CastPerson("rhys.talbot", "Rhys Talbot", (Role.EVALUATOR,)),
        CastPerson("una.kerr", "Una Kerr", (Role.EVALUATOR,)),
    ),
    councils=(
        CastCouncil(
            "Gullhaven",
            "E99000007",
            "997",
            (CastPerson("mina.kovac", "Mina Kovac", (Role.PLACEMENTS_OFFICER,)),),
        ),
        CastCouncil("Orfleet", "E99000008", "998"),
    ),
)
REGIONS = (WENDMOOR, SALTREACH)

ADMINISTRATOR, WRITER = Role.PROVIDER_ADMINISTRATOR, Role.BID_WRITER

PROVIDERS = (
    CastProvider(
        "quillbrook",
        "Quillbrook Homes Limited",
        "99000101",
        "Private",
        (
            CastPerson("dana.whitlock", "Dana Whitlock", (ADMINISTRATOR,)),
            CastPerson("peter.amis", "Peter Amis", (WRITER,)),
        ),
        (
            CastService("Alder Lodge", HOME, "Thornmoor", 4, GOOD),
            CastService("Bracken House", HOME, "Thornmoor", 3, OUTSTANDING),
            CastService("Coppice View", HOME, "Fenholt", 4, GOOD),
            CastService("Dunnock Cottage", HOME, "Kelderby", 2, WEAK),
            CastService("Elmstead", HOME, "Brackwater", 5, GOOD),
        ),
    ),
    CastProvider(
        "ferndell",
        "Ferndell Children's Services Limited",
        "99000102",
        "Private",
        (CastPerson("leah.ferris", "Leah Ferris", (ADMINISTRATOR, WRITER)),),
        (
            CastService("Fairwater House", HOME, "Brackwater", 3, GOOD),
            CastService("Gorse Bank", HOME, "Eastmarch", 4, GOOD),
            CastService("Hazel Rise", HOME, "Ashlow", 3, GOOD),
        ),
    ),
    CastProvider(
        "tidewell",
        "Tidewell Therapeutic Care CIC",
        "99000103",
        "Voluntary",
        (CastPerson("arlo.benn", "Arlo Benn", (ADMINISTRATOR, WRITER)),),
        (
            CastService("Kittiwake House", HOME, "Fenholt", 3, OUTSTANDING),
            CastService("Lapwing House", HOME, "Fenholt", 3, GOOD),
            CastService("Merlin House", HOME, "Eastmarch", 4, GOOD),
        ),
    ),
    CastProvider(
        "vennacre",
        "Vennacre Homes Limited",
        "99000104",
        "Private",
        (CastPerson("saskia.venn", "Saskia Venn", (ADMINISTRATOR, WRITER)),),
        (
            CastService("Northgarth", HOME, "Kelderby", 3, GOOD),
            CastService("Oxlip House", HOME, "Kelderby", 4, FAILING),
            CastService("Primrose Hill House", HOME, "Ashlow", 2, GOOD),
        ),
    ),
    CastProvider(
        "orringate",
        "Orringate Group Limited",
        "99000105",
        "Private",
        (CastPerson("max.orrin", "Max Orrin", (ADMINISTRATOR,)),),
        (
            CastService("Quayside", HOME, "Gullhaven", 4, GOOD),
            CastService("Rushmere", HOME, "Brackwater", 4, GOOD),
            CastService("Starling Court", HOME, "Thornmoor", 6, WEAK),
        ),
    ),
    CastProvider(
        "pellwood",
        "Pellwood Fostering Limited",
        "99000106",
        "Private",
        (CastPerson("naomi.pell", "Naomi Pell", (ADMINISTRATOR, WRITER)),),
        (CastService("Pellwood Fostering Wendmoor", FOSTERING, "Brackwater", 60, GOOD, 0, 17),),
    ),
    CastProvider(
        "heronfield",
        "Heronfield Fostering CIC",
        "99000107",
        "Voluntary",
        (CastPerson("kwame.asante", "Kwame Asante", (ADMINISTRATOR, WRITER)),),
        (CastService("Heronfield Fostering", FOSTERING, "Thornmoor", 45, OUTSTANDING, 0, 17),),
    ),
    CastProvider(
        "marrowby",
        "Marrowby Supported Living Limited",
        "99000108",
        "Private",
        (CastPerson("freya.dunn", "Freya Dunn", (ADMINISTRATOR, WRITER)),),
        (CastService("Marrowby Supported Living", SUPPORTED, "Thornmoor", 24, STRONG, 16, 17),),
    ),
    CastProvider(
        "stepwell",
        "Stepwell Housing and Support CIC",
        "99000109",
        "Voluntary",
        (CastPerson("idris.vale", "Idris Vale", (ADMINISTRATOR, WRITER)),),
        (CastService("Stepwell Support", SUPPORTED, "Eastmarch", 18, MIXED, 16, 17),),
    ),
    CastProvider(
        "lanternway",
        "Lanternway Supported Homes Limited",
        "99000110",
        "Private",
        (CastPerson("bea.lantern", "Bea Lantern", (ADMINISTRATOR, WRITER)),),
        (CastService("Lanternway", SUPPORTED, "Fenholt", 30, NONE, 16, 17),),
    ),
)


def owned() -> list[tuple[str, str, CastService]]:
    """Return every setting in the cast with its owner's name and sector: providers' come first."""
    found = [(one.name, one.sector, service) for one in PROVIDERS for service in one.services]
    councils = [council for region in REGIONS for council in region.councils]
    return found + [
        (one.registered_as, "Local Authority", service)
        for one in councils
        for service in one.services
    ]


def everybody() -> list[tuple[str, tuple[CastPerson, ...]]]:
    """Return the people of the demo by organisation, in the order a newcomer meets them."""
    found: list[tuple[str, tuple[CastPerson, ...]]] = []
    for region in REGIONS:
        found.append((region.co_operative, region.people))
        found += [(council.full_name, council.people) for council in region.councils]
    found += [(provider.name, provider.people) for provider in PROVIDERS]
    found.append((OPERATOR, OPERATOR_PEOPLE))
    return found
