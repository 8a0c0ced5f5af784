"""The forms by which successions are asked for, answered and taken back."""

from portal.forms import (
    Choice,
    DateField,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
    TextField,
)
from portal.providers.models import SUCCESSION_REASONS

NUMBER_HINT = "From Ofsted this is the URN, like SC123456."


class WhyForm(PortalForm):
    """From which day one service follows another, and why."""

    on_date = DateField(
        "Date from which it follows the old one",
        what="Date",
        required="Enter the date from which it follows the old service",
        hint="Prices, block places and placements go over on this day. For example, 1 9 2026.",
    )
    reason = RadiosField(
        "Why",
        required="Choose why one service follows the other",
        choices=[Choice(one.value, title) for one, title in SUCCESSION_REASONS.items()],
    )
    explanation = TextAreaField(
        "What happened",
        required="Say what happened",
        hint="Those who decide read it. Write nothing about a child.",
        rows=4,
        max_words=200,
        max_length=3000,
    )


class AskForm(WhyForm):
    """A provider asks for one of its own services."""

    new_service = SelectField("Your service that follows", required="Choose your service")
    old_service = TextField(
        "Registration number of the old service",
        required="Enter the registration number of the old service",
        hint=NUMBER_HINT,
        width=20,
        max_length=40,
    )
    submit = SubmitField("Ask for this")


class WithdrawForm(PortalForm):
    """Why a request is taken back, or not agreed to."""

    reason = TextAreaField("Reason", required="Say why", rows=3, max_words=100, max_length=1500)
    submit = SubmitField("Withdraw this request", style="warning")
