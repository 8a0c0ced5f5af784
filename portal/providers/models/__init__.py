"""What is kept about providers' services and about the Ofsted register."""

from portal.providers.models.register import (
    RatingGrade,
    RegisterImport,
    RegisterInspection,
    RegisterSetting,
)
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

__all__ = [
    "PROVISION_TITLES",
    "REGISTRATION_MOVES",
    "REGULATOR_TITLES",
    "ProvisionType",
    "RatingGrade",
    "RatingReport",
    "RegisterImport",
    "RegisterInspection",
    "RegisterSetting",
    "RegistrationState",
    "Regulator",
    "Service",
]
