"""Opening an envelope of a procurement as one of two officers, and the record of it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import db, first_or_404, lock
from portal.errors import DomainError
from portal.files import FileMissingError, download_headers
from portal.tenders.documents.openings import record_pdf
from portal.tenders.forms.opening import OfficerForm
from portal.tenders.models import Envelope, Opening, Procurement
from portal.tenders.queries import openings as queries
from portal.tenders.sealing.errors import SealBrokenError
from portal.tenders.services import opening as services
from portal.tenders.services.declarations import is_clear, may_read
from portal.tenders.services.moderation import consensus_complete, qualified_entries
from portal.tenders.services.opened import listed_file, opened_file
from portal.tenders.services.ranking import rank
from portal.tenders.views.bidding import vault
from portal.web import page_context, received_at

bp = Blueprint("opening", __name__)
TITLES = {Envelope.QUALITY: "Open the bids", Envelope.PRICE: "Open the prices"}


def to_open(reference: str, envelope: str) -> tuple[Procurement, Envelope]:
    """Return a procurement that the person is assigned to open, or answer 404."""
    if envelope not in set(Envelope):
        abort(404)
    found = first_or_404(queries.procurement_to_open(reference, current_membership()))
    return found, Envelope(envelope)


@bp.route("/procurements/<reference>/opening/<envelope>", methods=["GET", "POST"])
@requires(Permission.OPEN_BIDS)
def opening(reference: str, envelope: str) -> ResponseReturnValue:
    """Authorise the opening of an envelope, or open it as the second officer."""
    procurement, which = to_open(reference, envelope)
    form = OfficerForm()
    if form.validate_on_submit():
        try:
            done = act(procurement, which, received_at())
            page = "opening.record" if done.opened_at else "opening.opening"
            db.session.commit()
            return redirect(url_for(page, reference=reference, envelope=envelope), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
            procurement, which = to_open(reference, envelope)
    found = services.authorised(procurement, which)
    if found is not None and found.opened_at is not None:
        return redirect(url_for("opening.record", reference=reference, envelope=envelope), 303)
    form.submit.label.text = "Authorise the opening" if found is None else TITLES[which]
    return render_template(
        "tenders/opening/opening.html",
        form=form,
        procurement=procurement,
        page_name=TITLES[which],
        envelope=which,
        closed=procurement.is_closed(clock.now()),
        steps=steps(procurement, which, found, clock.now()),
        ready=may_act(procurement, which, found, clock.now()),
        authorised=found,
        declare_href=url_for("declarations.declare", reference=reference),
    )


def act(procurement: Procurement, which: Envelope, at: datetime) -> Opening:
    """Authorise where nobody has, else open."""
    by = current_membership()
    lock(procurement)  # Agreed marks stay as they are while it is decided whose prices open.
    marked = which is Envelope.PRICE and consensus_complete(procurement)
    if services.authorised(procurement, which) is None:
        done = services.authorise_opening(procurement, which, by=by, at=at, marked=marked)
        flash("The opening is authorised. A second officer can now open it.", "success")
        return done
    if which is Envelope.QUALITY:
        return services.open_quality(procurement, by=by, at=at, vault=vault())
    qualified = qualified_entries(procurement) if marked else set()
    done = services.open_prices(
        procurement, by=by, at=at, vault=vault(), marked=marked, qualified=qualified
    )
    rank(procurement, by=by, at=at)
    return done


def steps(
    procurement: Procurement, which: Envelope, found: Opening | None, now: datetime
) -> list[dict[str, Any]]:
    """Return what must hold before the envelope is opened, and whether it does."""
    by = current_membership()
    listed: list[tuple[str, bool]] = [
        ("The deadline was a minute ago or more", now >= procurement.closes_at + services.PAUSE),
        ("You have declared that you have no conflict of interest", is_clear(procurement, by)),
    ]
    if which is Envelope.PRICE:
        marked = procurement.status is services.BEFORE[which] and consensus_complete(procurement)
        listed.append(("The panel has agreed every mark", marked))
    listed.append(("One officer has authorised the opening", found is not None))
    return [{"text": text, "status": "met" if met else "waiting"} for text, met in listed]


def may_act(
    procurement: Procurement, which: Envelope, found: Opening | None, now: datetime
) -> bool:
    """Say whether the person at hand can take the next step now."""
    by = current_membership()
    if found is not None and found.first_officer.person_id == by.person_id:
        return False
    waited = now >= procurement.closes_at + services.PAUSE
    return waited and procurement.status is services.BEFORE[which] and is_clear(procurement, by)


@bp.get("/procurements/<reference>/opening/<envelope>/record")
@requires(Permission.SEE_PROCUREMENT)
def record(reference: str, envelope: str) -> ResponseReturnValue:
    """Show the record of an opening."""
    found = recorded(reference, envelope)
    return render_template(
        "tenders/opening/record.html",
        opening=found,
        procurement=found.procurement,
        entries=[with_moment(one) for one in found.record["entries"]],
        withdrawn=found.record["withdrawn"],
        late=[with_moment(one) for one in found.record["late"]],
        pdf_href=url_for("opening.record_file", reference=reference, envelope=envelope),
    )


@bp.get("/procurements/<reference>/opening/<envelope>/record.pdf")
@requires(Permission.SEE_PROCUREMENT)
def record_file(reference: str, envelope: str) -> ResponseReturnValue:
    """Send the record of an opening as PDF."""
    found = recorded(reference, envelope)
    content = record_pdf(found, service_name=page_context()["service_name"])
    headers = download_headers(f"opening-{reference}-{envelope}.pdf", "application/pdf")
    return Response(content, headers=headers)


def recorded(reference: str, envelope: str) -> Opening:
    """Return an opening that is done, for those who may see the procurement, or answer 404."""
    if envelope not in set(Envelope):
        abort(404)
    by, today = current_membership(), clock.today(clock.now())
    return first_or_404(queries.done_opening(reference, Envelope(envelope), by, today))


def with_moment(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the record with its moment as one."""
    return {**line, "received_at": datetime.fromisoformat(line["received_at"])}


@bp.get("/procurements/<reference>/files/<file>")
@requires(Permission.MARK_BIDS)
def response_file(reference: str, file: str) -> ResponseReturnValue:
    """Send a file of an opened answer to somebody who marks or moderates that question."""
    by = current_membership()
    response = first_or_404(queries.response_with_file(reference, file, by))
    listed = listed_file(response, file)
    if listed is None or not may_read(response.question.procurement, by):
        abort(404)
    try:
        content, media_type = opened_file(response, listed, vault())
    except (FileMissingError, SealBrokenError):
        return render_template("tenders/opening/file_broken.html", listed=listed), 409
    return Response(content, headers=download_headers(listed["name"], media_type))
