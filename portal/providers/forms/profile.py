"""The forms in which an organisation says who it is, who stands above it and whom to ask."""

from collections.abc import Mapping

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.errors import DomainError
from portal.forms import (
    Choice,
    DateField,
    EmailField,
    OnceForm,
    PortalForm,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
    TextField,
    filled,
)
from portal.providers.models import (
    CONNECTION_TITLES,
    LEGAL_FORM_TITLES,
    PURPOSE_TITLES,
    Connection,
    LegalForm,
    OrganisationSize,
    Purpose,
)
from portal.providers.services.connected import ContactFacts
from portal.providers.services.groups import UNITED_KINGDOM
from portal.providers.services.profiles import ProfileFacts

YES, NO = "yes", "no"
COUNTRIES = (
    UNITED_KINGDOM,
    "Canada",
    "Cayman Islands",
    "France",
    "Germany",
    "Guernsey",
    "Ireland",
    "Isle of Man",
    "Jersey",
    "Luxembourg",
    "Netherlands",
    "Norway",
    "Sweden",
    "Switzerland",
    "United Arab Emirates",
    "United States",
    "Another country",
)
# Micro and small: Companies Act 2006, sections 384A and 382, as they stand from 6 April 2025.
# Medium: the upper bound of small and medium-sized enterprises, Procurement Act 2023, section 123.
SIZES = (
    Choice(
        OrganisationSize.MICRO,
        "Micro",
        "Two of these: up to 10 employees, up to £1 million turnover, up to £500,000 on the balance"
        " sheet.",
    ),
    Choice(
        OrganisationSize.SMALL,
        "Small",
        "Two of these: up to 50 employees, up to £15 million turnover, up to £7.5 million on the"
        " balance sheet.",
    ),
    Choice(
        OrganisationSize.MEDIUM,
        "Medium",
        "Fewer than 250 staff, and up to £44 million turnover or up to £38 million on the balance"
        " sheet.",
    ),
    Choice(OrganisationSize.LARGE, "Large", "More than that."),
)


class ProfileForm(PortalForm):
    """What an organisation says of itself, with the version that the page was loaded with."""

    name = TextField("Name of the organisation", required="Enter the name of your organisation")
    trading_name = TextField("Trading name", hint="If you are known by another name.")
    legal_form = SelectField(
        "Legal form",
        choices=[Choice(one.value, title) for one, title in LEGAL_FORM_TITLES.items()],
        empty="Not said",
    )
    company_number = TextField(
        "Company number",
        hint="8 characters, like 01234567. You find it at Companies House.",
        width=10,
    )
    charity_number = TextField("Charity number", width=10, max_length=20)
    ppon = TextField(
        "Public procurement organisation number (PPON)",
        hint="Like ABCD-1234-EFGH. You get it when you register on the central digital platform,"
        " Find a Tender.",
        width=20,
        max_length=40,
    )
    share_code = TextField(
        "Share code",
        hint="With it buyers read your supplier information on the central digital platform. Make a"
        " new one there when that information changes.",
        width=20,
        max_length=40,
    )
    vcse = RadiosField(
        "Are you a voluntary, community or social enterprise (VCSE)?",
        choices=[Choice(YES, "Yes"), Choice(NO, "No")],
        inline=True,
        hint="A body that works mainly for the community or the environment and puts what it earns"
        " into that.",
    )
    size = RadiosField(
        "Size",
        choices=SIZES,
        hint="Count the whole group that you belong to. The first three are small and medium-sized"
        " enterprises.",
    )
    website = TextField("Website", hint="Like www.example.org.", max_length=200)
    address = TextAreaField("Registered address", rows=4, max_length=500)
    contact_email = EmailField(
        "Email address for enquiries", hint="Councils and the co-operative write to it."
    )
    loaded = HiddenField(default="0")
    submit = SubmitField("Save")

    def of_a_public_body(self) -> None:
        """Leave out what those who run the portal keep: the name and address of a council."""
        del self.name
        del self.contact_email

    @property
    def loaded_number(self) -> int:
        """The number of the version that was changed; what is no number is none."""
        text = self.loaded.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    def facts(self, name: str) -> ProfileFacts:
        """What the form says; `name` is the organisation's where the form does not ask it."""
        return ProfileFacts(
            name=filled(self.name) if "name" in self else name,
            trading_name=self.trading_name.data,
            legal_form=LegalForm(self.legal_form.data) if self.legal_form.data else None,
            company_number=self.company_number.data,
            charity_number=self.charity_number.data,
            ppon=self.ppon.data,
            share_code=self.share_code.data,
            vcse={YES: True, NO: False}.get(self.vcse.data or ""),
            size=OrganisationSize(self.size.data) if self.size.data else None,
            website=self.website.data,
            address=self.address.data,
            contact_email=self.contact_email.data if "contact_email" in self else None,
        )


def shown_in_form(facts: ProfileFacts, number: int) -> Mapping[str, object]:
    """Return a profile as its form starts with it."""
    return {
        "name": facts.name,
        "trading_name": facts.trading_name,
        "legal_form": facts.legal_form,
        "company_number": facts.company_number,
        "charity_number": facts.charity_number,
        "ppon": facts.ppon,
        "share_code": facts.share_code,
        "vcse": {True: YES, False: NO}.get(facts.vcse) if facts.vcse is not None else None,
        "size": facts.size,
        "website": facts.website,
        "address": facts.address,
        "contact_email": facts.contact_email,
        "loaded": str(number),
    }


class _ContactFields(PortalForm):
    """Whom to ask for what."""

    purpose = SelectField(
        "What for",
        choices=[Choice(one.value, title) for one, title in PURPOSE_TITLES.items()],
        required="Choose what this contact is for",
    )
    name = TextField(
        "Name", required="Enter a name", hint="Of a person or a desk, like Placements team."
    )
    email = EmailField("Email address")
    phone = TextField("Telephone number", width=20, max_length=40)

    def validate_phone(self, field: TextField) -> None:
        """Refuse what nobody can dial."""
        if field.data and sum(letter.isdigit() for letter in field.data) < 5:
            raise ValidationError("Enter a telephone number, like 020 7946 0000")

    def facts(self) -> ContactFacts:
        """What the form says.

        Raises:
            DomainError: it has neither an address nor a number.
        """
        return ContactFacts(
            purpose=Purpose(filled(self.purpose)),
            name=filled(self.name),
            email=self.email.data,
            phone=self.phone.data,
        )


class NewContactForm(OnceForm, _ContactFields):
    """A new contact."""

    submit = SubmitField("Add this contact")


class ContactForm(_ContactFields):
    """A contact's details."""

    submit = SubmitField("Save")


class RemoveContactForm(PortalForm):
    """That a contact holds no longer."""

    submit = SubmitField("Remove this contact", style="warning")


class ConnectedForm(OnceForm):
    """A person or body connected with the organisation."""

    kind = RadiosField(
        "What are they to your organisation?",
        choices=[
            Choice(Connection.DIRECTOR, CONNECTION_TITLES[Connection.DIRECTOR]),
            Choice(
                Connection.CONTROL,
                CONNECTION_TITLES[Connection.CONTROL],
                "More than 25% of the shares or votes, or another right to decide.",
            ),
            Choice(Connection.PARENT, CONNECTION_TITLES[Connection.PARENT]),
            Choice(Connection.SUBSIDIARY, CONNECTION_TITLES[Connection.SUBSIDIARY]),
            Choice(
                Connection.PREDECESSOR,
                CONNECTION_TITLES[Connection.PREDECESSOR],
                "A company that became insolvent and whose business yours took over.",
            ),
            Choice(
                Connection.ASSOCIATED,
                CONNECTION_TITLES[Connection.ASSOCIATED],
                "A member of your consortium or a subcontractor without whom you would not meet the"
                " conditions of a tender.",
            ),
        ],
        required="Choose what they are to your organisation",
    )
    name = TextField("Name", required="Enter the name of the person or body")
    body_number = TextField(
        "Company or charity number", hint="If it is a body.", width=10, max_length=20
    )
    starts_on = DateField(
        "Since when", what="Date", required="Enter the day from which they are connected"
    )
    submit = SubmitField("Add")


class EndForm(PortalForm):
    """From which day something no longer holds."""

    ends_on = DateField(
        "First day on which it no longer holds",
        what="Date",
        required="Enter the first day on which it no longer holds",
        hint="If it was a mistake, enter the day from which it was said to hold.",
    )
    submit = SubmitField("Save")


class GroupForm(OnceForm):
    """The group above the organisation, or that there is none."""

    above = RadiosField(
        "Does a group of companies stand above your organisation?",
        choices=[
            Choice(YES, "Yes", "A company owns or controls it, alone or through others."),
            Choice(NO, "No"),
        ],
        required="Say whether a group stands above your organisation",
    )
    name = TextField(
        "Name of the group", hint="If yes: the highest company, as its accounts name it."
    )
    country = SelectField(
        "Country where it is registered",
        choices=[Choice(one, one) for one in COUNTRIES],
        default=UNITED_KINGDOM,
        empty="Not said",
    )
    company_number = TextField("Company number of the group", width=20, max_length=30)
    starts_on = DateField(
        "Since when",
        what="Date",
        required="Enter since when this holds",
        hint="What you said before ends on that day.",
    )
    submit = SubmitField("Save")

    def require_group(self) -> tuple[str, str]:
        """The group's name and country.

        Raises:
            DomainError: one is missing.
        """
        if not self.name.data:
            raise DomainError("Enter the name of the group", "name")
        if not self.country.data:
            raise DomainError("Choose the country where the group is registered", "country")
        return self.name.data, self.country.data
