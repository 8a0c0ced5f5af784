"""Forms of an invitation to tender."""

from collections.abc import Sequence

from portal.accounts.models import Membership
from portal.errors import DomainError
from portal.forms import (
    CheckboxesField,
    Choice,
    DateTimeField,
    IntegerField,
    OnceForm,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
    TextField,
    filled,
    form_with,
)
from portal.tenders.award_model import TIE_BREAKS
from portal.tenders.models import (
    Duty,
    Lot,
    Part,
    Procurement,
    ProcurementKind,
    Question,
    QuestionKind,
    Scope,
    UnconfirmedPolicy,
)
from portal.tenders.services.procurements import HIGHEST_MARK, ScaleRow
from portal.tenders.services.questions import LONGEST_ANSWER, QuestionTerms

KINDS = {
    ProcurementKind.FRAMEWORK_LOTS: ("Places on a framework", "Successful services join the lots."),
    ProcurementKind.BLOCK: ("A block contract", "Places are bought together from one supplier."),
}
SCOPES = {
    Scope.ORGANISATION: ("Once for the organisation", "One answer counts for all its entries."),
    Scope.LOT: ("Once for each lot", "One answer counts for all its services on the lot."),
    Scope.SERVICE: ("For each service", "Such as a home’s own staff and building."),
}
QUESTION_KINDS = {
    QuestionKind.SCORED: ("Scored", "Marked on the published scale."),
    QuestionKind.PASS_FAIL: ("Pass or fail", "A bid that fails goes no further."),
    QuestionKind.INFORMATION: ("For information", "Nobody marks it."),
}
PARTS = {Part.QUALITY: "Quality", Part.SOCIAL_VALUE: "Social value"}
DUTIES = {
    Duty.OPENER: ("Opens bids", "Two people open bids together, after the close."),
    Duty.MODERATOR: ("Chairs the panel", "Records the marks that the panel agrees."),
    Duty.EVALUATOR: ("Marks bids", "At least two people mark each question."),
}
UNCONFIRMED = {
    UnconfirmedPolicy.STANDS: ("It stands as submitted", ""),
    UnconfirmedPolicy.SET_ASIDE: (
        "It is set aside",
        "The bidder must confirm it again to stay in.",
    ),
}


class InvitationForm(OnceForm):
    """What an invitation is called and what it invites bids for."""

    title = TextField("Title", required="Enter a title")
    summary = TextAreaField(
        "Summary",
        required="Enter a summary",
        hint="What you are buying and who should bid. Providers read this first.",
    )
    kind = RadiosField(
        "What are you inviting bids for?",
        required="Choose what you are inviting bids for",
        choices=[Choice(one, *words) for one, words in KINDS.items()],
    )
    lots = CheckboxesField("Lots", required="Choose at least one lot")
    submit = SubmitField("Save and continue")

    def offer_lots(self, lots: Sequence[Lot]) -> None:
        """Offer the lots of the framework."""
        self.lots.choices = [Choice(str(lot.number), lot.name) for lot in lots]

    def chosen_lots(self, lots: Sequence[Lot]) -> list[Lot]:
        """Return those of the framework's lots that are ticked."""
        return [lot for lot in lots if str(lot.number) in filled(self.lots)]


class TimetableForm(PortalForm):
    """When questions and bids close."""

    questions_close_at = DateTimeField(
        "Questions close",
        required="Enter when questions close",
        hint="United Kingdom time, for example 12 noon on a working day.",
    )
    closes_at = DateTimeField(
        "Bids close",
        required="Enter when bids close",
        hint="A bid that arrives on the second is late.",
    )
    submit = SubmitField("Save timetable")


class NewInvitationForm(InvitationForm):
    """An invitation with its first timetable."""

    questions_close_at = DateTimeField(
        "Questions close", required="Enter when questions close", hint="United Kingdom time."
    )
    closes_at = DateTimeField(
        "Bids close", required="Enter when bids close", hint="United Kingdom time."
    )
    submit = SubmitField("Save and continue")


class RulesForm(PortalForm):
    """How totals are rounded and ties settled."""

    decimal_places = IntegerField(
        "Decimal places",
        required="Enter the number of decimal places",
        hint="Totals are rounded once, half up, and compared as rounded.",
        maximum=4,
        width=2,
    )
    tie_breaks = RadiosField(
        "What settles a tie",
        required="Choose what settles a tie",
        choices=[Choice(code, title) for code, title in TIE_BREAKS.items()],
    )
    unconfirmed_policy = RadiosField(
        "What becomes of a bid that is not confirmed again after an amendment",
        required="Choose what becomes of the bid",
        choices=[Choice(one, *words) for one, words in UNCONFIRMED.items()],
    )
    submit = SubmitField("Save rules")


class ConflictsForm(PortalForm):
    """The conflicts assessment."""

    conflicts_assessed = TextAreaField(
        "What the assessment found",
        required="Record what the conflicts assessment found",
        hint="Actual and potential conflicts of everyone who can influence this procurement, and "
        "what was done about each. Bidders do not see this.",
        rows=10,
    )
    submit = SubmitField("Save assessment")


class ScaleForm(PortalForm):
    """The marks of a scale; `scale_form` adds a pair of fields for each."""

    submit = SubmitField("Save scale")

    @property
    def pairs(self) -> list[tuple[int, object, object]]:
        """Each mark with its two fields."""
        count = sum(name.startswith("title-") for name in self._fields)
        return [(n, self[f"title-{n}"], self[f"description-{n}"]) for n in range(count)]

    def rows(self) -> list[ScaleRow]:
        """Return what was filled in; an empty mark at the end is no mark.

        Raises:
            DomainError: a description stands without a title.
        """
        rows = []
        for mark, title, description in self.pairs:
            name, words = title.data, description.data  # type: ignore[attr-defined]
            if words and not name:
                raise DomainError(f"Enter a title for a mark of {mark}", f"title-{mark}")
            if name:
                rows.append(ScaleRow(mark, name, words or ""))
        return rows


def scale_form(procurement: Procurement) -> ScaleForm:
    """Return the form with the marks there are and an empty one above them."""
    count = min(len(procurement.scale) + 1, HIGHEST_MARK + 1)
    fields: dict[str, object] = {}
    for mark in range(count):
        fields[f"title-{mark}"] = TextField(
            "Title", say_optional=False, width=20, what=f"The title for {mark}"
        )
        fields[f"description-{mark}"] = TextAreaField(
            "What earns it", say_optional=False, rows=2, max_length=1000
        )
    known = {f"title-{one.mark}": one.title for one in procurement.scale}
    known |= {f"description-{one.mark}": one.description for one in procurement.scale}
    return form_with(ScaleForm, fields)(data=known)


class QuestionForm(OnceForm):
    """One question of an invitation."""

    title = TextField("Short title", required="Enter a short title")
    text = TextAreaField("Question", required="Enter the question", max_length=4000)
    guidance = TextAreaField("Guidance for bidders", rows=3, max_length=4000)
    scope = RadiosField(
        "How often is it answered?",
        required="Choose how often it is answered",
        choices=[Choice(one, *words) for one, words in SCOPES.items()],
    )
    lot = SelectField("Lot", empty="Every lot of the invitation", hint="Ask it for one lot only.")
    kind = RadiosField(
        "How is it judged?",
        required="Choose how it is judged",
        choices=[Choice(one, *words) for one, words in QUESTION_KINDS.items()],
    )
    part = RadiosField(
        "Which part does it belong to?",
        required="Choose a part",
        inline=True,
        choices=[Choice(one, words) for one, words in PARTS.items()],
    )
    weight = IntegerField(
        "Weight",
        hint="For scored questions: the weights within a part add up to 100 for each lot.",
        look={"suffix": {"text": "%"}},
        width=3,
        say_optional=False,
    )
    minimum_mark = IntegerField(
        "Lowest mark to stay in", hint="For scored questions. Leave empty for none.", width=3
    )
    word_limit = IntegerField(
        "Word limit", required="Enter the word limit", maximum=LONGEST_ANSWER, minimum=1
    )
    submit = SubmitField("Save question")

    def offer_lots(self, lots: Sequence[Lot]) -> None:
        """Offer the lots of the invitation."""
        self.lot.choices = [Choice(str(lot.number), lot.name) for lot in lots]

    def terms(self, lots: Sequence[Lot]) -> QuestionTerms:
        """Return what was filled in; a question that is not scored has no weight."""
        kind = QuestionKind(filled(self.kind))
        scored = kind is QuestionKind.SCORED
        lot = next((one for one in lots if str(one.number) == self.lot.data), None)
        return QuestionTerms(
            title=filled(self.title),
            text=filled(self.text),
            scope=Scope(filled(self.scope)),
            kind=kind,
            part=Part(filled(self.part)),
            lot_id=lot.id if lot else None,
            guidance=self.guidance.data or "",
            word_limit=filled(self.word_limit),
            weight=self.weight.data if scored else None,
            minimum_mark=self.minimum_mark.data if scored else None,
        )


class AssignForm(PortalForm):
    """Give somebody a duty."""

    membership = SelectField("Person", required="Choose a person")
    duty = RadiosField(
        "Duty",
        required="Choose a duty",
        choices=[Choice(one, *words) for one, words in DUTIES.items()],
    )
    question = SelectField("Question", empty="Every question", hint="For those who mark bids only.")
    submit = SubmitField("Assign")

    def offer(self, people: Sequence[Membership], questions: Sequence[Question]) -> None:
        """Offer the people who may be assigned and the questions that are marked."""
        self.membership.choices = [
            Choice(str(one.id), f"{one.person.name}, {one.organisation.name}") for one in people
        ]
        self.question.choices = [
            Choice(one.reference, one.title)
            for one in questions
            if one.kind is not QuestionKind.INFORMATION
        ]


class PublishForm(PortalForm):
    """A last look before publication."""

    submit = SubmitField("Publish this invitation")


class ExtensionForm(PortalForm):
    """A later deadline."""

    closes_at = DateTimeField("New deadline", required="Enter the new deadline")
    reason = TextAreaField(
        "Reason",
        required="Give the reason",
        hint="Everyone who is interested is told this reason.",
        rows=4,
        max_length=2000,
    )
    submit = SubmitField("Propose this deadline")


class ReturnExtensionForm(PortalForm):
    """Why a later deadline is not agreed to."""

    reason = TextAreaField("Reason", required="Give the reason", rows=3, max_length=2000)
    submit = SubmitField("Do not agree", style="secondary")


class AskForm(OnceForm):
    """A provider's question about an invitation."""

    text = TextAreaField(
        "Your question",
        required="Enter your question",
        hint="The question and its answer are published to everyone, without your name. "
        "Do not say in it who you are, and do not write about a child.",
        max_length=4000,
    )
    submit = SubmitField("Send question")


class AnswerForm(PortalForm):
    """A commissioner's answer."""

    answer = TextAreaField(
        "Answer",
        required="Enter the answer",
        hint="Published to everyone together with the question.",
        max_length=8000,
    )
    submit = SubmitField("Publish answer")
