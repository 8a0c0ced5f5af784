"""Forms for recommending an award and for deciding about one."""

from collections.abc import Sequence
from typing import Any

from portal.forms import (
    Choice,
    PortalForm,
    RadiosField,
    SubmitField,
    TextAreaField,
    form_with,
)
from portal.tenders.models import EntryResult

YES, NO = "yes", "no"
APPROVE, RETURN = "approve", "return"


class RecommendForm(PortalForm):
    """An outcome for every entry, with a reason where it departs from the ranking."""

    results: Sequence[EntryResult] = ()
    summary = TextAreaField(
        "Summary for the approver",
        required="Enter the reasons for your recommendation",
        hint="What you recommend and why, in a few sentences.",
    )
    submit = SubmitField("Send to the approver")

    def fields_of(self, result: EntryResult) -> tuple[Any, Any]:
        """Return the fields for the outcome and the reason of an entry that qualified."""
        reference = result.entry.reference
        return self[reference], self[f"reason-{reference}"]


def recommend_form(results: Sequence[EntryResult]) -> RecommendForm:
    """Build the form; every entry that qualified starts on what its lot's award rule proposes."""
    fields: dict[str, Any] = {"results": results}
    for result in (one for one in results if one.qualified):
        reference = result.entry.reference
        fields[reference] = RadiosField(
            f"Outcome for {result.entry.bid.organisation.name}, {result.entry.service.name}",
            required="Choose an outcome",
            choices=[Choice(YES, "Successful"), Choice(NO, "Not successful")],
            default=YES if result.proposed else NO,
            inline=True,
        )
        fields[f"reason-{reference}"] = TextAreaField(
            "Reason, if this departs from the ranking", rows=2, say_optional=False
        )
    return form_with(RecommendForm, fields)()


class NoAwardForm(PortalForm):
    """Why there is no suitable tender."""

    reason = TextAreaField(
        "Why is there no suitable tender?",
        required="Enter why there is no suitable tender",
        hint="An approver reads this and decides. Bidders are told that no award was made.",
    )
    submit = SubmitField("Send to the approver")


class DecisionForm(PortalForm):
    """Approve a recommendation, or return it with what must change."""

    decision = RadiosField(
        "Your decision",
        required="Choose whether to approve the recommendation",
        choices=[
            Choice(APPROVE, "Approve it", "Bidders are told that their results are ready."),
            Choice(RETURN, "Return it", "The commissioner reads your reason and can try again."),
        ],
    )
    reason = TextAreaField("What must change, if you return it", say_optional=False)
    submit = SubmitField("Record your decision")
