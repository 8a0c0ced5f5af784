"""Two officers open, a panel marks and agrees, prices open, and an award is approved."""

from tests.e2e.browser import Visitor
from tests.e2e.walk.scene import FRAMEWORK, NEWCOMER, TENDER, Scene

EVALUATORS = ("Grace Adeyemi", "Elin Marsh")
REASONS = {
    NEWCOMER: ("4", "Clear, with evidence that two people read every note."),
    "Ferndell": ("3", "Sound; says less about how it knows that it works."),
}
QUOTES = {
    "Keeping children safe": "Every worry is written down the same day",
    "How you care": "Two adults know each child well",
    "The home and its people": "in a house with a garden",
}


def officers_open(scene: Scene) -> None:
    """Nobody opens alone: one officer authorises, another opens, a day after the close."""
    priya = to_tender(scene, "Priya Nair").look("closed and sealed")
    priya.follow("Declare your interests").press("Declare").expect("There is a problem")
    priya.look("declaration with errors")
    declare(priya).look("declared").follow("Go to the opening of bids").look("authorise opening")
    priya.press("Authorise the opening").expect("A second officer can now open it")
    dev = to_tender(scene, "Dev Sandhu").follow("Declare your interests")
    declare(dev).follow("Go to the opening of bids").look("open bids").press("Open the bids")
    dev.expect("Record of the opening").expect("Arrived too late").look("record of opening")
    assert dev.download("Download the record").startswith(b"%PDF")


def to_tender(scene: Scene, name: str) -> Visitor:
    """Sign somebody in and lead them to the invitation."""
    return scene.as_(name).follow("Invitations").follow(TENDER)


def declare(visitor: Visitor) -> Visitor:
    """Declare for the procurement that there is no conflict."""
    return visitor.fill(answer="none").press("Declare").expect("Your declaration is recorded")


def declare_bidders(visitor: Visitor) -> None:
    """Declare for every bidder that there is no conflict."""
    for box in visitor.page.locator('[value="none"]').all():
        box.check()
    visitor.press("Declare").expect("Your declarations are recorded")


def evaluators_mark(scene: Scene) -> None:
    """Each evaluator marks alone, with reasons, after declaring for the bidders."""
    for turn, name in enumerate(EVALUATORS):
        first = turn == 0
        judge = scene.as_(name).follow("Marking").look(f"marking of {name}").follow(TENDER)
        if first:
            judge.look("declare first")
        declare(judge.press("Make your declaration"))
        judge.follow("Marking").follow(TENDER).press("See the bidders")
        if first:
            judge.look("bidders")
        declare_bidders(judge)
        judge.follow("Marking").follow(TENDER).look("what to mark")
        for title in QUOTES:
            judge.follow(title)
            mark(judge, lower=turn)
            if first and title == "Keeping children safe":
                judge.look("marks filled in")
            judge.press("Save marks").expect("Your marks are saved")
        judge.expect("11 of 11 responses marked").look("all marked")


def mark(judge: Visitor, *, lower: int) -> None:
    """Give every response to the question at hand a mark and a reason."""
    for section in judge.page.locator(".portal-response").all():
        heading = section.locator("h2").inner_text()
        given, reason = next(said for name, said in REASONS.items() if name in heading)
        section.locator(f'[value="{int(given) - lower}"]').check()
        section.locator("textarea").fill(reason)


def panel_agrees(scene: Scene) -> None:
    """The moderator records what the panel agreed, with words from the bid."""
    tom = scene.as_("Tom Ellery").follow("Marking").follow(TENDER)
    declare(tom.press("Make your declaration"))
    tom.follow("Marking").follow(TENDER).press("See the bidders")
    declare_bidders(tom)
    tom.follow("Marking").follow(TENDER).look("progress of the panel")
    looked = False
    for title, quote in QUOTES.items():
        tom.follow(title)
        while tom.page.get_by_role("button", name="Agree the mark").count():
            tom.press("Agree the mark")
            if not looked:
                tom.fill(mark="3", reason="Sound.", quote="words that nobody wrote")
                tom.press("Record the agreed mark").expect("There is a problem").look("no quote")
            looked = True
            agree(tom, quote)
        tom.follow("Back to all questions")
    tom.expect("11 of 11 marks agreed").look("all agreed")


def agree(tom: Visitor, quote: str) -> None:
    """Record the agreed mark for the response at hand: that of the first evaluator."""
    heading = tom.heading()
    given, reason = next(said for name, said in REASONS.items() if name in heading)
    tom.fill(mark=given, reason=reason, quote=quote).press("Record the agreed mark")


def prices_open(scene: Scene) -> None:
    """The two officers open the prices, only now that every mark is agreed."""
    priya = to_tender(scene, "Priya Nair").follow("Open the prices").look("authorise prices")
    priya.press("Authorise the opening").expect("A second officer can now open it")
    dev = to_tender(scene, "Dev Sandhu").follow("Open the prices").press("Open the prices")
    dev.expect("Record of the opening of prices").look("record of prices")


def commissioner_recommends(scene: Scene) -> None:
    """The ranking explains itself, and the commissioner recommends what it proposes."""
    priya = scene.as_("Priya Nair").follow("Evaluation").look("evaluation").follow(TENDER)
    priya.look("ranking").pick("Whinfield").expect("Lowest price over price")
    priya.look("ranking explained")
    priya.follow("Back to the ranking").press("Recommend an award").look("recommend")
    priya.fill(summary="The award that the published rules propose.")
    priya.press("Send to the approver").expect("somebody else must decide it").look("recommended")


def manager_checks(scene: Scene) -> None:
    """Nothing is awarded before its suppliers were looked up; a contract manager does that."""
    marcus = scene.as_("Marcus Lund").look("approver home").follow("Approvals").look("to approve")
    marcus.follow(TENDER).press("Decide").look("decide too early").fill(decision="approve")
    marcus.press("Record your decision").expect("You cannot approve this award yet")
    helen = scene.as_("Helen Tranter").follow("Check providers against the debarment list")
    due = helen.look("providers due a check").page.locator("tr", has_text="Before the award of")
    for name in due.locator("th").all_inner_texts():
        helen.go("/providers/diligence?state=due").pick(name)
        helen.press("Record a debarment check")
        helen.fill(occasion="before_award", result="not_listed").press("Record this check")
        helen.expect("recorded")
    helen.look("supplier checked")


def approver_approves(scene: Scene) -> None:
    """Somebody else approves."""
    marcus = scene.as_("Marcus Lund").follow("Approvals").follow(TENDER).look("may be approved")
    marcus.press("Decide").look("decide").fill(decision="approve")
    marcus.press("Record your decision").expect("The award is approved").look("approved")


def bidders_read_results(scene: Scene) -> None:
    """The bidders see how they came out, the one who lost the block with the reasons."""
    rowan = scene.as_newcomer().look("home with results").follow("Results").follow(TENDER)
    rowan.expect("Successful").look("result of the newcomer")
    leah = scene.as_("Leah Ferris").follow("Results").look("results").follow(TENDER)
    leah.expect("Unsuccessful").look("result of the other")
    scene.arrive().go("/opportunities?state=all").expect(FRAMEWORK.partition(" ")[0])
