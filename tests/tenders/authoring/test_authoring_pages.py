"""Writing frameworks, lots and invitations on the pages, as a commissioner does."""

from datetime import date

import pytest

from portal.access import Role
from portal.tenders.models import (
    AwardMode,
    DeadlineExtension,
    Framework,
    Lot,
    LotPurpose,
    PriceLine,
    Procurement,
    ProcurementStatus,
)
from tests.factories.accounts import RegionFactory, RegionMemberFactory, member
from tests.factories.tenders import (
    DeadlineExtensionFactory,
    FrameworkFactory,
    complete_lot,
    complete_procurement,
    published_procurement,
)
from tests.support.client import heading
from tests.support.pages import date_boxes

FRAMEWORK = {
    "title": "Homes for Children 2026",
    "description": "Homes for children in care.",
    "estimated_value_pence": "120,000,000",
    "price_mechanism": "Agreed prices under the ceilings.",
    "selection_process": "The council sends its referral to all.",
    "entitled_authorities": "Every council of the region.",
    "regime": "flexible",
    "reopening_policy": "Every spring.",
    "price_basis": "in_force_each_night",
    "rating_report_days": "2",
    "rating_report_days_failing": "1",
    **date_boxes("starts_on", date(2026, 4, 1)),
    **date_boxes("ends_on", date(2030, 4, 1)),
}
LOT = {
    "title": "Emotional needs",
    "provision_type": "childrens_home",
    "need_category": "Emotional and behavioural needs",
    "age_from": "8",
    "age_to": "17",
    "area": "Anywhere in the region",
    "legal_route": "light_touch",
    "minimum_grade_code": "good",
    "quality_weight": "60",
    "price_weight": "40",
    "social_weight": "0",
    "price_formula": "lowest_over_price",
    "award_mode": "all_above_threshold",
    "award_limit": "50",
}
INVITATION = {
    "title": "First round",
    "summary": "Join us.",
    "kind": "framework_lots",
    **date_boxes("questions_close_at", date(2026, 12, 4), "12pm"),
    **date_boxes("closes_at", date(2026, 12, 18), "12pm"),
}
QUESTION = {
    "title": "Staff",
    "text": "Who works here?",
    "scope": "service",
    "kind": "scored",
    "part": "quality",
    "weight": "40",
    "word_limit": "500",
}


@pytest.fixture
def region(app, at):
    return RegionFactory()


@pytest.fixture
def commissioner(region, client):
    membership = member(region.lead, Role.COMMISSIONER)
    client.sign_in(membership)
    return membership


@pytest.fixture
def draft(region):
    return complete_procurement(FrameworkFactory(region=region))


@pytest.fixture
def published(region):
    return published_procurement(FrameworkFactory(region=region))


def lot_of(draft):
    return f"/frameworks/{draft.framework.reference}/lots/{draft.lots[0].number}"


def test_a_framework_is_written_from_nothing_to_its_page(client, session, commissioner):
    assert "No frameworks yet" in client.get("/frameworks").text
    assert heading(client.get("/frameworks/new")) == "Write a framework"
    answer = client.post("/frameworks/new", data=FRAMEWORK)
    made = session.query(Framework).one()
    assert answer.location == f"/frameworks/{made.reference}"
    page = client.get(answer.location)
    assert heading(page) == "Homes for Children 2026"
    assert "No lots yet" in page.text
    assert "£120,000,000.00 without VAT" in page.text


def test_each_missing_fact_is_asked_for_beside_its_field(client, session, commissioner):
    text = client.post("/frameworks/new", data={}).text
    for words in (
        "Say what the framework is for",
        "Enter the estimated value",
        "Enter the start date",
        "Say how prices are set",
        "Say how a service is chosen",
        "Say which authorities may use it",
        "Choose the kind of framework",
    ):
        assert words in text
    assert session.query(Framework).count() == 0


def test_a_rule_of_the_law_is_said_beside_the_field(client, session, commissioner):
    data = FRAMEWORK | {"regime": "open_framework"} | date_boxes("ends_on", date(2036, 4, 1))
    text = client.post("/frameworks/new", data=data).text
    assert "An open framework must end within 8 years of its start" in text
    assert 'href="#ends_on-day"' in text
    assert session.query(Framework).count() == 0


def test_a_framework_is_changed_until_an_invitation_is_published(client, draft, commissioner):
    path = f"/frameworks/{draft.framework.reference}/edit"
    assert draft.framework.title in client.get(path).text
    assert client.post(path, data=FRAMEWORK).status_code == 303
    assert draft.framework.title == "Homes for Children 2026"
    draft.status, draft.published_at = ProcurementStatus.PUBLISHED, draft.created_at
    text = client.post(path, data=FRAMEWORK).text
    assert "is published with these terms" in text


def test_a_lot_and_a_block_are_added(client, session, region, commissioner):
    framework = FrameworkFactory(region=region)
    path = f"/frameworks/{framework.reference}/lots/new"
    assert heading(client.get(path)) == "Add a lot"
    assert client.post(path, data=LOT).status_code == 303
    assert heading(client.get(f"{path}?purpose=block")) == "Add a block of places"
    text = client.post(f"{path}?purpose=block", data=LOT).text
    assert "Enter how many places the block buys" in text
    block = LOT | {
        "block_places": "6",
        "guarantee_percent": "90",
        "award_mode": "tiers",
        "tier_sizes": "1, *",
    }
    assert client.post(f"{path}?purpose=block", data=block).status_code == 303
    first, second = session.query(Lot).order_by(Lot.number)
    assert (first.number, first.purpose, first.award_limit) == (1, LotPurpose.PLACES, 50)
    assert (second.number, second.block_places, second.tier_sizes) == (2, 6, [1, None])
    edit = f"/frameworks/{framework.reference}/lots/2/edit"
    assert 'value="1, *"' in client.get(edit).text
    assert client.post(edit, data=block | {"tier_sizes": "two"}).status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"price_weight": "50"}, "must add up to 100, not 110"),
        ({"minimum_grade_code": "inconsistent"}, "can be given"),
        ({"price_formula": "mean_based"}, "Enter the rate k"),
        ({"price_formula": "mean_based", "mean_factor": "fast"}, "must be a number, like 2.5"),
        ({"price_formula": "benchmark"}, "Enter the benchmark"),
        ({"award_limit": ""}, "Enter the total that a bid must reach"),
        ({"award_mode": "tiers", "tier_sizes": "x"}, "Enter numbers with commas"),
        ({"age_to": "5"}, "must not be under the youngest"),
        ({"legal_route": "trick"}, "Choose one of the answers"),
    ],
)
def test_what_is_wrong_with_a_lot_is_said_and_nothing_is_saved(
    client, session, region, commissioner, change, words
):
    framework = FrameworkFactory(region=region)
    answer = client.post(f"/frameworks/{framework.reference}/lots/new", data=LOT | change)
    assert answer.status_code == 200
    assert words in answer.text
    assert session.query(Lot).count() == 0


def test_a_lot_s_numbers_that_its_choices_do_not_need_are_dropped(client, draft, commissioner):
    data = LOT | {"benchmark_pence": "5000", "mean_factor": "2.5", "price_formula": "mean_based"}
    assert client.post(f"{lot_of(draft)}/edit", data=data).status_code == 303
    lot = draft.lots[0]
    assert (lot.mean_factor, lot.benchmark_pence) == (2500, None)
    assert lot.award_mode is AwardMode.ALL_ABOVE_THRESHOLD
    assert "2.5" in client.get(f"{lot_of(draft)}/edit").text
    assert heading(client.get(lot_of(draft))) == f"Lot {lot.number}: Emotional needs"


def test_prices_are_added_changed_and_removed(client, session, draft, commissioner):
    path = f"{lot_of(draft)}/prices/THERAPY"
    assert heading(client.get(path)) == "Therapy"
    data = {"ceiling": "150", "basket_quantity": "2", "mandatory": "no"}
    assert "must be £0.01 or more" in client.post(path, data=data | {"ceiling": "0"}).text
    assert client.post(path, data=data).status_code == 303
    assert client.post(path, data=data | {"ceiling": "160.50"}).status_code == 303
    line = session.query(PriceLine).filter_by(component_code="THERAPY").one()
    assert (line.ceiling_pence, line.basket_quantity, line.mandatory) == (16_050, 2, False)
    assert "£160.50" in client.get(lot_of(draft)).text
    assert client.post(f"{path}/remove").status_code == 303
    assert session.query(PriceLine).filter_by(component_code="THERAPY").count() == 0
    assert client.post(f"{path}/remove").status_code == 404
    assert client.get(f"{lot_of(draft)}/prices/GOLD").status_code == 404


def test_requirements_are_added_changed_and_removed(client, draft, commissioner):
    path = f"{lot_of(draft)}/requirements"
    assert client.post(f"{path}/new", data={}).status_code == 200
    data = {"text": "A quiet room.", "strength": "desirable"}
    assert client.post(f"{path}/new", data=data).status_code == 303
    assert "A quiet room." in client.get(f"{path}/3").text
    assert client.post(f"{path}/3", data=data | {"text": "Two quiet rooms."}).status_code == 303
    assert "Two quiet rooms." in client.get(lot_of(draft)).text
    assert client.post(f"{path}/3/remove").status_code == 303
    assert client.get(f"{path}/3").status_code == 404


def test_a_published_lot_says_so_and_refuses_changes(client, published, commissioner):
    path = lot_of(published)
    text = client.get(path).text
    assert "cannot be changed" in text
    assert "Change the facts" not in text
    assert "cannot be changed" in client.post(f"{path}/edit", data=LOT).text
    client.post(f"{path}/prices/CORE/remove")
    assert "cannot be changed" in client.get(path).text
    assert len(published.lots[0].price_lines) == 3
    assert client.get(f"{path}/requirements/1").status_code == 404
    client.post(f"{path}/specification")
    assert "Specification, version 2" in client.get(path).text


def test_an_invitation_is_begun_and_its_odd_timetable_remarked_on(
    client, session, region, commissioner
):
    framework = FrameworkFactory(region=region)
    path = f"/frameworks/{framework.reference}/procurements/new"
    assert "This framework has no lots yet" in client.get(path).text
    lot = complete_lot(framework)
    data = INVITATION | {"lots": str(lot.number)}
    assert "Choose at least one lot" in client.post(path, data=INVITATION).text
    late = data | date_boxes("closes_at", date(2026, 12, 1), "12pm")
    assert "Bids must close after questions close" in client.post(path, data=late).text
    assert session.query(Procurement).count() == 0
    odd = data | date_boxes("closes_at", date(2026, 12, 25), "12pm")
    answer = client.post(path, data=odd)
    text = client.get(answer.location).text
    assert "on a bank holiday (Christmas Day)" in text
    assert "Before you can publish" in text
    assert "There are no questions" in text


def test_the_parts_of_a_draft_are_changed_on_their_own_pages(client, draft, commissioner):
    base = f"/procurements/{draft.reference}"
    number = str(draft.lots[0].number)
    boxes = date_boxes("questions_close_at", date(2026, 12, 7), "9am") | date_boxes(
        "closes_at", date(2027, 1, 8), "5pm"
    )
    scale = {
        f"{name}-{mark}": f"{name} {mark}" for mark in range(4) for name in ("title", "description")
    }
    posts = {
        "edit": {"title": "New", "summary": "S", "kind": "framework_lots", "lots": number},
        "timetable": boxes,
        "rules": {
            "decimal_places": "1",
            "tie_breaks": "price,quality",
            "unconfirmed_policy": "set_aside",
        },
        "conflicts": {"conflicts_assessed": "None found."},
        "scale": scale,
    }
    for page, data in posts.items():
        assert client.get(f"{base}/{page}").status_code == 200
        assert client.post(f"{base}/{page}", data=data).status_code == 303, page
    for page in ("edit", "timetable", "rules", "conflicts"):
        assert client.post(f"{base}/{page}", data={"submit": "1"}).status_code == 200
    assert draft.title == "New"
    assert (draft.decimal_places, len(draft.scale)) == (1, 4)
    gap = scale | {"title-1": "", "description-1": ""}
    assert "leave out no mark" in client.post(f"{base}/scale", data=gap).text
    assert (
        "Enter a title for a mark of 1"
        in client.post(f"{base}/scale", data=scale | {"title-1": ""}).text
    )


def test_questions_are_added_changed_moved_and_removed(client, session, draft, commissioner):
    base = f"/procurements/{draft.reference}/questions"
    assert "Enter a short title" in client.post(f"{base}/new", data={}).text
    assert "Enter a weight" in client.post(f"{base}/new", data=QUESTION | {"weight": ""}).text
    assert client.post(f"{base}/new", data=QUESTION).status_code == 303
    text = client.get(base).text
    assert "quality weights add up to 140, not 100" in text
    session.expire_all()
    one = draft.questions[-1]
    path = f"{base}/{one.reference}"
    assert "Who works here?" in client.get(path).text
    number = str(draft.lots[0].number)
    changed = QUESTION | {"kind": "information", "lot": number}
    assert client.post(path, data=changed).status_code == 303
    session.expire_all()
    assert (one.weight, one.lot_id) == (None, draft.lots[0].id)
    assert f'value="{number}" selected' in client.get(path).text
    assert client.post(f"{path}/move", data={"way": "up"}).status_code == 303
    assert client.post(f"{path}/move", data={"way": "out"}).status_code == 400
    session.expire_all()
    assert one.position == 3
    assert client.post(f"{path}/remove").status_code == 303
    assert client.get(path).status_code == 404


def test_people_are_assigned_and_taken_off(client, session, region, draft, commissioner):
    base = f"/procurements/{draft.reference}/people"
    officer = member(RegionMemberFactory(region=region).organisation, Role.EVALUATOR)
    stranger = member(None, Role.EVALUATOR)
    text = client.get(f"{base}/new").text
    assert officer.person.name in text
    assert stranger.person.name not in text
    data = {"membership": str(stranger.id), "duty": "evaluator"}
    assert "Choose one of the answers" in client.post(f"{base}/new", data=data).text
    data["membership"] = str(officer.id)
    assert client.post(f"{base}/new", data=data).status_code == 303
    assert "has this duty already" in client.post(f"{base}/new", data=data).text
    assert officer.person.name in client.get(base).text
    session.expire_all()
    one = draft.assignments[-1]
    assert client.post(f"{base}/{one.reference}/end").status_code == 303
    assert "no longer has this duty" in client.get(base).text
    assert officer.person.name not in client.get(base).text
    assert client.post(f"{base}/{one.reference}/end").status_code == 404


def test_publication_shows_what_is_missing_then_publishes(client, session, draft, commissioner):
    base = f"/procurements/{draft.reference}"
    draft.conflicts_assessed = ""
    assert "Go back and complete it" in client.get(f"{base}/publish").text
    assert "Not ready to publish" in client.post(f"{base}/publish").text
    draft.conflicts_assessed = "None."
    text = client.get(base).text
    assert "Everything is there" in text
    preview = client.get(f"{base}/preview")
    assert heading(preview) == draft.title
    assert "This is how a bidder will see it" in preview.text
    assert "When you publish" in client.get(f"{base}/publish").text
    assert client.post(f"{base}/publish").status_code == 303
    page = client.get(base)
    assert "Open for bids" in page.text
    assert "Propose a later deadline" in page.text
    assert client.get(f"/opportunities/{draft.reference}").status_code == 200


def test_a_deadline_is_extended_by_two_people(client, session, region, published, commissioner):
    base = f"/procurements/{published.reference}"
    assert heading(client.get(f"{base}/extensions/new")) == "Propose a later deadline"
    early = {"reason": "Late prices."} | date_boxes("closes_at", date(2026, 12, 1), "9am")
    assert "must be after 18 December" in client.post(f"{base}/extensions/new", data=early).text
    data = {"reason": "Late prices."} | date_boxes("closes_at", date(2027, 1, 8), "12pm")
    assert client.post(f"{base}/extensions/new", data=data).status_code == 303
    one = session.query(DeadlineExtension).one()
    path = f"{base}/extensions/{one.reference}"
    assert "somebody else must decide" in client.get(path).text
    client.post(f"{path}/approve")
    assert "somebody else must approve it" in client.get(base).text
    client.sign_in(member(region.lead, Role.APPROVER))
    assert "Look at it and decide" in client.get(base).text
    assert "Approve this deadline" in client.get(path).text
    assert client.post(f"{path}/approve").status_code == 303
    assert "8 January 2027 at midday GMT" in client.get(base).text
    assert "Approved. Late prices." in client.get(base).text
    assert "8 January 2027" in client.get(f"/opportunities/{published.reference}").text


def test_a_later_deadline_is_returned_with_a_reason(client, session, region, published):
    one = DeadlineExtensionFactory(procurement=published)
    client.sign_in(member(region.lead, Role.APPROVER))
    path = f"/procurements/{published.reference}/extensions/{one.reference}"
    assert "Give the reason" in client.post(path, data={}).text
    assert client.post(path, data={"reason": "Enough time."}).status_code == 303
    assert "Enough time." in client.get(path).text
    assert client.get(f"/procurements/{published.reference}/extensions/no").status_code == 404
