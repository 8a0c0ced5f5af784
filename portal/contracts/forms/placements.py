"""Forms about placements and their charges."""

from typing import Any

from portal.contracts.forms.appointments import A_DATE
from portal.contracts.forms.searches import AGE_BANDS, NO_NAMES, PROVISION
from portal.contracts.models import Route
from portal.forms import (
    Choice,
    DateField,
    IntegerField,
    OnceForm,
    PortalForm,
    PoundsField,
    RadiosField,
    SelectField,
    SubmitField,
    TextAreaField,
    TextField,
)
from portal.money import LARGEST_UNIT_PRICE

ROUTES = {
    Route.CALL_OFF: "Called off a framework",
    Route.BLOCK: "A place in a block contract",
    Route.SPOT: "A spot purchase",
    Route.UNREGISTERED: "A setting that is not registered",
}
ROUTE_HINTS = {
    Route.CALL_OFF: "The service holds a place on one of your region’s lots.",
    Route.BLOCK: "Your region has bought the places together.",
    Route.SPOT: "Any other registered service.",
    Route.UNREGISTERED: "Only when there is no lawful alternative.",
}


class RouteForm(PortalForm):
    """How a place was bought: it decides what is asked next."""

    route = RadiosField(
        "How was the place bought?",
        required="Choose how the place was bought",
        choices=[Choice(route, text, ROUTE_HINTS[route]) for route, text in ROUTES.items()],
        label_size="m",
    )
    submit = SubmitField("Continue")


class EmergencyForm(OnceForm):
    """Five facts, and nothing that could stop them from being kept."""

    organisation = TextField(
        "Organisation that looks after the child",
        required="Enter the organisation, or your own council",
    )
    setting = TextField(
        "Where the child lives",
        required="Enter the setting, or none",
        hint="The home’s name or unique reference number. Enter none if it is not a registered"
        " setting. No addresses.",
    )
    starts_on = DateField("First night", required="Enter the date of the first night", hint=A_DATE)
    age_band = RadiosField(
        "Age of the child", required="Choose the child’s age", choices=AGE_BANDS, inline=True
    )
    officer = SelectField("Officer", required="Choose the officer")
    submit = SubmitField("Save emergency placement")


class PurchaseForm(OnceForm):
    """What was bought; which of these fields are asked depends on the route."""

    appointment = SelectField("Service and lot", required="Choose the service and its lot")
    block_contract = SelectField("Block contract", required="Choose the block contract")
    urn = TextField(
        "Unique reference number of the service",
        width=10,
        hint="Such as SC900123. Leave empty if the service is not on the portal.",
    )
    setting = TextField(
        "Where the child lives, if the service is not on the portal",
        hint="Enter none if there is no registered setting. No addresses.",
    )
    provider_name = TextField("Organisation, if it is not on the portal")
    comparison_lot = SelectField(
        "Lot to compare the price with",
        required="Choose the lot that is most alike",
        hint="The lot of your region that the child would have been placed on.",
    )


class PlacementForm(PurchaseForm):
    """A whole placement; a price for each weekly component is added."""

    starts_on = DateField("First night", required="Enter the date of the first night", hint=A_DATE)
    ends_on = DateField("End date", hint="The day the child leaves, if it is known.")
    age_band = RadiosField("Age", required="Choose the child’s age", choices=AGE_BANDS, inline=True)
    child = SelectField("Child", empty="A child who is new here", say_optional=False)
    needs = TextAreaField("What the child needs", hint=NO_NAMES, rows=3)
    ideal_type = SelectField(
        "What you would ideally have bought", choices=PROVISION, empty="Not recorded"
    )
    ideal_area = TextField("Where it would ideally have been")
    gap_reason = TextAreaField(
        "Why you could not secure it", hint=f"If you could not. {NO_NAMES}", rows=3
    )


class EndForm(PortalForm):
    """Ending a placement."""

    ends_on = DateField(
        "The day the child left or will leave",
        required="Enter the day the child left",
        hint="Its night is not charged.",
    )
    submit = SubmitField("Save end date")


class ChargeForm(OnceForm):
    """A charge."""

    component = SelectField("Component", required="Choose a component", empty="Choose one")
    pence = PoundsField(
        "Price for one unit",
        required="Enter the price",
        minimum=1,
        maximum=LARGEST_UNIT_PRICE,
        hint="Pounds for a week, an hour, a session and so on, as the component says.",
    )
    quantity = IntegerField(
        "How many",
        minimum=1,
        maximum=100_000,
        hint="For what is charged by the hour, shift, session, mile or once.",
    )
    starts_on = DateField("From", required="Enter the date from which it is charged", hint=A_DATE)
    ends_on = DateField("Until", hint="The first day that is not charged, if there is one.")
    submit = SubmitField("Add charge")


class AgreedRateForm(PortalForm):
    """A lower price signed for one placement."""

    component = SelectField("Component", required="Choose a component", empty="Choose one")
    pence = PoundsField(
        "Price agreed for one unit",
        required="Enter the price",
        minimum=1,
        maximum=LARGEST_UNIT_PRICE,
    )
    starts_on = DateField("From", required="Enter the date from which it holds", hint=A_DATE)
    signed_on = DateField("Signed on", required="Enter the date of signing")
    submit = SubmitField("Save agreed price")


def weekly_charge(title: str, *, required: bool) -> PoundsField:
    """The price of one weekly component, asked with the placement."""
    options: dict[str, Any] = (
        {"required": f"Enter the price of {title.lower()}"} if required else {}
    )
    return PoundsField(f"{title}, a week", minimum=1, maximum=LARGEST_UNIT_PRICE, **options)
