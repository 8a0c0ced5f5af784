"""The forms that change many services at once."""

from portal.forms import (
    CheckboxesField,
    Choice,
    FileField,
    IntegerField,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    filled,
)
from portal.providers.forms.services import (
    ACCEPTS_CHOICES,
    NEED_CHOICES,
    RATIO_CHOICES,
    SMALL,
)
from portal.providers.models import Accepts, Need, StaffingRatio
from portal.providers.provision import OLDEST
from portal.providers.services.changing_many import Change, NeedsHow
from portal.providers.services.describing import MOST_ADULTS

LEAVE = "Leave as it is"
NUMBERS = ("places", "age_from", "age_to", "adults_by_day", "adults_by_night")


class ChangeManyForm(PortalForm):
    """What is to be the same in all chosen services; what is left empty stays as it is."""

    needs_how = RadiosField(
        "Needs met",
        required="Choose what to do about needs",
        default=NeedsHow.LEAVE.value,
        choices=[
            Choice(NeedsHow.LEAVE.value, LEAVE),
            Choice(NeedsHow.ADD.value, "Add the needs ticked below"),
            Choice(NeedsHow.REMOVE.value, "Take away the needs ticked below"),
            Choice(NeedsHow.REPLACE.value, "Meet exactly the needs ticked below"),
        ],
    )
    met = CheckboxesField("Needs", choices=NEED_CHOICES, look=SMALL)
    accepts = SelectField("Which children they take", choices=ACCEPTS_CHOICES, empty=LEAVE)
    staffing_ratio = SelectField("Usual staffing ratio", choices=RATIO_CHOICES, empty=LEAVE)
    adults_by_day = IntegerField("Adults usually there by day", maximum=MOST_ADULTS, width=2)
    adults_by_night = IntegerField("Adults usually there by night", maximum=MOST_ADULTS, width=2)
    age_from = IntegerField("Youngest age", maximum=OLDEST, width=2)
    age_to = IntegerField("Oldest age", maximum=OLDEST, width=2)
    places = IntegerField("Number of places", minimum=1, maximum=9999)
    authority = SelectField("Council", empty=LEAVE)
    submit = SubmitField("See what will change")

    def change(self, authority: object | None) -> Change:
        """Return what is asked for, with the authority that was chosen."""
        facts = {name: self[name].data for name in NUMBERS if self[name].data is not None}
        if self.staffing_ratio.data:
            facts["staffing_ratio"] = StaffingRatio(self.staffing_ratio.data)
        if self.accepts.data:
            facts["accepts"] = Accepts(self.accepts.data)
        if authority is not None:
            facts["authority"] = authority
        needs = frozenset(Need(value) for value in self.met.data or [])
        return Change(facts, NeedsHow(filled(self.needs_how)), needs)


class SheetForm(PortalForm):
    """A CSV file of services."""

    file = FileField(
        "CSV file of your services",
        required="Select the file",
        hint="The file that you downloaded from your list, with your changes.",
        accept=".csv",
    )
    submit = SubmitField("See what will change")
