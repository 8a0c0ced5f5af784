"""Forms of quality assurance visits."""

from portal.display import sentence
from portal.forms import (
    Choice,
    DateField,
    OnceForm,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
)
from portal.providers.models import Assurance, FindingKind, VisitKind
from portal.providers.quality import AREAS

KIND_TITLES = {
    VisitKind.ANNOUNCED: "Announced visit",
    VisitKind.UNANNOUNCED: "Unannounced visit",
    VisitKind.FOLLOW_UP: "Follow-up visit",
    VisitKind.BEFORE_PLACEMENT: "Visit before a placement",
    VisitKind.DESK_REVIEW: "Desk review",
}
NO_CHILD = "Write nothing that could identify a child."


class VisitForm(OnceForm):
    """What is said of a visit as a whole."""

    service = SelectField(
        "Service", required="Select the service that was visited", choices=[], empty="Choose one"
    )
    visited_on = DateField("Date of the visit", what="Date", required="Enter the date of the visit")
    kind = RadiosField(
        "Kind of visit",
        required="Select the kind of visit",
        choices=[Choice(kind, title) for kind, title in KIND_TITLES.items()],
    )
    assurance = RadiosField(
        "What it came to",
        required="Select what the visit came to",
        choices=[Choice(one, sentence(one)) for one in Assurance],
    )
    summary = TextAreaField(
        "Summary",
        required="Enter a summary",
        hint=f"Every council of the region and the provider will read it. {NO_CHILD}",
        max_words=500,
    )
    submit = SubmitField("Save and go on")


class FindingForm(OnceForm):
    """One finding."""

    area = SelectField(
        "What it is about",
        required="Select what the finding is about",
        choices=[Choice(code, title) for code, title in AREAS.items()],
        empty="Choose one",
    )
    kind = RadiosField(
        "What it is",
        required="Select what it is",
        choices=[
            Choice(FindingKind.STRENGTH, "A strength"),
            Choice(FindingKind.CONCERN, "A concern"),
            Choice(FindingKind.REQUIREMENT, "Something that must change"),
        ],
        inline=True,
    )
    text = TextAreaField("Finding", required="Enter the finding", hint=NO_CHILD, max_words=250)
    submit = SubmitField("Add this finding")


class VisitActionForm(OnceForm):
    """One action."""

    text = TextAreaField(
        "What the provider is to do", required="Enter what is to be done", max_words=150, rows=3
    )
    due_on = DateField("By when", what="Date", required="Enter by when")
    submit = SubmitField("Add this action")


class WordsForm(PortalForm):
    """What a provider or a visitor says of an action, and which way it goes."""

    text = TextAreaField("Your words", required="Enter a few words", max_words=250, rows=4)
    submit = SubmitField("Confirm that it is done")
    back = SubmitField("Return it to the provider", style="secondary")


class ReportForm(PortalForm):
    """How an action was done."""

    text = TextAreaField(
        "What you did, and how you know that it works",
        required="Say what you did",
        hint=NO_CHILD,
        max_words=250,
        rows=4,
    )
    submit = SubmitField("Report it done")


class NoteForm(OnceForm):
    """A note for one's own organisation."""

    text = TextAreaField("Note", required="Enter the note", max_words=500, rows=4)
    submit = SubmitField("Keep this note")


class WithdrawVisitForm(PortalForm):
    """That a visit was wrong."""

    reason = TextAreaField(
        "Why it is wrong", required="Say why it is wrong", max_words=100, max_length=1000, rows=3
    )
    submit = SubmitField("Withdraw this visit", style="warning")
