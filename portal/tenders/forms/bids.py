"""Forms of a bid: what is typed is kept, right or wrong; services judge it."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from portal.files.uploads import kinds_in_words
from portal.form_fields import TypedField
from portal.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    FileField,
    OnceForm,
    PortalForm,
    RadiosField,
    SubmitField,
    TextAreaField,
    form_with,
)
from portal.money import pounds
from portal.providers.models import Service
from portal.tenders.models import PriceLine, Question, Requirement, Unit
from portal.tenders.services.bid_files import WELCOME

LONGEST_ANSWER = 400_000
UNFIT = frozenset({"Cc", "Cs"})
CONFIRM = "confirm"
EXPLAIN = "explain"
UNITS = {
    Unit.WEEK: "a week",
    Unit.NIGHT: "a night",
    Unit.HOUR: "an hour",
    Unit.SHIFT: "a shift",
    Unit.SESSION: "a session",
    Unit.MILE: "a mile",
    Unit.ONCE: "once",
    Unit.PERCENT_OF_CORE: "a week, as what the percentage of core comes to",
}


class KeptTextField(TextAreaField):
    """Text that is kept whatever its length; what HTML cannot carry is dropped."""

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, say_optional=False, max_length=LONGEST_ANSWER, **rest)

    def tidy(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        kept = (mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in UNFIT)
        return "".join(kept).strip()[:LONGEST_ANSWER]

    def parse(self, text: str) -> str:
        return text


class KeptPriceField(TypedField[str]):
    """A price as it was typed, right or wrong."""

    max_length = 30

    def parse(self, text: str) -> str:
        return text

    def tidy(self, text: str) -> str:
        return " ".join(text.split())[: self.max_length]


class DraftForm(PortalForm):
    """What every page that saves a draft carries: the version shown, and two ways to save."""

    seen = HiddenField(default="0")
    settled = CheckboxField("I have kept what I need from the other text, so remove it")
    submit = SubmitField("Save and continue")
    later = SubmitField("Save and come back later", style="secondary")

    @property
    def version(self) -> int:
        """The version that the writer was shown; nonsense counts as none."""
        typed = str(self.seen.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def answer_form(question: Question, *, text: str, version: int) -> Any:
    """Return the form of one answer."""
    fields = {
        "text": KeptTextField("Your answer", rows=12, max_words=question.word_limit),
        "file": FileField(
            "Add a file",
            hint=f"{kinds_in_words(WELCOME)}, up to 20MB. It is sealed with your answer.",
            accept=",".join(f".{kind.extension}" for kind in WELCOME),
        ),
    }
    return form_with(DraftForm, fields)(data={"text": text, "seen": str(version)})


def requirements_form(
    requirements: Sequence[Requirement], said: dict[int, tuple[bool | None, str]], version: int
) -> Any:
    """Return the form that confirms or explains each requirement."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"seen": str(version)}
    for one in requirements:
        kind = "Mandatory" if one.mandatory else "Desirable"
        fields[f"said-{one.id}"] = RadiosField(
            f"{one.number}. {one.text}",
            hint=kind,
            say_optional=False,
            choices=[
                Choice(CONFIRM, "We confirm that we meet this"),
                Choice(EXPLAIN, "We do not meet it as written, and explain"),
            ],
        )
        fields[f"why-{one.id}"] = KeptTextField(
            f"Explanation for requirement {one.number}",
            hint="Only if you do not confirm it.",
            rows=3,
            label_size="",
        )
        confirmed, why = said[one.id]
        words = {True: CONFIRM, False: EXPLAIN, None: None}
        data |= {f"said-{one.id}": words[confirmed], f"why-{one.id}": why}
    return form_with(DraftForm, fields)(data=data)


def prices_form(lines: Sequence[PriceLine], typed: dict[str, str], version: int) -> Any:
    """Return the form of an entry's prices."""
    fields = {f"price-{line.component_code}": price_field(line) for line in lines}
    data = {f"price-{code}": text for code, text in typed.items()}
    return form_with(DraftForm, fields)(data=data | {"seen": str(version)})


def price_field(line: PriceLine) -> KeptPriceField:
    """Return the field of one price, with its unit and ceiling."""
    title = line.component.title
    unit = UNITS[line.component.unit]
    return KeptPriceField(
        title if line.mandatory else f"{title} (optional)",
        hint=f"Pounds {unit}. The ceiling is {pounds(line.ceiling_pence)}.",
        say_optional=False,
        width=10,
        look={"prefix": {"text": "£"}, "inputmode": "decimal", "spellcheck": False},
    )


class ChooseServicesForm(PortalForm):
    """Which services bid for a lot."""

    services = CheckboxesField(
        "Which services do you bid with?", required="Choose at least one service"
    )
    submit = SubmitField("Add to your bid")

    def offer(self, services: Sequence[Service]) -> None:
        """Set what can be chosen."""
        self.services.choices = [
            Choice(one.reference, f"{one.name}{f' ({one.urn})' if one.urn else ''}")
            for one in services
        ]


class SubmitBidForm(OnceForm):
    """The last step: the bidder's word."""

    agree = CheckboxField(
        "I am allowed to bid for my organisation, what this bid says is true, and its prices were "
        "set without agreement with any other bidder",
        required="Confirm that you may bid, that the bid is true and that its prices are your own",
    )
    submit = SubmitField("Submit")


class ConfirmForm(PortalForm):
    """A button that withdraws or removes."""

    submit = SubmitField("Confirm", style="warning")
