"""Forms of declarations and openings."""

from collections.abc import Sequence
from typing import Any

from portal.accounts.models import Organisation
from portal.errors import DomainError
from portal.forms import (
    Choice,
    PortalForm,
    RadiosField,
    SubmitField,
    TextAreaField,
    form_with,
)

NONE = "none"
CONFLICT = "conflict"
ANSWERS = [
    Choice(NONE, "I have no conflict of interest"),
    Choice(CONFLICT, "I have, or may be seen to have, a conflict of interest"),
]
DESCRIBE = "Describe the conflict of interest"


class DeclarationForm(PortalForm):
    """What somebody declares for a procurement as a whole."""

    answer = RadiosField(
        "Do you have a conflict of interest in this procurement?",
        hint="Personal, professional or financial; direct or indirect; yours or of somebody close.",
        required="Say whether you have a conflict of interest",
        choices=ANSWERS,
    )
    detail = TextAreaField(
        "What the conflict is", hint="Only if you have one.", say_optional=False, max_length=4000
    )
    submit = SubmitField("Declare")


class BiddersForm(PortalForm):
    """What somebody declares for each bidder."""

    submit = SubmitField("Declare")

    def said(self, bidders: Sequence[Organisation]) -> dict[Organisation, str | None]:
        """Return a conflict's description for each bidder, or None where there is none.

        Raises:
            DomainError: a conflict is not described.
        """
        said: dict[Organisation, str | None] = {}
        for bidder in bidders:
            name = f"detail-{bidder.id}"
            described = self[name].data
            clear = self[f"answer-{bidder.id}"].data == NONE
            if not clear and not described:
                raise DomainError(DESCRIBE, name)
            said[bidder] = None if clear else described
        return said


def bidders_form(bidders: Sequence[Organisation]) -> Any:
    """Return the form that asks about each bidder."""
    fields: dict[str, Any] = {}
    for bidder in bidders:
        fields[f"answer-{bidder.id}"] = RadiosField(
            bidder.name,
            required=f"Say whether you have a conflict of interest with {bidder.name}",
            choices=ANSWERS,
        )
        fields[f"detail-{bidder.id}"] = TextAreaField(
            f"What the conflict with {bidder.name} is",
            hint="Only if you have one.",
            rows=2,
            label_size="",
            say_optional=False,
            max_length=4000,
        )
    return form_with(BiddersForm, fields)()


class OfficerForm(PortalForm):
    """An officer's act: to authorise, or to open."""

    submit = SubmitField("Continue")
