"""Vacancies across the region, for those who look for places. Never public."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import all_of
from portal.files import sheet_headers
from portal.providers import vacancy_sheets
from portal.providers.models import PROVISION_TITLES, Service
from portal.providers.queries import vacancies as queries
from portal.providers.services import vacancies
from portal.providers.views.lists import ages, page_links
from portal.providers.views.vacancies import declaration_line

bp = Blueprint("region_vacancies", __name__, url_prefix="/vacancies")

NAMES = ("provision", "age", "area", "available")
MOST_IN_FILE = 10_000


@bp.get("")
@requires(Permission.SEE_PROVIDERS)
def index() -> ResponseReturnValue:
    """List registered services with their places, those of one's own regions unless asked."""
    acting, today = current_membership(), clock.today(clock.now())
    asked = _asked()
    page = paging.page_of(
        queries.with_places(acting, _wanted(asked), today),
        sort=[Service.name, Service.id],
        key=lambda one: [one.name, one.id],
        cursor=request.args.get("cursor"),
    )
    known = vacancies.latest_of(page.rows, today)
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return render_template(
        "providers/vacancies.html",
        rows=[_row(one, declaration_line(known.get(one.id), today)) for one in page.rows],
        asked=asked,
        filtered=any(asked.values()),
        provisions=[("", "All"), *((kind.value, text) for kind, text in PROVISION_TITLES.items())],
        areas=[
            ("", "Your region"),
            *((one.reference, one.name) for one in all_of(queries.councils_nearby(acting, today))),
            (queries.EVERYWHERE, "Everywhere"),
        ],
        links=page_links(page, "region_vacancies.index", **asked),
        file=url_for("region_vacancies.export", **kept),
    )


@bp.get("/vacancies.csv")
@requires(Permission.SEE_PROVIDERS)
def export() -> ResponseReturnValue:
    """Send the list as it is filtered, as a file."""
    acting, today = current_membership(), clock.today(clock.now())
    wanted = queries.with_places(acting, _wanted(_asked()), today)
    services = all_of(wanted.limit(MOST_IN_FILE))
    content = vacancy_sheets.to_take_away(services, vacancies.latest_of(services, today))
    name = f"vacancies-{today.isoformat()}.csv"
    return Response(content, headers=sheet_headers(name))


def _row(service: Service, declared: dict[str, Any]) -> dict[str, Any]:
    provider = service.organisation
    place: dict[str, Any] = {
        "reference": provider.reference,
        "service_reference": service.reference,
    }
    return declared | {
        "name": service.name,
        "href": url_for("providers.service", **place),
        "provider": provider.name,
        "kind": PROVISION_TITLES[service.provision_type],
        "council": service.local_authority,
        "ages": ages(service),
        "places": service.places,
    }


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "").replace("\0", "")[:100].strip() for name in NAMES}


def _wanted(asked: dict[str, str]) -> queries.WantedPlaces:
    age = asked["age"]
    return queries.WantedPlaces(
        provision=asked["provision"],
        age=int(age) if age.isascii() and age.isdigit() and len(age) < 3 else None,
        area=asked["area"],
        available=bool(asked["available"]),
    )
