"""What is asked when somebody acts on a breach."""

from portal.forms import (
    Choice,
    DateField,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
)


class AssignForm(PortalForm):
    """Who works on a breach."""

    assignee = SelectField("Assigned to", empty="Nobody", say_optional=False)
    submit = SubmitField("Assign", style="secondary")


class PlanForm(PortalForm):
    """What will be done about a breach."""

    note = TextAreaField(
        "What will be done, by whom and by when",
        required="Say what will be done",
        hint="Do not write anything about a child.",
        max_length=2_000,
    )
    submit = SubmitField("Save the plan")


class WaiverForm(PortalForm):
    """Why a breach may be left be, and until when."""

    reason = TextAreaField(
        "Reason",
        required="Say why this may be left be",
        hint="Whoever approves it goes by this. Do not write anything about a child.",
        max_length=2_000,
    )
    until = DateField(
        "Until",
        required="Enter the last day of the waiver",
        hint="The last day on which it holds. At most a year from now.",
    )
    submit = SubmitField("Propose the waiver")


class DecideWaiverForm(PortalForm):
    """Whether a proposed waiver is approved."""

    decision = RadiosField(
        "Do you approve this waiver?",
        required="Select whether you approve it",
        choices=[Choice("approve", "Yes, approve it"), Choice("refuse", "No, refuse it")],
    )
    note = TextAreaField(
        "Reason",
        required="Say why",
        hint="It stands in the history of the breach.",
        max_length=2_000,
    )
    submit = SubmitField("Save the decision")
