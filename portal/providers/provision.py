"""How the register's kinds of provision and names of owners stand to those used here."""

from portal.providers.models import ProvisionType
from portal.providers.ofsted import rows
from portal.providers.ofsted.grades import Scale
from portal.providers.ofsted.text import key_of

# The register's other kinds (boarding, adoption, holiday schemes and the like) are not bought here.
# A school registered as a children's home stays a school to those who buy its places.
SERVICE_TYPES: dict[str, ProvisionType] = {
    rows.ProvisionType.CHILDRENS_HOME: ProvisionType.CHILDRENS_HOME,
    rows.ProvisionType.SCHOOL_AS_CHILDRENS_HOME: ProvisionType.SPECIAL_SCHOOL,
    rows.ProvisionType.SECURE_CHILDRENS_HOME: ProvisionType.SECURE_HOME,
    rows.ProvisionType.FOSTERING_AGENCY: ProvisionType.FOSTERING_AGENCY,
    rows.ProvisionType.SUPPORTED_ACCOMMODATION: ProvisionType.SUPPORTED_ACCOMMODATION,
    rows.ProvisionType.RESIDENTIAL_SPECIAL_SCHOOL: ProvisionType.SPECIAL_SCHOOL,
    rows.ProvisionType.RESIDENTIAL_FAMILY_CENTRE: ProvisionType.FAMILY_CENTRE,
}

OLDEST = 25


def scale_of(provision_type: ProvisionType) -> Scale:
    """Return the scale on which Ofsted grades a kind of service today."""
    if provision_type is ProvisionType.SUPPORTED_ACCOMMODATION:
        return Scale.SUPPORTED_ACCOMMODATION
    return Scale.FOUR_GRADES


def judgements_of(provision_type: ProvisionType) -> tuple[str, ...]:
    """Return the judgements that an inspection gives beside its headline."""
    if provision_type is ProvisionType.SUPPORTED_ACCOMMODATION:
        return ()
    if provision_type is ProvisionType.SPECIAL_SCHOOL:
        return "protected", "leaders", "education", "health"
    return "protected", "leaders"


def usual_ages(provision_type: ProvisionType) -> tuple[int, int]:
    """Return the youngest and oldest age that a kind of service is registered for by law."""
    if provision_type is ProvisionType.SUPPORTED_ACCOMMODATION:
        return 16, 17
    return 0, 17


def owner_key(name: str) -> str:
    """Return what the spellings of one owner's name have in common."""
    words = key_of(name).split()
    return " ".join("limited" if word == "ltd" else word for word in words)
