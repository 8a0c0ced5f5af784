"""Draws form fields with the GOV.UK macros, without running the page's context for each field."""

from typing import Any

from flask import current_app
from govuk_frontend_wtf.gov_form_base import GovFormBase
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxesInput,
    GovCheckboxInput,
    GovFileInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from markupsafe import Markup

Params = dict[str, Any]

_UNWANTED = ("required", "maxlength", "minlength", "accept")
"""Browser checks are left out, so that every mistake is explained in our words in one place."""


class HouseWidget(GovFormBase):
    """Adds the field's own `look` to what the library works out, and drops empty hints."""

    component = "input"
    macro = "govukInput"

    def map_gov_params(self, field: Any, **kwargs: Any) -> Params:
        params: Params = super().map_gov_params(field, **kwargs)
        if not field.description:
            params.pop("hint", None)
        attributes = params.setdefault("attributes", {})
        for name in _UNWANTED:
            attributes.pop(name, None)
        return _merged(params, field.look)

    def render(self, params: Params) -> Markup:
        path = f"govuk_frontend_jinja/components/{self.component}/macro.html"
        macro = getattr(current_app.jinja_env.get_template(path).module, self.macro)
        return Markup(str(macro(params)).strip())  # noqa: S704 - a macro's own, escaped output


class TextWidget(HouseWidget, GovTextInput):
    """One line of text."""


class EmailWidget(TextWidget):
    """One line of text that brings up a phone's e-mail keyboard."""

    input_type = "email"


class PasswordWidget(HouseWidget, GovPasswordInput):
    """A password, with a button that shows it."""

    component, macro = "password-input", "govukPasswordInput"


class TextAreaWidget(HouseWidget, GovTextArea):
    """Several lines of text."""

    component, macro = "textarea", "govukTextarea"


class WordCountWidget(HouseWidget, GovCharacterCount):
    """Several lines of text with the words left."""

    component, macro = "character-count", "govukCharacterCount"


class SelectWidget(HouseWidget, GovSelect):
    """A drop-down list."""

    component, macro = "select", "govukSelect"


class FileWidget(HouseWidget, GovFileInput):
    """A file to send; what may be sent is a hint to the browser and is checked by us."""

    component, macro = "file-upload", "govukFileUpload"

    def map_gov_params(self, field: Any, **kwargs: Any) -> Params:
        params = super().map_gov_params(field, **kwargs)
        params.pop("value", None)
        return params


class SubmitWidget(HouseWidget, GovSubmitInput):
    """A button that sends the form, once however often it is pressed."""

    component, macro = "button", "govukButton"


class RadiosWidget(HouseWidget, GovRadioInput):
    """A choice of one, each with its hint."""

    component, macro = "radios", "govukRadios"

    def map_gov_params(self, field: Any, **kwargs: Any) -> Params:
        return _with_item_hints(super().map_gov_params(field, **kwargs), field)


class CheckboxesWidget(HouseWidget, GovCheckboxesInput):
    """A choice of several, each with its hint."""

    component, macro = "checkboxes", "govukCheckboxes"

    def map_gov_params(self, field: Any, **kwargs: Any) -> Params:
        return _with_item_hints(super().map_gov_params(field, **kwargs), field)


class CheckboxWidget(HouseWidget, GovCheckboxInput):
    """One box to tick."""

    component, macro = "checkboxes", "govukCheckboxes"


class BoxesWidget(HouseWidget):
    """A date, or a date and a time, in boxes of their own."""

    component, macro = "date-input", "govukDateInput"

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        kwargs.setdefault("id", field.id)
        drawn: Markup = super().__call__(field, **kwargs)
        return drawn

    def map_gov_params(self, field: Any, **kwargs: Any) -> Params:
        params = super().map_gov_params(field, **kwargs)
        params.pop("label", None)
        params.setdefault("fieldset", {}).setdefault("legend", {})["text"] = field.label.text
        params["items"] = [_box(field, part) for part in field.parts]
        return params


def _box(field: Any, part: str) -> Params:
    wide = {"year": "4", "time": "5"}.get(part, "2")
    wrong = " govuk-input--error" if part in field.wrong_parts else ""
    return {
        "label": part.capitalize(),
        "id": f"{field.id}-{part}",
        "name": f"{field.name}-{part}",
        "classes": f"govuk-input--width-{wide}{wrong}",
        "inputmode": "text" if part == "time" else "numeric",
        "value": field.typed.get(part, ""),
    }


def _with_item_hints(params: Params, field: Any) -> Params:
    for item, choice in zip(params["items"], field.choices or (), strict=True):
        if getattr(choice, "hint", ""):
            item["hint"] = {"text": choice.hint}
    return params


def _merged(params: Params, look: Params) -> Params:
    """`look` laid over `params`, mappings inside each other included."""
    merged = dict(params)
    for key, value in look.items():
        inner = merged.get(key)
        if isinstance(value, dict):
            merged[key] = _merged(inner if isinstance(inner, dict) else {}, value)
        else:
            merged[key] = value
    return merged
