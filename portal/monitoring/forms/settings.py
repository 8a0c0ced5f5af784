"""A region's own settings of a rule, asked for as the rule lists them."""

from typing import Any

from portal.forms import DateField, IntegerField, PercentField, PortalForm, SubmitField, form_with
from portal.monitoring.rule import Rule, Setting, SettingUnit


class SettingsForm(PortalForm):
    """From when the settings hold; the settings themselves come before it."""


def settings_form(rule: Rule) -> type[SettingsForm]:
    """Return the form that asks for a rule's settings."""
    fields = {setting.name: field_for(setting) for setting in rule.settings}
    starts_on = DateField(
        "From",
        required="Enter the day from which they hold",
        hint="Today or later. Breaches follow when the rules next run.",
    )
    last = {"starts_on": starts_on, "submit": SubmitField("Save the settings")}
    return form_with(SettingsForm, {**fields, **last})


def field_for(setting: Setting) -> Any:
    """Return the field that asks for one setting."""
    days = setting.unit is SettingUnit.DAYS
    kind: Any = IntegerField if days else PercentField
    return kind(
        setting.title,
        required=f"Enter a value for “{setting.title}”",
        hint=f"{setting.source}.",
        minimum=setting.minimum,
        maximum=setting.maximum,
        what=setting.title,
        look={"suffix": {"text": "days"}} if days else {},
    )
