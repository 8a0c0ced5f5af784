"""Forms about searches."""

from portal.contracts.forms.appointments import A_DATE
from portal.contracts.models import AgeBand, SourcingStep, StepOutcome
from portal.forms import (
    Choice,
    DateField,
    OnceForm,
    PortalForm,
    PoundsField,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
    TextField,
)
from portal.money import LARGEST_UNIT_PRICE
from portal.providers.models import PROVISION_TITLES

AGE_BANDS = [Choice(band.value, band.value.replace("-", " to ")) for band in AgeBand]
PROVISION = [Choice(kind.value, title) for kind, title in PROVISION_TITLES.items()]
STEPS = [
    Choice(SourcingStep.IN_HOUSE, "Our own homes and carers"),
    Choice(SourcingStep.BLOCK, "A place in a block contract"),
    Choice(SourcingStep.FRAMEWORK, "Services on our framework"),
    Choice(SourcingStep.OTHER_FRAMEWORK, "Services on another framework"),
    Choice(SourcingStep.SPOT, "A spot purchase"),
    Choice(SourcingStep.UNREGISTERED, "A setting that is not registered"),
]
OUTCOMES = [
    Choice(StepOutcome.OFFERED, "A place was offered"),
    Choice(StepOutcome.NO_VACANCY, "No vacancy"),
    Choice(
        StepOutcome.REFUSED_MATCHING,
        "Refused on matching grounds",
        "A safety judgement. It is never counted against a provider.",
    ),
    Choice(StepOutcome.REFUSED_OTHER, "Refused for another reason"),
    Choice(StepOutcome.NO_REPLY, "No reply"),
    Choice(StepOutcome.NOT_SUITABLE, "Not suitable for the child"),
]
NO_NAMES = "Do not write names, dates of birth or addresses."


class SearchForm(OnceForm):
    """Opening a search."""

    child = SelectField(
        "Child",
        empty="A child who is new here",
        hint="Choose a reference only if your council has used it before.",
        say_optional=False,
    )
    age_band = RadiosField("Age", required="Choose the child’s age", choices=AGE_BANDS, inline=True)
    emergency = RadiosField(
        "Is a home needed today?",
        required="Choose yes or no",
        choices=[Choice("yes", "Yes"), Choice("no", "No")],
        inline=True,
    )
    needed_by = DateField("Needed by", required="Enter the date a home is needed by", hint=A_DATE)
    needs = TextAreaField(
        "What the child needs", required="Enter what the child needs", hint=NO_NAMES
    )
    ideal_type = SelectField(
        "What you would ideally buy", required="Choose a kind of home", choices=PROVISION
    )
    ideal_area = TextField(
        "Where it would ideally be",
        required="Enter where the home would ideally be",
        hint="A town or a distance, such as within 10 miles of school. No addresses.",
    )
    submit = SubmitField("Open search")


class StepForm(OnceForm):
    """One thing that was tried."""

    step = RadiosField("What you tried", required="Choose what you tried", choices=STEPS)
    urn = TextField(
        "Unique reference number of the service",
        hint="If you asked one service, such as SC900123.",
        width=10,
    )
    outcome = RadiosField("Outcome", required="Choose the outcome", choices=OUTCOMES)
    offered = PoundsField(
        "Price offered a week", minimum=1, maximum=LARGEST_UNIT_PRICE, hint="Only for an offer."
    )
    tried_on = DateField("When", required="Enter the date", hint=A_DATE)
    note = TextAreaField("Note", hint=NO_NAMES, rows=3, max_length=2000)
    submit = SubmitField("Record this step")


class EndSearchForm(PortalForm):
    """Ending a search that found no placement."""

    reason = TextAreaField(
        "Why the search ends", required="Enter why the search ends", hint=NO_NAMES, max_length=2000
    )
    submit = SubmitField("End search", style="warning")
