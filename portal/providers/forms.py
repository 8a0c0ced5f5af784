"""The forms of profiles, services, ratings and register files."""

from portal.forms import (
    Choice,
    DateField,
    EmailField,
    FileField,
    PortalForm,
    SelectField,
    SubmitField,
    TextField,
)
from portal.providers.models import PROVISION_TITLES, REGULATOR_TITLES

LEGAL_FORMS = (
    "Private limited company",
    "Community interest company",
    "Charity or charitable company",
    "Limited liability partnership",
    "Partnership",
    "Sole trader",
    "Local authority",
    "Other",
)
PROVISION_CHOICES = [Choice(kind.value, title) for kind, title in PROVISION_TITLES.items()]
REGULATOR_CHOICES = [Choice(one.value, title) for one, title in REGULATOR_TITLES.items()]


class ProfileForm(PortalForm):
    """What an organisation says of itself."""

    name = TextField("Name of the organisation", required="Enter the name of your organisation")
    company_number = TextField(
        "Company number",
        hint="8 characters, like 01234567. You find it at Companies House.",
        width=10,
    )
    charity_number = TextField("Charity number", width=10, max_length=20)
    legal_form = SelectField(
        "Legal form", choices=[Choice(one, one) for one in LEGAL_FORMS], empty="Not said"
    )
    contact_email = EmailField(
        "Email address for enquiries", hint="Councils and the co-operative write to it."
    )
    submit = SubmitField("Save")


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
