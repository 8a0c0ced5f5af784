"""A region's frameworks: the list, one framework, writing it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make_once
from portal.clock import today
from portal.db import all_of, first_or_404
from portal.display import count_of
from portal.paging import page_of
from portal.providers.models import PROVISION_TITLES
from portal.tenders.forms.frameworks import PRICE_BASES, FrameworkForm
from portal.tenders.forms.procurements import KINDS
from portal.tenders.legal import REGIMES
from portal.tenders.models import Framework, Lot, Procurement, ProcurementStatus
from portal.tenders.queries import frameworks as queries
from portal.tenders.queries import procurements as invitations
from portal.tenders.services import frameworks as services
from portal.tenders.views.presenting import framework_facts
from portal.tenders.views.states import staff_state

bp = Blueprint("frameworks", __name__)


def seen_framework(reference: str) -> Framework:
    """Return a framework of the acting membership's regions, or answer 404."""
    on = today(clock.now())
    return first_or_404(queries.framework_seen_by(reference, current_membership(), on=on))


def led_framework(reference: str) -> Framework:
    """Return a framework that the acting organisation leads, or answer 404."""
    return first_or_404(queries.framework_led_by(reference, current_membership()))


def may_write(framework: Framework) -> bool:
    """Say whether the acting membership may write this framework."""
    membership = current_membership()
    leads = framework.region.lead_organisation_id == membership.organisation_id
    return leads and allows(Permission.WRITE_FRAMEWORK, membership)


@bp.get("/frameworks")
@requires(Permission.SEE_FRAMEWORKS)
def frameworks() -> ResponseReturnValue:
    """List the frameworks of the acting membership's regions."""
    membership, now = current_membership(), clock.now()
    page = page_of(
        queries.frameworks_seen_by(membership, on=today(now)),
        sort=(Framework.ends_on, Framework.reference),
        key=lambda one: (one.ends_on, one.reference),
        cursor=request.args.get("cursor"),
        descending=True,
    )
    rows = [
        {
            "href": url_for("frameworks.framework", reference=one.reference),
            "title": one.title,
            "region": one.region.name,
            "regime": REGIMES[one.regime].title,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "lots": len(one.lots),
            "state": term_state(one, now),
        }
        for one in page.rows
    ]
    writes = allows(Permission.WRITE_FRAMEWORK, membership)
    return render_template("tenders/authoring/frameworks.html", rows=rows, page=page, writes=writes)


@bp.route("/frameworks/new", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def new_framework() -> ResponseReturnValue:
    """Begin a framework."""
    membership = current_membership()
    region = first_or_404(queries.region_led_by(membership))
    form, at = FrameworkForm(), clock.now()

    def create() -> str:
        made = services.create_framework(region=region, terms=form.terms(), by=membership, at=at)
        return url_for("frameworks.framework", reference=made.reference)

    page = make_once(form, create, membership_id=membership.id, at=at)
    if page is not None:
        flash("Framework saved. Now add its lots.", "success")
        return redirect(page, 303)
    return render_template(
        "tenders/authoring/edit_framework.html",
        form=form,
        title="Write a framework",
        back_href=url_for("frameworks.frameworks"),
        caption=region.name,
    )


@bp.get("/frameworks/<reference>")
@requires(Permission.SEE_FRAMEWORKS)
def framework(reference: str) -> ResponseReturnValue:
    """Show a framework with its lots and invitations."""
    one = seen_framework(reference)
    now = clock.now()
    seen = invitations.procurements_seen_by(current_membership(), on=today(now))
    procurements = all_of(seen.where(Procurement.framework_id == one.id))
    return render_template(
        "tenders/authoring/framework.html",
        framework=one,
        state=term_state(one, now),
        facts=framework_facts(one),
        terms=terms(one),
        lots=[lot_row(one, lot) for lot in one.lots],
        invitations=[invitation_row(each, now) for each in procurements],
        writes=may_write(one),
        published=any(each.status is not ProcurementStatus.DRAFT for each in procurements),
    )


@bp.route("/frameworks/<reference>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def edit_framework(reference: str) -> ResponseReturnValue:
    """Change a framework."""
    one = led_framework(reference)
    form = FrameworkForm(obj=one)
    by, at = current_membership(), clock.now()
    if done(form, lambda: services.change_framework(one, terms=form.terms(), by=by, at=at)):
        flash("Framework saved.", "success")
        return redirect(url_for("frameworks.framework", reference=reference), 303)
    return render_template(
        "tenders/authoring/edit_framework.html",
        form=form,
        title="Change a framework",
        back_href=url_for("frameworks.framework", reference=reference),
        caption=one.title,
    )


def term_state(framework: Framework, now: Any) -> str:
    """Return where a framework's term stands: time decides."""
    on = today(now)
    if on < framework.starts_on:
        return "not started"
    return "in force" if on < framework.ends_on else "ended"


def terms(one: Framework) -> list[dict[str, Any]]:
    """Return what else a framework says of itself."""
    rows = [
        ("Opens again", one.reopening_policy or "Never"),
        ("Awards without competition", one.direct_award_mechanism or "Not allowed"),
        ("Which price a night is held to", PRICE_BASES[one.price_basis][0]),
        ("How prices rise", one.uplift_rule or "They do not"),
        ("A lower price for one placement", "Yes" if one.lower_prices_at_call_off else "No"),
        (
            "Inspections reported within",
            f"{count_of(one.rating_report_days, 'working day')}, "
            f"{count_of(one.rating_report_days_failing, 'working day')} at the lowest grade",
        ),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def lot_row(framework: Framework, lot: Lot) -> dict[str, Any]:
    """Return one line of a framework's lots."""
    return {
        "href": url_for("lots.lot", reference=framework.reference, number=lot.number),
        "name": lot.name,
        "provision": PROVISION_TITLES[lot.provision_type],
        "need": lot.need_category,
        "ages": f"{lot.age_from} to {lot.age_to}",
        "purpose": f"Block of {lot.block_places}" if lot.block_places else "Framework places",
    }


def invitation_row(procurement: Procurement, now: Any) -> dict[str, Any]:
    """Return one line of a framework's invitations."""
    return {
        "href": url_for("procurements.procurement", reference=procurement.reference),
        "title": procurement.title,
        "kind": KINDS[procurement.kind][0] if procurement.kind in KINDS else "Mini-competition",
        "closes_at": procurement.closes_at,
        "state": staff_state(procurement, now),
    }
