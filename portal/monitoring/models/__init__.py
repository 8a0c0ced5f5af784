"""What is kept about rules, breaches and job runs."""

from portal.monitoring.models.breaches import (
    BREACH_MOVES,
    Breach,
    BreachEvent,
    BreachStatus,
    RuleSetting,
    Waiver,
)
from portal.monitoring.models.replies import (
    PUT_MOVES,
    Position,
    ProviderReply,
    PutBreach,
    PutStatus,
)
from portal.monitoring.models.runs import JobRun, RunStatus

__all__ = [
    "BREACH_MOVES",
    "PUT_MOVES",
    "Breach",
    "BreachEvent",
    "BreachStatus",
    "JobRun",
    "Position",
    "ProviderReply",
    "PutBreach",
    "PutStatus",
    "RuleSetting",
    "RunStatus",
    "Waiver",
]
