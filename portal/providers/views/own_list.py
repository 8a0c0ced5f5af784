"""The list of a provider's own services: filtered, sorted, ticked, and as a file."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from portal import clock, paging
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Membership
from portal.db import all_of, db
from portal.files import sheet_headers
from portal.providers.models import (
    NEED_TITLES,
    PROVISION_TITLES,
    RegistrationState,
    Service,
)
from portal.providers.queries import ratings, services
from portal.providers.services.changing_many import MOST_AT_ONCE
from portal.providers.services.service_sheet import write_services
from portal.providers.views.lists import page_links
from portal.providers.views.own_services import bp, state_words

STATUSES = (
    ("", "Open"),
    (RegistrationState.APPLIED.value, "Waiting for registration"),
    (RegistrationState.REGISTERED.value, "Registered"),
    (RegistrationState.CLOSED.value, "Closed"),
)
FILTERS = ("text", "provision", "status", "council", "need", "missing")
NAME, COUNCIL, PLACES = "name", "council", "places"
PLACED = func.coalesce(Service.places, 0)
# A sort's columns, and what they are for a row.
SORTS: Mapping[str, tuple[Sequence[Any], Callable[[Service], Sequence[Any]]]] = {
    NAME: ([Service.name, Service.id], lambda one: [one.name, one.id]),
    COUNCIL: (
        [Service.local_authority, Service.name, Service.id],
        lambda one: [one.local_authority, one.name, one.id],
    ),
    PLACES: (
        [PLACED, Service.name, Service.id],
        lambda one: [one.places or 0, one.name, one.id],
    ),
}


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def own() -> ResponseReturnValue:
    """List the organisation's services."""
    acting = current_membership()
    asked = asked_for()
    sort = request.args.get("sort", NAME)
    sort = sort if sort in SORTS else NAME
    columns, key = SORTS[sort]
    found = chosen_services(asked, acting)
    page = paging.page_of(found, sort=columns, key=key, cursor=request.args.get("cursor"))
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return render_template(
        "providers/services.html",
        organisation=acting.organisation,
        rows=rows(page.rows),
        links=page_links(page, "services.own", **asked, sort=sort if sort != NAME else ""),
        asked=asked,
        kept=kept,
        found=number_of(found),
        most=MOST_AT_ONCE,
        sort=sort,
        sorts={one: url_for("services.own", **(kept | {"sort": one})) for one in SORTS},
        export=url_for("services.export", **kept),
        provisions=[("", "All"), *((kind.value, text) for kind, text in PROVISION_TITLES.items())],
        needs=[("", "All"), *((need.value, text) for need, text in NEED_TITLES.items())],
        councils=[
            ("", "All"),
            *((one, one) for one in all_of(services.councils_of(acting.organisation_id))),
        ],
        statuses=STATUSES,
    )


@bp.get("/services.csv")
@requires(Permission.MANAGE_PROVIDER)
def export() -> ResponseReturnValue:
    """Send the list as it is filtered, as a file that can be changed and sent back."""
    found = chosen_services(asked_for(), current_membership())
    listed = all_of(found.options(selectinload(Service.met)))
    day = clock.today(clock.now()).isoformat()
    return Response(write_services(listed), headers=sheet_headers(f"services-{day}.csv"))


def asked_for() -> dict[str, str]:
    """Return the filters of the address; a service's council and name may be any words."""
    given = {name: request.values.get(name, "") for name in FILTERS}
    return {name: value.replace("\0", "")[:100].strip() for name, value in given.items()}


def chosen_services(asked: Mapping[str, str], acting: Membership) -> Select[Service]:
    """Return the query for the organisation's services that the filters leave."""
    return services.narrowed(services.own_services(acting), services.Wanted(**asked))


def number_of(found: Select[Service]) -> int:
    """Return how many services a query finds."""
    inner = found.order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def rows(listed: Sequence[Service]) -> list[dict[str, Any]]:
    """Return what the list says of each service."""
    today = clock.today(clock.now())
    graded = ratings.labels_as_at(today, [one.id for one in listed])
    labels = {row.service_id: row.label for row in db.session.execute(graded)}
    return [
        {
            "reference": one.reference,
            "name": one.name,
            "href": url_for("services.service", reference=one.reference),
            "kind": PROVISION_TITLES[one.provision_type],
            "number": one.urn or one.registration_number or "None yet",
            "council": one.local_authority,
            "places": one.places,
            "grade": labels.get(one.id),
            "status": state_words(one),
            "closed": one.status is RegistrationState.CLOSED,
        }
        for one in listed
    ]
