"""Providers as the market's staff see them: who they are, their services and their ratings."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Organisation
from portal.db import all_of, db, first_or_404
from portal.providers.in_house import own_owner_keys, run_by
from portal.providers.models import PROVISION_TITLES, Service
from portal.providers.queries import ratings, register, services
from portal.providers.views.lists import ages, page_links, rating_history
from portal.providers.views.own_services import service_facts, state_words
from portal.providers.views.own_successions import following
from portal.providers.views.premises import for_buyers
from portal.providers.views.provider_people import about, costs_for
from portal.providers.views.tabs import OF_A_PROVIDER, tabs

bp = Blueprint("providers", __name__, url_prefix="/providers")


@bp.get("")
@requires(Permission.SEE_PROVIDERS)
def providers() -> ResponseReturnValue:
    """List providers, found by name, company number or URN."""
    text = request.args.get("text", "").replace("\0", "")[:100].strip()
    page = paging.page_of(
        services.providers(text),
        sort=[Organisation.name, Organisation.id],
        key=lambda one: [one.name, one.id],
        cursor=request.args.get("cursor"),
    )
    counted = db.session.execute(services.service_counts([one.id for one in page.rows]))
    counts = {number: (homes, places) for number, homes, places in counted}
    rows = [
        {"provider": one, "run_by": run_by(one), "services": homes, "places": places or 0}
        for one in page.rows
        for homes, places in [counts.get(one.id, (0, 0))]
    ]
    return render_template(
        "providers/providers.html",
        rows=rows,
        text=text,
        links=page_links(page, "providers.providers", text=text),
    )


@bp.get("/<reference>")
@requires(Permission.SEE_PROVIDERS)
def provider(reference: str) -> ResponseReturnValue:
    """Show a provider with its services and their ratings."""
    found = first_or_404(services.provider(reference))
    page = paging.page_of(
        services.services_of(found.id),
        sort=[Service.name, Service.id],
        key=lambda one: [one.name, one.id],
        cursor=request.args.get("cursor"),
    )
    graded = ratings.labels_as_at(clock.today(clock.now()), [one.id for one in page.rows])
    labels = {row.service_id: row.label for row in db.session.execute(graded)}
    return render_template(
        "providers/provider.html",
        provider=found,
        about=about(found),
        tabs=tabs(OF_A_PROVIDER, reference=reference),
        rows=[
            {
                "name": one.name,
                "href": url_for(
                    "providers.service", reference=reference, service_reference=one.reference
                ),
                "kind": PROVISION_TITLES[one.provision_type],
                "number": one.urn or one.registration_number or "None yet",
                "council": one.local_authority,
                "places": one.places,
                "ages": ages(one),
                "grade": labels.get(one.id),
                "status": state_words(one),
            }
            for one in page.rows
        ],
        links=page_links(page, "providers.provider", reference=reference),
    )


@bp.get("/<reference>/services/<service_reference>")
@requires(Permission.SEE_PROVIDERS)
def service(reference: str, service_reference: str) -> ResponseReturnValue:
    """Show a provider's service, Ofsted's account of its inspections beside the provider's."""
    owner = first_or_404(services.provider(reference))
    found = first_or_404(
        services.services_of(owner.id).where(Service.reference == service_reference)
    )
    inspected = all_of(register.inspections(found.urn)) if found.urn else []
    history = rating_history(inspected, all_of(services.reports_of(found.id)))
    listed = db.session.scalars(register.setting(found.urn)).first() if found.urn else None
    return render_template(
        "providers/provider_service.html",
        provider=owner,
        service=found,
        facts=[*service_facts(found), *following(found, current_membership())],
        premises=for_buyers(found),
        status=state_words(found),
        history=history,
        listed=listed,
        other_owner=bool(listed and listed.owner_key not in own_owner_keys(owner)),
        run_by=run_by(owner),
        costs=costs_for(found, current_membership()),
    )
