"""The forms of due diligence: debarment checks, decisions, financial standing, references."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from portal.display import sentence
from portal.forms import (
    CheckboxesField,
    Choice,
    DateField,
    EmailField,
    FileField,
    OnceForm,
    PortalForm,
    PoundsField,
    RadiosField,
    SubmitField,
    TextAreaField,
    TextField,
)
from portal.providers.models import (
    DebarmentResult,
    Excludable,
    FinancialKind,
    FinancialResult,
    Occasion,
    ReferenceResult,
)
from portal.providers.services.diligence import DEBARMENT_LIST
from portal.providers.services.diligence_standing import Subject

KindT = TypeVar("KindT", bound=StrEnum)
SUPPLIER = "the-supplier"


def offered(kind: Iterable[KindT], hints: dict[KindT, str] | None = None) -> list[Choice]:
    """Offer the values of an enum."""
    said = hints or {}
    return [Choice(one.value, sentence(one), said.get(one, "")) for one in kind]


def evidence_file() -> FileField:
    """Ask for a file that shows what was seen."""
    return FileField(
        "Evidence file",
        hint="A PDF, an image or a document, if you kept one.",
        accept=".pdf,.png,.jpg,.docx",
    )


class DebarmentForm(OnceForm):
    """One look at the debarment list."""

    persons = CheckboxesField(
        "Whom did you look up?",
        hint="The supplier and every connected or associated person. Take off those with another"
        " result and record them on their own.",
        required="Select whom you looked up",
        choices=[],
    )
    checked_on = DateField("When did you look?", what="Date", required="Enter the date you looked")
    occasion = RadiosField("Why now?", required="Choose why", choices=offered(Occasion))
    list_consulted = TextField(
        "Which list did you look at?",
        required="Enter the address of the list",
        max_length=500,
        default=DEBARMENT_LIST,
    )
    list_dated = DateField("Date that the list gives for itself", what="Date of the list")
    result = RadiosField(
        "What does the list say?",
        required="Choose what the list says",
        choices=offered(
            DebarmentResult,
            {
                DebarmentResult.LISTED_EXCLUDED: "A bid must be disregarded.",
                DebarmentResult.LISTED_EXCLUDABLE: "Somebody has to decide, with a reason.",
            },
        ),
    )
    evidence = TextAreaField(
        "What you saw", hint="For example, what you searched for and the entry found.", rows=4
    )
    file = evidence_file()
    submit = SubmitField("Record this check")

    def offer(self, subjects: Sequence[Subject]) -> None:
        """Offer everybody who is to be looked up; all are ticked at first."""
        self.persons.choices = [
            Choice(one.person or SUPPLIER, f"{one.title} ({one.kind.lower()})") for one in subjects
        ]
        if not self.is_submitted():
            self.persons.data = [one.person or SUPPLIER for one in subjects]

    def names(self) -> list[str]:
        """Whom the form names, the supplier by an empty name."""
        return ["" if one == SUPPLIER else one for one in self.persons.data or []]


class WithdrawCheckForm(PortalForm):
    """Why a check is wrong."""

    reason = TextAreaField(
        "What is wrong with this check?", required="Say what is wrong with this check", rows=3
    )
    submit = SubmitField("Withdraw this check", style="warning")


class ExcludableForm(PortalForm):
    """What becomes of a supplier that may be excluded."""

    decision = RadiosField(
        "What do you decide?",
        required="Choose what you decide",
        choices=offered(
            Excludable,
            {
                Excludable.PROCEED: "Its bid stays in and may be awarded.",
                Excludable.DISREGARD: "Its bid is disregarded and cannot be awarded.",
            },
        ),
    )
    reason = TextAreaField(
        "Reason",
        required="Enter the reason for your decision",
        hint="Weigh what happened, what was done since, and how likely it is to happen again"
        " (sections 57 and 58). If it is about an associated person, the supplier must first have"
        " had the chance to replace them (section 28).",
        max_words=500,
    )
    submit = SubmitField("Record this decision")


class FinancialForm(OnceForm):
    """One look at financial standing."""

    kind = RadiosField(
        "What did you look at?",
        required="Choose what you looked at",
        choices=offered(FinancialKind),
    )
    checked_on = DateField("When did you look?", what="Date", required="Enter the date you looked")
    source = TextField(
        "Source",
        required="Enter the source",
        hint="Who issued the report, or which accounts.",
        max_length=300,
    )
    score = TextField("Score or rating", hint="In the source’s own words.")
    turnover_pence = PoundsField("Yearly turnover", hint="From the latest accounts.")
    result = RadiosField(
        "What is your conclusion?",
        required="Choose your conclusion",
        choices=offered(FinancialResult),
    )
    conditions = TextAreaField("Conditions, if there are any", rows=3, say_optional=False)
    next_due = DateField(
        "When is the next check due?",
        what="Next check",
        required="Enter when the next check is due",
    )
    file = evidence_file()
    submit = SubmitField("Record this check")


class RefereeForm(OnceForm):
    """Somebody who can speak about a contract."""

    referee_organisation = TextField(
        "Organisation", required="Enter the organisation", hint="The council or other buyer."
    )
    contact = TextField("Name of the person to ask", required="Enter the name of the person to ask")
    contact_email = EmailField("Their email address", required="Enter their email address")
    contract = TextField(
        "Contract",
        required="Say what the contract is or was about",
        hint="Do not name a home’s address or say anything about a child.",
        max_length=300,
    )
    value_pence = PoundsField("Value of the contract")
    starts_on = DateField("Start of the contract", required="Enter when the contract started")
    ends_on = DateField("End of the contract", hint="Leave empty if it is running.")
    submit = SubmitField("Add this referee")


class ReferenceForm(OnceForm):
    """That a referee was asked, and what they said."""

    asked_on = DateField("When did you ask?", what="Date", required="Enter the date you asked")
    answered_on = DateField("When did they answer?", what="Date of the answer")
    result = RadiosField("What did the answer come to?", choices=offered(ReferenceResult))
    text = TextAreaField("What they said", max_words=1000)
    submit = SubmitField("Record this reference")
