"""Forms: words and shapes only. What a form means is decided by services."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms import Field, FieldList, FormField, HiddenField
from wtforms.widgets import HiddenInput

from portal.db import random_reference
from portal.errors import DomainError
from portal.form_choices import (
    CheckboxesField,
    CheckboxField,
    Choice,
    RadiosField,
    SelectField,
)
from portal.form_dates import DateField, DateTimeField
from portal.form_fields import (
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    PercentField,
    PortalField,
    PoundsField,
    SubmitField,
    TextAreaField,
    TextField,
)

__all__ = [
    "CheckboxField",
    "CheckboxesField",
    "Choice",
    "DateField",
    "DateTimeField",
    "EmailField",
    "FileField",
    "IntegerField",
    "OnceForm",
    "PasswordField",
    "PercentField",
    "PortalField",
    "PortalForm",
    "PoundsField",
    "Problem",
    "RadiosField",
    "SelectField",
    "SubmitField",
    "TextAreaField",
    "TextField",
    "filled",
    "form_with",
]

F = TypeVar("F", bound="PortalForm")
V = TypeVar("V")


class Valued(Protocol[V]):
    """A field with a value, or none yet."""

    data: V | None


class Problem(NamedTuple):
    """One line of the error summary, and where it leads."""

    text: str
    href: str | None


class PortalForm(FlaskForm):
    """A form that can show a broken rule beside the field it is about."""

    def add_error(self, error: DomainError) -> None:
        """Put a service's sentence beside the field it names, else at the top of the form."""
        field = next((one for one in _leaves(self) if error.field in _names(one)), None)
        if field is None:
            self.form_errors.append(str(error))
        else:
            field.errors = [*field.errors, str(error)]

    def problems(self) -> list[Problem]:
        """The error summary, in the order of the page."""
        own = [Problem(text, None) for text in self.form_errors]
        return own + list(_problems(self._fields.values()))

    @property
    def has_files(self) -> bool:
        return any(isinstance(field, FileField) for field in _leaves(self))

    @property
    def visible(self) -> list[Any]:
        """The fields that a person sees, in order."""
        return [field for field in self if not isinstance(field.widget, HiddenInput)]

    def hidden_tag(self, *fields: Any) -> Markup:
        """The CSRF token and hidden fields, without ids: a page may hold several forms."""
        token = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
        hidden = [
            field(id=False)
            for field in self
            if isinstance(field.widget, HiddenInput) and field.short_name != "csrf_token"
        ]
        return Markup("\n").join([token, *hidden])


class OnceForm(PortalForm):
    """A form that makes something: its token tells the same page sent twice from two pages."""

    token = HiddenField(default=random_reference)


def filled(field: Valued[V]) -> V:
    """The value of a field that has been validated as required."""
    if field.data is None:
        raise LookupError("This field is optional or has not been validated.")
    return field.data


def form_with(form: type[F], fields: Mapping[str, Any]) -> type[F]:
    """A form class with more fields, for pages whose questions come from the database."""
    return type(form.__name__, (form,), dict(fields))


def _names(field: Any) -> tuple[str, str]:
    return field.short_name, field.name


def _leaves(fields: Any) -> Iterator[Any]:
    """Every field that a person fills in, those of inner forms and lists included."""
    for field in fields:
        if isinstance(field, FormField | FieldList):
            yield from _leaves(field)
        else:
            yield field


def _problems(fields: Any) -> Iterator[Problem]:
    for field in fields:
        if isinstance(field, FormField):
            yield from _problems(field.form)
        elif isinstance(field, FieldList):
            yield from (Problem(text, None) for text in field.errors if isinstance(text, str))
            yield from _problems(field.entries)
        elif field.errors:
            yield Problem(str(field.errors[0]), _href(field))


def _href(field: Field) -> str | None:
    if field.short_name == "csrf_token":
        return None
    return f"#{getattr(field, 'first_id', field.id)}"
