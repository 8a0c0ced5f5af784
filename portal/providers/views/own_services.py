"""A provider's own services: listed, claimed, added, described, registered and closed."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404
from portal.display import count_of, day
from portal.errors import DomainError
from portal.forms import Choice, filled
from portal.providers.forms.services import ClaimForm, NewServiceForm
from portal.providers.in_house import own_owner_keys
from portal.providers.models import (
    ACCEPTS_TITLES,
    CLOSURE_TITLES,
    PROVISION_TITLES,
    REGULATOR_TITLES,
    ProvisionType,
    RegisterSetting,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.queries import register, services
from portal.providers.services import claims, upkeep
from portal.providers.services.changing_many import in_words
from portal.providers.services.describing import MET, needs_met
from portal.providers.views.details import authority_choices, details_of
from portal.providers.views.lists import ages, rating_history
from portal.providers.views.own_successions import following
from portal.providers.views.tabs import service_tabs

bp = Blueprint("services", __name__, url_prefix="/services")


@bp.get("/<reference>")
@requires(Permission.MANAGE_PROVIDER)
def service(reference: str) -> ResponseReturnValue:
    """Show one service with its inspections, Ofsted's account beside the provider's."""
    found = first_or_404(services.own_service(reference, current_membership()))
    inspected = all_of(register.inspections(found.urn)) if found.urn else []
    history = rating_history(inspected, all_of(services.reports_of(found.id)))
    listed = db.session.scalars(register.setting(found.urn)).first() if found.urn else None
    with_ofsted = found.regulator is Regulator.OFSTED
    is_open = found.status is not RegistrationState.CLOSED
    return render_template(
        "providers/service.html",
        service=found,
        tabs=service_tabs(found),
        facts=[
            *service_facts(found),
            {"key": "Postcode", "value": found.postcode},
            *following(found, current_membership()),
        ],
        status=state_words(found),
        history=history,
        differs=any(row["differs"] for row in history),
        gone_on=listed.gone_on if listed else None,
        is_open=is_open,
        waits=found.status is RegistrationState.APPLIED,
        may_report=with_ofsted and found.status is RegistrationState.REGISTERED,
    )


@bp.route("/claim", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def claim() -> ResponseReturnValue:
    """Claim settings of the register, picked or typed."""
    acting = current_membership()
    form = ClaimForm()
    matching = all_of(
        register.claimable_by(own_owner_keys(acting.organisation)).limit(claims.AT_ONCE)
    )
    form.matching.choices = [_choice(one) for one in matching]
    if not matching:
        del form.matching
    if form.validate_on_submit():
        picked = form.matching.data or [] if matching else []
        typed = (form.urns.data or "").replace(",", " ").replace(";", " ").split()
        try:
            claimed = claims.claim_services(
                acting.organisation, [*picked, *typed], by=acting, at=clock.now()
            )
            db.session.commit()
            flash(f"You have claimed {count_of(len(claimed), 'service')}.", "success")
            return redirect(url_for("services.own"), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("providers/claim.html", form=form, matching=bool(matching))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def new() -> ResponseReturnValue:
    """Add a service that the register does not list."""
    acting = current_membership()
    form = NewServiceForm()
    form.authority.choices = authority_choices()
    if form.validate_on_submit():
        try:
            added = upkeep.add_service(
                acting.organisation,
                provision_type=ProvisionType(filled(form.provision_type)),
                regulator=Regulator(filled(form.regulator)),
                number=_number(form),
                since=filled(form.since),
                details=details_of(form),
                by=acting,
                at=clock.now(),
            )
            db.session.commit()
            flash(f"{added.name} is added to your services.", "success")
            return redirect(url_for("services.service", reference=added.reference), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("providers/service_new.html", form=form)


def state_words(service: Service) -> str:
    """Return how a service's registration stands, as its tag says it."""
    waits = service.status is RegistrationState.APPLIED
    return "Waiting for registration" if waits else service.status.value


def adults(service: Service) -> str:
    """Return how many adults are usually there, as far as it is said."""
    said = ((service.adults_by_day, "by day"), (service.adults_by_night, "by night"))
    return ", ".join(f"{number} {when}" for number, when in said if number is not None)


def service_facts(service: Service) -> list[dict[str, Any]]:
    """Return what is known of a service, without its postcode, as a page lists it."""
    number = service.urn or service.registration_number
    by_ofsted = service.regulator is Regulator.OFSTED
    facts = {
        "Kind of service": PROVISION_TITLES[service.provision_type],
        "Registered by": REGULATOR_TITLES[service.regulator],
        "URN" if by_ofsted else "Registration number": number or "None yet",
        "Places": service.places,
        "Ages": ages(service),
        "Children it takes": ACCEPTS_TITLES[service.accepts] if service.accepts else None,
        "Needs met": in_words(MET, needs_met(service)),
        "Needs in their own words": service.needs,
        "Usual staffing ratio": in_words("staffing_ratio", service.staffing_ratio),
        "Adults by day and by night": adults(service),
        "Council": service.local_authority,
        "Postcode district": service.district,
    }
    dates = {
        "Applied on": service.applied_on,
        "Registered on": service.registered_on,
        "Closed on": service.closed_on,
    }
    dated = {name: day(value) for name, value in dates.items() if value}
    if service.closure_reason:
        dated["Why it closed"] = f"{CLOSURE_TITLES[service.closure_reason]}. {service.closure_note}"
    return [{"key": name, "value": value} for name, value in (facts | dated).items()]


def _number(form: NewServiceForm) -> str | None:
    """Return the registration number, which a registered service must have.

    Raises:
        DomainError: it is missing.
    """
    if form.registration.data == "applied":
        return None
    if not form.number.data:
        raise DomainError("Enter the registration number", "number")
    return form.number.data


def _choice(setting: RegisterSetting) -> Choice:
    places = f", {count_of(setting.places, 'place')}" if setting.places else ""
    name = f"{setting.name}, " if setting.name else ""
    text = f"{setting.urn}: {name}{setting.provision_wording} in {setting.local_authority}{places}"
    return Choice(setting.urn, text)
