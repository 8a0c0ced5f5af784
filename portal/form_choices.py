"""Form fields that offer answers: radios, checkboxes and drop-down lists."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from wtforms import BooleanField
from wtforms import SelectField as WtfSelectField
from wtforms import SelectMultipleField as WtfSelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.fields.choices import Choice as DrawnChoice
from wtforms.validators import StopValidation

from portal.form_fields import PortalField
from portal.form_widgets import CheckboxesWidget, CheckboxWidget, RadiosWidget, SelectWidget

T = TypeVar("T")
NOT_OFFERED = "Choose one of the answers that are offered"


class Choice(SelectChoice):
    """One answer of a radio, checkbox or drop-down list, with a hint where radios allow one."""

    def __init__(self, value: str, text: str, hint: str = "") -> None:
        super().__init__(str(value), text)
        self.hint = hint


class _Chosen(PortalField[T]):
    """One or several of the answers offered."""

    named = "legend"
    choices: Any

    def __init__(
        self,
        label: str,
        *,
        choices: Sequence[Choice] | Callable[[], Sequence[Choice]] | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(label, choices=choices, invalid_choice_message=NOT_OFFERED, **rest)

    def pre_validate(self, form: Any) -> None:
        PortalField.pre_validate(self, form)
        given = self.data if isinstance(self.data, list) else [self.data]
        if not set(given) <= {choice.value for choice in self.choices or ()}:
            raise StopValidation(NOT_OFFERED)


class RadiosField(_Chosen[str], WtfSelectField):
    """One answer out of a few, as its value."""

    widget = RadiosWidget()

    def __init__(self, label: str, *, inline: bool = False, **rest: Any) -> None:
        super().__init__(label, **rest)
        if inline:
            self.look.setdefault("classes", "govuk-radios--inline")


class SelectField(_Chosen[str], WtfSelectField):
    """One answer out of many, as its value. Starts on nothing unless it has a default."""

    named = "label"
    widget = SelectWidget()

    def __init__(self, label: str, *, empty: str = "Choose one", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.empty = empty

    def iter_choices(self) -> list[Any]:
        offered: list[Any] = super().iter_choices()
        return [DrawnChoice("", self.empty, self.is_blank(), {}), *offered]


class CheckboxesField(_Chosen[list[str]], WtfSelectMultipleField):
    """Any number of answers, as a list of values."""

    widget = CheckboxesWidget()

    def __init__(self, label: str, *, hint: str = "Select all that apply.", **rest: Any) -> None:
        super().__init__(label, hint=hint, **rest)


class CheckboxField(PortalField[bool], BooleanField):
    """One box to tick; `required` is what to say when it must be ticked and is not."""

    widget = CheckboxWidget()

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, label_size="", say_optional=False, **rest)

    def is_blank(self) -> bool:
        return not self.data
