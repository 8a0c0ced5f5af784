"""A provider's bids: the list, starting one, and the task list of each."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.config import settings
from portal.db import all_of, db, first_or_404
from portal.display import count_of
from portal.errors import DomainError
from portal.paging import page_of
from portal.providers.queries.declarations import latest_of, persons_of
from portal.providers.services.diligence_standing import DeclarationState, declaration_state
from portal.tenders.forms.bids import ChooseServicesForm, SubmitBidForm
from portal.tenders.models import Bid, EntryStatus, Lot, Procurement, Submission
from portal.tenders.queries import bids as queries
from portal.tenders.services import bids as services
from portal.tenders.services.drafting import Answer, BidDraft, read_bid
from portal.tenders.services.standing import TO_SEND, Standing, standing
from portal.tenders.services.submission import submit_complete
from portal.tenders.services.vault import Vault
from portal.tenders.views.document_tasks import documents_task
from portal.web import received_at

bp = Blueprint("bidding", __name__)


def vault() -> Vault:
    """Return this request's vault."""
    if "vault" not in g:
        g.vault = Vault.of(settings())
    opened: Vault = g.vault
    return opened


def own_bid(reference: str) -> Bid:
    """Return a bid of the acting organisation, or answer 404."""
    return first_or_404(queries.own_bid(reference, current_membership()))


@bp.get("/bids")
@requires(Permission.WRITE_BID)
def bids() -> ResponseReturnValue:
    """List the organisation's bids."""
    now = clock.now()
    page = page_of(
        queries.own_bids(current_membership()),
        sort=(Bid.started_at, Bid.id),
        key=lambda bid: (bid.started_at, bid.id),
        cursor=request.args.get("cursor"),
        descending=True,
    )
    rows = [
        {
            "href": url_for("bidding.bid", reference=bid.reference),
            "title": bid.procurement.title,
            "closes_at": bid.procurement.closes_at,
            "state": bid_state(bid.procurement, now),
            "entries": len(bid.entries),
            "submitted": sum(one.status is EntryStatus.SUBMITTED for one in bid.entries),
        }
        for bid in page.rows
    ]
    return render_template("tenders/bidding/bids.html", rows=rows, page=page)


@bp.post("/opportunities/<reference>/bid")
@requires(Permission.WRITE_BID)
def start_bid(reference: str) -> ResponseReturnValue:
    """Begin a bid, or go to the one that the organisation began before."""
    procurement = first_or_404(queries.open_invitation(reference))
    try:
        bid = services.start_bid(procurement, by=current_membership(), at=received_at())
    except DomainError as error:
        db.session.rollback()
        flash(error.message)
        return redirect(url_for("bidding.bids"), 303)
    found = url_for("bidding.bid", reference=bid.reference)
    db.session.commit()
    return redirect(found, 303)


@bp.get("/bids/<reference>")
@requires(Permission.WRITE_BID)
def bid(reference: str) -> ResponseReturnValue:
    """Show a bid as a list of tasks."""
    found, now = own_bid(reference), clock.now()
    draft = read_bid(found, vault())
    standings = {
        one.id: standing(draft.entry(one), now=now, vault=vault()) for one in found.entries
    }
    return render_template(
        "tenders/bidding/bid.html",
        bid=found,
        declaration=declaration_line(now),
        procurement=found.procurement,
        is_open=found.procurement.is_open(now),
        state=bid_state(found.procurement, now),
        organisation_tasks=answer_tasks(found, "organisation", draft.organisation_answers()),
        document_tasks=documents_task(found, clock.today(now)),
        lots=[lot_part(draft, lot, standings) for lot in found.procurement.lots],
        to_send=sum(one in TO_SEND for one in standings.values()),
        submitted=sum(one.status is EntryStatus.SUBMITTED for one in found.entries),
        entries=len(found.entries),
    )


def declaration_line(now: datetime) -> dict[str, object]:
    """Say which declaration on exclusion grounds goes with the bids of the organisation at hand."""
    acting, today = current_membership(), clock.today(now)
    last = db.session.scalars(latest_of([acting.organisation_id])).first()
    state = declaration_state(last, all_of(persons_of([acting.organisation_id], today)), today)
    manages = allows(Permission.MANAGE_PROVIDER, acting)
    return {
        "state": state,
        "in_force": state is DeclarationState.IN_FORCE,
        "made_on": clock.today(last.made_at) if last else None,
        "href": url_for("declaration.own") if manages else None,
    }


@bp.route("/bids/<reference>/lots/<int:number>/services", methods=["GET", "POST"])
@requires(Permission.WRITE_BID)
def choose_services(reference: str, number: int) -> ResponseReturnValue:
    """Add entries to a lot by choosing services."""
    found = own_bid(reference)
    lot = lot_numbered(found, number)
    by = current_membership()
    taken = {one.service_id for one in found.entries if one.lot_id == lot.id}
    fitting = all_of(queries.services_for(lot, by.organisation_id))
    free = [one for one in fitting if one.id not in taken]
    form = ChooseServicesForm()
    form.offer(free)
    if free and form.validate_on_submit():
        chosen = [one for one in free if one.reference in (form.services.data or [])]
        try:
            added = services.add_entries(found, lot, chosen, by=by, at=received_at())
            db.session.commit()
            flash(f"{count_of(len(added), 'entry', 'entries')} added to {lot.name}", "success")
            return redirect(url_for("bidding.bid", reference=reference), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template(
        "tenders/bidding/choose_services.html", form=form, bid=found, lot=lot, free=free
    )


@bp.route("/bids/<reference>/submit", methods=["GET", "POST"])
@requires(Permission.SUBMIT_BID)
def submit_bid(reference: str) -> ResponseReturnValue:
    """Submit every complete entry at once, each on its own."""
    found = own_bid(reference)
    form = SubmitBidForm()
    if form.validate_on_submit():
        try:
            sent = submit_complete(
                found,
                by=current_membership(),
                received_at=received_at(),
                token=str(form.token.data),
                vault=vault(),
            )
            target = outcome_url(found, sent)
            db.session.commit()
            return redirect(target, 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
            found = own_bid(reference)
    draft, now = read_bid(found, vault()), clock.now()
    rows = [
        {"entry": one, "standing": standing(draft.entry(one), now=now, vault=vault())}
        for one in found.entries
    ]
    return render_template(
        "tenders/bidding/submit_bid.html",
        form=form,
        bid=found,
        procurement=found.procurement,
        ready=[row for row in rows if row["standing"] in TO_SEND],
        others=[row for row in rows if row["standing"] not in TO_SEND],
    )


def outcome_url(found: Bid, sent: Any) -> str:
    """Return the page of a receipt, or of a bid that came too late."""
    first = sent[0]
    page = "receipts.receipt" if isinstance(first, Submission) else "receipts.too_late"
    return url_for(page, reference=found.reference, receipt=first.reference)


def lot_numbered(found: Bid, number: int) -> Lot:
    """Return a lot of the bid's invitation by its number, or answer 404."""
    lot = next((one for one in found.procurement.lots if one.number == number), None)
    if lot is None:
        abort(404)
    return lot


def bid_state(procurement: Procurement, now: Any) -> str:
    """Say how the invitation stands for a bidder."""
    if procurement.is_open(now):
        return "open for bids"
    if procurement.status.value == "published":
        return "sealed"
    return "opened"


def answer_tasks(found: Bid, place: str, answers: list[Answer]) -> list[dict[str, object]]:
    """Return the tasks of some answers."""
    return [
        {
            "text": answer.question.title,
            "href": url_for(
                "answers.answer",
                reference=found.reference,
                place=place,
                position=answer.question.position,
            ),
            "status": answer_status(answer),
        }
        for answer in answers
    ]


def answer_status(answer: Answer) -> str:
    """Say how far an answer has come."""
    if not answer.problem:
        return "completed"
    if answer.draft.asides:
        return "two texts"
    return "needs attention" if answer.text else "not started"


def lot_part(draft: BidDraft, lot: Lot, standings: dict[int, Standing]) -> dict[str, Any]:
    """Return what the bid page shows of one lot."""
    entries = [entry for entry in draft.bid.entries if entry.lot_id == lot.id]
    reference = draft.bid.reference
    return {
        "lot": lot,
        "add_href": url_for("bidding.choose_services", reference=reference, number=lot.number),
        "tasks": answer_tasks(draft.bid, f"lot-{lot.number}", draft.lot_answers(lot)),
        "entries": [
            {
                "text": entry.service.name,
                "href": url_for("entries.entry", reference=entry.reference),
                "status": standings[entry.id],
                "hint": entry.service.urn,
            }
            for entry in entries
        ],
    }
