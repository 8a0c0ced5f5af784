"""Forms of providers that dispute, and of councils that answer."""

from portal.contracts.models import DisputeReason
from portal.forms import (
    Choice,
    DateField,
    FileField,
    PortalForm,
    PoundsField,
    RadiosField,
    SubmitField,
    TextAreaField,
)
from portal.money import LARGEST_UNIT_PRICE

REASONS = {
    DisputeReason.PRICE: "The price is wrong",
    DisputeReason.DATES: "The dates are wrong",
    DisputeReason.COMPONENT: "It is not this component, or not an extra",
    DisputeReason.HOURS: "The number of hours or units is wrong",
    DisputeReason.NOT_OURS: "This is not a placement with us",
    DisputeReason.ENDED: "It has ended already",
    DisputeReason.OTHER: "Something else",
}
NOTHING_PERSONAL = "The council reads it. Do not write anything about a child."


class DisputeForm(PortalForm):
    """Why a provider disputes a record, and what it should be."""

    reason = RadiosField(
        "What is wrong?",
        required="Select what is wrong",
        choices=[Choice(reason, text) for reason, text in REASONS.items()],
        label_size="m",
    )
    proposed_pence = PoundsField(
        "Price that it should be",
        minimum=1,
        maximum=LARGEST_UNIT_PRICE,
        hint="For one unit, as it is recorded. The council can accept it with one press.",
    )
    proposed_on = DateField("Date it should end, or ended", hint="The day whose night is not paid.")
    words = TextAreaField(
        "What you want the council to know", hint=NOTHING_PERSONAL, rows=4, max_length=2_000
    )
    submit = SubmitField("Dispute this record")


class AnswerDisputeForm(PortalForm):
    """What the council does about a dispute."""

    outcome = RadiosField(
        "What will you do?", required="Select what you will do", choices=[], label_size="m"
    )
    reason = TextAreaField(
        "Why you keep it",
        hint="If you keep the record. The provider reads it. Do not write anything about a child.",
        rows=4,
        max_length=2_000,
    )
    submit = SubmitField("Save and tell the provider")


class AnswersFileForm(PortalForm):
    """A file of answers, as it was downloaded and filled in."""

    file = FileField("File of answers", required="Select a file", accept=".csv")
    submit = SubmitField("Save these answers")
