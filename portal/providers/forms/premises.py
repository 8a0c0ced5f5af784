"""The forms about premises and registered categories."""

from portal.forms import (
    Choice,
    DateField,
    IntegerField,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextField,
)
from portal.providers.models import CATEGORY_TITLES

CATEGORY_CHOICES = [Choice(one.value, title) for one, title in CATEGORY_TITLES.items()]


class PremisesForm(PortalForm):
    """What a provider says of one of its premises."""

    name = TextField(
        "Name or label",
        required="Enter a name or label",
        hint="For your own lists. Buyers are not shown it.",
    )
    category = RadiosField("Category", required="Choose the category", choices=CATEGORY_CHOICES)
    places = IntegerField("Number of places", minimum=1, maximum=9999)
    authority = SelectField("Council in whose area they stand", required="Choose the council")
    postcode = TextField(
        "Postcode",
        hint="Others see only its first half, the district.",
        width=10,
        max_length=10,
    )
    opened_on = DateField("Date they opened", required="Enter the date they opened")
    submit = SubmitField("Save")


class ClosePremisesForm(PortalForm):
    """That premises have closed."""

    closed_on = DateField("Date they closed", required="Enter the date they closed")
    submit = SubmitField("Close these premises", style="warning")


class CategoryForm(PortalForm):
    """That a service is registered in a category."""

    category = RadiosField("Category", required="Choose the category", choices=CATEGORY_CHOICES)
    starts_on = DateField("Registered from", required="Enter the date")
    submit = SubmitField("Save")


class EndCategoryForm(PortalForm):
    """That a registration in a category has ended."""

    ends_on = DateField("Last day in force", required="Enter the date")
    submit = SubmitField("Save")
