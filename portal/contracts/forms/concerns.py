"""Forms about proposed suspensions, the lifting of one, and reviews of placements."""

from portal.contracts.forms.appointments import StateForm
from portal.contracts.models import (
    EVIDENCE_TITLES,
    OUTCOME_TITLES,
    EvidenceKind,
    ReviewOutcome,
)
from portal.forms import (
    Choice,
    PortalForm,
    RadiosField,
    SubmitField,
    TextAreaField,
    TextField,
)

SUSPEND, LEAVE = "suspend", "leave"


class ProposalForm(PortalForm):
    """Whether to suspend an appointment, and why."""

    decision = RadiosField(
        "What do you decide?",
        required="Choose what you decide",
        choices=[
            Choice(
                SUSPEND,
                "Suspend the appointment from today",
                "No new placements are made under it. Children who live there stay, at the prices"
                " agreed.",
            ),
            Choice(LEAVE, "Leave it as it is"),
        ],
    )
    reason = TextAreaField(
        "Reason",
        required="Enter the reason",
        hint="The provider can read it. Do not name a child.",
        max_length=2000,
    )
    submit = SubmitField("Save decision")


class EvidenceForm(PortalForm):
    """What a suspension is lifted on."""

    evidence_kind = RadiosField(
        "What shows that the suspension can be lifted?",
        required="Choose what shows that the suspension can be lifted",
        choices=[Choice(one.value, EVIDENCE_TITLES[one]) for one in EvidenceKind],
    )
    evidence = TextAreaField(
        "What was found",
        required="Enter what was found",
        hint="With the date of the visit, inspection or letter. The provider can read it.",
        rows=4,
        max_length=4000,
    )
    link = TextField("Link to it", hint="If it can be read somewhere, with https.", max_length=500)


class LiftForm(StateForm, EvidenceForm):
    """Lifting a suspension, with the evidence."""

    submit = SubmitField("Lift the suspension")


class ReviewForm(PortalForm):
    """What a council decides for one child."""

    outcome = RadiosField(
        "What did you decide?",
        required="Choose what you decided",
        choices=[Choice(one.value, OUTCOME_TITLES[one]) for one in ReviewOutcome],
    )
    note = TextAreaField(
        "Your note",
        hint="The conditions, or how the move is planned. Only your council can read it.",
        rows=5,
        max_length=4000,
    )
    submit = SubmitField("Record the review")
