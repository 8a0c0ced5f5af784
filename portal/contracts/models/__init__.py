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
from portal.contracts.models.concerns import (
    EVIDENCE_TITLES,
    OUTCOME_TITLES,
    PROPOSAL_MOVES,
    CauseKind,
    EvidenceKind,
    LiftingEvidence,
    PlacementReview,
    ProposalStatus,
    ReviewOutcome,
    SuspensionProposal,
)
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
    "EVIDENCE_TITLES",
    "OUTCOME_TITLES",
    "PROPOSAL_MOVES",
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
    "CauseKind",
    "Charge",
    "ChildRecord",
    "DisputeReason",
    "DisputeStatus",
    "EarlierService",
    "EvidenceKind",
    "LiftingEvidence",
    "LotMedian",
    "LotMonth",
    "Placement",
    "PlacementReview",
    "PricePiece",
    "ProposalStatus",
    "ProviderAnswer",
    "Rate",
    "RateSource",
    "ReviewOutcome",
    "Route",
    "Search",
    "SearchStatus",
    "SearchStep",
    "SourcingStep",
    "StepOutcome",
    "SuspensionProposal",
]
