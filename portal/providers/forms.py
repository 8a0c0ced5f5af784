"""The forms of profiles, services, ratings and register files."""

from collections.abc import Sequence

from portal.forms import (
    CheckboxesField,
    Choice,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
    TextField,
)
from portal.providers.models import PROVISION_TITLES, REGULATOR_TITLES, RatingGrade, Regulator
from portal.providers.provision import OLDEST

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
NOT_JUDGED = "not_judged"


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
    needs = TextAreaField(
        "Needs that the service meets",
        hint="For example: autism, emotional and mental health, sibling groups.",
        max_words=150,
        max_length=2000,
    )
    authority = SelectField(
        "Council in whose area the service stands", required="Choose the council"
    )
    postcode = TextField(
        "Postcode",
        hint="Kept for working out distances. Nobody outside your organisation is shown it.",
        width=10,
        max_length=10,
    )
    submit = SubmitField("Save")


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
    reason = TextAreaField(
        "Why it closed", required="Say why it closed", max_words=100, max_length=1000, rows=3
    )
    submit = SubmitField("Close this service", style="warning")


class RatingForm(PortalForm):
    """What an inspection found. The grades offered are those of the service's kind."""

    inspected_on = DateField(
        "Date of the inspection",
        what="Inspection date",
        required="Enter the date of the inspection",
        hint="Its first day, as Ofsted’s report gives it. For example, 27 3 2026.",
    )
    published_on = DateField(
        "Date the report was published",
        what="Publication date",
        required="Enter the date the report was published",
        hint="For example, 15 5 2026.",
    )
    overall = RadiosField(
        "Overall experiences and progress of children and young people",
        required="Choose the overall grade",
    )
    protected = RadiosField(
        "How well children and young people are helped and protected", say_optional=False
    )
    leaders = RadiosField("The effectiveness of leaders and managers", say_optional=False)
    submit = SubmitField("Save")

    def offer(self, grades: Sequence[RatingGrade], *, judged: bool) -> None:
        """Offer a scale's grades; without judgements beside it only the headline is asked."""
        offered = [Choice(grade.code, grade.label) for grade in grades]
        self.overall.choices = offered
        if judged:
            for field in (self.protected, self.leaders):
                field.choices = [*offered, Choice(NOT_JUDGED, "Not judged")]
            return
        self.overall.label.text = "Outcome of the inspection"
        del self.protected
        del self.leaders

    def judgement(self, name: str) -> str | None:
        """The grade chosen for a judgement, or None where there is none."""
        chosen = self[name].data if name in self else None
        return None if chosen in (None, NOT_JUDGED) else str(chosen)


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
    submit = SubmitField("Import this file")
