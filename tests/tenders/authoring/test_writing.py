"""What may be written in frameworks, lots, specifications and drafts of invitations."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.access import Role
from portal.errors import DomainError
from portal.providers.models import ProvisionType
from portal.tenders.models import (
    AwardMode,
    Component,
    LotPurpose,
    PriceFormula,
    ProcurementKind,
    QuestionKind,
    Regime,
    Scope,
    UnconfirmedPolicy,
)
from portal.tenders.services import frameworks, procurements, questions, specifications
from portal.tenders.services.frameworks import FrameworkTerms, LotTerms
from portal.tenders.services.procurements import ScaleRow
from portal.tenders.services.questions import QuestionTerms
from tests.factories.accounts import RegionFactory, member
from tests.factories.tenders import (
    FrameworkFactory,
    LotFactory,
    complete_lot,
    complete_procurement,
    published_procurement,
    refresh,
)

FRAMEWORK = FrameworkTerms(
    title="Homes for Children 2026",
    description="Homes for children in care.",
    regime=Regime.FLEXIBLE,
    starts_on=date(2026, 4, 1),
    ends_on=date(2030, 4, 1),
    estimated_value_pence=120_000_000_00,
    selection_process="The council sends its referral to every service on the lot.",
    price_mechanism="Agreed prices under the ceilings.",
    entitled_authorities="Every council of the region.",
    reopening_policy="Every spring.",
)
LOT = LotTerms(
    title="Emotional needs",
    purpose=LotPurpose.PLACES,
    provision_type=ProvisionType.CHILDRENS_HOME,
    need_category="Emotional and behavioural needs",
    age_from=8,
    age_to=17,
    area="Anywhere in the region",
    legal_route="light_touch",
    award_mode=AwardMode.ALL_ABOVE_THRESHOLD,
    award_limit=50,
    quality_weight=60,
    price_weight=40,
)
QUESTION = QuestionTerms(
    title="Safe care",
    text="How do you keep children safe?",
    scope=Scope.LOT,
    kind=QuestionKind.SCORED,
    weight=100,
)


@pytest.fixture
def region(app):
    return RegionFactory()


@pytest.fixture
def commissioner(region):
    return member(region.lead, Role.COMMISSIONER)


@pytest.fixture
def draft(region):
    return complete_procurement(FrameworkFactory(region=region))


@pytest.fixture
def published(region):
    return published_procurement(FrameworkFactory(region=region))


def test_a_framework_is_written_with_the_seven_facts(region, commissioner, now):
    made = frameworks.create_framework(region=region, terms=FRAMEWORK, by=commissioner, at=now)
    assert made.region is region
    assert made.estimated_value_pence == 120_000_000_00


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": date(2026, 4, 1)}, "ends_on"),
        ({"estimated_value_pence": 0}, "estimated_value_pence"),
        ({"regime": Regime.OPEN, "ends_on": date(2034, 4, 2)}, "ends_on"),
        ({"reopening_policy": ""}, "reopening_policy"),
    ],
)
def test_terms_that_contradict_the_law_or_each_other_are_refused(
    region, commissioner, now, change, field
):
    terms = replace(FRAMEWORK, **change)
    with pytest.raises(DomainError) as refused:
        frameworks.create_framework(region=region, terms=terms, by=commissioner, at=now)
    assert refused.value.field == field


def test_an_open_framework_may_last_eight_years(region, commissioner, now):
    terms = replace(FRAMEWORK, regime=Regime.OPEN, ends_on=date(2034, 4, 1))
    assert frameworks.create_framework(region=region, terms=terms, by=commissioner, at=now)


def test_years_after_a_leap_day_fall_on_the_28th():
    assert frameworks.years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)


def test_a_framework_changes_until_an_invitation_is_published(draft, commissioner, now):
    frameworks.change_framework(draft.framework, terms=FRAMEWORK, by=commissioner, at=now)
    assert draft.framework.title == FRAMEWORK.title


def test_a_framework_that_a_published_invitation_rests_on_cannot_be_changed(
    published, commissioner, now
):
    with pytest.raises(DomainError, match="is published"):
        frameworks.change_framework(published.framework, terms=FRAMEWORK, by=commissioner, at=now)


def test_lots_are_numbered_in_the_order_they_are_added(region, commissioner, now):
    framework = FrameworkFactory(region=region)
    made = [frameworks.add_lot(framework, terms=LOT, by=commissioner, at=now) for _ in "ab"]
    assert [lot.number for lot in made] == [1, 2]
    assert [lot.number for lot in framework.lots] == [1, 2]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"age_from": 18}, "age_to"),
        ({"quality_weight": 70}, "quality_weight"),
        ({"minimum_grade_code": "consistently_strong"}, "minimum_grade_code"),
        ({"award_limit": None}, "award_limit"),
        ({"award_limit": 101}, "award_limit"),
        ({"award_mode": AwardMode.TOP_N, "award_limit": 0}, "award_limit"),
        ({"award_mode": AwardMode.TIERS}, "tier_sizes"),
        ({"award_mode": AwardMode.TIERS, "tier_sizes": [None, 2]}, "tier_sizes"),
        ({"price_formula": PriceFormula.PRO_RATA}, "qualification_pence"),
        ({"price_formula": PriceFormula.MEAN_BASED, "mean_factor": 0}, "mean_factor"),
        ({"price_formula": PriceFormula.BENCHMARK}, "benchmark_pence"),
        ({"purpose": LotPurpose.BLOCK}, "block_places"),
        ({"purpose": LotPurpose.BLOCK, "block_places": 4}, "guarantee_percent"),
        ({"block_places": 4}, "block_places"),
    ],
)
def test_a_lot_whose_terms_do_not_hold_together_is_refused(
    region, commissioner, now, change, field
):
    with pytest.raises(DomainError) as refused:
        frameworks.add_lot(
            FrameworkFactory(region=region), terms=replace(LOT, **change), by=commissioner, at=now
        )
    assert refused.value.field == field


def test_supported_accommodation_has_a_rating_scale_of_its_own(region, commissioner, now):
    terms = replace(
        LOT,
        provision_type=ProvisionType.SUPPORTED_ACCOMMODATION,
        minimum_grade_code="consistently_strong",
    )
    lot = frameworks.add_lot(FrameworkFactory(region=region), terms=terms, by=commissioner, at=now)
    assert lot.minimum_grade
    assert lot.minimum_grade.label == "Consistently strong service delivery"


def test_a_lot_of_a_published_invitation_cannot_be_changed(session, published, commissioner, now):
    lot = published.lots[0]
    core = session.get(Component, "CORE")
    changes = [
        lambda: frameworks.change_lot(lot, terms=LOT, by=commissioner, at=now),
        lambda: frameworks.remove_price_line(lot.price_lines[0], by=commissioner, at=now),
        lambda: frameworks.set_price_line(
            lot,
            component=core,
            ceiling_pence=1,
            basket_quantity=1,
            mandatory=True,
            by=commissioner,
            at=now,
        ),
    ]
    for change in changes:
        with pytest.raises(DomainError, match="cannot be changed"):
            change()


def test_no_price_is_bid_for_a_percentage_of_core(session, draft, commissioner, now):
    with pytest.raises(DomainError, match="agreed with the contract"):
        frameworks.set_price_line(
            draft.lots[0],
            component=session.get(Component, "RETAINER"),
            ceiling_pence=8000,
            basket_quantity=0,
            mandatory=False,
            by=commissioner,
            at=now,
        )


def test_a_published_specification_stays_and_editing_begins_the_next_version(
    published, commissioner, now
):
    lot = published.lots[0]
    requirement = specifications.add_requirement(
        lot, text="A quiet room.", mandatory=True, by=commissioner, at=now
    )
    first, second = lot.specifications
    assert (requirement.number, second.version, second.published_at) == (3, 2, None)
    assert len(first.requirements) == 2
    with pytest.raises(DomainError, match="never changes"):
        specifications.change_requirement(
            first.requirements[0], text="Less.", mandatory=False, by=commissioner, at=now
        )


def test_removing_a_requirement_closes_the_gap_in_the_numbers(draft, commissioner, now):
    lot = draft.lots[0]
    specifications.add_requirement(lot, text="Third.", mandatory=True, by=commissioner, at=now)
    specifications.remove_requirement(
        lot.specifications[0].requirements[0], by=commissioner, at=now
    )
    left = lot.specifications[0].requirements
    assert [(one.number, one.text) for one in left][-1] == (2, "Third.")


def test_an_invitation_begins_with_the_scale_from_0_to_5(session, region, commissioner, now):
    framework = FrameworkFactory(region=region)
    made = procurements.create_procurement(
        framework=framework,
        lots=[complete_lot(framework)],
        kind=ProcurementKind.FRAMEWORK_LOTS,
        title="First round",
        summary="Join us.",
        questions_close_at=now + timedelta(days=10),
        closes_at=now + timedelta(days=20),
        by=commissioner,
        at=now,
    )
    session.commit()
    assert [mark.mark for mark in made.scale] == [0, 1, 2, 3, 4, 5]
    assert len(made.lots) == 1


def test_a_block_invitation_takes_block_lots_only(draft, commissioner, now):
    facts = {"title": "T", "summary": "S", "by": commissioner, "at": now}
    with pytest.raises(DomainError, match="does not buy a block"):
        procurements.change_invitation(draft, lots=draft.lots, kind=ProcurementKind.BLOCK, **facts)
    with pytest.raises(DomainError, match="at least one"):
        procurements.change_invitation(draft, lots=[], kind=ProcurementKind.FRAMEWORK_LOTS, **facts)
    with pytest.raises(DomainError, match="of this framework"):
        procurements.change_invitation(
            draft, lots=[LotFactory()], kind=ProcurementKind.FRAMEWORK_LOTS, **facts
        )


def test_a_lot_with_a_question_of_its_own_is_not_left_out(session, draft, commissioner, now):
    lot = draft.lots[0]
    draft.questions[1].lot_id = lot.id
    with pytest.raises(DomainError, match="left out"):
        procurements.change_invitation(
            draft,
            lots=[complete_lot(draft.framework)],
            kind=ProcurementKind.FRAMEWORK_LOTS,
            title="T",
            summary="S",
            by=commissioner,
            at=now,
        )


def test_the_scale_leaves_out_no_mark_and_keeps_minimum_marks_reachable(draft, commissioner, now):
    rows = [ScaleRow(mark, f"Mark {mark}", "As said.") for mark in range(4)]
    for bad in ([], rows[:1], rows[1:], [*rows[:2], rows[3]], [*rows, ScaleRow(4, "Best", "")]):
        with pytest.raises(DomainError):
            procurements.set_scale(draft, marks=bad, by=commissioner, at=now)
    with pytest.raises(DomainError, match="does not have"):
        procurements.set_scale(draft, marks=rows[:2], by=commissioner, at=now)
    procurements.set_scale(draft, marks=rows, by=commissioner, at=now)
    assert [mark.title for mark in draft.scale] == ["Mark 0", "Mark 1", "Mark 2", "Mark 3"]


def test_rules_are_ones_there_are(draft, commissioner, now):
    facts = {"unconfirmed_policy": UnconfirmedPolicy.SET_ASIDE, "by": commissioner, "at": now}
    with pytest.raises(DomainError, match="between 0 and 4"):
        procurements.set_rules(draft, decimal_places=5, tie_breaks="quality,price", **facts)
    with pytest.raises(DomainError, match="ties"):
        procurements.set_rules(draft, decimal_places=2, tie_breaks="coin", **facts)
    procurements.set_rules(draft, decimal_places=1, tie_breaks="price,quality", **facts)
    assert draft.tie_breaks == "price,quality"


def test_nothing_of_a_published_invitation_changes(published, commissioner, now):
    by = {"by": commissioner, "at": now}
    changes = [
        lambda: procurements.record_conflicts(published, assessment="None.", **by),
        lambda: questions.add_question(published, terms=QUESTION, **by),
        lambda: questions.remove_question(published.questions[0], **by),
        lambda: questions.move_question(published.questions[0], up=False, **by),
        lambda: procurements.set_timetable(
            published,
            questions_close_at=now + timedelta(days=1),
            closes_at=now + timedelta(days=2),
            **by,
        ),
    ]
    for change in changes:
        with pytest.raises(DomainError, match="cannot be changed"):
            change()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weight": None}, "weight"),
        ({"weight": 101}, "weight"),
        ({"minimum_mark": 6}, "minimum_mark"),
        ({"minimum_mark": 0}, "minimum_mark"),
        ({"word_limit": 0}, "word_limit"),
        ({"lot_id": 10_000}, "lot"),
        ({"kind": QuestionKind.PASS_FAIL}, "kind"),
    ],
)
def test_a_question_whose_terms_do_not_hold_together_is_refused(
    draft, commissioner, now, change, field
):
    with pytest.raises(DomainError) as refused:
        questions.add_question(draft, terms=replace(QUESTION, **change), by=commissioner, at=now)
    assert refused.value.field == field


def test_a_question_for_the_organisation_is_for_every_lot(draft, commissioner, now):
    terms = replace(QUESTION, scope=Scope.ORGANISATION, lot_id=draft.lots[0].id)
    with pytest.raises(DomainError, match="asked once"):
        questions.add_question(draft, terms=terms, by=commissioner, at=now)


def test_questions_move_up_and_down_and_stop_at_the_ends(session, draft, commissioner, now):
    by = {"by": commissioner, "at": now}
    titles = [one.title for one in draft.questions]
    questions.move_question(draft.questions[2], up=True, **by)
    assert [one.title for one in draft.questions] == [titles[0], titles[2], titles[1]]
    questions.move_question(draft.questions[2], up=False, **by)
    questions.move_question(draft.questions[0], up=True, **by)
    session.commit()
    assert [one.title for one in draft.questions] == [titles[0], titles[2], titles[1]]


def test_a_question_that_somebody_is_to_mark_is_not_removed(session, draft, commissioner, now):
    question, assignment = draft.questions[1], draft.assignments[-1]
    assignment.question_id = question.id
    session.flush()
    with pytest.raises(DomainError, match="assigned to mark"):
        questions.remove_question(question, by=commissioner, at=now)
    questions.remove_question(draft.questions[2], by=commissioner, at=now)
    refresh(draft)
    assert len(draft.questions) == 2
