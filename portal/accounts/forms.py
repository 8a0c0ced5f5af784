"""The forms of sign-in, registration, colleagues, organisations and regions."""

from portal.access import OrganisationKind, Role
from portal.accounts.models import title_of
from portal.display import sentence
from portal.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    EmailField,
    PasswordField,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextField,
)

NEW_PASSWORD_HINT = "At least 12 characters. Three unrelated words work well."  # noqa: S105  a hint
ROLE_HINTS = {
    Role.PROVIDER_ADMINISTRATOR: "Keeps the profile, services and colleagues, and writes bids",
    Role.BID_WRITER: "Writes and submits bids",
    Role.COMMISSIONER: "Writes frameworks, invites tenders, recommends awards, manages colleagues",
    Role.EVALUATOR: "Marks the bids of procurements they are assigned to",
    Role.APPROVER: "Approves awards, extensions and waivers",
    Role.CONTRACT_MANAGER: "Manages appointments, rates, block contracts and breaches",
    Role.AUDITOR: "Reads the market and the audit trail, changes nothing",
    Role.PLACEMENTS_OFFICER: "Records searches and placements of their council",
    Role.COUNCIL_FINANCE: "Sees their council’s placements and costs, and manages colleagues",
    Role.SYSTEM_ADMINISTRATOR: "Sets up organisations, regions and people",
    Role.SERVICE_MANAGER: "Keeps the homes and services that the organisation runs itself",
    Role.QUALITY_OFFICER: "Visits providers and records what was found",
}


class SignInForm(PortalForm):
    """E-mail address and password."""

    email = EmailField(required="Enter your email address")
    password = PasswordField(required="Enter your password")
    submit = SubmitField("Sign in")


class CodeForm(PortalForm):
    """The code of an authenticator app, or a recovery code."""

    code = TextField(
        "Security code",
        required="Enter the code from your authenticator app",
        hint="6 digits from your app, or one of your recovery codes.",
        max_length=40,
        width=10,
        look={"autocomplete": "one-time-code", "spellcheck": False},
    )
    submit = SubmitField("Continue")


class EmailForm(PortalForm):
    """Where to send a link."""

    email = EmailField(required="Enter your email address")
    submit = SubmitField("Send the link")


class ButtonForm(PortalForm):
    """A button and nothing to fill in."""

    submit = SubmitField("Continue")


class NewPasswordForm(PortalForm):
    """A password chosen through a link."""

    password = PasswordField(
        "New password", new=True, required="Enter a new password", hint=NEW_PASSWORD_HINT
    )
    submit = SubmitField("Save and sign in")


class ChangePasswordForm(PortalForm):
    """A new password, and the current one to allow it."""

    current = PasswordField("Current password", required="Enter your current password")
    password = PasswordField(
        "New password", new=True, required="Enter a new password", hint=NEW_PASSWORD_HINT
    )
    submit = SubmitField("Change password")


class PasswordAgainForm(PortalForm):
    """The password, asked again before something that matters."""

    password = PasswordField(required="Enter your password")
    submit = SubmitField("Continue")


class NameForm(PortalForm):
    """How a person is called."""

    name = TextField("Your name", required="Enter your name", look={"autocomplete": "name"})
    submit = SubmitField("Save")


class RegisterForm(PortalForm):
    """A provider and the first person who acts for it."""

    organisation = TextField(
        "Name of your organisation",
        required="Enter the name of your organisation",
        hint="As it is registered with Companies House, or the name it trades under.",
        look={"autocomplete": "organization"},
    )
    company_number = TextField(
        "Company number",
        hint="8 characters, like 01234567 or SC123456. Leave blank if it has none.",
        max_length=20,
        width=10,
    )
    name = TextField("Your name", required="Enter your name", look={"autocomplete": "name"})
    email = EmailField(
        "Your email address",
        required="Enter your email address",
        hint="We will send a link to it, to check that it is yours.",
    )
    password = PasswordField(
        "Create a password", new=True, required="Enter a password", hint=NEW_PASSWORD_HINT
    )
    submit = SubmitField("Create account")


class AcceptForm(PortalForm):
    """Somebody new joins an organisation that invited them."""

    name = TextField("Your name", required="Enter your name", look={"autocomplete": "name"})
    password = PasswordField(
        "Create a password", new=True, required="Enter a password", hint=NEW_PASSWORD_HINT
    )
    submit = SubmitField("Accept and sign in")


class InviteForm(PortalForm):
    """Who is asked to join, and what they may do."""

    email = EmailField("Email address", required="Enter their email address")
    roles = CheckboxesField("What they may do", required="Select at least one role", choices=[])
    submit = SubmitField("Send invitation")


class RolesForm(PortalForm):
    """What a colleague may do."""

    roles = CheckboxesField("What they may do", required="Select at least one role", choices=[])
    submit = SubmitField("Save")


class AddOrganisationForm(PortalForm):
    """A council, trust, co-operative or partner."""

    kind = RadiosField(
        "What kind of organisation is it?",
        required="Select what kind of organisation it is",
        choices=[
            Choice(OrganisationKind.COUNCIL, "Council"),
            Choice(OrganisationKind.TRUST, "Children’s trust", "Acts for a council"),
            Choice(OrganisationKind.RCC, "Regional Care Co-operative"),
            Choice(OrganisationKind.PARTNER, "Partner", "Health or youth justice"),
        ],
    )
    name = TextField("Name", required="Enter its name")
    contact_email = EmailField("Contact email address")
    authority = SelectField(
        "Local authority",
        choices=[],
        empty="None",
        hint="Which of England’s authorities it is.",
    )
    submit = SubmitField("Add organisation")


class AddRegionForm(PortalForm):
    """A region and who leads it."""

    name = TextField("Name of the region", required="Enter the name of the region")
    code = TextField(
        "Code", required="Enter a code", hint="A short name, like SEVERN.", max_length=12, width=10
    )
    lead = SelectField("Who leads it?", required="Select who leads it", choices=[])
    places_children = CheckboxField("The co-operative places children itself")
    submit = SubmitField("Add region")


class AddMemberForm(PortalForm):
    """An organisation that joins a region on a day."""

    organisation = SelectField(
        "Organisation", required="Select an organisation", choices=[], empty="Choose one"
    )
    starts_on = DateField("Belongs to the region from", required="Enter a date")
    submit = SubmitField("Add member")


class EndMemberForm(PortalForm):
    """The day from which an organisation no longer belongs to a region."""

    ends_on = DateField(
        "First day on which it no longer belongs",
        required="Enter a date",
        what="End date",
    )
    submit = SubmitField("End membership", style="warning")


def role_choices(roles: frozenset[Role]) -> list[Choice]:
    """Return roles as answers with what each may do, in the order of the list of roles."""
    return [Choice(role, title_of(role), ROLE_HINTS[role]) for role in Role if role in roles]


def kind_title(kind: OrganisationKind) -> str:
    """Return what kind of organisation something is, as pages write it."""
    titles = {
        OrganisationKind.RCC: "Regional Care Co-operative",
        OrganisationKind.TRUST: "Children’s trust",
        OrganisationKind.OPERATOR: "Runs this portal",
    }
    return titles.get(kind) or sentence(kind)
