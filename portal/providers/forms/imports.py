"""The forms of profiles, services, ratings and register files."""

from portal.forms import (
    Choice,
    DateField,
    FileField,
    PortalForm,
    SubmitField,
)
from portal.providers.models import PROVISION_TITLES, REGULATOR_TITLES

PROVISION_CHOICES = [Choice(kind.value, title) for kind, title in PROVISION_TITLES.items()]
REGULATOR_CHOICES = [Choice(one.value, title) for one, title in REGULATOR_TITLES.items()]


class ImportForm(PortalForm):
    """A register file to take in."""

    file = FileField(
        "Ofsted’s provider-level file",
        required="Select the file",
        hint="The CSV file “Provider level at” from Ofsted’s children’s social care data.",
        accept=".csv",
    )
    as_at = DateField(
        "Day that the file describes",
        hint="Only where the file does not say so itself. For example, 31 3 2026.",
    )
    submit = SubmitField("Preview this file")
