"""Two providers write, price and submit bids; one entry arrives on the second and is late."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from tests.e2e.browser import Visitor
from tests.e2e.walk.scene import TENDER, Scene

SAFE = "Every worry is written down the same day, read by two people, and tried out in drills."
CARE = "Two adults know each child well; a plan is written with the child in the first week."
HOME = "Five adults work here, four of them for over three years, in a house with a garden."
CORE = {"Rowan Cottage": "5,150", "Whinfield": "5,000", "Fairwater House": "5,050"}
BLOCK_CORE = {"Whinfield": "5,400", "Gorse Bank": "5,600"}


def newcomer_bids(scene: Scene) -> None:
    """The new provider answers, confirms, prices, checks and submits everything that is whole."""
    rowan = scene.as_newcomer().look("provider home").follow("Opportunities").follow(TENDER)
    rowan.press("Start or open your bid").look("empty bid")
    choose(rowan, "lot 1", "Rowan Cottage", "Whinfield")
    choose(rowan, "Block of two places", "Whinfield")
    rowan.look("bid begun").follow("Keeping children safe").look("answer")
    rowan.press("Save and continue").expect("There is a problem").look("answer missing")
    rowan.fill(text=SAFE).press("Save and continue")
    write(rowan, "How you care", CARE)
    fill_entries(rowan, 1, CORE, looked=True)
    fill_entries(rowan, 2, BLOCK_CORE)
    rowan.look("bid complete").press("Submit all complete entries").look("submit all")
    rowan.press("Submit").expect("There is a problem").look("submit without agreeing")
    rowan.fill(agree="y").press("Submit").expect("We have received your bid").look("receipt")
    keep_receipt(rowan)
    rowan.follow("Read what you submitted").look("version")
    rowan.follow("Your bids").look("bids")


def choose(visitor: Visitor, lot: str, *names: str) -> None:
    """Offer services on a lot of the bid at hand."""
    visitor.page.get_by_role("link", name="Add").filter(has_text=lot).first.click()
    for name in names:
        visitor.page.get_by_label(name).check()
    visitor.press("Add to your bid")


def write(visitor: Visitor, title: str, text: str) -> None:
    """Answer every question of this title that the bid at hand still lists as not begun."""
    while visitor.page.locator("li", has_text=title).filter(has_text="Not started").count():
        rows = visitor.page.locator("li", has_text=title).filter(has_text="Not started")
        rows.get_by_role("link").first.click()
        visitor.fill(text=text).press("Save and continue")


def fill_entries(
    visitor: Visitor, lot: int, prices: Mapping[str, str], *, looked: bool = False
) -> None:
    """Complete the entries of a lot: their own answers, the requirements and the prices."""
    bid = visitor.page.url
    for name, pounds in prices.items():
        entry = visitor.page.locator(f'a[aria-describedby^="entries-{lot}-"]', has_text=name)
        if not entry.count():
            continue
        entry.first.click()
        if looked:
            visitor.look(f"entry {name}")
        write_entry(visitor, pounds, looked=looked)
        looked = False
        visitor.page.goto(bid)


def write_entry(visitor: Visitor, pounds: str, *, looked: bool) -> None:
    """Complete the entry at hand, which leads from one part to the next."""
    visitor.follow("The home and its people").fill(text=HOME).press("Save and continue")
    if looked:
        visitor.look("requirements")
    for box in visitor.page.locator('[value="confirm"]').all():
        box.check()
    visitor.press("Save and continue")
    if looked:
        visitor.fill({"price-CORE": "9,999"}).press("Save and continue")
        visitor.expect("There is a problem").look("price above the ceiling")
    visitor.fill({"price-CORE": pounds}).press("Save and continue")


def keep_receipt(visitor: Visitor) -> None:
    """Download the receipt and the bidder's own copy."""
    assert visitor.download("Download the receipt").startswith(b"%PDF")
    copy = zipfile.ZipFile(BytesIO(visitor.download("Download your own copy")))
    assert "check.py" in {name.rpartition("/")[2] for name in copy.namelist()}


def second_provider_bids(scene: Scene) -> None:
    """The second provider submits in the last minute; one more entry waits too long."""
    leah = scene.as_("Leah Ferris").follow("Opportunities").follow(TENDER)
    leah.press("Start or open your bid")
    bid = leah.page.url
    choose(leah, "lot 1", "Fairwater House", "Hazel Rise")
    choose(leah, "Block of two places", "Gorse Bank")
    write(leah, "Keeping children safe", SAFE.replace("two people", "the manager"))
    write(leah, "How you care", CARE)
    fill_entries(leah, 1, CORE)
    fill_entries(leah, 2, BLOCK_CORE)
    scene.on(28, 11, 59)
    leah.press("Submit all complete entries").fill(agree="y").press("Submit").expect("received")
    leah.page.goto(bid)
    fill_entries(leah, 1, {"Hazel Rise": "5,200"})
    leah.page.goto(bid)
    leah.press("Submit all complete entries").fill(agree="y")
    scene.on(28, 12)
    leah.press("Submit").expect("Your bid arrived too late").look("too late")
    leah.page.goto(bid)
    leah.look("bid after the close")
