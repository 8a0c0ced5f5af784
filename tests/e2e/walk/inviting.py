"""A commissioner writes a framework and an invitation, publishes, and answers a question."""

from typing import Any

from tests.e2e.browser import Visitor
from tests.e2e.walk.scene import FRAMEWORK, TENDER, Scene, day

CO_OPERATIVE = "Wendmoor Regional Care Co-operative"
TERMS: dict[str, Any] = {
    "title": FRAMEWORK,
    "description": "Homes for one to four children aged 8 to 17 in and around Wendmoor.",
    "estimated_value_pence": "24,000,000",
    "starts_on": day(40),
    "ends_on": day(1500),
    "price_mechanism": "The rate card of the appointed service, never above the lot's ceilings.",
    "selection_process": "The highest-ranked service that can meet the child's needs.",
    "entitled_authorities": "The six member councils of Wendmoor.",
    "regime": "flexible",
    "reopening_policy": "Once a year, and when places fall short.",
    "direct_award_mechanism": "By rank within the lot, then by distance from the child's home.",
    "price_basis": "in_force_each_night",
    "uplift_rule": "The lower of 1.5% and CPI, each April.",
    "lower_prices_at_call_off": "y",
}
LOT: dict[str, Any] = {
    "title": "Small children's homes",
    "provision_type": "childrens_home",
    "need_category": "Emotional and behavioural needs",
    "age_from": 8,
    "age_to": 17,
    "area": "Within 20 miles of the region's border",
    "legal_route": "light_touch",
    "minimum_grade_code": "good",
    "quality_weight": 60,
    "price_weight": 40,
    "social_weight": 0,
    "price_formula": "lowest_over_price",
    "award_mode": "all_above_threshold",
    "award_limit": 50,
}
BLOCK = LOT | {
    "title": "Block of two places",
    "award_mode": "single_supplier",
    "award_limit": "",
    "block_places": 2,
    "guarantee_percent": 90,
}
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "title": "Keeping children safe",
        "text": "How do you keep children safe, and how do you know that it works?",
        "scope": "organisation",
        "weight": 40,
        "minimum_mark": 2,
    },
    {
        "title": "How you care",
        "text": "How will you meet the needs that this lot is for?",
        "scope": "lot",
        "weight": 35,
    },
    {
        "title": "The home and its people",
        "text": "Who works in this home, and what is it like to live there?",
        "scope": "service",
        "weight": 25,
    },
)
PANEL = (
    ("Priya Nair", CO_OPERATIVE, "opener"),
    ("Dev Sandhu", CO_OPERATIVE, "opener"),
    ("Tom Ellery", CO_OPERATIVE, "moderator"),
    ("Grace Adeyemi", CO_OPERATIVE, "evaluator"),
    ("Elin Marsh", "Brackwater Council", "evaluator"),
)
SOLICITED = "May a home that opens next spring be offered?"


def commissioner_writes_framework(scene: Scene) -> None:
    """The framework, its two lots, their prices and their requirements."""
    priya = scene.as_("Priya Nair").look("commissioner home")
    priya.follow("Frameworks").look("frameworks").press("Write a framework")
    priya.press("Save and continue").expect("There is a problem").look("framework with errors")
    priya.fill(TERMS).press("Save and continue").look("framework without lots")
    priya.press("Add a lot").fill(LOT).look("lot form").press("Save lot").look("lot without prices")
    price(priya, "CORE", "5,600", 1)
    price(priya, "H11_DAY", "28", 0, mandatory="no")
    require(priya, "The home is registered with Ofsted and stays rated Good or better.")
    require(priya, "A place can be offered on the same day in an emergency.", "desirable")
    priya.look("lot").follow(FRAMEWORK).press("Add a block of places")
    priya.fill(BLOCK).press("Save lot")
    price(priya, "CORE", "6,000", 1)
    require(priya, "The places are kept for the councils that share the block.")
    priya.follow(FRAMEWORK).look("framework")


def price(priya: Visitor, code: str, ceiling: str, quantity: int, mandatory: str = "yes") -> None:
    """Ask for the price of a component on the lot at hand."""
    priya.page.get_by_text("Add a price").click()
    priya.page.locator(f'a[href$="/prices/{code}"]').first.click()
    priya.fill(ceiling=ceiling, basket_quantity=quantity, mandatory=mandatory)
    priya.press("Save price")


def require(priya: Visitor, text: str, strength: str = "mandatory") -> None:
    """Add a requirement to the lot at hand."""
    priya.press("Add a requirement").fill(text=text, strength=strength)
    priya.press("Save requirement").expect("Requirement added")


def commissioner_writes_invitation(scene: Scene) -> None:
    """The invitation with its questions, scale, people and conflicts assessment; published."""
    priya = scene.as_("Priya Nair").follow("Frameworks").follow(FRAMEWORK).press("Invite bids")
    priya.fill(
        title=TENDER,
        summary="We invite small children's homes to join our framework and to offer a block.",
        kind="framework_lots",
        lots=["1", "2"],
        questions_close_at=(day(14), "12 noon"),
        closes_at=(day(28), "12 noon"),
    )
    priya.look("invite bids").press("Save and continue").look("draft with gaps")
    priya.follow("Marking scale").look("scale").press("Save scale")
    priya.follow("Questions and weights").look("no questions")
    for question in QUESTIONS:
        priya.press("Add a question").fill(kind="scored", part="quality", word_limit=300)
        priya.fill(question).press("Save question").expect("Question added")
    priya.look("questions").follow(TENDER)
    assign_people(priya)
    priya.follow("Conflicts assessment").fill(
        conflicts_assessed="Everyone on the panel was asked. Nobody named anything."
    )
    priya.press("Save assessment").look("draft complete")
    priya.press("See it as a bidder").look("preview").follow("Back to the draft")
    priya.press("Check and publish").look("check and publish")
    priya.press("Publish this invitation").expect("is published").look("published")


def assign_people(priya: Visitor) -> None:
    """Give the duties of the invitation to five people."""
    priya.follow("People who open, chair and mark").look("nobody assigned")
    for name, organisation, duty in PANEL:
        priya.press("Assign a duty").fill(membership=f"{name}, {organisation}", duty=duty)
        priya.press("Assign").expect("Duty assigned")
    priya.look("people").follow(TENDER)


def provider_asks(scene: Scene) -> None:
    """The newcomer finds the invitation without signing in, and asks about it."""
    rowan = scene.arrive().go("/opportunities").look("opportunities").follow(TENDER)
    rowan.look("opportunity").press("Sign in")
    scene.sign_in(rowan).expect(TENDER).look("opportunity for a provider")
    rowan.press("Tell me of changes").follow("Ask a question").fill(text=SOLICITED)
    rowan.look("ask").press("Send question").expect("Question sent")


def commissioner_answers(scene: Scene) -> None:
    """The commissioner answers for everybody to read."""
    priya = scene.as_("Priya Nair").follow("Invitations").look("invitations").follow(TENDER)
    priya.follow("Questions and answers").look("questions asked").follow("Answer")
    priya.fill(answer="Yes, once Ofsted has registered it.").look("answer").press("Publish answer")
    anybody = scene.arrive().go("/opportunities").follow(TENDER)
    anybody.expect(SOLICITED).expect("once Ofsted has registered it").look("question answered")
