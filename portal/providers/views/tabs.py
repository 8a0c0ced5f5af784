"""The rows of links that join the pages about one provider, one's own organisation, or a service.

Domains above link their pages by the names of endpoints; a tab whose page is missing is left out.
"""

from typing import Any, NamedTuple

from flask import current_app, g, request, url_for

from portal.access import Permission, allows
from portal.providers.in_house import in_house
from portal.providers.models import Service
from portal.providers.services.premises import has_premises


class Tab(NamedTuple):
    """One page of a row: what it is called, where it is, and who may open it.

    `in_house` is for pages about services that a public body runs itself.
    """

    text: str
    endpoint: str
    permission: Permission
    in_house: bool = False


OF_A_PROVIDER = (
    Tab("Overview", "providers.provider", Permission.SEE_PROVIDERS),
    Tab("Record", "provider_record.record", Permission.SEE_CONTRACTS),
    Tab("Documents", "document_review.of_provider", Permission.REVIEW_DOCUMENTS),
    Tab("Due diligence", "diligence.of_provider", Permission.CHECK_PROVIDERS),
    Tab("Quality visits", "visits.of_provider", Permission.SEE_VISITS),
)
OWN_ORGANISATION = (
    Tab("Profile", "profile.profile", Permission.MANAGE_PROVIDER),
    Tab("People and contacts", "profile_people.people", Permission.MANAGE_PROVIDER),
    Tab("Documents", "documents.own", Permission.MANAGE_PROVIDER),
    Tab("Declaration", "declaration.own", Permission.MANAGE_PROVIDER),
    Tab("Referees", "referees.own", Permission.MANAGE_PROVIDER),
    Tab("Versions", "profile.versions", Permission.MANAGE_PROVIDER),
)
OWN_SERVICE = (
    Tab("Details", "services.service", Permission.MANAGE_PROVIDER),
    Tab("Ratings", "ratings.own", Permission.MANAGE_PROVIDER),
    Tab("Premises", "premises.premises", Permission.MANAGE_PROVIDER),
    Tab("Vacancies", "vacancies.of_service", Permission.MANAGE_PROVIDER),
    Tab("Unit costs", "unit_costs.of_service", Permission.MANAGE_PROVIDER, in_house=True),
)


PREMISES = "premises.premises"


def service_tabs(service: Service) -> list[dict[str, object]]:
    """Return the links between the pages about one's own service; only some kinds have premises."""
    row: tuple[Tab, ...] = OWN_SERVICE
    if not has_premises(service):
        row = tuple(tab for tab in row if tab.endpoint != PREMISES)
    return tabs(row, reference=service.reference)


def tabs(row: tuple[Tab, ...], **values: Any) -> list[dict[str, object]]:
    """Return the links of a row that the acting membership may open, as text, href and active."""
    return [
        {
            "text": tab.text,
            "href": url_for(tab.endpoint, **values),
            "active": tab.endpoint == request.endpoint,
        }
        for tab in row
        if tab.endpoint in current_app.view_functions
        and allows(tab.permission, g.membership)
        and (not tab.in_house or in_house(g.membership.organisation))
    ]
