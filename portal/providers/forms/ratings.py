"""The forms of inspections and of regulatory actions."""

from collections.abc import Collection, Sequence

from portal.forms import (
    Choice,
    DateField,
    FileField,
    IntegerField,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
    TextField,
)
from portal.providers.models import (
    ACTION_TITLES,
    INSPECTION_TITLES,
    SOURCE_TITLES,
    ActionKind,
    ActionSource,
    InspectionKind,
    RatingGrade,
)

NOT_JUDGED = "not_judged"
JUDGEMENT_TITLES = {
    "protected": "How well children and young people are helped and protected",
    "leaders": "The effectiveness of leaders and managers",
    "education": "Outcomes in education and related learning activities",
    "health": "Health services",
}


class RatingForm(PortalForm):
    """What an inspection found. The grades offered are those of the service's kind."""

    kind = SelectField(
        "Kind of inspection",
        required="Choose the kind of inspection",
        choices=[Choice(one.value, title) for one, title in INSPECTION_TITLES.items()],
        default=InspectionKind.FULL.value,
    )
    inspected_on = DateField(
        "First day of the inspection",
        what="Inspection date",
        required="Enter the date of the inspection",
        hint="As Ofsted’s report gives it. For example, 27 3 2026.",
    )
    inspected_until = DateField(
        "Last day of the inspection",
        what="Last day",
        hint="Leave empty if it took one day.",
        say_optional=False,
    )
    received_on = DateField(
        "Date you got the report",
        what="Date you got the report",
        required="Enter the date on which you got the report",
        hint="The working days to report it here count from this day. A draft counts too.",
    )
    published_on = DateField(
        "Date the report was published",
        what="Publication date",
        hint="Leave empty until Ofsted publishes it.",
        say_optional=False,
    )
    overall = RadiosField(
        "Overall experiences and progress of children and young people",
        required="Choose the overall grade",
    )
    protected = RadiosField(JUDGEMENT_TITLES["protected"], say_optional=False)
    leaders = RadiosField(JUDGEMENT_TITLES["leaders"], say_optional=False)
    education = RadiosField(JUDGEMENT_TITLES["education"], say_optional=False)
    health = RadiosField(JUDGEMENT_TITLES["health"], say_optional=False)
    requirements = IntegerField("Statutory requirements raised", maximum=999, width=3)
    recommendations = IntegerField("Recommendations made", maximum=999, width=3)
    link = TextField(
        "Link to the report",
        hint="For example https://reports.ofsted.gov.uk/provider/2/SC123456",
        max_length=500,
    )
    action_plan = TextAreaField(
        "What you will do about it",
        hint="Your action plan, or its main points. Do not name a child.",
        rows=5,
        max_words=800,
        max_length=8000,
    )
    plan_file = FileField("Action plan as a PDF", accept=".pdf")
    submit = SubmitField("Save")

    def offer(self, grades: Sequence[RatingGrade], *, judged: Collection[str]) -> None:
        """Offer a scale's grades; judgements that this kind of service is not given are left out.

        A visit may end without any grade, so that a headline can be "not graded" too.
        """
        offered = [Choice(grade.code, grade.label) for grade in grades]
        self.overall.choices = [*offered, Choice(NOT_JUDGED, "Not graded: it was a visit")]
        for name in JUDGEMENT_TITLES:
            if name in judged:
                self[name].choices = [*offered, Choice(NOT_JUDGED, "Not judged")]
            else:
                del self[name]
        if not judged:
            self.overall.label.text = "Outcome of the inspection"

    def judgement(self, name: str) -> str | None:
        """The grade chosen for a judgement, or None where there is none."""
        chosen = self[name].data if name in self else None
        return None if chosen in (None, NOT_JUDGED) else str(chosen)


class ActionForm(PortalForm):
    """What a regulator's notice says."""

    kind = RadiosField(
        "What has the regulator done?",
        required="Choose what the regulator has done",
        choices=[
            Choice(
                one.value,
                title,
                "No new child may be accommodated: section 22B, Care Standards Act 2000"
                if one is ActionKind.RESTRICTION
                else "",
            )
            for one, title in ACTION_TITLES.items()
        ],
    )
    served_on = DateField(
        "Date you got the notice",
        what="Date of the notice",
        required="Enter the date of the notice",
        hint="For example, 27 3 2026.",
    )
    starts_on = DateField("From", required="Enter the date from which it holds")
    until = DateField(
        "Until",
        hint="The first day on which it no longer holds. Leave empty if the notice gives none.",
        say_optional=False,
    )
    terms = TextAreaField(
        "What the notice says",
        required="Enter what the notice says",
        hint="Its terms, as written. Do not name a child.",
        rows=5,
        max_length=8000,
    )
    submit = SubmitField("Save")


class RecordedActionForm(ActionForm):
    """The same, as a contract manager records it."""

    source = RadiosField(
        "Where is it from?",
        required="Choose where it is from",
        choices=[Choice(one.value, SOURCE_TITLES[one]) for one in ActionSource],
    )
    submit = SubmitField("Save")


class EndActionForm(PortalForm):
    """That an action is over."""

    until = DateField("It ended on", what="Date", required="Enter the date on which it ended")
    reason = TextAreaField(
        "Why it ended", required="Say why it ended", rows=3, max_words=200, max_length=2000
    )
    evidence = TextField(
        "Where this can be seen",
        required="Say where this can be seen",
        hint="The regulator’s letter with its date, or a link that begins with https.",
        max_length=500,
    )
    submit = SubmitField("Save")


class WithdrawActionForm(PortalForm):
    """That an action was wrong from its beginning."""

    reason = TextAreaField(
        "What was wrong?", required="Enter what was wrong", rows=3, max_length=2000
    )
    submit = SubmitField("Withdraw", style="warning")
