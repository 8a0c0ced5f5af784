"""A placements officer searches and records placements; each price is checked at once."""

from tests.e2e.browser import Visitor
from tests.e2e.walk.scene import FRAMEWORK, Scene, day

LOT = f"{FRAMEWORK}, Lot 1: Small children's homes"
FAIRWATER = "SC900006"
NEEDS = "A small home with adults who know how to help after trauma."


def officer_searches(scene: Scene) -> None:
    """A search with the steps that were tried."""
    aisha = scene.as_("Aisha Rahman").look("placements officer home").follow("Searches")
    aisha.look("searches").press("Open a search").press("Open search").look("search with errors")
    aisha.fill(
        age_band="11-15",
        emergency="no",
        needed_by=day(45),
        needs=NEEDS,
        ideal_type="childrens_home",
        ideal_area="Within 10 miles of school",
    )
    aisha.press("Open search").expect("The search is open").press("Record a step")
    aisha.fill(step="in_house", outcome="no_vacancy").press("Record this step")
    aisha.press("Record a step").fill(step="framework", urn="SC900901", outcome="offered")
    aisha.fill(offered="5,150").look("step").press("Record this step").look("search")


def officer_calls_off(scene: Scene) -> None:
    """A placement at the agreed price, from the search."""
    aisha = scene.as_("Aisha Rahman").follow("Searches").pick(f"{day(45):%-d %b %Y}")
    aisha.press("Record a placement").look("route")
    aisha.fill(route="call_off").press("Continue")
    aisha.fill(appointment="Rowan Cottage, Rowanlea Homes Limited: Lot 1: Small children's homes")
    aisha.fill({"charge-CORE": "5,150", "starts_on": day(42)}).look("call-off")
    aisha.press("Save placement").expect("its price is checked").look("placement at the price")


def officer_buys_spot(scene: Scene) -> None:
    """A spot purchase above the home's own agreed rate: recorded, and flagged."""
    aisha = begin(scene, "spot")
    aisha.fill(urn=FAIRWATER, comparison_lot=LOT, age_band="11-15", starts_on=day(42))
    aisha.fill({"charge-CORE": "5,600"}).press("Save placement").expect("its price is checked")
    aisha.expect("How this was worked out").look("placement above the price")


def begin(scene: Scene, route: str) -> Visitor:
    """Begin to record a placement by a route."""
    aisha = scene.as_("Aisha Rahman").follow("Placements")
    return aisha.press("Record a placement").fill(route=route).press("Continue")


def officer_records_emergency(scene: Scene) -> None:
    """Five facts are enough on the night itself."""
    aisha = scene.as_("Aisha Rahman").follow("Placements").look("placements")
    aisha.press("Record an emergency").look("emergency")
    aisha.fill(organisation="Vennacre Homes Limited", setting="Northgarth", age_band="11-15")
    aisha.press("Save emergency placement").expect("must be completed by").look("emergency saved")
