"""Forms of the right of reply."""

from portal.forms import (
    Choice,
    DateField,
    FileField,
    OnceForm,
    PortalForm,
    RadiosField,
    SubmitField,
    TextAreaField,
)
from portal.monitoring.models import Position

POSITIONS = {
    Position.ACCEPT: "We accept it and will put it right",
    Position.EXPLAIN: "It is so, and there is a reason",
    Position.DISPUTE: "We dispute it",
}


class PutForm(OnceForm):
    """A breach in words for the provider, and the day by which it should reply."""

    message = TextAreaField(
        "What you ask of the provider",
        required="Write what you ask of the provider",
        hint="The provider reads this with the rule, the agreement number and the figures. It sees"
        " no notes of yours. Do not write anything about a child.",
        rows=6,
        max_length=4_000,
    )
    due_on = DateField(
        "Reply by",
        required="Enter the day by which the provider should reply",
        hint="Ten working days are usual.",
    )
    submit = SubmitField("Put it to the provider")


class ReplyForm(OnceForm):
    """What a provider says of a breach."""

    position = RadiosField(
        "What do you say?",
        required="Select what you say",
        choices=[Choice(one, text) for one, text in POSITIONS.items()],
        label_size="m",
    )
    text = TextAreaField(
        "Your reasons",
        required="Give your reasons",
        hint="Contract managers of the region read it. Do not write anything about a child.",
        rows=6,
        max_length=4_000,
    )
    plan = TextAreaField("What you will do", hint="If you will change something.", rows=3)
    plan_by = DateField("Done by")
    file = FileField(
        "A document", hint="PDF, Word, spreadsheet or picture: the agreement, for example."
    )
    submit = SubmitField("Send this reply")


class RespondForm(PortalForm):
    """What came of the replies."""

    response = TextAreaField(
        "Your response",
        required="Write your response",
        hint="The provider reads it. The breach stays open until the rule no longer finds it.",
        rows=4,
        max_length=4_000,
    )
    submit = SubmitField("Send this response")
