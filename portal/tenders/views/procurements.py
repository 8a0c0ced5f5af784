"""Invitations to tender for those who write and run them: list, tasks, publication."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make_once
from portal.clock import today
from portal.config import settings
from portal.db import all_of, db, first_or_404
from portal.forms import filled
from portal.paging import page_of
from portal.tenders.forms.procurements import (
    KINDS,
    ConflictsForm,
    InvitationForm,
    NewInvitationForm,
    PublishForm,
    RulesForm,
    TimetableForm,
)
from portal.tenders.models import (
    Procurement,
    ProcurementKind,
    ProcurementStatus,
    UnconfirmedPolicy,
)
from portal.tenders.queries import procurements as queries
from portal.tenders.sealing.keys import MasterKeys
from portal.tenders.services import procurements as services
from portal.tenders.services import publication
from portal.tenders.services.assignments import DUTY_TITLES
from portal.tenders.services.timetable import second_looks
from portal.tenders.views.frameworks import led_framework
from portal.tenders.views.invitation import draft_page, published_page
from portal.tenders.views.opportunities import opportunity_page
from portal.tenders.views.states import staff_state

bp = Blueprint("procurements", __name__)


def led_procurement(reference: str) -> Procurement:
    """Return an invitation that the acting organisation leads, or answer 404."""
    return first_or_404(queries.procurement_led_by(reference, current_membership()))


def home_of(procurement: Procurement) -> str:
    """Return the address of an invitation's own page."""
    return url_for("procurements.procurement", reference=procurement.reference)


@bp.get("/procurements")
@requires(Permission.SEE_PROCUREMENT)
def procurements() -> ResponseReturnValue:
    """List the invitations that the acting membership may see."""
    membership, now = current_membership(), clock.now()
    page = page_of(
        queries.procurements_seen_by(membership, on=today(now)),
        sort=(Procurement.closes_at, Procurement.reference),
        key=lambda one: (one.closes_at, one.reference),
        cursor=request.args.get("cursor"),
        descending=True,
    )
    rows = [
        {
            "href": home_of(one),
            "title": one.title,
            "framework": one.framework.title,
            "kind": KINDS[one.kind][0] if one.kind in KINDS else "Mini-competition",
            "closes_at": one.closes_at,
            "state": staff_state(one, now),
        }
        for one in page.rows
    ]
    return render_template(
        "tenders/authoring/procurements.html",
        rows=rows,
        page=page,
        writes=allows(Permission.WRITE_FRAMEWORK, membership),
    )


@bp.route("/frameworks/<reference>/procurements/new", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def new_procurement(reference: str) -> ResponseReturnValue:
    """Begin an invitation for lots of a framework."""
    framework = led_framework(reference)
    form = NewInvitationForm()
    form.offer_lots(framework.lots)
    by, at = current_membership(), clock.now()

    def create() -> str:
        made = services.create_procurement(
            framework=framework,
            questions_close_at=filled(form.questions_close_at),
            closes_at=filled(form.closes_at),
            **invitation(form, framework.lots),
        )
        remark(made, at)
        return home_of(made)

    page = make_once(form, create, membership_id=by.id, at=at) if framework.lots else None
    if page is not None:
        return redirect(page, 303)
    return render_template(
        "tenders/authoring/new_procurement.html",
        form=form,
        framework=framework,
        lots=len(framework.lots),
    )


def invitation(form: InvitationForm, lots: Any) -> dict[str, Any]:
    """Return what the form of an invitation says, as the arguments of a service."""
    return {
        "lots": form.chosen_lots(lots),
        "kind": ProcurementKind(filled(form.kind)),
        "title": filled(form.title),
        "summary": filled(form.summary),
        "by": current_membership(),
        "at": clock.now(),
    }


def remark(procurement: Procurement, now: datetime) -> None:
    """Say on the next page what deserves a second look in a timetable."""
    looks = second_looks(
        questions_close_at=procurement.questions_close_at,
        closes_at=procurement.closes_at,
        at=now,
    )
    flash("Invitation saved." if not looks else "Saved. Look again: " + " ".join(looks))


@bp.get("/procurements/<reference>")
@requires(Permission.SEE_PROCUREMENT)
def procurement(reference: str) -> ResponseReturnValue:
    """Show a draft's list of tasks, or how a published invitation stands."""
    membership, now = current_membership(), clock.now()
    one = first_or_404(queries.procurement_seen_by(reference, membership, on=today(now)))
    leads = one.framework.region.lead_organisation_id == membership.organisation_id
    writes = leads and allows(Permission.WRITE_FRAMEWORK, membership)
    if one.status is ProcurementStatus.DRAFT:
        found = publication.gaps(one, at=now)
        return render_template(
            "tenders/authoring/draft.html",
            procurement=one,
            writes=writes,
            **draft_page(one, found, now, writes=writes),
        )
    duties = all_of(queries.duties_of(one, membership))
    return render_template(
        "tenders/authoring/procurement.html",
        procurement=one,
        writes=writes,
        approves=leads and allows(Permission.APPROVE_EXTENSION, membership),
        duties=[DUTY_TITLES[duty] for duty in duties],
        **published_page(
            one, all_of(queries.extensions_of(one)), now, duties=duties, reader=membership
        ),
    )


@bp.route("/procurements/<reference>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def edit_procurement(reference: str) -> ResponseReturnValue:
    """Change what an invitation is called and which lots it is for."""
    one = led_procurement(reference)
    lots = one.framework.lots
    chosen = [str(lot.number) for lot in one.lots]
    form = InvitationForm(
        data={"title": one.title, "summary": one.summary, "kind": one.kind, "lots": chosen}
    )
    form.offer_lots(lots)
    if done(form, lambda: services.change_invitation(one, **invitation(form, lots))):
        return saved(one, "Invitation saved.")
    return edit_page(form, one, "What you are inviting bids for")


@bp.route("/procurements/<reference>/timetable", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def timetable(reference: str) -> ResponseReturnValue:
    """Say when questions and bids close."""
    one = led_procurement(reference)
    form = TimetableForm(obj=one)
    by, at = current_membership(), clock.now()

    def save() -> None:
        services.set_timetable(
            one,
            questions_close_at=filled(form.questions_close_at),
            closes_at=filled(form.closes_at),
            by=by,
            at=at,
        )

    if done(form, save):
        remark(one, at)
        return redirect(home_of(one), 303)
    return edit_page(form, one, "Timetable")


@bp.route("/procurements/<reference>/rules", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def rules(reference: str) -> ResponseReturnValue:
    """Say how totals are rounded and ties settled."""
    one = led_procurement(reference)
    form = RulesForm(obj=one)
    by, at = current_membership(), clock.now()

    def save() -> None:
        services.set_rules(
            one,
            decimal_places=filled(form.decimal_places),
            tie_breaks=filled(form.tie_breaks),
            unconfirmed_policy=UnconfirmedPolicy(filled(form.unconfirmed_policy)),
            by=by,
            at=at,
        )

    if done(form, save):
        return saved(one, "Rules saved.")
    return edit_page(form, one, "Rounding, ties and amendments")


@bp.route("/procurements/<reference>/conflicts", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def conflicts(reference: str) -> ResponseReturnValue:
    """Record the conflicts assessment."""
    one = led_procurement(reference)
    form = ConflictsForm(obj=one)
    by, at = current_membership(), clock.now()

    def save() -> None:
        assessment = filled(form.conflicts_assessed)
        services.record_conflicts(one, assessment=assessment, by=by, at=at)

    if done(form, save):
        return saved(one, "Conflicts assessment saved.")
    return edit_page(form, one, "Conflicts assessment")


@bp.get("/procurements/<reference>/preview")
@requires(Permission.SEE_FRAMEWORKS)
def preview(reference: str) -> ResponseReturnValue:
    """Show an invitation as a bidder will see it."""
    now = clock.now()
    one = first_or_404(queries.procurement_seen_by(reference, current_membership(), on=today(now)))
    return render_template(
        "tenders/opportunities/opportunity.html",
        back_href=home_of(one),
        preview=True,
        **opportunity_page(one, now),
    )


@bp.route("/procurements/<reference>/publish", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def publish(reference: str) -> ResponseReturnValue:
    """Look once more, then publish."""
    one = led_procurement(reference)
    form, by, at = PublishForm(), current_membership(), clock.now()
    masters = MasterKeys.read(settings().sealing_key)
    if done(form, lambda: publication.publish(one, masters=masters, by=by, at=at)):
        return saved(one, "The invitation is published. Providers whose services fit are told.")
    return render_template(
        "tenders/authoring/publish.html",
        form=form,
        procurement=one,
        gaps=[gap.text for gap in publication.gaps(one, at=at)],
        looks=second_looks(
            questions_close_at=one.questions_close_at, closes_at=one.closes_at, at=at
        ),
        told=db.session.scalar(queries.providers_that_fit_count(one)) or 0,
    )


def saved(procurement: Procurement, message: str) -> ResponseReturnValue:
    """Go back to the invitation's page and say what was done."""
    flash(message, "success")
    return redirect(home_of(procurement), 303)


def edit_page(form: Any, procurement: Procurement, title: str) -> ResponseReturnValue:
    """Show one of an invitation's forms, all of its fields in order."""
    return render_template(
        "tenders/authoring/edit_simple.html",
        form=form,
        title=title,
        caption=procurement.title,
        back_href=home_of(procurement),
        fields=[field for field in form if field.short_name != "csrf_token"],
    )
