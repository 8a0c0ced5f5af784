"""Frameworks, lots, invitations to tender in each state, their questions and their people."""

from datetime import UTC, date, datetime, timedelta

from portal.access import Role
from portal.accounts.models import Membership
from portal.config import settings
from portal.providers.models import ProvisionType
from portal.tenders.models import (
    Assignment,
    AwardMode,
    Clarification,
    DeadlineExtension,
    Duty,
    Framework,
    Interest,
    Lot,
    LotPurpose,
    Part,
    PriceBasis,
    PriceFormula,
    PriceLine,
    Procurement,
    ProcurementKind,
    ProcurementLot,
    ProcurementStatus,
    Question,
    QuestionKind,
    Regime,
    Requirement,
    ScaleMark,
    Scope,
    Specification,
)
from portal.tenders.sealing.keys import MasterKeys
from portal.tenders.services.sealing_keys import make_keys
from tests.factories.accounts import MembershipFactory, RegionFactory, member
from tests.factories.base import ModelFactory, factory

PUBLISHED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
QUESTIONS_CLOSE_AT = datetime(2026, 12, 4, 12, 0, tzinfo=UTC)
CLOSES_AT = datetime(2026, 12, 18, 12, 0, tzinfo=UTC)
A_SCALE = ("Unacceptable", "Poor", "Limited", "Acceptable", "Good", "Excellent")


class FrameworkFactory(ModelFactory):
    """A flexible framework of four years that holds every night to the rate in force."""

    class Meta:
        model = Framework

    region = factory.SubFactory(RegionFactory)
    title = factory.Sequence(lambda n: f"Homes for Children {n}")
    description = "Homes for children in care of the councils of the region."
    regime = Regime.FLEXIBLE
    starts_on = date(2026, 4, 1)
    ends_on = date(2030, 4, 1)
    estimated_value_pence = 120_000_000_00
    selection_process = "A council sends its referral to every service on the lot."
    price_mechanism = "Each service's agreed prices, never above the lot's ceilings."
    entitled_authorities = "Every council of the region."
    price_basis = PriceBasis.IN_FORCE
    created_at = PUBLISHED_AT


class LotFactory(ModelFactory):
    """A lot of children's homes, place by place, without prices or specification."""

    class Meta:
        model = Lot

    framework = factory.SubFactory(FrameworkFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Residential care {n}")
    purpose = LotPurpose.PLACES
    provision_type = ProvisionType.CHILDRENS_HOME
    need_category = "Emotional and behavioural needs"
    age_from = 8
    age_to = 17
    area = "Anywhere in the region"
    legal_route = "light_touch"
    minimum_grade_code = "good"
    award_mode = AwardMode.ALL_ABOVE_THRESHOLD
    award_limit: int | None = 50
    quality_weight = 60
    price_weight = 40
    social_weight = 0
    price_formula = PriceFormula.LOWEST_OVER_PRICE


class BlockLotFactory(LotFactory):
    """A lot that buys a block of six places with a guarantee of 90 per cent."""

    title = factory.Sequence(lambda n: f"Block of places {n}")
    purpose = LotPurpose.BLOCK
    award_mode = AwardMode.SINGLE_SUPPLIER
    award_limit = None
    block_places = 6
    guarantee_percent = 90


class PriceLineFactory(ModelFactory):
    """Core care, once in the basket, at most 6,500.00 a week."""

    class Meta:
        model = PriceLine

    lot = factory.SubFactory(LotFactory)
    component_code = "CORE"
    ceiling_pence = 6_500_00
    basket_quantity = 1
    mandatory = True
    position = factory.Sequence(lambda n: n)


class SpecificationFactory(ModelFactory):
    """A first version, still a draft."""

    class Meta:
        model = Specification

    lot = factory.SubFactory(LotFactory)
    version = 1


class RequirementFactory(ModelFactory):
    """Something that is required."""

    class Meta:
        model = Requirement

    specification = factory.SubFactory(SpecificationFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "Every child has a key worker from the first day."
    mandatory = True


class ProcurementFactory(ModelFactory):
    """A draft invitation without lots, questions or people."""

    class Meta:
        model = Procurement

    framework = factory.SubFactory(FrameworkFactory)
    kind = ProcurementKind.FRAMEWORK_LOTS
    title = factory.Sequence(lambda n: f"Residential care for the region {n}")
    summary = "We invite providers of children's homes to join our framework."
    questions_close_at = QUESTIONS_CLOSE_AT
    closes_at = CLOSES_AT
    conflicts_assessed = "Nobody who wrote this invitation has an interest in a provider."
    created_at = PUBLISHED_AT
    created_by_id = factory.LazyAttribute(
        lambda made: member(made.framework.region.lead, Role.COMMISSIONER).id
    )


class ScaleMarkFactory(ModelFactory):
    """One mark of a scale. It needs `procurement_id`."""

    class Meta:
        model = ScaleMark

    mark = 0
    title = factory.LazyAttribute(lambda made: A_SCALE[made.mark])
    description = factory.LazyAttribute(lambda made: f"{made.title} in every respect.")


class QuestionFactory(ModelFactory):
    """A scored question on quality, asked once for each lot, with the whole weight."""

    class Meta:
        model = Question

    procurement = factory.SubFactory(ProcurementFactory)
    position = factory.Sequence(lambda n: n + 1)
    scope = Scope.LOT
    kind = QuestionKind.SCORED
    part = Part.QUALITY
    title = factory.Sequence(lambda n: f"How you care {n}")
    text = "Describe how you keep children safe."
    guidance = "Say who does what, and how you know that it works."
    weight = 100


class AssignmentFactory(ModelFactory):
    """An evaluator of every question, from the co-operative that leads the region."""

    class Meta:
        model = Assignment

    procurement = factory.SubFactory(ProcurementFactory)
    membership = factory.LazyAttribute(
        lambda made: member(made.procurement.framework.region.lead, Role.EVALUATOR)
    )
    duty = Duty.EVALUATOR
    assigned_at = PUBLISHED_AT


class InterestFactory(ModelFactory):
    """A provider that wants to hear of changes; `member` says who asked. Needs `procurement_id`."""

    class Meta:
        model = Interest

    class Params:
        member = factory.LazyFunction(MembershipFactory)

    organisation_id = factory.SelfAttribute("member.organisation_id")
    by_membership_id = factory.SelfAttribute("member.id")
    registered_at = PUBLISHED_AT


class ClarificationFactory(ModelFactory):
    """A question of a provider, not answered; `member` asks. Needs `procurement_id`."""

    class Meta:
        model = Clarification

    class Params:
        member = factory.LazyFunction(MembershipFactory)

    organisation_id = factory.SelfAttribute("member.organisation_id")
    asked_by_id = factory.SelfAttribute("member.id")
    asked_at = PUBLISHED_AT
    text = "May a home that opens in March take part?"


class DeadlineExtensionFactory(ModelFactory):
    """A week more, proposed by a commissioner."""

    class Meta:
        model = DeadlineExtension

    procurement = factory.SubFactory(ProcurementFactory)
    closed_at_before = factory.LazyAttribute(lambda made: made.procurement.closes_at)
    closes_at = factory.LazyAttribute(lambda made: made.closed_at_before + timedelta(days=7))
    reason = "The price schedule was missing for a day."
    proposed_by = factory.LazyAttribute(
        lambda made: member(made.procurement.framework.region.lead, Role.COMMISSIONER)
    )
    proposed_at = PUBLISHED_AT


def add_lot(procurement: Procurement, lot: Lot) -> Lot:
    """Invite bids for a lot."""
    session = ProcurementFactory._meta.sqlalchemy_session()
    session.add(ProcurementLot(procurement_id=procurement.id, lot_id=lot.id))
    session.flush()
    session.expire(procurement, ["lots"])
    return lot


def complete_lot(framework: Framework | None = None, *, block: bool = False, **facts) -> Lot:
    """Return a lot with three price lines and a specification of two requirements, unpublished."""
    framework = framework or FrameworkFactory()
    lot = (BlockLotFactory if block else LotFactory)(framework=framework, **facts)
    PriceLineFactory(lot=lot, position=0)
    PriceLineFactory(
        lot=lot, component_code="EDU", ceiling_pence=1_200_00, mandatory=False, position=1
    )
    PriceLineFactory(
        lot=lot, component_code="H11_DAY", ceiling_pence=24_00, basket_quantity=10, position=2
    )
    specification = SpecificationFactory(lot=lot)
    RequirementFactory(specification=specification, number=1)
    RequirementFactory(
        specification=specification, number=2, text="A garden that children use.", mandatory=False
    )
    return lot


def fill_scale(procurement: Procurement) -> None:
    """Give a procurement marks from 0 to 5."""
    for mark in range(6):
        ScaleMarkFactory(procurement_id=procurement.id, mark=mark)


def fill_questions(procurement: Procurement) -> list[Question]:
    """Ask pass or fail for the organisation, 60 for the lot, 40 for the service with a minimum."""
    return [
        QuestionFactory(
            procurement=procurement,
            position=1,
            scope=Scope.ORGANISATION,
            kind=QuestionKind.PASS_FAIL,
            title="Insurance",
            text="Do you hold the insurance that the agreement asks for?",
            weight=None,
        ),
        QuestionFactory(procurement=procurement, position=2, title="Safe care", weight=60),
        QuestionFactory(
            procurement=procurement,
            position=3,
            scope=Scope.SERVICE,
            title="The home and its staff",
            weight=40,
            minimum_mark=2,
        ),
    ]


def fill_people(procurement: Procurement) -> dict[str, Membership]:
    """Assign two openers, a moderator and two evaluators of everything; return them by name."""
    lead = procurement.framework.region.lead
    duties = {
        "first opener": (Duty.OPENER, Role.COMMISSIONER),
        "second opener": (Duty.OPENER, Role.CONTRACT_MANAGER),
        "moderator": (Duty.MODERATOR, Role.COMMISSIONER),
        "first evaluator": (Duty.EVALUATOR, Role.EVALUATOR),
        "second evaluator": (Duty.EVALUATOR, Role.EVALUATOR),
    }
    people = {}
    for name, (duty, role) in duties.items():
        people[name] = member(lead, role)
        AssignmentFactory(procurement=procurement, membership=people[name], duty=duty)
    return people


def complete_procurement(
    framework: Framework | None = None, lots: list[Lot] | None = None, **facts
) -> Procurement:
    """Return a draft that lacks nothing for publication, for one complete lot unless given."""
    framework = framework or (lots[0].framework if lots else FrameworkFactory())
    procurement = ProcurementFactory(framework=framework, **facts)
    for lot in lots or [complete_lot(framework)]:
        add_lot(procurement, lot)
    fill_scale(procurement)
    fill_questions(procurement)
    fill_people(procurement)
    refresh(procurement)
    return procurement


def published_procurement(
    framework: Framework | None = None, lots: list[Lot] | None = None, **facts
) -> Procurement:
    """Return an invitation published on 2 November 2026 that closes on 18 December at midday.

    Its sealing keys are made under the test's own master key; whether it is open, `closes_at`
    and the clock of the test decide.
    """
    published_at = facts.pop("published_at", PUBLISHED_AT)
    procurement = complete_procurement(framework, lots, **facts)
    session = ProcurementFactory._meta.sqlalchemy_session()
    for lot in procurement.lots:
        specification = lot.specifications[-1]
        specification.published_at = specification.published_at or published_at
        session.get(ProcurementLot, (procurement.id, lot.id)).specification_id = specification.id
    make_keys(procurement, MasterKeys.read(settings().sealing_key))
    procurement.published_at = published_at
    procurement.status = ProcurementStatus.PUBLISHED
    session.flush()
    return procurement


def refresh(procurement: Procurement) -> None:
    """Read again what a procurement and its lots hold, after rows were added beside them."""
    session = ProcurementFactory._meta.sqlalchemy_session()
    session.flush()
    lots = list(procurement.lots)
    session.expire(procurement, ["lots", "questions", "scale", "assignments"])
    for lot in lots:
        session.expire(lot, ["price_lines", "specifications"])


def people_of(procurement: Procurement, duty: Duty) -> list[Membership]:
    """Return the memberships assigned to a duty, in the order of their assignment."""
    return [one.membership for one in procurement.assignments if one.duty is duty]
