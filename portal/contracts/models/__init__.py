"""What is kept about appointments, rates, block contracts, searches and placements."""

from portal.contracts.models.answers import (
    DISPUTE_MOVES,
    Answer,
    DisputeReason,
    DisputeStatus,
    ProviderAnswer,
)
from portal.contracts.models.appointments import (
    APPOINTMENT_MOVES,
    Appointment,
    AppointmentSpell,
    AppointmentStatus,
    Rate,
    RateSource,
)
from portal.contracts.models.blocks import BlockContract, BlockShare
from portal.contracts.models.medians import LotMedian, LotMonth
from portal.contracts.models.placements import (
    AgeBandPeriod,
    AgreedRate,
    Charge,
    ChildRecord,
    Placement,
    PricePiece,
    Route,
)
from portal.contracts.models.searches import (
    SEARCH_MOVES,
    AgeBand,
    Search,
    SearchStatus,
    SearchStep,
    SourcingStep,
    StepOutcome,
)
from portal.contracts.models.successions import (
    CarriedAppointment,
    CarriedContract,
    EarlierService,
)

__all__ = [
    "APPOINTMENT_MOVES",
    "DISPUTE_MOVES",
    "SEARCH_MOVES",
    "AgeBand",
    "AgeBandPeriod",
    "AgreedRate",
    "Answer",
    "Appointment",
    "AppointmentSpell",
    "AppointmentStatus",
    "BlockContract",
    "BlockShare",
    "CarriedAppointment",
    "CarriedContract",
    "Charge",
    "ChildRecord",
    "DisputeReason",
    "DisputeStatus",
    "EarlierService",
    "LotMedian",
    "LotMonth",
    "Placement",
    "PricePiece",
    "ProviderAnswer",
    "Rate",
    "RateSource",
    "Route",
    "Search",
    "SearchStatus",
    "SearchStep",
    "SourcingStep",
    "StepOutcome",
]
