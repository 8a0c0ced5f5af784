"""Awards that nobody has acted on yet: appointments and block contracts are made of them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Organisation
from portal.accounts.queries import councils_of
from portal.attempts import make
from portal.contracts.forms.appointments import AppointForm, BlockContractForm, share_field
from portal.contracts.queries import appointments as queries
from portal.contracts.services.appointments import appoint as make_appointment
from portal.contracts.services.appointments import appoint_all as make_appointments
from portal.contracts.services.blocks import make_block_contract
from portal.db import all_of, first_or_404
from portal.display import count_of
from portal.forms import PortalForm, SubmitField, filled, form_with
from portal.tenders.models import Award, Framework, LotPurpose

bp = Blueprint("awards", __name__, url_prefix="/decided-awards")


@bp.get("")
@requires(Permission.SEE_FRAMEWORKS)
def index() -> ResponseReturnValue:
    """List the awards of one's regions that wait, by procurement."""
    acting = current_membership()
    waiting = all_of(queries.awards_waiting(acting, clock.today(clock.now())))
    return render_template(
        "contracts/awards.html",
        procurements=[
            _procurement(list(awards))
            for _id, awards in groupby(waiting, key=lambda one: one.entry.procurement_id)
        ],
        may_act=allows(Permission.MANAGE_CONTRACTS, acting),
    )


@bp.route("/<reference>/appoint", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTRACTS)
def appoint(reference: str) -> ResponseReturnValue:
    """Make an appointment of one award."""
    acting, now = current_membership(), clock.now()
    award = first_or_404(queries.award_waiting(reference, acting, clock.today(now)))
    entry = award.entry
    form = AppointForm(data=_term(entry.lot.framework))
    made = make(
        form,
        lambda: make_appointment(
            award, starts_on=filled(form.starts_on), ends_on=filled(form.ends_on), by=acting, at=now
        ),
    )
    if made is not None:
        flash(f"{entry.service.name} is appointed to {entry.lot.name}.", "success")
        return redirect(url_for("appointments.show", reference=made.reference), code=303)
    return render_template(
        "contracts/appoint.html",
        form=form,
        title=f"Appoint {entry.service.name}",
        services=[_line(award)],
        framework=entry.lot.framework,
    )


@bp.route("/procurement/<reference>/appoint", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTRACTS)
def appoint_all(reference: str) -> ResponseReturnValue:
    """Make every appointment of one procurement at once."""
    acting, now = current_membership(), clock.now()
    waiting = all_of(queries.awards_of_procurement(reference, acting, clock.today(now)))
    awards = [one for one in waiting if one.entry.lot.purpose is LotPurpose.PLACES]
    if not awards:
        abort(404)
    framework = awards[0].entry.lot.framework
    form = AppointForm(data=_term(framework))
    form.submit.label.text = "Make all appointments"
    made = make(
        form,
        lambda: make_appointments(
            awards,
            starts_on=filled(form.starts_on),
            ends_on=filled(form.ends_on),
            by=acting,
            at=now,
        ),
    )
    if made is not None:
        flash(f"{count_of(len(made), 'appointment')} made.".capitalize(), "success")
        return redirect(url_for("appointments.index"), code=303)
    return render_template(
        "contracts/appoint.html",
        form=form,
        title=f"Appoint {count_of(len(awards), 'successful service')}",
        services=[_line(award) for award in awards],
        framework=framework,
    )


@bp.route("/<reference>/block", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTRACTS)
def block(reference: str) -> ResponseReturnValue:
    """Make a block contract of one award, with a share for each council."""
    acting, now = current_membership(), clock.now()
    award = first_or_404(queries.award_waiting(reference, acting, clock.today(now)))
    lot = award.entry.lot
    councils = all_of(councils_of(lot.framework.region_id, clock.today(now)))
    form = _block_form(award, councils)
    made = make(
        form,
        lambda: make_block_contract(
            award,
            title=filled(form.title),
            starts_on=filled(form.starts_on),
            ends_on=filled(form.ends_on),
            shares={one: form[_share(one)].data or 0 for one in councils},
            by=acting,
            at=now,
        ),
    )
    if made is not None:
        flash(f"The block contract {made.title} is made.", "success")
        return redirect(url_for("blocks.show", reference=made.reference), code=303)
    return render_template(
        "contracts/make_block.html", form=form, award=award, lot=lot, service=award.entry.service
    )


def _block_form(award: Award, councils: Sequence[Organisation]) -> Any:
    fields: dict[str, Any] = {_share(one): share_field(one.name) for one in councils}
    fields["submit"] = SubmitField("Make block contract")
    lot = award.entry.lot
    data = _term(lot.framework) | {"title": f"{lot.title}, {award.entry.service.name}"}
    form: PortalForm = form_with(BlockContractForm, fields)(data=data)
    return form


def _share(council: Organisation) -> str:
    return f"share-{council.reference}"


def _term(framework: Framework) -> dict[str, Any]:
    return {"starts_on": framework.starts_on, "ends_on": framework.ends_on}


def _procurement(awards: list[Award]) -> dict[str, Any]:
    procurement = awards[0].entry.procurement
    places = [one for one in awards if one.entry.lot.purpose is LotPurpose.PLACES]
    bulk = url_for("awards.appoint_all", reference=procurement.reference)
    return {
        "title": procurement.title,
        "framework": awards[0].entry.lot.framework.title,
        "awards": [_line(one) for one in awards],
        "appoint_all": bulk if len(places) > 1 else None,
    }


def _line(award: Award) -> dict[str, Any]:
    entry = award.entry
    is_block = entry.lot.purpose is LotPurpose.BLOCK
    endpoint = "awards.block" if is_block else "awards.appoint"
    return {
        "service": entry.service.name,
        "provider": entry.service.organisation.name,
        "lot": entry.lot.name,
        "rank": award.rank,
        "awarded_at": award.awarded_at,
        "href": url_for(endpoint, reference=award.reference),
        "action": "Make block contract" if is_block else "Make appointment",
    }
