"""Buyers find services over all providers: by kind, place, need, age, rating and distance."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging
from portal.access import Permission, requires
from portal.db import all_of, db
from portal.files import sheet_headers, written
from portal.providers.distance import in_words
from portal.providers.district_files import district as read_district
from portal.providers.models import (
    NEED_TITLES,
    PROVISION_TITLES,
    Need,
    ProvisionType,
    RegistrationState,
    Service,
)
from portal.providers.ofsted.grades import Level
from portal.providers.provision import OLDEST
from portal.providers.queries import districts, finding, ratings
from portal.providers.services import changing_many
from portal.providers.services.describing import MET, needs_met
from portal.providers.views.lists import ages, page_links
from portal.providers.views.own_services import state_words

bp = Blueprint("find_services", __name__, url_prefix="/find-services")

FILTERS = ("text", "provision", "council", "need", "age", "rating", "miles", "district")
MILES = (5, 10, 20, 30, 50, 100)
RATINGS = {
    Level.EXCELLENT: "Outstanding or strong",
    Level.ACCEPTABLE: "Good or better",
    Level.WEAK: "Better than failing",
}
MOST_IN_FILE = 10_000
HEADER = (
    *("Service", "Provider", "Kind", "Number", "Council", "District", "Distance", "Places"),
    *("Ages", "Needs met", "Rating that counts", "Registration"),
)


class Nearness(NamedTuple):
    """Which districts are near enough, with tenths of miles; else why that is not known."""

    tenths: Mapping[str, int] | None
    problem: str = ""


@bp.get("")
@requires(Permission.SEE_PROVIDERS)
def index() -> ResponseReturnValue:
    """List the services that fit what is asked."""
    asked, today = asked_for(), clock.today(clock.now())
    near = nearness(asked)
    page = paging.page_of(
        finding.find(sought(asked, near), today),
        sort=[Service.name, Service.id],
        key=lambda one: [one.name, one.id],
        cursor=request.args.get("cursor"),
    )
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return render_template(
        "providers/find_services.html",
        rows=rows(page.rows, near),
        asked=asked,
        problem=near.problem,
        measured=near.tenths is not None,
        links=page_links(page, "find_services.index", **asked),
        filtered=bool(kept),
        export=url_for("find_services.export", **kept),
        provisions=[("", "All"), *((kind.value, text) for kind, text in PROVISION_TITLES.items())],
        councils=[("", "All"), *((one, one) for one in all_of(finding.councils()))],
        needs=[("", "All"), *((need.value, text) for need, text in NEED_TITLES.items())],
        ratings=[("", "Any"), *((level.value, text) for level, text in RATINGS.items())],
        distances=[("", "Any distance"), *((str(one), f"{one} miles") for one in MILES)],
    )


@bp.get("/services.csv")
@requires(Permission.SEE_PROVIDERS)
def export() -> Response:
    """Send the services that fit as a file."""
    asked, today = asked_for(), clock.today(clock.now())
    near = nearness(asked)
    found = all_of(finding.find(sought(asked, near), today).limit(MOST_IN_FILE))
    names = ("name", "provider", "kind", "number", "council", "district", "distance", "places")
    more = ("ages", "needs", "grade", "status")
    cells = ([str(row[name] or "") for name in (*names, *more)] for row in rows(found, near))
    name = f"services-{today.isoformat()}.csv"
    return Response(written(HEADER, cells), headers=sheet_headers(name))


def asked_for() -> dict[str, str]:
    """Return the filters of the address; a choice that is not offered counts as none."""
    given = {name: request.args.get(name, "") for name in FILTERS}
    asked = {name: value.replace("\0", "")[:100].strip() for name, value in given.items()}
    offered: Mapping[str, set[str]] = {
        "provision": {one.value for one in ProvisionType},
        "need": {one.value for one in Need},
        "rating": {one.value for one in RATINGS},
        "miles": {str(one) for one in MILES},
        "age": {str(age) for age in range(OLDEST + 1)},
    }
    return {
        name: value if name not in offered or value in offered[name] else ""
        for name, value in asked.items()
    }


def nearness(asked: Mapping[str, str]) -> Nearness:
    """Return which districts are near enough to the one that is named."""
    if not asked["miles"] and not asked["district"]:
        return Nearness(None)
    if not asked["miles"] or not asked["district"]:
        return Nearness(None, "Choose a distance and enter the district to measure from")
    try:
        code = read_district(asked["district"].split(" ")[0])
    except ValueError as error:
        return Nearness({}, str(error))
    middle = db.session.scalars(districts.district(code)).first()
    if middle is None:
        return Nearness({}, f"We do not know where {code} is")
    return Nearness(districts.near(middle, int(asked["miles"])))


def sought(asked: Mapping[str, str], near: Nearness) -> finding.Sought:
    """Return what the filters look for."""
    return finding.Sought(
        text=asked["text"],
        provision=asked["provision"],
        council=asked["council"],
        need=asked["need"],
        age=int(asked["age"]) if asked["age"] else None,
        level=Level(asked["rating"]).order if asked["rating"] else None,
        districts=None if near.tenths is None else list(near.tenths),
    )


def rows(found: Any, near: Nearness) -> list[dict[str, Any]]:
    """Return what the list says of each service: its district, never its postcode."""
    today = clock.today(clock.now())
    graded = ratings.labels_as_at(today, [one.id for one in found])
    labels = {row.service_id: row.label for row in db.session.execute(graded)}
    return [_row(one, labels.get(one.id), near) for one in found]


def _row(one: Service, grade: str | None, near: Nearness) -> dict[str, Any]:
    tenths = (near.tenths or {}).get(one.district or "")
    owner = one.organisation.reference
    return {
        "name": one.name,
        "href": url_for("providers.service", reference=owner, service_reference=one.reference),
        "provider": one.organisation.name,
        "kind": PROVISION_TITLES[one.provision_type],
        "number": one.urn or one.registration_number or "None yet",
        "council": one.local_authority,
        "district": one.district,
        "distance": f"About {in_words(tenths)}" if tenths is not None else "",
        "places": one.places,
        "ages": ages(one),
        "needs": changing_many.in_words(MET, needs_met(one)),
        "grade": grade,
        "status": state_words(one),
        "waits": one.status is RegistrationState.APPLIED,
    }
