"""The forms about services: claimed, added, described, registered, closed."""

from portal.forms import (
    CheckboxesField,
    Choice,
    DateField,
    IntegerField,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
    TextField,
)
from portal.providers.models import (
    ACCEPTS_TITLES,
    CLOSURE_TITLES,
    NEED_TITLES,
    PROVISION_TITLES,
    RATIO_TITLES,
    REGULATOR_TITLES,
    Accepts,
    Need,
    Regulator,
    Service,
    StaffingRatio,
)
from portal.providers.provision import OLDEST
from portal.providers.services.describing import MOST_ADULTS

PROVISION_CHOICES = [Choice(kind.value, title) for kind, title in PROVISION_TITLES.items()]
REGULATOR_CHOICES = [Choice(one.value, title) for one, title in REGULATOR_TITLES.items()]
NEED_CHOICES = [Choice(need.value, title) for need, title in NEED_TITLES.items()]
RATIO_CHOICES = [Choice(ratio.value, title) for ratio, title in RATIO_TITLES.items()]
ACCEPTS_CHOICES = [Choice(one.value, title) for one, title in ACCEPTS_TITLES.items()]
CLOSURE_CHOICES = [Choice(one.value, title) for one, title in CLOSURE_TITLES.items()]
SMALL = {"classes": "govuk-checkboxes--small"}


class ClaimForm(PortalForm):
    """Settings picked from the register, and URNs typed."""

    matching = CheckboxesField("Settings listed under your organisation’s name", say_optional=False)
    urns = TextAreaField(
        "URNs of other settings",
        hint="Type or paste one or several, for example SC123456. Put each on its own line.",
        rows=4,
        max_length=4000,
    )
    submit = SubmitField("Claim these services")


class KindForm(PortalForm):
    """What a service is and how its registration stands. Fields keep the order they are made in."""

    provision_type = RadiosField(
        "Kind of service", required="Choose the kind of service", choices=PROVISION_CHOICES
    )
    regulator = RadiosField(
        "Who registers it",
        required="Choose who registers the service",
        choices=REGULATOR_CHOICES,
        default=Regulator.OFSTED.value,
    )
    registration = RadiosField(
        "Is it registered?",
        required="Say whether the service is registered",
        choices=[
            Choice("applied", "No, we have applied and are waiting"),
            Choice("registered", "Yes, it is registered"),
        ],
    )
    number = TextField(
        "Registration number",
        hint="If it is registered. From Ofsted this is the URN, like SC123456.",
        width=20,
        max_length=40,
    )
    since = DateField(
        "Date of the registration, or of the application",
        what="Date",
        required="Enter the date of the registration or application",
    )


class DetailsForm(PortalForm):
    """What a provider says of one service."""

    name = TextField(
        "Name of the service",
        required="Enter the name of the service",
        hint="Shown to you and to the commissioners of the region, never to the public.",
    )
    places = IntegerField(
        "Number of places", minimum=1, maximum=9999, hint="Leave empty for a fostering agency."
    )
    age_from = IntegerField(
        "Youngest age", required="Enter the youngest age", maximum=OLDEST, width=2
    )
    age_to = IntegerField("Oldest age", required="Enter the oldest age", maximum=OLDEST, width=2)
    met = CheckboxesField(
        "Needs that the service meets",
        hint="Tick what the service is set up for. Buyers search by these.",
        choices=NEED_CHOICES,
        look=SMALL,
    )
    needs = TextAreaField(
        "The needs in your own words",
        hint="For example, how you work, or what you cannot take on.",
        max_words=150,
        max_length=2000,
    )
    accepts = RadiosField("Which children it takes", choices=ACCEPTS_CHOICES)
    staffing_ratio = RadiosField(
        "Usual staffing ratio", hint="Adults to children.", choices=RATIO_CHOICES
    )
    adults_by_day = IntegerField("Adults usually there by day", maximum=MOST_ADULTS, width=2)
    adults_by_night = IntegerField(
        "Adults usually there by night", hint="Awake or asleep.", maximum=MOST_ADULTS, width=2
    )
    authority = SelectField(
        "Council in whose area the service stands", required="Choose the council"
    )
    postcode = TextField(
        "Postcode",
        hint="Kept for working out distances. Others see only its first half, the district.",
        width=10,
        max_length=10,
    )
    submit = SubmitField("Save")

    def show(self, service: Service) -> None:
        """Fill in what the columns of a service do not hold under the fields' own names."""
        self.met.process_data([one.need.value for one in service.met])
        if service.authority:
            self.authority.process_data(service.authority.gss_code)

    @property
    def needs_met(self) -> frozenset[Need]:
        """The needs that are ticked."""
        return frozenset(Need(value) for value in self.met.data or [])

    @property
    def ratio(self) -> StaffingRatio | None:
        """The staffing ratio that is chosen."""
        return StaffingRatio(self.staffing_ratio.data) if self.staffing_ratio.data else None

    @property
    def taken(self) -> Accepts | None:
        """Which children it takes, where that is said."""
        return Accepts(self.accepts.data) if self.accepts.data else None


class NewServiceForm(KindForm, DetailsForm):
    """A service that the register does not list."""

    submit = SubmitField("Add the service")


class RegistrationForm(PortalForm):
    """That a service which had applied is registered."""

    number = TextField(
        "Registration number",
        required="Enter the registration number",
        hint="From Ofsted this is the URN, like SC123456.",
        width=20,
        max_length=40,
    )
    registered_on = DateField("Date of registration", required="Enter the date of registration")
    submit = SubmitField("Save")


class CloseForm(PortalForm):
    """That a service has closed."""

    closed_on = DateField("Date it closed", required="Enter the date it closed")
    because = RadiosField("Main reason", required="Choose the main reason", choices=CLOSURE_CHOICES)
    reason = TextAreaField(
        "Why it closed", required="Say why it closed", max_words=100, max_length=1000, rows=3
    )
    submit = SubmitField("Close this service", style="warning")
