"""The forms of unit costs."""

from portal.forms import (
    DateField,
    OnceForm,
    PercentField,
    PortalForm,
    PoundsField,
    SubmitField,
    TextAreaField,
)
from portal.providers.models import COST_PARTS


class UnitCostForm(OnceForm):
    """What a child's week costs, by its parts."""

    starts_on = DateField("From when", what="Date", required="Enter from when it holds")
    staffing_pence = PoundsField("Staffing", hint="Pay, on-costs, agency staff and training.")
    premises_pence = PoundsField("Premises", hint="Rent or capital charge, energy and repairs.")
    education_pence = PoundsField("Education", hint="Only what the service itself provides.")
    therapy_pence = PoundsField("Therapy")
    overheads_pence = PoundsField(
        "Overheads of the service", hint="Food, activities, transport, insurance, registration."
    )
    central_pence = PoundsField(
        "Central charges", hint="Its share of management, finance, people and computers."
    )
    occupancy = PercentField(
        "Occupancy assumed",
        required="Enter the occupancy that the cost assumes",
        hint="The share of places that the cost takes for filled, like 85.",
    )
    basis = TextAreaField(
        "What it is worked out from",
        required="Say what it is worked out from",
        hint="For example: budget for 2026 to 2027, agreed by the finance board.",
        max_words=150,
        max_length=2000,
        rows=3,
    )
    decided_on = DateField("Date it was decided", required="Enter the date it was decided")
    submit = SubmitField("Add this unit cost")

    def parts(self) -> dict[str, int]:
        """The pence of each part; what is left empty costs nothing."""
        return {part: self[part].data or 0 for part in COST_PARTS}


class WithdrawUnitCostForm(PortalForm):
    """That a unit cost was wrong."""

    reason = TextAreaField(
        "Why it was wrong", required="Say why it was wrong", max_words=100, max_length=1000, rows=3
    )
    submit = SubmitField("Withdraw this unit cost", style="warning")
