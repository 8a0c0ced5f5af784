"""Rankings: each lot's entries in order, and how each came out, piece by piece."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import filled
from portal.paging import page_of
from portal.tenders.award_model import TIE_BREAKS
from portal.tenders.forms.evaluation import lots_form
from portal.tenders.models import EntryResult, Lot, Procurement, ProcurementStatus
from portal.tenders.queries import evaluation
from portal.tenders.queries import results as queries_results
from portal.tenders.services import ranking as services
from portal.tenders.views.states import staff_state
from portal.web import received_at

bp = Blueprint("ranking", __name__)
OPENED = (
    ProcurementStatus.QUALITY_OPENED,
    ProcurementStatus.PRICES_OPENED,
    ProcurementStatus.RECOMMENDED,
    ProcurementStatus.AWARDED,
    ProcurementStatus.NO_AWARD,
)


@bp.get("/evaluation")
@requires(Permission.SEE_FRAMEWORKS)
def index() -> ResponseReturnValue:
    """List the procurements of the region whose bids are open, the latest to close first."""
    now = clock.now()
    page = page_of(
        evaluation.overseen(current_membership(), clock.today(now)).where(
            Procurement.status.in_(OPENED)
        ),
        sort=(Procurement.closes_at, Procurement.id),
        key=lambda one: (one.closes_at, one.id),
        cursor=request.args.get("page"),
        descending=True,
    )
    return render_template(
        "tenders/evaluation/list.html",
        procurements=page.rows,
        states={one.id: staff_state(one, now) for one in page.rows},
        previous=page.before and url_for("ranking.index", page=page.before),
        following=page.after and url_for("ranking.index", page=page.after),
    )


@bp.get("/evaluation/<reference>/ranking")
@requires(Permission.SEE_FRAMEWORKS)
def ranking(reference: str) -> ResponseReturnValue:
    """Show each lot's ranking."""
    found, by = seen(reference), current_membership()
    rows = all_of(queries_results.results(found.id))
    newest = db.session.scalars(queries_results.recommendations(found.id)).first()
    working = found.status is ProcurementStatus.PRICES_OPENED
    return render_template(
        "tenders/evaluation/ranking.html",
        procurement=found,
        state=staff_state(found, clock.now()),
        lots=[lot_lines(found, lot, rows) for lot in found.lots],
        ranked=bool(rows),
        tie_breaks=TIE_BREAKS.get(found.tie_breaks, found.tie_breaks),
        may_rank=working and allows(Permission.RECOMMEND_AWARD, by),
        may_end=found.status in (ProcurementStatus.QUALITY_OPENED, ProcurementStatus.PRICES_OPENED)
        and allows(Permission.RECOMMEND_AWARD, by),
        recommendation=newest,
    )


@bp.post("/evaluation/<reference>/ranking")
@requires(Permission.RECOMMEND_AWARD)
def work_out(reference: str) -> ResponseReturnValue:
    """Work out the ranking, or work it out again."""
    found = seen(reference)
    try:
        services.rank(found, by=current_membership(), at=received_at())
        db.session.commit()
        flash("The ranking is worked out.", "success")
    except DomainError as error:
        db.session.rollback()
        flash(error.message)
    return redirect(url_for("ranking.ranking", reference=reference), 303)


@bp.get("/evaluation/<reference>/ranking/<entry>")
@requires(Permission.SEE_FRAMEWORKS)
def entry(reference: str, entry: str) -> ResponseReturnValue:
    """Show how one entry came out, piece by piece."""
    found = seen(reference)
    row = first_or_404(queries_results.result_of(found.id, entry))
    return render_template(
        "tenders/evaluation/worked_out.html",
        procurement=found,
        row=row,
        line=line_of(found, row),
        formula=row.lot.price_formula,
        places=found.decimal_places,
        tie_breaks=TIE_BREAKS.get(found.tie_breaks, found.tie_breaks),
    )


@bp.route("/evaluation/<reference>/lots/<int:number>/draw", methods=["GET", "POST"])
@requires(Permission.RECOMMEND_AWARD)
def draw(reference: str, number: int) -> ResponseReturnValue:
    """Record the drawing of lots between entries that stay tied."""
    found = seen(reference)
    rows = all_of(queries_results.results(found.id))
    tied = [row for row in rows if row.lot.number == number and is_unsettled(row)]
    if not tied or found.status is not ProcurementStatus.PRICES_OPENED:
        abort(404)
    form = lots_form(tied)
    if form.validate_on_submit():
        try:
            places = {row.entry_id: form[f"place-{row.entry.reference}"].data for row in tied}
            if len(set(places.values())) < len(tied):
                raise DomainError("Give each of the tied entries a different place.")
            order = sorted(places, key=lambda entry_id: int(places[entry_id]))
            services.draw_lots(
                tied, order=order, note=filled(form.note), by=current_membership(), at=received_at()
            )
            db.session.commit()
            flash("The drawing of lots is recorded.", "success")
            return redirect(url_for("ranking.ranking", reference=reference), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template(
        "tenders/evaluation/draw.html",
        procurement=found,
        form=form,
        places=[field for field in form if field.short_name.startswith("place-")],
    )


def seen(reference: str) -> Procurement:
    """Return a procurement of the region whose bids are open, or answer 404."""
    today = clock.today(clock.now())
    statement = evaluation.overseen_procurement(reference, current_membership(), today)
    return first_or_404(statement.where(Procurement.status.in_(OPENED)))


def is_unsettled(row: EntryResult) -> bool:
    """Say whether an entry waits for lots to be drawn."""
    return bool(row.explanation["outcome"] == services.UNSETTLED)


def lot_lines(found: Procurement, lot: Lot, rows: Sequence[EntryResult]) -> dict[str, Any]:
    """Return one lot's ranking as plain values."""
    own = [row for row in rows if row.lot_id == lot.id]
    return {
        "name": lot.name,
        "formula": lot.price_formula.label,
        "social": lot.social_weight > 0,
        "rows": [line_of(found, row) for row in own],
        "draw_href": url_for("ranking.draw", reference=found.reference, number=lot.number)
        if any(is_unsettled(row) for row in own)
        else None,
    }


def line_of(found: Procurement, row: EntryResult) -> dict[str, Any]:
    """Return one entry's line of a ranking as plain values."""
    places = found.decimal_places
    return {
        "rank": row.rank,
        "bidder": row.entry.bid.organisation.name,
        "service": row.entry.service.name,
        "lot": row.lot.name,
        "quality": points(row.quality_points, places),
        "price": points(row.price_points, places),
        "social": points(row.social_points, places),
        "total": points(row.total_points, places),
        "per_point": row.explanation["per_point"],
        "basket": row.basket_pence,
        "failure": row.failure,
        "tier": row.tier,
        "unsettled": is_unsettled(row),
        "outcome": outcome_of(row),
        "href": url_for("ranking.entry", reference=found.reference, entry=row.entry.reference),
    }


def outcome_of(row: EntryResult) -> str:
    """Return what the award rule makes of an entry, in words."""
    if not row.qualified:
        return "Did not qualify"
    if is_unsettled(row):
        return "Draw lots"
    return "Proposed" if row.proposed else "Not proposed"


def points(value: int | None, places: int) -> str:
    """Return points held as whole units of the last place: `8125` as `81.25`."""
    if value is None:
        return ""
    whole, part = divmod(value, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)
