"""The forms of a declaration on exclusion grounds."""

from collections.abc import Sequence
from typing import Any

from portal.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
    TextField,
    form_with,
)
from portal.providers.exclusion import GROUNDS, Ground
from portal.providers.models import About
from portal.providers.services.declaration_answers import Answers

YES, NO = "yes", "no"
YES_OR_NO = [Choice(YES, "Yes"), Choice(NO, "No")]


class GroundsForm(PortalForm):
    """Whether each ground of a schedule applies to the supplier itself."""

    submit = SubmitField("Save and continue")

    def said(self) -> dict[str, bool]:
        """Return the grounds that were answered."""
        answers = {one.code: self[one.code].data for one in GROUNDS if one.code in self}
        return {code: data == YES for code, data in answers.items() if data in (YES, NO)}


def grounds_form(grounds: Sequence[Ground], answers: Answers) -> GroundsForm:
    """Build the form of some grounds, on the answers so far."""
    fields: dict[str, Any] = {
        ground.code: RadiosField(
            ground.question,
            hint=f"{ground.look_back}. {ground.source}.",
            required=f"Select yes or no: {ground.title.lower()}",
            choices=YES_OR_NO,
            default=word(answers.applies(About.SUPPLIER, ground.code)),
            inline=True,
        )
        for ground in grounds
    }
    return form_with(GroundsForm, fields)()


def word(applies: bool | None) -> str | None:
    """Return an answer as the form says it."""
    return None if applies is None else (YES if applies else NO)


class PersonsForm(PortalForm):
    """Whether any ground applies to any connected or associated person."""

    anybody = RadiosField(
        "Does any exclusion ground, mandatory or discretionary, apply to any of them?",
        required="Select yes or no",
        choices=YES_OR_NO,
        inline=True,
    )
    codes = CheckboxesField(
        "Which grounds apply?",
        hint="Only if you answered yes. Select all that apply.",
        choices=[Choice(one.code, one.title) for one in GROUNDS],
        say_optional=False,
    )
    submit = SubmitField("Save and continue")


class DetailsForm(PortalForm):
    """What a yes must explain."""

    person = SelectField("Who was it?", required="Choose the person", choices=[])
    what = TextAreaField(
        "What happened?",
        required="Say what happened",
        hint="The offence or event, who decided about it, and the outcome.",
        max_words=500,
    )
    happened_on = DateField(
        "When did it happen?",
        what="Date",
        required="Enter the date it happened",
        hint="For a conviction or decision, its date. For example, 27 3 2025.",
    )
    self_cleaning = TextAreaField(
        "What have you done since, so that it does not happen again?",
        required="Say what you have done since",
        hint="Paid what was owed, helped those who investigated, changed people, rules, training or"
        " checks. Buyers weigh this before they decide anything (section 58).",
        max_words=500,
    )
    submit = SubmitField("Save and continue")

    def about(self, about: About, names: Sequence[str]) -> None:
        """Ask who it was only where it was not the supplier itself."""
        if about is About.SUPPLIER:
            del self.person
            return
        self.person.choices = [Choice(name, name) for name in dict.fromkeys(names)]


class DeclareForm(PortalForm):
    """The declaration itself."""

    declared_name = TextField(
        "Your full name", required="Type your full name", hint="It counts as your signature."
    )
    agree = CheckboxField(
        "What is declared here is true and complete, and I may declare it for the organisation."
        " A false declaration is itself a ground to exclude a supplier.",
        required="Tick the box to declare",
    )
    submit = SubmitField("Make this declaration")
