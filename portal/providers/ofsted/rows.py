"""One setting as a register file describes it, whatever the year of the file."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.providers.ofsted.text import key_of


class ProvisionType(StrEnum):
    """What a setting is registered as. `OTHER` is one that this program has not met before."""

    CHILDRENS_HOME = "childrens_home"
    SCHOOL_AS_CHILDRENS_HOME = "school_as_childrens_home"
    SECURE_CHILDRENS_HOME = "secure_childrens_home"
    SECURE_TRAINING_CENTRE = "secure_training_centre"
    SUPPORTED_ACCOMMODATION = "supported_accommodation"
    FOSTERING_AGENCY = "fostering_agency"
    RESIDENTIAL_SPECIAL_SCHOOL = "residential_special_school"
    RESIDENTIAL_FAMILY_CENTRE = "residential_family_centre"
    BOARDING_SCHOOL = "boarding_school"
    FURTHER_EDUCATION_COLLEGE = "further_education_college"
    HOLIDAY_SCHEME = "holiday_scheme"
    VOLUNTARY_ADOPTION_AGENCY = "voluntary_adoption_agency"
    ADOPTION_SUPPORT_AGENCY = "adoption_support_agency"
    OTHER = "other"


class RegistrationStatus(StrEnum):
    """Whether a setting may take children."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    RESIGNED = "resigned"


PROVISION_LABELS: dict[ProvisionType, str] = {
    ProvisionType.CHILDRENS_HOME: "Children's home",
    ProvisionType.SCHOOL_AS_CHILDRENS_HOME: (
        "Residential special school (registered as a children's home)"
    ),
    ProvisionType.SECURE_CHILDRENS_HOME: "Secure children's home",
    ProvisionType.SECURE_TRAINING_CENTRE: "Secure training centre",
    ProvisionType.SUPPORTED_ACCOMMODATION: "Supported accommodation",
    ProvisionType.FOSTERING_AGENCY: "Independent fostering agency",
    ProvisionType.RESIDENTIAL_SPECIAL_SCHOOL: "Residential special school",
    ProvisionType.RESIDENTIAL_FAMILY_CENTRE: "Residential family centre",
    ProvisionType.BOARDING_SCHOOL: "Boarding school",
    ProvisionType.FURTHER_EDUCATION_COLLEGE: (
        "Further education college with residential accommodation"
    ),
    ProvisionType.HOLIDAY_SCHEME: "Residential holiday scheme for disabled children",
    ProvisionType.VOLUNTARY_ADOPTION_AGENCY: "Voluntary adoption agency",
    ProvisionType.ADOPTION_SUPPORT_AGENCY: "Adoption support agency",
    ProvisionType.OTHER: "Other",
}

_PROVISION_WORDS = {
    key_of(label): provision
    for provision, label in PROVISION_LABELS.items()
    if provision is not ProvisionType.OTHER
} | {
    # A school that lodges a child for more than 295 days a year must register as a home: 2015's
    # words for what later files call "registered as a children's home".
    key_of("Residential special school (>295 days/year)"): ProvisionType.SCHOOL_AS_CHILDRENS_HOME,
}

SECTORS = ("Private", "Voluntary", "Local Authority", "Health Authority", "Academy")
_SECTOR_WORDS = {key_of(sector): sector for sector in SECTORS}


def provision_of(wording: str) -> ProvisionType:
    """Return the type a file's wording stands for, however it is spelt or cased; else `OTHER`."""
    return _PROVISION_WORDS.get(key_of(wording), ProvisionType.OTHER)


def sector_of(wording: str) -> str:
    """Return the sector in this program's casing; one it has not met stays as the file has it."""
    return _SECTOR_WORDS.get(key_of(wording), wording)


@dataclass(frozen=True, slots=True)
class PreviousInspection:
    """The full inspection before the latest: what a setting was downgraded or upgraded from."""

    inspection_type: str
    inspected_on: date | None
    published_on: date | None
    event_number: str
    overall: str | None
    education: str | None
    health: str | None
    protected: str | None
    leaders: str | None
    sa_outcome: str | None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One setting. Text is '' and the rest None where the file says nothing or is redacted.

    A column that the file lacks altogether reads the same: `ParsedRegister.fields` tells the two
    apart. `provision_wording` is this program's label, or for `OTHER` the file's own words.
    """

    line: int
    urn: str
    provision_type: ProvisionType
    provision_wording: str
    registered_on: date | None
    registration_status: RegistrationStatus
    name: str
    local_authority: str
    ofsted_region: str
    government_region: str
    sector: str
    places: int | None
    short_break_only: bool
    sa_premises: int | None
    owner: str
    inspection_type: str
    inspected_on: date | None
    published_on: date | None
    event_number: str
    overall: str | None
    education: str | None
    health: str | None
    protected: str | None
    leaders: str | None
    sa_outcome: str | None
    previous: PreviousInspection | None

    @property
    def headline(self) -> str | None:
        """The one grade that stands for the setting: its overall judgement or its outcome."""
        return self.overall or self.sa_outcome
