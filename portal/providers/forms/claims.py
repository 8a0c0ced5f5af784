"""The forms about disputed claims, and about claims under another owner's name."""

from portal.forms import Choice, PortalForm, RadiosField, SubmitField, TextAreaField, TextField

UPHOLD, REFUSE = "uphold", "refuse"


class DisputeForm(PortalForm):
    """That a service which another organisation holds is one's own."""

    urn = TextField(
        "URN of the service",
        required="Enter the URN",
        hint="As Ofsted writes it, for example SC123456.",
        width=10,
        max_length=20,
    )
    reason = TextAreaField(
        "Why it is yours",
        required="Say why it is yours",
        hint="For example, what your registration certificate says, and since when you run it."
        " The other organisation and the administrator read this.",
        max_words=300,
        max_length=4000,
    )
    vouching = TextField(
        "Who can confirm it",
        required="Say who can confirm it",
        hint="Name and role, for example the registered manager.",
    )
    submit = SubmitField("Dispute the claim")


class AnswerForm(PortalForm):
    """What the holder has to say."""

    answer = TextAreaField(
        "Your answer",
        required="Enter your answer",
        hint="The other organisation and the administrator read this.",
        max_words=300,
        max_length=4000,
    )
    submit = SubmitField("Send your answer")


class DecideForm(PortalForm):
    """How a dispute is decided."""

    outcome = RadiosField(
        "Decision",
        required="Choose a decision",
        choices=[
            Choice(UPHOLD, "The service belongs to the claimant", "It changes hands at once."),
            Choice(REFUSE, "The service stays where it is"),
        ],
    )
    decision = TextAreaField(
        "Reason",
        required="Give the reason",
        hint="Both sides read this.",
        max_words=300,
        max_length=4000,
    )
    submit = SubmitField("Decide")


class LookedAtForm(PortalForm):
    """What was found about a claim under another owner's name."""

    note = TextAreaField(
        "What you found", required="Say what you found", max_words=100, max_length=1000, rows=3
    )
    submit = SubmitField("Save")
