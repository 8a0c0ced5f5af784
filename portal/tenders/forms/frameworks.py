"""Forms of frameworks, lots, price schedules and specifications."""

import re
from collections.abc import Sequence
from fractions import Fraction

from portal import money
from portal.errors import DomainError
from portal.form_fields import NumberField
from portal.forms import (
    CheckboxField,
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
    filled,
)
from portal.money import LARGEST_UNIT_PRICE
from portal.providers.models import PROVISION_TITLES, ProvisionType, RatingGrade
from portal.tenders.legal import LEGAL_ROUTES, REGIMES
from portal.tenders.models import (
    AwardMode,
    Lot,
    LotPurpose,
    PriceBasis,
    PriceFormula,
    Regime,
)
from portal.tenders.services.frameworks import FrameworkTerms, LotTerms

AWARD_MODES = {
    AwardMode.ALL_ABOVE_THRESHOLD: (
        "Every bid that reaches a total",
        "All that score the total below or more are successful.",
    ),
    AwardMode.TOP_N: ("The best bids, up to a number", "As many as you say below."),
    AwardMode.TIERS: (
        "Tiers",
        "The best are in tier 1, which is offered each referral first; and so on.",
    ),
    AwardMode.SINGLE_SUPPLIER: ("One supplier", "The best bid alone."),
}
PRICE_BASES = {
    PriceBasis.IN_FORCE: (
        "The price in force each night",
        "A new price applies to every child from its start.",
    ),
    PriceBasis.FIXED_AT_START: (
        "The price at the start of each placement",
        "A child’s price stays as it was on the first day.",
    ),
}
GRADE_SCALES = {
    "four_grades": "Ofsted grades",
    "supported_accommodation": "supported accommodation",
}


class ThousandthsField(NumberField):
    """A plain number with up to three decimal places, held as whole thousandths."""

    def parse(self, text: str) -> int:
        found = re.fullmatch(r"([0-9]{1,4})(?:\.([0-9]{1,3}))?", text)
        if found is None:
            raise ValueError(f"{self.what} must be a number, like 2.5")
        return int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))

    def show(self, value: int) -> str:
        return f"{money.round_half_up(Fraction(value, 1000), 3):f}".rstrip("0").rstrip(".")


def report_days(label: str, usual: int) -> IntegerField:
    """Return a field for working days in which providers report an inspection."""
    return IntegerField(
        label,
        required="Enter the number of working days",
        what="Working days",
        minimum=1,
        maximum=30,
        width=2,
        default=usual,
        hint="Counted from the day after the provider gets the report.",
    )


class FrameworkForm(OnceForm):
    """What a framework states. The law asks for the seven facts that come first."""

    title = TextField("Title", required="Enter a title")
    description = TextAreaField(
        "What the framework is for",
        required="Say what the framework is for",
        hint="What will be bought under it, in a few sentences.",
    )
    estimated_value_pence = PoundsField(
        "Estimated value",
        required="Enter the estimated value",
        hint="Everything that may be bought in the whole term, without VAT.",
        what="Estimated value",
        width=20,
    )
    starts_on = DateField("Start date", required="Enter the start date")
    ends_on = DateField(
        "End date",
        required="Enter the end date",
        hint="The first day on which it is no longer in force.",
    )
    price_mechanism = TextAreaField(
        "Prices",
        required="Say how prices are set",
        rows=3,
        hint="The price or how it is worked out.",
    )
    selection_process = TextAreaField(
        "How a service is chosen for a child",
        required="Say how a service is chosen",
        rows=4,
        hint="The selection process for call-offs.",
    )
    entitled_authorities = TextAreaField(
        "Who may use it",
        required="Say which authorities may use it",
        rows=3,
        hint="Name the councils and other authorities, or describe them exactly.",
    )
    regime = RadiosField(
        "Kind of framework",
        required="Choose the kind of framework",
        choices=[Choice(one, fact.title, fact.hint) for one, fact in REGIMES.items()],
    )
    reopening_policy = TextAreaField(
        "When it opens again to new services",
        rows=3,
        hint="Needed unless the framework is closed.",
        say_optional=False,
    )
    direct_award_mechanism = TextAreaField(
        "Awards without competition",
        rows=3,
        hint="Only with an objective mechanism that picks the service. Leave empty to allow none.",
    )
    price_basis = RadiosField(
        "Which price a night is held to",
        required="Choose which price a night is held to",
        choices=[Choice(one, *words) for one, words in PRICE_BASES.items()],
    )
    uplift_rule = TextAreaField(
        "How prices rise", rows=3, hint="For example the lower of 1.5% and CPI, each April."
    )
    lower_prices_at_call_off = CheckboxField("A council may agree a lower price for one placement")
    rating_report_days = report_days("Working days to report an inspection in", 2)
    rating_report_days_failing = report_days("The same when it gave the lowest grade", 1)
    submit = SubmitField("Save and continue")

    def terms(self) -> FrameworkTerms:
        """Return what was filled in."""
        return FrameworkTerms(
            title=filled(self.title),
            description=filled(self.description),
            regime=Regime(filled(self.regime)),
            starts_on=filled(self.starts_on),
            ends_on=filled(self.ends_on),
            estimated_value_pence=filled(self.estimated_value_pence),
            selection_process=filled(self.selection_process),
            price_mechanism=filled(self.price_mechanism),
            entitled_authorities=filled(self.entitled_authorities),
            price_basis=PriceBasis(filled(self.price_basis)),
            uplift_rule=self.uplift_rule.data or "",
            reopening_policy=self.reopening_policy.data or "",
            direct_award_mechanism=self.direct_award_mechanism.data or "",
            lower_prices_at_call_off=bool(self.lower_prices_at_call_off.data),
            rating_report_days=filled(self.rating_report_days),
            rating_report_days_failing=filled(self.rating_report_days_failing),
        )


def whole_percent(label: str, **rest: object) -> IntegerField:
    """Return a field for a whole number of per cent."""
    return IntegerField(label, maximum=100, width=3, look={"suffix": {"text": "%"}}, **rest)


class LotForm(OnceForm):
    """What a lot is for and how its bids are weighed."""

    title = TextField("Title", required="Enter a title", hint="For example “Solo placements”.")
    description = TextAreaField("Description", rows=3)
    provision_type = SelectField(
        "Provision type",
        required="Choose a provision type",
        choices=[Choice(one, title) for one, title in PROVISION_TITLES.items()],
    )
    need_category = TextField("Need", required="Enter the need that this lot is for")
    age_from = IntegerField("Youngest age", required="Enter the youngest age", maximum=25, width=3)
    age_to = IntegerField("Oldest age", required="Enter the oldest age", maximum=25, width=3)
    area = TextField(
        "Area", required="Enter the area", hint="Where services must be, such as a county."
    )
    legal_route = RadiosField(
        "Legal route",
        required="Choose the legal route",
        choices=[Choice(code, *route) for code, route in LEGAL_ROUTES.items()],
    )
    minimum_grade_code = SelectField(
        "Lowest inspection grade", empty="No minimum", hint="On the scale of the provision type."
    )
    quality_weight = whole_percent("Weight of quality", required="Enter the weight of quality")
    price_weight = whole_percent("Weight of price", required="Enter the weight of price")
    social_weight = whole_percent(
        "Weight of social value",
        required="Enter the weight of social value, or 0",
        hint="The three weights add up to 100.",
    )
    price_formula = RadiosField(
        "How prices are marked",
        required="Choose how prices are marked",
        choices=[Choice(one, one.label, one.explanation) for one in PriceFormula],
    )
    qualification_pence = PoundsField(
        "Qualification price",
        what="Qualification price",
        hint="For pro rata only: the price of the whole basket that gets nothing.",
    )
    mean_factor = ThousandthsField(
        "Rate k",
        what="Rate k",
        width=5,
        hint="For distance from the mean only: 1 marks gently, 5 steeply.",
    )
    benchmark_pence = PoundsField(
        "Benchmark",
        what="Benchmark",
        hint="For a ceiling and benchmark only: the price of the whole basket that gets all marks.",
    )
    award_mode = RadiosField(
        "Who is successful",
        required="Choose who is successful",
        choices=[Choice(one, *words) for one, words in AWARD_MODES.items()],
    )
    award_limit = IntegerField(
        "Total to reach, or number of bids",
        what="This",
        hint="The total is out of 100. Leave empty for tiers and for one supplier.",
        say_optional=False,
    )
    tier_sizes = TextField(
        "Places in each tier",
        hint="For tiers only. For example “5, 10, *”: the star is a last tier without a limit.",
        say_optional=False,
        width=10,
    )
    submit = SubmitField("Save lot")

    purpose = LotPurpose.PLACES

    def offer_grades(self, grades: Sequence[RatingGrade]) -> None:
        """Offer the grades of the scales in use."""
        self.minimum_grade_code.choices = [
            Choice(grade.code, f"{grade.label} ({GRADE_SCALES[grade.scale]})") for grade in grades
        ]

    def show_lot(self, lot: Lot) -> None:
        """Show the tiers of a lot as they are typed."""
        sizes = lot.tier_sizes or []
        self.tier_sizes.process_data(", ".join("*" if one is None else str(one) for one in sizes))

    def terms(self) -> LotTerms:
        """Return what was filled in; numbers that the choices made do not need are left out.

        Raises:
            DomainError: the tiers cannot be read.
        """
        formula = PriceFormula(filled(self.price_formula))
        mode = AwardMode(filled(self.award_mode))
        limited = mode in (AwardMode.ALL_ABOVE_THRESHOLD, AwardMode.TOP_N)
        return LotTerms(
            title=filled(self.title),
            description=self.description.data or "",
            purpose=self.purpose,
            provision_type=ProvisionType(filled(self.provision_type)),
            need_category=filled(self.need_category),
            age_from=filled(self.age_from),
            age_to=filled(self.age_to),
            area=filled(self.area),
            legal_route=filled(self.legal_route),
            minimum_grade_code=self.minimum_grade_code.data or None,
            quality_weight=filled(self.quality_weight),
            price_weight=filled(self.price_weight),
            social_weight=filled(self.social_weight),
            price_formula=formula,
            qualification_pence=_needed(formula, "qualification_pence", self.qualification_pence),
            mean_factor=_needed(formula, "k", self.mean_factor),
            benchmark_pence=_needed(formula, "benchmark_pence", self.benchmark_pence),
            award_mode=mode,
            award_limit=self.award_limit.data if limited else None,
            tier_sizes=read_tiers(self.tier_sizes.data) if mode is AwardMode.TIERS else None,
            **self.block(),
        )

    def block(self) -> dict[str, int | None]:
        """Return what only a block lot has."""
        return {}


class BlockLotForm(LotForm):
    """A lot that buys a block of places."""

    block_places = IntegerField(
        "Places in the block", required="Enter how many places the block buys", minimum=1, width=3
    )
    guarantee_percent = whole_percent(
        "Places paid for in any case",
        required="Enter the share of places that is paid for",
        hint="The guarantee: 90% of 10 places means that 9 are paid for, occupied or not.",
    )

    purpose = LotPurpose.BLOCK

    def block(self) -> dict[str, int | None]:
        return {
            "block_places": self.block_places.data,
            "guarantee_percent": self.guarantee_percent.data,
        }


class PriceLineForm(PortalForm):
    """One line of a price schedule."""

    ceiling = PoundsField(
        "Ceiling",
        required="Enter the highest price that a bid may give",
        hint="The highest price that a bid may give. It is published.",
        what="Ceiling",
        minimum=1,
        maximum=LARGEST_UNIT_PRICE,
    )
    basket_quantity = IntegerField(
        "How many in the basket",
        required="Enter how many are in the basket, or 0",
        hint="Bids are compared by the price of one week’s basket. "
        "0 asks for the price and does not compare it.",
        what="Quantity",
        maximum=1000,
    )
    mandatory = RadiosField(
        "Must every bidder give this price?",
        required="Say whether every bidder must give this price",
        inline=True,
        choices=[Choice("yes", "Yes"), Choice("no", "No")],
    )
    submit = SubmitField("Save price")


class RequirementForm(OnceForm):
    """One requirement of a specification."""

    text = TextAreaField(
        "Requirement",
        required="Enter the requirement",
        hint="One thing that a bidder can confirm, or explain why not.",
        max_length=4000,
    )
    strength = RadiosField(
        "Is it mandatory?",
        required="Say whether it is mandatory",
        choices=[
            Choice("mandatory", "Mandatory", "A bid that does not meet it can fail."),
            Choice("desirable", "Desirable", "Welcome, but a bid can do without."),
        ],
    )
    submit = SubmitField("Save requirement")


def read_tiers(text: str | None) -> list[int | None]:
    """Read the places of tiers as they are typed: `5, 10, *`.

    Raises:
        DomainError: a part is neither a number nor a star.
    """
    parts = [part.strip() for part in (text or "").split(",") if part.strip()]
    if not all(re.fullmatch(r"[0-9]{1,4}|\*", part) for part in parts):
        raise DomainError("Enter numbers with commas, like 5, 10, *", "tier_sizes")
    return [None if part == "*" else int(part) for part in parts]


def _needed(formula: PriceFormula, need: str, field: NumberField) -> int | None:
    return field.data if need in formula.needs else None
