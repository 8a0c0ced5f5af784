"""What is kept about providers' services and about the Ofsted register."""

from portal.providers.models.profiles import (
    CONNECTION_TITLES,
    LEGAL_FORM_TITLES,
    PURPOSE_TITLES,
    ConnectedPerson,
    Connection,
    Contact,
    GroupSpell,
    LegalForm,
    OrganisationSize,
    OwnerGroup,
    ProfileVersion,
    Purpose,
)
from portal.providers.models.register import (
    RatingGrade,
    RegisterImport,
    RegisterInspection,
    RegisterSetting,
)
from portal.providers.models.scales import RatingScale, ScaleGrade, ScaleUse
from portal.providers.models.services import (
    PROVISION_TITLES,
    REGISTRATION_MOVES,
    REGULATOR_TITLES,
    ProvisionType,
    RatingReport,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.models.unit_costs import COST_PARTS, UnitCost

__all__ = [
    "CONNECTION_TITLES",
    "COST_PARTS",
    "LEGAL_FORM_TITLES",
    "PROVISION_TITLES",
    "PURPOSE_TITLES",
    "REGISTRATION_MOVES",
    "REGULATOR_TITLES",
    "ConnectedPerson",
    "Connection",
    "Contact",
    "GroupSpell",
    "LegalForm",
    "OrganisationSize",
    "OwnerGroup",
    "ProfileVersion",
    "ProvisionType",
    "Purpose",
    "RatingGrade",
    "RatingReport",
    "RatingScale",
    "RegisterImport",
    "RegisterInspection",
    "RegisterSetting",
    "RegistrationState",
    "Regulator",
    "ScaleGrade",
    "ScaleUse",
    "Service",
    "UnitCost",
]
