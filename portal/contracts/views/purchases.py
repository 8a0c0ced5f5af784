"""The placement form: what each route asks, what it offers, and what its answers mean."""

from datetime import date
from typing import Any

from sqlalchemy import select

from portal.access import Role
from portal.accounts.models import Membership
from portal.accounts.queries import holders
from portal.contracts.forms.placements import PlacementForm, weekly_charge
from portal.contracts.models import (
    Appointment,
    BlockContract,
    ChildRecord,
    Placement,
    Route,
    Search,
)
from portal.contracts.queries import appointments, blocks
from portal.contracts.queries import searches as search_queries
from portal.contracts.services.charges import ChargeLine
from portal.contracts.services.placements import Child, Purchase
from portal.contracts.views.components import weekly_components
from portal.db import all_of, db
from portal.errors import DomainError
from portal.forms import Choice, SubmitField, filled, form_with
from portal.providers.models import ProvisionType, RegistrationState, Service
from portal.tenders.models import Lot, LotPurpose

TITLES = {
    Route.CALL_OFF: "Record a call-off",
    Route.BLOCK: "Record a place in a block contract",
    Route.SPOT: "Record a spot purchase",
    Route.UNREGISTERED: "Record an unregistered setting",
}
ASKED = {
    Route.CALL_OFF: ("appointment",),
    Route.BLOCK: ("block_contract",),
    Route.SPOT: ("urn", "setting", "provider_name", "comparison_lot"),
    Route.UNREGISTERED: ("setting", "provider_name", "comparison_lot"),
}
BOUGHT = ("appointment", "block_contract", "urn", "setting", "provider_name", "comparison_lot")
WHEN = ("starts_on", "ends_on", "age_band")
CHILD = ("child", "needs", "ideal_type", "ideal_area", "gap_reason")


def placement_form(route: Route, acting: Membership, today: date, search: Search | None) -> Any:
    """The form for a new placement by a route, filled in from a search where there is one."""
    data: dict[str, Any] = {}
    if search is not None:
        data = {
            "needs": search.needs,
            "ideal_type": search.ideal_type.value,
            "ideal_area": search.ideal_area,
            "age_band": search.age_band.value,
        }
    form = _form(route, data, drop=("child",) if search else ())
    if "child" in form:
        known = db.session.scalars(search_queries.child_references(acting.organisation_id))
        form.child.choices = [Choice(one, one) for one in known]
    _offer(form, acting, today)
    return form


def completion_form(route: Route, acting: Membership, placement: Placement) -> Any:
    """The form for what an emergency record still lacks."""
    record = db.session.get_one(ChildRecord, placement.id)
    data = {
        "needs": record.needs,
        "setting": placement.setting,
        "provider_name": placement.provider_name,
        "urn": placement.service.urn if placement.service else None,
    }
    form = _form(route, data, drop=("child", *WHEN))
    _offer(form, acting, placement.starts_on)
    return form


def sections(form: Any) -> list[dict[str, Any]]:
    """The fields of the form under headings, in order."""
    weekly = [name for name in form._fields if name.startswith("charge-")]
    parts = {"What was bought": BOUGHT, "When": WHEN, "Charges": weekly, "The child": CHILD}
    return [
        {"title": title, "fields": [form[name] for name in names if name in form]}
        for title, names in parts.items()
        if any(name in form for name in names)
    ]


def purchase(form: Any, route: Route, acting: Membership, on: date) -> Purchase:
    """What the answers say was bought.

    Raises:
        DomainError: no open service has the number that was typed.
    """
    if route is Route.CALL_OFF:
        chosen = _one(_appointments(acting, on), filled(form.appointment))
        return Purchase(route, chosen.lot, chosen.service)
    if route is Route.BLOCK:
        block = _one(_contracts(acting, on), filled(form.block_contract))
        return Purchase(route, block.lot, block.service, block_contract=block)
    urn = form.urn.data if "urn" in form else None
    return Purchase(
        route,
        comparison_lot=_one(_lots(acting, on), filled(form.comparison_lot)),
        service=_service(urn) if urn else None,
        setting=form.setting.data or "",
        provider_name=form.provider_name.data or "",
    )


def charges(form: Any) -> list[ChargeLine]:
    """The weekly prices that were given."""
    given = {one.code: form[f"charge-{one.code}"].data for one in weekly_components()}
    return [ChargeLine(code, pence) for code, pence in given.items() if pence is not None]


def child(form: Any) -> Child:
    """What the answers say about the child."""
    return Child(
        reference=form.child.data or None if "child" in form else None,
        needs=form.needs.data or "",
        ideal_type=ProvisionType(form.ideal_type.data) if form.ideal_type.data else None,
        ideal_area=form.ideal_area.data or "",
        gap_reason=form.gap_reason.data or "",
    )


def officers(acting: Membership) -> dict[int, Membership]:
    """The placements officers of one's own council."""
    found = all_of(
        holders(Role.PLACEMENTS_OFFICER).where(Membership.organisation_id == acting.organisation_id)
    )
    return {one.id: one for one in found}


def officer_choices(found: dict[int, Membership]) -> list[Choice]:
    """They, by name."""
    return [
        Choice(str(one.id), one.person.name)
        for one in sorted(found.values(), key=lambda one: one.person.name)
    ]


def _form(route: Route, data: dict[str, Any], drop: tuple[str, ...]) -> Any:
    fields: dict[str, Any] = {
        f"charge-{one.code}": weekly_charge(one.title, required=one.code == "CORE")
        for one in weekly_components()
    }
    if route is Route.BLOCK:
        fields["charge-CORE"].kwargs.pop("required")
    fields["submit"] = SubmitField("Save placement")
    form = form_with(PlacementForm, fields)(data=data)
    for name in (*drop, *(name for name in BOUGHT if name not in ASKED[route])):
        del form[name]
    return form


def _offer(form: Any, acting: Membership, on: date) -> None:
    if "appointment" in form:
        form.appointment.choices = [
            Choice(one.reference, f"{one.service.name}, {one.organisation.name}: {one.lot.name}")
            for one in _appointments(acting, on)
        ]
    if "block_contract" in form:
        form.block_contract.choices = [
            Choice(one.reference, f"{one.title}, {one.service.name}")
            for one in _contracts(acting, on)
        ]
    if "comparison_lot" in form:
        form.comparison_lot.choices = [
            Choice(str(one.id), f"{one.framework.title}, {one.name}") for one in _lots(acting, on)
        ]


def _appointments(acting: Membership, on: date) -> list[Appointment]:
    """Every appointment of the region that was not withdrawn: no state may stop a record."""
    found = all_of(appointments.appointments(acting, on))
    live = [one for one in found if one.status.value != "withdrawn"]
    return sorted(live, key=lambda one: (one.service.name, one.lot.name, one.id))


def _contracts(acting: Membership, on: date) -> list[BlockContract]:
    return list(all_of(blocks.contracts(acting, on)))


def _lots(acting: Membership, on: date) -> list[Lot]:
    found = all_of(appointments.lots_of(acting, on))
    return [one for one in found if one.purpose is LotPurpose.PLACES]


def _one(found: list[Any], chosen: str) -> Any:
    """The thing that was chosen: what is not offered here never passes the form."""
    return next(one for one in found if chosen in (getattr(one, "reference", ""), str(one.id)))


def _service(urn: str) -> Service:
    service = db.session.scalars(
        select(Service)
        .where(Service.urn == urn.strip().upper(), Service.status != RegistrationState.CLOSED)
        .order_by(Service.id)
    ).first()
    if service is None:
        raise DomainError(
            "No service on the portal has this number. Leave it empty and say where the child"
            " lives.",
            "urn",
        )
    return service
