"""The forms of what a framework asks for in documents."""

from portal.forms import Choice, PortalForm, PoundsField, RadiosField, SubmitField
from portal.providers.models import DocumentType
from portal.tenders.models import FrameworkDocument

BEFORE_AWARD, AT_BID, WELCOME = "before_award", "at_bid", "welcome"
LARGEST_SUM = 1_000_000_000_00


class RequiredDocumentForm(PortalForm):
    """How a framework asks for one kind of document."""

    when = RadiosField(
        "When must it be in place?",
        required="Choose when it must be in place",
        choices=[
            Choice(
                BEFORE_AWARD, "Before an award", "Until then what is missing shows as a warning."
            ),
            Choice(AT_BID, "When a bid is submitted", "A bid without it cannot be submitted."),
            Choice(WELCOME, "It is welcome, not mandatory"),
        ],
    )
    minimum = PoundsField(
        "Least sum insured",
        hint="In pounds, for any one claim. Leave empty for none.",
        minimum=1,
        maximum=LARGEST_SUM,
    )
    submit = SubmitField("Save")


def required_form(kind: DocumentType, row: FrameworkDocument | None) -> RequiredDocumentForm:
    """Return the form as it stands now; the sum is asked for insurances only."""
    form = RequiredDocumentForm(
        data={
            "when": _when(row),
            "minimum": row.minimum_pence if row else kind.minimum_pence,
        }
    )
    if not kind.insures:
        del form.minimum
    return form


def _when(row: FrameworkDocument | None) -> str:
    if row is None or (row.mandatory and not row.required_at_bid):
        return BEFORE_AWARD
    return AT_BID if row.required_at_bid else WELCOME
