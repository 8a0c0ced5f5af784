"""Forms about appointments, their rates, and block contracts."""

from portal.forms import (
    DateField,
    IntegerField,
    PortalForm,
    PoundsField,
    SelectField,
    SubmitField,
    TextAreaField,
    TextField,
)
from portal.money import LARGEST_UNIT_PRICE

A_DATE = "For example, 1 4 2026"


class TermForm(PortalForm):
    """From when to when."""

    starts_on = DateField("Start date", required="Enter the start date", hint=A_DATE)
    ends_on = DateField(
        "End date",
        required="Enter the end date",
        hint="The first day that is no longer part of it.",
    )


class AppointForm(TermForm):
    """Making an appointment of an award, or of all the awards of a procurement."""

    submit = SubmitField("Make appointment")


class BlockContractForm(TermForm):
    """Making a block contract; a field for each council's share is added."""

    title = TextField("Name of the contract", required="Enter a name for the contract")


class StateForm(PortalForm):
    """Suspending, lifting a suspension, or withdrawing."""

    from_on = DateField("From", required="Enter the date from which this holds", hint=A_DATE)
    reason = TextAreaField(
        "Reason",
        required="Enter the reason",
        hint="The provider can read it. Do not name a child.",
        max_length=2000,
    )
    submit = SubmitField("Save")


class RateForm(PortalForm):
    """A varied rate."""

    component = SelectField("Component", required="Choose a component", empty="Choose one")
    pence = PoundsField(
        "Price for one unit",
        required="Enter the price",
        minimum=1,
        maximum=LARGEST_UNIT_PRICE,
        hint="For core care, pounds a week.",
    )
    starts_on = DateField("From", required="Enter the date from which it holds", hint=A_DATE)
    decided_on = DateField("Decided on", required="Enter the date of the decision")
    submit = SubmitField("Add rate")


class ReasonForm(PortalForm):
    """Taking back a row that was wrong."""

    reason = TextAreaField(
        "Why was it wrong?", required="Enter what was wrong", rows=3, max_length=2000
    )
    submit = SubmitField("Withdraw", style="warning")


def share_field(council: str) -> IntegerField:
    """How many places of a block one council takes."""
    return IntegerField(council, maximum=10_000, width=3, say_optional=False)
