"""The provider record: one page about one provider, to be read, printed and kept as PDF."""

from datetime import date

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import OrganisationKind, Permission, allows, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Membership, Organisation
from portal.accounts.queries import regions_of
from portal.db import all_of, db, first_or_404
from portal.display import day
from portal.files import download_headers
from portal.monitoring.documents.provider_record import record_pdf
from portal.monitoring.queries import record as queries
from portal.monitoring.queries.record import Reader
from portal.monitoring.record_parts import Section
from portal.monitoring.views import (
    record_breaches,
    record_indicators,
    record_market,
    record_quality,
    record_who,
)
from portal.providers.ofsted import cells
from portal.providers.queries.services import provider as provider_of
from portal.providers.views.tabs import OF_A_PROVIDER, tabs
from portal.web import page_context

bp = Blueprint("provider_record", __name__, url_prefix="/providers")

NO_DAY = "Enter a day like 31/3/2026. This is the record as at today."
TO_COME = "That day is still to come. This is the record as at today."
FIRST = date(2000, 1, 1)
TODAY_ONLY = (
    "A past day shows what was in force and known then. Registration of services, states of visit "
    "actions, of documents and of breaches put, and due diligence are as they stand today."
)


@bp.get("/<reference>/record")
@requires(Permission.SEE_CONTRACTS)
def record(reference: str) -> ResponseReturnValue:
    """Show all that is known of a provider, as at today or as at a past day."""
    provider, today = _provider(reference), clock.today(clock.now())
    on, wrong = _day_asked(today)
    reader = reader_of(current_membership(), on, today)
    return render_template(
        "monitoring/provider_record.html",
        provider=provider,
        tabs=tabs(OF_A_PROVIDER, reference=reference),
        sections=sections_of(provider, reader),
        on=on,
        typed=request.args.get("on", "")[:40],
        wrong=wrong,
        past=on != today,
        note=TODAY_ONLY,
        pdf=url_for(
            "provider_record.document",
            reference=reference,
            on=on.isoformat() if on != today else None,
        ),
    )


@bp.get("/<reference>/record.pdf")
@requires(Permission.SEE_CONTRACTS)
def document(reference: str) -> ResponseReturnValue:
    """Send the record as PDF."""
    provider, today = _provider(reference), clock.today(clock.now())
    on, _wrong = _day_asked(today)
    reader = reader_of(current_membership(), on, today)
    title = f"Provider record: {provider.name}, as at {day(on)}"
    notes = [] if on == today else [TODAY_ONLY]
    content = record_pdf(
        service_name=page_context()["service_name"],
        title=title,
        notes=notes,
        sections=sections_of(provider, reader),
    )
    name = f"provider-record-{reference}-{on.isoformat()}.pdf"
    return Response(content, headers=download_headers(name, "application/pdf"))


def reader_of(acting: Membership, on: date, today: date) -> Reader:
    """Say of what a membership reads: the region it belongs to, or its own council's part there.

    Somebody without a region reads what pages about providers show everybody.
    """
    region = db.session.scalars(regions_of(acting, today).limit(1)).first()
    co_operative = acting.organisation.kind is OrganisationKind.RCC
    return Reader(
        membership=acting,
        today=today,
        on=on,
        region_id=region.id if region else 0,
        council_id=None if co_operative else acting.organisation_id,
        exact=not co_operative or allows(Permission.SEE_PLACEMENTS, acting),
    )


def sections_of(provider: Organisation, reader: Reader) -> list[Section]:
    """Return the sections that a reader may see, in the order of the page."""
    appointed = all_of(queries.appointments(provider.id, reader))
    found = [
        record_who.who(provider, reader),
        record_who.services(provider, reader),
        record_quality.ratings(provider, reader),
        record_market.appointments(provider, appointed, reader),
        record_market.prices(provider, reader),
        record_market.placements(provider, reader),
    ]
    acting = reader.membership
    staff = reader.council_id is None and _in_region(provider, reader)
    if staff or allows(Permission.REVIEW_DOCUMENTS, acting):
        found.append(record_quality.documents(provider, appointed, reader))
    if staff or allows(Permission.CHECK_PROVIDERS, acting):
        found.append(record_quality.diligence(provider, reader))
    found.append(record_quality.visits(provider, reader))
    sees_breaches = allows(Permission.SEE_BREACHES, acting)
    if sees_breaches:
        found.append(record_breaches.breaches(provider, reader))
    found.append(record_breaches.notices(provider, reader, breaches_too=sees_breaches))
    return [*found, record_indicators.indicators(provider, reader)]


def _in_region(provider: Organisation, reader: Reader) -> bool:
    """Say whether a provider has anything to do with the reader's region."""
    return db.session.scalar(queries.in_region(provider.id, reader).limit(1)) is not None


def _provider(reference: str) -> Organisation:
    return first_or_404(provider_of(reference))


def _day_asked(today: date) -> tuple[date, str]:
    """Return the day of the address, or today with what to say where it is none."""
    text = "/".join(request.args.get("on", "")[:40].replace("/", " ").split())
    try:
        asked = cells.day(text)
    except ValueError:
        return today, NO_DAY
    if asked is None:
        return today, ""
    if asked > today:
        return today, TO_COME
    return (asked, "") if asked >= FIRST else (today, NO_DAY)
