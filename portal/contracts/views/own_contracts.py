"""What a provider sees of its own: appointments with their rates, and block contracts."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.contracts.models import Appointment
from portal.contracts.queries import appointments as appointment_queries
from portal.contracts.queries import blocks as block_queries
from portal.contracts.views import shown
from portal.contracts.views.asking import links
from portal.contracts.views.blocks import block_page, occupancy
from portal.db import all_of, first_or_404
from portal.paging import page_of

bp = Blueprint("own_contracts", __name__, url_prefix="/our")


@bp.get("/appointments")
@requires(Permission.SEE_OWN_CONTRACTS)
def index() -> ResponseReturnValue:
    """List the provider's appointments and block contracts."""
    acting, today = current_membership(), clock.today(clock.now())
    page = page_of(
        appointment_queries.own_appointments(acting),
        sort=[Appointment.ends_on, Appointment.id],
        key=lambda one: [one.ends_on, one.id],
        cursor=request.args.get("cursor"),
    )
    contracts = all_of(block_queries.own_contracts(acting).limit(100))
    lived_in = occupancy([one.id for one in contracts], today)
    return render_template(
        "contracts/own_appointments.html",
        appointments=[
            shown.appointment_line(one, today, "own_contracts.show") for one in page.rows
        ],
        contracts=[
            shown.contract_line(one, sum(lived_in[one.id].values()), "own_contracts.block")
            for one in contracts
        ],
        links=links(page, "own_contracts.index", {}),
    )


@bp.get("/appointments/<reference>")
@requires(Permission.SEE_OWN_CONTRACTS)
def show(reference: str) -> ResponseReturnValue:
    """Show one of the provider's appointments with its rates."""
    today = clock.today(clock.now())
    appointment = first_or_404(appointment_queries.own_appointment(reference, current_membership()))
    return render_template(
        "contracts/appointment.html",
        appointment=appointment,
        back_to=url_for("own_contracts.index"),
        status=shown.status_on(appointment, today),
        life=shown.life(appointment),
        rates=shown.rates(appointment, today),
        proposals=shown.proposals(appointment),
        wrong_rates=shown.withdrawn_rates(appointment),
        actions=[],
        may_manage=False,
    )


@bp.get("/block-contracts/<reference>")
@requires(Permission.SEE_OWN_CONTRACTS)
def block(reference: str) -> ResponseReturnValue:
    """Show one of the provider's block contracts."""
    own = block_queries.own_contracts(current_membership())
    contract = first_or_404(block_queries.with_reference(own, reference))
    return render_template(
        "contracts/block.html",
        back_to=url_for("own_contracts.index"),
        **block_page(contract, clock.today(clock.now())),
    )
