"""A register file is taken in; a new provider registers, claims its homes and reports a rating."""

from pathlib import Path

from portal.demo import cast
from portal.demo.register import row, written
from portal.monitoring.jobs.long_work import do_waiting
from portal.monitoring.task_handlers import TASK_HANDLERS
from tests.e2e.walk.scene import NEWCOMER, NEWCOMERS_EMAIL, PASSWORD, Scene, day

HOMES = (
    cast.CastService("Rowan Cottage", cast.HOME, "Thornmoor", 2, cast.GOOD),
    cast.CastService("Whinfield", cast.HOME, "Ashlow", 3, cast.GOOD),
)
URNS = ("SC900901", "SC900902")


def newer_register() -> bytes:
    """Return the demo's register with two more homes, whose owner has not joined yet."""
    as_at = day(-20)
    text = written(as_at, 3).decode("utf-8-sig")
    for place, (home, urn) in enumerate(zip(HOMES, URNS, strict=True), 40):
        text += ",".join(row((NEWCOMER, "Private"), home, urn, as_at, place)) + "\r\n"
    return text.encode("utf-8-sig")


def administrator_imports(scene: Scene, folder: Path) -> None:
    """The system administrator takes in a newer file of Ofsted's."""
    file = folder / "provider-level.csv"
    file.write_bytes(newer_register())
    sam = scene.as_("Sam Okoro").look("administrator home")
    sam.follow("Ofsted register").look("register").follow("See or add imports").look("imports")
    sam.press("Import").press("Preview this file").expect("There is a problem").look("no file")
    sam.fill(file=str(file)).press("Preview this file").look("preview waits")
    with scene.app.app_context():
        do_waiting(TASK_HANDLERS)
    sam.go(sam.page.url.removeprefix(sam.address)).follow("See what it would change")
    sam.look("preview with changes").press("Import this file").look("import waits")
    with scene.app.app_context():
        do_waiting(TASK_HANDLERS)
    sam.go(sam.page.url.removeprefix(sam.address)).look("import done")
    sam.follow("See all imports").expect("provider-level.csv")


def provider_registers(scene: Scene) -> None:
    """A newcomer opens an account and shows that the address is their own."""
    rowan = scene.arrive().go("/").look("front page")
    rowan.follow("Create an account").press("Create account").look("registration with errors")
    rowan.fill(
        organisation=NEWCOMER,
        company_number="99000199",
        name="Rowan Lea",
        email=NEWCOMERS_EMAIL,
        password=PASSWORD,
    )
    rowan.press("Create account").look("check your email")
    rowan.go(scene.link_sent_to(NEWCOMERS_EMAIL)).look("confirm email")
    rowan.press("Confirm my email address").expect("is confirmed")
    scene.sign_in(rowan).look("new provider home")


def provider_claims(scene: Scene) -> None:
    """The newcomer claims the two homes of the register and reports an inspection."""
    rowan = scene.as_newcomer().follow("Services").look("no services yet")
    rowan.press("Claim").look("claim")
    rowan.fill(urns="SC900901\nSC123").press("Claim these services").look("claim refused")
    for box in rowan.page.locator('[name="matching"]').all():
        box.check()
    rowan.fill(urns="").press("Claim these services").expect("claimed 2 services")
    rowan.look("services")
    for urn, home in zip(URNS, HOMES, strict=True):
        rowan.go("/services").pick(urn)
        describe(rowan, home)
    rowan.look("service").press("Report a rating")
    rowan.fill(
        inspected_on=day(-30),
        published_on=day(-6),
        received_on=day(-6),
        overall="good",
        protected="good",
        leaders="good",
    )
    rowan.look("report a rating").press("Save").expect("The rating is reported")
    rowan.look("service with rating")


def describe(rowan, home: cast.CastService) -> None:
    """Say what a claimed home is called, how many places it has and for whom."""
    rowan.press("Change the details")
    rowan.fill(
        name=home.name,
        places=home.places,
        age_from=home.age_from,
        age_to=home.age_to,
        needs="Emotional and behavioural needs",
        postcode="ZZ1 1ZZ",
    )
    rowan.press("Save").expect("The details are saved")
