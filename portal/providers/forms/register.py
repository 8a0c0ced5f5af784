"""The forms about the register: a previewed file to take in, and a rating scale to add."""

from wtforms.validators import ValidationError

from portal.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    IntegerField,
    OnceForm,
    SubmitField,
    TextAreaField,
    TextField,
)
from portal.providers.models import PROVISION_TITLES
from portal.providers.ofsted.grades import Level
from portal.providers.services.scales import MOST_GRADES, NewGrade

LEVELS = {level.value: level for level in Level}


class TakeInForm(OnceForm):
    """A file that was previewed and seems whole."""

    submit = SubmitField("Import this file")


class TakeInShortForm(OnceForm):
    """A file that was previewed and seems to be cut short."""

    allow_missing = CheckboxField(
        "The file is whole: settings that it lacks are closed",
        required="Confirm that the file is whole, or preview Ofsted’s whole list",
    )
    submit = SubmitField("Import this file", style="warning")


class ScaleForm(OnceForm):
    """A rating scale that Ofsted has announced."""

    title = TextField("Title of the scale", what="Title", required="Enter a title", max_length=100)
    provision_types = CheckboxesField(
        "What it is for",
        required="Choose at least one kind of provision",
        choices=[Choice(kind.value, title) for kind, title in PROVISION_TITLES.items()],
    )
    valid_from = DateField(
        "Inspections from",
        what="First day",
        required="Enter the first day of the scale",
        hint="The scale used until then ends for these kinds of provision. For example, 1 4 2027.",
    )
    judgements = IntegerField(
        "Judgements of an inspection",
        what="Judgements",
        required="Enter how many judgements an inspection gives",
        hint="3 where protection and leaders are judged beside the headline, else 1.",
        minimum=1,
        maximum=5,
    )
    grades = TextAreaField(
        "Grades, the best first",
        what="Grades",
        required="Enter the grades",
        hint=(
            "One on each line: the label as Ofsted’s file spells it, a semicolon, and what it "
            f"means: {', '.join(LEVELS)}. For example, Good; acceptable."
        ),
        rows=6,
        max_length=2000,
    )
    source = TextField("Where Ofsted describes it", what="Source")
    submit = SubmitField("Add this scale")

    def validate_grades(self, field: TextAreaField) -> None:
        """Refuse lines that are no grade."""
        wrong = [line for line in _lines(field.data) if _grade(line) is None]
        if wrong:
            raise ValidationError(
                f"“{wrong[0][:60]}” is not a label, a semicolon and one of {', '.join(LEVELS)}"
            )
        if len(_lines(field.data)) > MOST_GRADES:
            raise ValidationError(f"A scale has 2 to {MOST_GRADES} grades")

    def new_grades(self) -> list[NewGrade]:
        """Return the grades that were entered."""
        return [grade for line in _lines(self.grades.data) if (grade := _grade(line))]


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _grade(line: str) -> NewGrade | None:
    label, mark, meaning = line.rpartition(";")
    level = LEVELS.get(meaning.strip().lower())
    return NewGrade(label.strip(), level) if mark and label.strip() and level else None
