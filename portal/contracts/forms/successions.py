"""Forms by which staff ask for a succession and decide one."""

from portal.forms import Choice, PortalForm, RadiosField, SubmitField, TextAreaField, TextField
from portal.providers.forms.successions import NUMBER_HINT, WhyForm

APPROVE, REFUSE = "approve", "refuse"


class RecordForm(WhyForm):
    """Staff ask for a succession, by the numbers of both services."""

    old_service = TextField(
        "Registration number of the old service",
        required="Enter the registration number of the old service",
        hint=NUMBER_HINT,
        width=20,
        max_length=40,
    )
    new_service = TextField(
        "Registration number of the service that follows",
        required="Enter the registration number of the service that follows",
        hint=NUMBER_HINT,
        width=20,
        max_length=40,
    )
    submit = SubmitField("Ask for this")


class DecideForm(PortalForm):
    """Whether one service follows another, with the reason that both providers read."""

    decision = RadiosField(
        "Does the new service follow the old one?",
        required="Choose whether it does",
        choices=[
            Choice(APPROVE, "Yes, carry everything over"),
            Choice(REFUSE, "No, nothing changes"),
        ],
    )
    reason = TextAreaField(
        "Reason",
        required="Enter the reason",
        hint="Both providers read it.",
        rows=4,
        max_words=200,
        max_length=3000,
    )
    submit = SubmitField("Decide")
