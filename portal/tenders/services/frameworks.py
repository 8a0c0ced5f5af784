"""Writing frameworks, their lots and price schedules. Nothing here commits: the caller does."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from portal import audit
from portal.accounts.models import Membership, Region
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.models import ProvisionType
from portal.tenders.models import (
    AwardMode,
    Component,
    Framework,
    Lot,
    LotPurpose,
    PriceBasis,
    PriceFormula,
    PriceLine,
    Regime,
    Unit,
)
from portal.tenders.queries import frameworks as queries
from portal.tenders.scoring.award import AwardRule, require_rule

LONGEST_OPEN_YEARS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkTerms:
    """What a framework states: the seven facts of section 45 of the Procurement Act 2023, and more.

    The seven are description, price mechanism, estimated value, selection process, term (from,
    and up to but not including), authorities entitled to use it, and whether it is under an open
    framework (the regime).
    """

    title: str
    description: str
    regime: Regime
    starts_on: date
    ends_on: date
    estimated_value_pence: int
    selection_process: str
    price_mechanism: str
    entitled_authorities: str
    price_basis: PriceBasis = PriceBasis.IN_FORCE
    uplift_rule: str = ""
    reopening_policy: str = ""
    direct_award_mechanism: str = ""
    lower_prices_at_call_off: bool = False
    rating_report_days: int = 2
    rating_report_days_failing: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LotTerms:
    """What a lot is for and how its bids are weighed; amounts in pence, weights in whole percent.

    `award_limit` is a total out of 100 or a number of bids, as the award mode says; `mean_factor`
    is k in thousandths.
    """

    title: str
    purpose: LotPurpose
    provision_type: ProvisionType
    need_category: str
    age_from: int
    age_to: int
    area: str
    legal_route: str
    award_mode: AwardMode
    quality_weight: int
    price_weight: int
    social_weight: int = 0
    price_formula: PriceFormula = PriceFormula.LOWEST_OVER_PRICE
    description: str = ""
    minimum_grade_code: str | None = None
    award_limit: int | None = None
    tier_sizes: list[int | None] | None = None
    benchmark_pence: int | None = None
    qualification_pence: int | None = None
    mean_factor: int | None = None
    block_places: int | None = None
    guarantee_percent: int | None = None


def create_framework(
    *, region: Region, terms: FrameworkTerms, by: Membership, at: datetime
) -> Framework:
    """Begin a framework of a region.

    Raises:
        DomainError: the terms contradict each other or the law.
    """
    require_framework_terms(terms)
    framework = Framework(region_id=region.id, created_at=at, **asdict(terms))
    db.session.add(framework)
    audit.record(framework, "framework.created", by=by, at=at, facts={"title": terms.title})
    return framework


def change_framework(
    framework: Framework, *, terms: FrameworkTerms, by: Membership, at: datetime
) -> None:
    """Change a framework that no published invitation rests on.

    Raises:
        DomainError: an invitation is published, or the terms contradict each other or the law.
    """
    lock(framework)
    published = db.session.scalars(queries.published_of_framework(framework)).first()
    if published:
        raise DomainError(
            f"“{published.title}” is published with these terms, so they cannot be changed."
        )
    require_framework_terms(terms)
    changed = _assign(framework, asdict(terms))
    audit.record(framework, "framework.changed", by=by, at=at, facts={"changed": changed})


def require_framework_terms(terms: FrameworkTerms) -> None:
    """Check that a framework's terms hold together.

    Raises:
        DomainError: naming the field at fault.
    """
    if terms.ends_on <= terms.starts_on:
        raise DomainError("The end date must be after the start date", "ends_on")
    if terms.estimated_value_pence <= 0:
        raise DomainError("The estimated value must be more than £0.00", "estimated_value_pence")
    if terms.regime is Regime.OPEN and terms.ends_on > years_after(
        terms.starts_on, LONGEST_OPEN_YEARS
    ):
        raise DomainError(
            "An open framework must end within 8 years of its start "
            "(Procurement Act 2023, section 49)",
            "ends_on",
        )
    if terms.regime is not Regime.CLOSED and not terms.reopening_policy:
        raise DomainError("Say when the framework opens again to new services", "reopening_policy")


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def add_lot(framework: Framework, *, terms: LotTerms, by: Membership, at: datetime) -> Lot:
    """Add a lot with the next number.

    Raises:
        DomainError: naming the field at fault.
    """
    lock(framework)
    require_lot_terms(terms)
    highest = db.session.scalar(
        select(func.max(Lot.number)).where(Lot.framework_id == framework.id)
    )
    lot = Lot(framework_id=framework.id, number=(highest or 0) + 1, **asdict(terms))
    db.session.add(lot)
    audit.record(lot, "lot.added", by=by, at=at, facts={"number": lot.number})
    db.session.expire(framework, ["lots"])
    return lot


def change_lot(lot: Lot, *, terms: LotTerms, by: Membership, at: datetime) -> None:
    """Change a lot that is in no published invitation.

    Raises:
        DomainError: it is, or the terms do not hold together.
    """
    require_unpublished(lot)
    require_lot_terms(terms)
    changed = _assign(lot, asdict(terms))
    audit.record(lot, "lot.changed", by=by, at=at, facts={"changed": changed})


def require_unpublished(lot: Lot) -> None:
    """Lock a lot and check that no published invitation rests on it.

    Raises:
        DomainError: one does.
    """
    lock(lot)
    published = db.session.scalars(queries.published_with_lot([lot.id])).first()
    if published:
        raise DomainError(
            f"Lot {lot.number} is part of “{published.title}”, which is published, so it cannot be "
            "changed."
        )


def require_lot_terms(terms: LotTerms) -> None:
    """Check that a lot's terms hold together.

    Raises:
        DomainError: naming the field at fault.
    """
    if terms.age_from > terms.age_to:
        raise DomainError("The oldest age must not be under the youngest", "age_to")
    if terms.quality_weight + terms.price_weight + terms.social_weight != 100:
        total = terms.quality_weight + terms.price_weight + terms.social_weight
        raise DomainError(
            f"Quality, price and social value must add up to 100, not {total}", "quality_weight"
        )
    _require_grade(terms)
    _require_award(terms)
    _require_formula(terms)
    _require_block(terms)


def set_price_line(
    lot: Lot,
    *,
    component: Component,
    ceiling_pence: int,
    basket_quantity: int,
    mandatory: bool,
    by: Membership,
    at: datetime,
) -> PriceLine:
    """Ask for a price for one component, or change what is asked.

    Raises:
        DomainError: the lot is published, or the line does not hold together.
    """
    require_unpublished(lot)
    if ceiling_pence <= 0:
        raise DomainError("The ceiling must be more than nothing", "ceiling")
    if component.unit is Unit.PERCENT_OF_CORE:
        raise DomainError(
            f"{component.title} is a percentage of core care: it is agreed with the contract, "
            "and no price is bid for it",
            "ceiling",
        )
    line = db.session.scalars(queries.price_line_of(lot, component.code)).first()
    if line is None:
        line = PriceLine(lot_id=lot.id, component_code=component.code, position=component.position)
        db.session.add(line)
    line.ceiling_pence = ceiling_pence
    line.basket_quantity = basket_quantity
    line.mandatory = mandatory
    facts = {"component": component.code, "ceiling_pence": ceiling_pence}
    audit.record(lot, "lot.price_set", by=by, at=at, facts=facts)
    db.session.expire(lot, ["price_lines"])
    return line


def remove_price_line(line: PriceLine, *, by: Membership, at: datetime) -> None:
    """Ask no longer for a component's price.

    Raises:
        DomainError: the lot is published.
    """
    lot = line.lot
    require_unpublished(lot)
    audit.record(lot, "lot.price_removed", by=by, at=at, facts={"component": line.component_code})
    db.session.delete(line)
    db.session.flush()
    db.session.expire(lot, ["price_lines"])


def _require_grade(terms: LotTerms) -> None:
    if terms.minimum_grade_code is None:
        return
    fitting = db.session.scalars(queries.grades_for(terms.provision_type)).all()
    if terms.minimum_grade_code not in {grade.code for grade in fitting}:
        raise DomainError(
            "Choose a grade that services of this provision type can be given",
            "minimum_grade_code",
        )


def _require_award(terms: LotTerms) -> None:
    by_threshold = terms.award_mode is AwardMode.ALL_ABOVE_THRESHOLD
    rule = AwardRule(
        mode=terms.award_mode,
        threshold=terms.award_limit if by_threshold else None,
        places=None if by_threshold else terms.award_limit,
        tier_sizes=tuple(terms.tier_sizes or ()),
    )
    field = "tier_sizes" if terms.award_mode is AwardMode.TIERS else "award_limit"
    try:
        require_rule(rule)
    except ValueError as error:
        raise DomainError(str(error), field) from error
    if by_threshold and not 0 <= (terms.award_limit or 0) <= 100:
        raise DomainError("The total that a bid must reach is between 0 and 100", field)


def _require_formula(terms: LotTerms) -> None:
    wanted = {
        "qualification_pence": "Enter the qualification price that the formula needs",
        "k": "Enter the rate k that the formula needs",
        "benchmark_pence": "Enter the benchmark that the formula needs",
    }
    for need in terms.price_formula.needs:
        name = "mean_factor" if need == "k" else need
        if need in wanted and (getattr(terms, name) or 0) <= 0:
            raise DomainError(wanted[need], name)


def _require_block(terms: LotTerms) -> None:
    if terms.purpose is LotPurpose.BLOCK:
        if not terms.block_places:
            raise DomainError("Enter how many places the block buys", "block_places")
        if terms.guarantee_percent is None:
            raise DomainError("Enter the share of places that is paid for", "guarantee_percent")
    elif terms.block_places is not None or terms.guarantee_percent is not None:
        raise DomainError("Only a block lot has a number of places", "block_places")


def _assign(thing: Framework | Lot, facts: dict[str, object]) -> list[str]:
    """Put new values in place and return the names of those that differ."""
    changed = sorted(name for name, value in facts.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, facts[name])
    return changed
