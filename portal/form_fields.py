"""Form fields: GOV.UK on the page, a typed value or a plain sentence behind it."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from email_validator import EmailNotValidError, validate_email
from flask_wtf.file import FileField as FlaskFileField
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms import SubmitField as WtfSubmitField
from wtforms.validators import StopValidation

from portal import money
from portal.form_widgets import (
    EmailWidget,
    FileWidget,
    Params,
    PasswordWidget,
    SubmitWidget,
    TextAreaWidget,
    TextWidget,
    WordCountWidget,
)
from portal.words import count_words

T = TypeVar("T")


class PortalField(Field, Generic[T]):
    """What every field shares: label, hint, what it is called in a sentence, and being required.

    `required` is the sentence shown when nothing was given; without one the field is optional.
    `what` names it at the start of other sentences ("Closing date must be a real date").
    `look` is laid over the parameters of the GOV.UK macro.
    """

    data: T | None
    named = "label"

    def __init__(
        self,
        label: str,
        *,
        required: str | None = None,
        hint: str = "",
        what: str | None = None,
        label_size: str = "s",
        look: Params | None = None,
        say_optional: bool = True,
        **rest: Any,
    ) -> None:
        shown = label if required or not say_optional else f"{label} (optional)"
        super().__init__(shown, description=hint, **rest)
        self.required = required
        self.what = what or label.rstrip("?")
        classes = f"govuk-{'fieldset__legend' if self.named == 'legend' else 'label'}--{label_size}"
        named: Params = {self.named: {"classes": classes}} if label_size else {}
        self.look: Params = {
            **({"fieldset": named} if self.named == "legend" else named),
            **(look or {}),
        }

    @property
    def first_id(self) -> str:
        """The id that the error summary links to."""
        return str(self.id)

    def is_blank(self) -> bool:
        return self.data is None or self.data in ("", [])

    def pre_validate(self, form: Any) -> None:
        if self.errors:
            raise StopValidation
        if self.is_blank():
            raise StopValidation(self.required)
        try:
            self.check()
        except ValueError as error:
            raise StopValidation(str(error)) from error

    def check(self) -> None:
        """Look at a value that is there; raise `ValueError` with a sentence."""


class TypedField(PortalField[T]):
    """A value read from one box of text. What was typed is shown again after a mistake."""

    widget = TextWidget()
    max_length = 200

    def __init__(self, label: str, *, width: int | None = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.typed = ""
        if width:
            self.look.setdefault("classes", f"govuk-input--width-{width}")

    def parse(self, text: str) -> T:
        raise NotImplementedError

    def show(self, value: T) -> str:
        return str(value)

    def process_data(self, value: T | None) -> None:
        self.data = value
        self.typed = "" if value is None else self.show(value)

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        self.data = None
        # A file sent under a text field's name is no text.
        self.typed = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        text = self.tidy(self.typed)
        if text:
            self.data = self.parse(text)

    def tidy(self, text: str) -> str:
        """Strip and normalise; refuse what cannot be seen and what is too long."""
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if any(unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\n\t" for mark in text):
            raise ValueError(f"{self.what} must not include hidden control characters")
        if len(text) > self.max_length:
            raise ValueError(f"{self.what} must be {self.max_length:,} characters or less")
        return text

    def _value(self) -> str:
        return _visible(self.typed)


class TextField(TypedField[str]):
    """One line of text, stripped."""

    def __init__(self, label: str, *, max_length: int = 200, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.max_length = max_length

    def parse(self, text: str) -> str:
        return " ".join(text.split())


class TextAreaField(TypedField[str]):
    """Several lines of text; `max_words` shows the words left and refuses more."""

    def __init__(
        self,
        label: str,
        *,
        rows: int = 5,
        max_words: int | None = None,
        max_length: int = 20_000,
        **rest: Any,
    ) -> None:
        widget = WordCountWidget() if max_words else TextAreaWidget()
        super().__init__(label, widget=widget, **rest)
        self.max_length = max_length
        self.max_words = max_words
        self.look |= {"rows": rows} | ({"maxwords": max_words} if max_words else {})

    def parse(self, text: str) -> str:
        if self.max_words and count_words(text) > self.max_words:
            raise ValueError(f"{self.what} must be {self.max_words:,} words or less")
        return text


class EmailField(TypedField[str]):
    """An e-mail address, its domain in lower case."""

    widget = EmailWidget()
    max_length = 254

    def __init__(self, label: str = "Email address", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.look.setdefault("autocomplete", "email")
        self.look.setdefault("spellcheck", False)

    def parse(self, text: str) -> str:
        try:
            return validate_email(text, check_deliverability=False).normalized
        except EmailNotValidError as error:
            wanted = "Enter an email address in the correct format, like name@example.com"
            raise ValueError(wanted) from error


class PasswordField(TypedField[str]):
    """A password: kept exactly as typed, and never sent back to the page."""

    widget = PasswordWidget()
    max_length = 256

    def __init__(self, label: str = "Password", *, new: bool = False, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.look.setdefault("autocomplete", "new-password" if new else "current-password")

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data = str(valuelist[0])

    def parse(self, text: str) -> str:
        return text

    def _value(self) -> str:
        return ""


class NumberField(TypedField[int]):
    """A number held as a whole number of its smallest unit, with limits in words."""

    max_length = 30

    def __init__(
        self,
        label: str,
        *,
        minimum: int | None = 0,
        maximum: int | None = None,
        width: int = 10,
        **rest: Any,
    ) -> None:
        super().__init__(label, width=width, **rest)
        self.minimum, self.maximum = minimum, maximum
        self.look.setdefault("inputmode", "decimal")
        self.look.setdefault("spellcheck", False)

    def check(self) -> None:
        if self.data is None:
            return
        if self.minimum is not None and self.data < self.minimum:
            raise ValueError(f"{self.what} must be {self.show_limit(self.minimum)} or more")
        if self.maximum is not None and self.data > self.maximum:
            raise ValueError(f"{self.what} must be {self.show_limit(self.maximum)} or less")

    def show_limit(self, value: int) -> str:
        return self.show(value)


class PoundsField(NumberField):
    """Pounds as people type them, held as whole pence. Limits are in pence too."""

    def __init__(self, label: str, *, minimum: int | None = 0, **rest: Any) -> None:
        super().__init__(label, minimum=minimum, **rest)
        self.look.setdefault("prefix", {"text": "£"})

    def parse(self, text: str) -> int:
        try:
            return money.parse_pounds(text)
        except ValueError as error:
            if "less than" in str(error):
                raise
            raise ValueError("Enter a price in pounds, like 5,200.00") from error

    def show(self, value: int) -> str:
        return money.pounds(value).replace("£", "")

    def show_limit(self, value: int) -> str:
        return money.pounds(value)


class IntegerField(NumberField):
    """A whole number, which fits a column of 32 bits unless another limit is given."""

    def __init__(
        self, label: str, *, maximum: int | None = 1_000_000_000, width: int = 5, **rest: Any
    ) -> None:
        super().__init__(label, maximum=maximum, width=width, **rest)
        self.look["inputmode"] = "numeric"

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3}){0,4}|-?[0-9]{1,15}", text):
            raise ValueError(f"{self.what} must be a whole number, like 12")
        return int(text.replace(",", ""))


class PercentField(NumberField):
    """A percentage, held as whole hundredths of a per cent: `1.5` is 150. Limits likewise."""

    def __init__(
        self, label: str, *, maximum: int | None = 10_000, width: int = 5, **rest: Any
    ) -> None:
        super().__init__(label, maximum=maximum, width=width, **rest)
        self.look.setdefault("suffix", {"text": "%"})

    def parse(self, text: str) -> int:
        return money.parse_percent(text)

    def show(self, value: int) -> str:
        return f"{value // 100}.{value % 100:02d}".rstrip("0").rstrip(".")

    def show_limit(self, value: int) -> str:
        return f"{self.show(value)}%"


class FileField(PortalField[FileStorage], FlaskFileField):
    """A file sent with the form; which kinds are welcome is judged by the file store."""

    widget = FileWidget()

    def __init__(self, label: str, *, accept: str = "", **rest: Any) -> None:
        super().__init__(label, **rest)
        if accept:
            self.look.setdefault("attributes", {"accept": accept})


class SubmitField(WtfSubmitField):
    """The button. `style` is `secondary` or `warning` where it is not the main one."""

    widget = SubmitWidget()

    def __init__(self, label: str, *, style: str = "", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.look: Params = {"preventDoubleClick": True}
        if style:
            self.look["classes"] = f"govuk-button--{style}"


def _visible(text: str) -> str:
    """What was typed, without what HTML cannot carry."""
    return "".join(mark for mark in text if mark in "\n\r\t" or unicodedata.category(mark) != "Cc")
