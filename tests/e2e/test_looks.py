"""Every kind of page as its reader meets it: filled, empty, wrong, forbidden, gone, scriptless."""

import pytest

from tests.e2e.browser import Visitor
from tests.e2e.walk.scene import Scene

# Each line is a name, an address, and the way on from there: "press …" presses a button, "pick …"
# follows the link of a row, anything else is a link.
LOOKS: dict[str, tuple[tuple[str, ...], ...]] = {
    "": (
        ("front", "/"),
        ("sign in", "/sign-in"),
        ("sign in with errors", "/sign-in", "press Sign in"),
        ("forgotten password", "/sign-in", "I have forgotten my password"),
        ("opportunities with none", "/opportunities?state=open&type=residential_special_school"),
        ("framework register", "/framework-register"),
        ("help", "/help"),
        ("accessibility", "/accessibility"),
        ("not found", "/nothing-is-here"),
        ("expired confirmation", "/confirm-email/forged"),
        ("expired invitation", "/invitation/forged"),
    ),
    "Sam Okoro": (
        ("organisations", "/", "Organisations"),
        ("add an organisation", "/", "Organisations", "press Add", "press Add"),
        ("region", "/", "Regions", "Wendmoor"),
        ("mail", "/", "Mail"),
        ("register as at a day", "/ofsted?on=2025-11-30"),
        ("setting with a history", "/ofsted/SC900504"),
        ("setting as at a day", "/ofsted/SC900504?on=2025-11-30"),
        ("rating scales", "/rating-scales"),
        ("add a rating scale", "/rating-scales/new", "press Add this scale"),
        ("claims", "/", "Claims"),
        ("disputed claim", "/", "Claims", "SC900017", "press Decide"),
        ("claims to look at", "/claim-decisions/to-look-at"),
        ("jobs", "/", "Jobs"),
        ("add a kind of document", "/document-types/new", "press Add this kind"),
    ),
    "Dana Whitlock": (
        ("provider home", "/"),
        ("inbox", "/", "Inbox"),
        ("own visits", "/own-visits"),
        ("own visit with actions", "/own-visits", "pick Dunnock"),
        (
            "report an action",
            "/own-visits",
            "pick Dunnock",
            "press Report action 1",
            "press Report",
        ),
        ("organisation", "/", "Organisation"),
        ("declaration", "/provider/declaration"),
        ("mandatory grounds", "/provider/declaration/grounds/mandatory"),
        ("discretionary grounds", "/provider/declaration/grounds/discretionary"),
        ("connected persons in the declaration", "/provider/declaration/persons"),
        ("answers checked", "/provider/declaration/check", "press Make this declaration"),
        ("declaration as made", "/provider/declaration/versions/1"),
        ("referees", "/provider/referees"),
        ("add a referee", "/provider/referees/new", "press Add this referee"),
        ("services", "/", "Services"),
        ("service", "/", "Services", "Alder Lodge"),
        ("details", "/", "Services", "Alder Lodge", "press Change the details"),
        ("change many with errors", "/services/change?all=1", "press See"),
        ("services from a file", "/services/upload", "press See"),
        ("vacancies of all services", "/services/vacancies"),
        ("vacancies with errors", "/services/vacancies/file", "press Declare"),
        ("vacancies of a service", "/services/vacancies", "Coppice View"),
        ("a succession asked for with errors", "/services/successions/new", "press Ask"),
        ("ratings over time", "/", "Services", "Bracken House", "Ratings"),
        (
            *("report an inspection with errors", "/", "Services", "Bracken House", "Ratings"),
            *("press Report an inspection", "press Save"),
        ),
        ("result", "/", "Results", "Children’s homes for Wendmoor"),
        ("own appointments", "/", "Appointments"),
        ("own placements", "/", "Placements"),
        ("own placement", "/", "Placements", "pick Alder Lodge"),
        ("to agree", "/", "To agree"),
        ("nothing to agree", "/our/agree?text=NOTHING"),
        ("dispute with errors", "/", "To agree", "Dispute", "press Dispute this record"),
        ("agree to all", "/our/agree/all"),
        ("answers in a file", "/our/agree/import", "press Save"),
        ("own disputes", "/our/agree?state=disputed"),
        ("breaches put to us", "/our/breaches"),
        ("breach put to us", "/our/breaches", "Price above"),
        ("reply with errors", "/our/breaches", "Price above", "Reply", "press Send"),
        ("what is due", "/our/due"),
        ("colleagues", "/", "Colleagues"),
        ("invite", "/", "Colleagues", "press Invite", "press Send"),
        ("account", "/", "Your account"),
        ("forbidden", "/breaches"),
        ("documents", "/provider/documents"),
        ("document running out", "/provider/documents", "Public liability insurance"),
        ("a document with errors", "/provider/documents/new/accounts", "press Add this document"),
        ("what frameworks ask for", "/provider/documents/frameworks"),
    ),
    "Naomi Pell": (("bid documents", "/bids", "Foster care for Wendmoor", "Compliance documents"),),
    "Leah Ferris": (
        ("a returned document", "/provider/documents", "Professional indemnity insurance"),
    ),
    "Max Orrin": (
        ("people and contacts", "/", "Organisation", "People and contacts"),
        ("versions of a profile", "/provider", "Versions"),
        ("contact with errors", "/provider/people/contacts/new", "press Add"),
        ("connected person with errors", "/provider/people/connected/new", "press Add"),
        ("group with errors", "/provider/people/groups/new", "press Save"),
    ),
    "Wyn Darrow": (
        ("service manager home", "/"),
        ("organisation of a council", "/", "Organisation"),
        ("profile of a council", "/provider/edit"),
        ("unit costs", "/", "Services", "Ash Tree House", "Unit costs"),
        (
            "unit cost with errors",
            "/",
            "Services",
            "Ash Tree House",
            "Unit costs",
            "press Add",
            "press Add",
        ),
    ),
    "Imogen Hale": (
        ("quality officer home", "/"),
        ("visits", "/", "Quality visits"),
        ("visits due", "/visits/due"),
        ("visit followed up", "/visits?text=Alder", "pick Alder Lodge"),
        ("visit in draft", "/visits?text=Bracken", "pick Bracken House"),
        (
            "visit with errors",
            "/visits?text=Alder",
            "pick Alder Lodge",
            "Visits to this provider",
            "press Record",
            "press Save",
        ),
        ("no visits found", "/visits?text=nowhere"),
    ),
    "Peter Amis": (
        ("writer home", "/"),
        ("bids", "/", "Your bids"),
        ("answer library", "/", "Answer library"),
    ),
    "Priya Nair": (
        ("commissioner home", "/"),
        ("open invitation", "/", "Invitations", "Foster care for Wendmoor"),
        ("live framework", "/", "Frameworks", "Children’s homes framework"),
        ("live lot", "/", "Frameworks", "Children’s homes framework", "Lot 1"),
        ("ranking", "/", "Evaluation", "Children’s homes for Wendmoor"),
        ("provider", "/", "Providers", "Quillbrook"),
    ),
    "Grace Adeyemi": (
        ("evaluator home", "/"),
        ("marking", "/", "Marking", "Supported accommodation"),
        ("marks", "/", "Marking", "Supported accommodation", "Keeping children safe"),
    ),
    "Marcus Lund": (("approver home", "/"), ("nothing to approve", "/", "Approvals")),
    "Helen Tranter": (
        ("due diligence", "/", "Due diligence"),
        ("due diligence on a provider", "/", "Due diligence", "Tidewell"),
        ("provider record", "/providers?text=Quillbrook", "Quillbrook Homes", "Record"),
        (
            "debarment check with errors",
            "/",
            "Due diligence",
            "Quillbrook",
            "press Record a deb",
            "press Record this",
        ),
        ("financial check", "/", "Due diligence", "Quillbrook", "press Record a check of f"),
        ("withdraw a check", "/", "Due diligence", "Quillbrook", "Withdraw"),
        ("reference", "/", "Due diligence", "Quillbrook", "Record a reference"),
        ("manager home", "/"),
        ("breaches", "/", "Breaches"),
        ("breach", "/", "Breaches", "pick Alder Lodge"),
        ("no breaches", "/breaches?provider=nobody"),
        ("replied breach", "/breaches?status=replied", "pick Fairwater House"),
        (
            "put again with errors",
            "/breaches?status=replied",
            "pick Fairwater",
            "Put it",
            "press Put",
        ),
        ("respond", "/breaches?status=replied", "pick Fairwater House", "Respond"),
        ("disputes of the region", "/disputes?status=all"),
        ("rules", "/", "Breaches", "What the rules ask"),
        ("rule", "/", "Breaches", "What the rules ask", "Price above"),
        ("appointments", "/", "Appointments"),
        ("appointment", "/", "Appointments", "pick Alder Lodge"),
        ("block contract", "/", "Block contracts", "Wendmoor block"),
        ("successions", "/", "Successions"),
        ("succession", "/", "Successions", "Lapwing Grange"),
        ("succession to decide", "/", "Successions", "Lapwing Grange", "Decide"),
        ("provider in a group", "/", "Providers", "Orringate"),
        ("in-house provider", "/", "Providers", "Thornmoor"),
        ("in-house service", "/", "Providers", "Thornmoor", "Ash Tree House"),
        ("ratings compared", "/ratings"),
        ("regulatory actions", "/regulatory-actions"),
        ("restricted home", "/regulatory-actions", "Merlin House"),
        ("proposed suspensions", "/suspension-proposals"),
        ("decision with errors", "/suspension-proposals", "Merlin House", "press Save decision"),
        ("region placements", "/", "Placements"),
        ("region placement", "/", "Placements", "pick Alder Lodge"),
        ("documents to review", "/documents"),
        ("no documents match", "/documents?text=nobody"),
        ("review with errors", "/documents", "pick Accounts", "press Save decision"),
        ("kinds of document", "/document-types"),
        ("documents of a framework", "/frameworks", "Fostering framework", "Compliance documents"),
    ),
    "Ruth Calloway": (
        ("auditor home", "/"),
        ("auditor breaches", "/", "Breaches"),
        ("audit trail", "/", "Audit trail"),
        ("audit of one invitation", "/", "Audit trail", "Foster care for Wendmoor"),
    ),
    "Aisha Rahman": (
        ("officer home", "/"),
        ("placements", "/", "Placements"),
        ("worked out", "/council/placements?text=Alder", "pick Alder Lodge"),
        ("disputes", "/", "Disputes"),
        ("dispute to answer", "/", "Disputes", "pick Quillbrook", "press Save"),
        ("emergency with errors", "/council/placements/emergency", "press Save"),
        ("route with errors", "/council/placements/new", "press Continue"),
        ("reviews of placements", "/council/reviews"),
        ("review with errors", "/council/reviews", "pick Merlin House", "press Record"),
        ("open search", "/", "Searches", "pick Open"),
        ("services found", "/find-services?miles=30&district=ZZ1"),
        ("services not found", "/find-services?miles=5&district=ZZ9"),
        ("vacancies", "/", "Vacancies"),
    ),
    "Freya Dunn": (
        ("premises", "/", "Services", "Marrowby", "Premises"),
        (
            "premises with errors",
            "/",
            "Services",
            "Marrowby",
            "Premises",
            "press Add",
            "press Save",
        ),
    ),
    "Saskia Venn": (
        ("disputed claims", "/claims"),
        ("own dispute", "/claims", "SC900017"),
        ("dispute with errors", "/claims/new", "press Dispute"),
    ),
    "Colin Peake": (("finance home", "/"), ("finance placements", "/", "Placements")),
    "Ivy Castell": (("neighbour home", "/"), ("neighbour breaches", "/", "Breaches")),
}


pytestmark = pytest.mark.usefixtures("closed_windows")


@pytest.fixture(scope="module")
def scene(walked_app, visitor, clock) -> Scene:
    """The stage, on the demo's own day."""
    scene = Scene(walked_app, visitor, clock)
    scene.on(0, 12)
    return scene


def lead(visitor: Visitor, steps: tuple[str, ...]) -> Visitor:
    """Go to an address and on from there."""
    visitor.go(steps[0])
    for step in steps[1:]:
        verb, _, words = step.partition(" ")
        if verb == "press":
            visitor.press(words)
        elif verb == "pick":
            visitor.pick(words)
        else:
            visitor.follow(step)
    return visitor


@pytest.mark.parametrize("name", LOOKS, ids=lambda name: name or "nobody")
def test_every_kind_of_page_looks_right(scene, name):
    visitor = scene.as_(name) if name else scene.arrive()
    for title, *steps in LOOKS[name]:
        lead(visitor, tuple(steps)).look(title)


def test_a_demonstration_signs_people_in_with_one_press(scene):
    visitor = scene.arrive().go("/sign-in").press("Sign in as Helen Tranter")
    visitor.expect("Hello, Helen").press("Sign out").expect("You have signed out")


def test_a_bid_is_finished_and_submitted_without_scripts(visitor, scene):
    naomi = visitor(java_script_enabled=False).go("/sign-in")
    scene.sign_in(naomi, "naomi.pell@demo.example", "a-demonstration-only")
    naomi.look("menu without scripts").follow("Your bids").follow("Foster care for Wendmoor")
    naomi.follow("Pellwood Fostering Wendmoor").expect("What is missing").look("entry to finish")
    naomi.page.locator("li", has_text="Not started").get_by_role("link").first.click()
    naomi.follow("Use an earlier answer").expect("No earlier answers").look("no earlier answers")
    naomi.follow("Write the answer")
    naomi.fill(text="Carers meet every month.").press("Save and continue").go("/bids")
    naomi.follow("Foster care for Wendmoor").press("Submit all complete entries")
    naomi.fill(agree="y").press("Submit").expect("We have received your bid").look("receipt")
