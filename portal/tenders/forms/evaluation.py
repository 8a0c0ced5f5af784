"""Forms for marks, agreed marks, panels and the drawing of lots."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from portal.forms import (
    Choice,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
    form_with,
)
from portal.tenders.models import EntryResult, Mark, QuestionKind, Response, ScaleMark

PASS_FAIL = (Choice("1", "Pass"), Choice("0", "Fail"))
ADD_ONE = "add"
CHAIR = "chair"
OPENER = "opener"


class Filled(NamedTuple):
    """What somebody filled in for one response."""

    response: Response
    mark: int
    reason: str


def key_of(response: Response) -> str:
    """Return what names a response under its question: its bid, lot or entry, by reference."""
    if response.entry is not None:
        return response.entry.reference
    if response.lot is not None:
        return f"{response.bid.reference}-lot-{response.lot.number}"
    return response.bid.reference


def choices_for(kind: QuestionKind, scale: Sequence[ScaleMark]) -> list[Choice]:
    """Return the marks that can be given to a question, the best first."""
    if kind is QuestionKind.PASS_FAIL:
        return list(PASS_FAIL)
    return [
        Choice(str(one.mark), f"{one.mark}: {one.title}", one.description)
        for one in sorted(scale, key=lambda one: -one.mark)
    ]


class MarksForm(PortalForm):
    """Marks with reasons for several responses; those left empty are left alone."""

    responses: Sequence[Response] = ()
    submit = SubmitField("Save marks")

    def fields_of(self, response: Response) -> tuple[Any, Any]:
        """Return the fields for the mark and the reason of one response."""
        name = _name(response)
        return self[f"mark-{name}"], self[f"reason-{name}"]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        for response in self.responses:
            mark, reason = self.fields_of(response)
            if reason.data and not mark.data and not mark.errors:
                mark.errors = ["Choose a mark to go with the reason"]
            if mark.data and not reason.data and not reason.errors:
                reason.errors = ["Enter the reason for the mark"]
            fine = fine and not (mark.errors or reason.errors)
        return fine

    def filled(self) -> list[Filled]:
        """Return the marks that were filled in."""
        pairs = [(response, *self.fields_of(response)) for response in self.responses]
        return [
            Filled(response, int(mark.data), reason.data)
            for response, mark, reason in pairs
            if mark.data
        ]


def marks_form(
    responses: Sequence[Response], scale: Sequence[ScaleMark], own: Mapping[int, Mark]
) -> MarksForm:
    """Build the form for the responses that a person can still mark, with their marks so far."""
    fields: dict[str, Any] = {"responses": responses}
    for response in responses:
        mark, name = own.get(response.id), _name(response)
        fields[f"mark-{name}"] = RadiosField(
            "Your mark",
            choices=choices_for(response.question.kind, scale),
            default=str(mark.mark) if mark else None,
            say_optional=False,
        )
        fields[f"reason-{name}"] = TextAreaField(
            "Reason for the mark",
            default=mark.reason if mark else None,
            rows=4,
            say_optional=False,
        )
    return form_with(MarksForm, fields)()


def _name(response: Response) -> str:
    return f"{response.question.reference}-{key_of(response)}"


class ConsensusForm(PortalForm):
    """The panel's agreed mark for one response."""

    mark = RadiosField("Agreed mark", required="Choose the mark that the panel agreed")
    reason = TextAreaField(
        "Reason for the mark",
        required="Enter the panel’s reason for the mark",
        hint="The bidder will read this. Say what earned the mark and what kept it from a higher "
        "one.",
    )
    quote = TextAreaField(
        "Words from the bid",
        required="Enter words from the bid that show why",
        hint="Copy them from the response. Spaces and line breaks do not matter.",
        rows=3,
    )
    submit = SubmitField("Record the agreed mark")


class PanelForm(PortalForm):
    """Somebody who takes a place on the panel, and whose."""

    leaving = RadiosField(
        "What should change?",
        required="Choose what should change",
        hint="Marks of an evaluator "
        "who leaves are kept and set aside for the questions that are not fully marked.",
    )
    new = SelectField("Who takes the place?", required="Choose who takes the place")
    submit = SubmitField("Change the panel")


class LotsForm(PortalForm):
    """The order in which lots were drawn."""

    note = TextAreaField(
        "How were lots drawn, and who was there?",
        required="Enter how lots were drawn and who was there",
    )
    submit = SubmitField("Record the drawing of lots")


def lots_form(tied: Sequence[EntryResult]) -> LotsForm:
    """Build the form with a place for each of the tied entries."""
    places = [Choice(str(n), str(n)) for n in range(1, len(tied) + 1)]
    fields = {
        f"place-{row.entry.reference}": SelectField(
            f"Place drawn for {row.entry.bid.organisation.name}, {row.entry.service.name}",
            required="Choose the place that was drawn",
            choices=places,
        )
        for row in tied
    }
    return form_with(LotsForm, fields)()
