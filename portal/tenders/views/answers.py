"""Answering one question of a bid, with files; nothing that is typed is lost."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.config import settings
from portal.db import db, first_or_404
from portal.errors import DomainError
from portal.files import accept_upload, download_headers, open_scanner
from portal.tenders.forms.bids import answer_form
from portal.tenders.models import Bid, Entry, Question, Scope
from portal.tenders.queries import bids as queries
from portal.tenders.services import bid_files, drafts
from portal.tenders.services.drafting import Answer, questions_for, read_bid
from portal.tenders.views.bidding import lot_numbered, own_bid, vault
from portal.tenders.views.people import names_of
from portal.web import received_at

bp = Blueprint("answers", __name__)
CLASHED = (
    "Somebody else changed this while you were writing. Both texts are kept: compare them and "
    "save the one that should be submitted."
)


@dataclass(frozen=True)
class Place:
    """Where an answer belongs: organisation, lot or entry, and the pages that it leads to."""

    name: str
    key: str
    scope: Scope
    title: str
    questions: list[Question]
    back: str
    after: str


def place_of(bid: Bid, name: str) -> Place:
    """Read the part of an address that says what an answer is for, or answer 404."""
    home = url_for("bidding.bid", reference=bid.reference)
    if name == drafts.ORGANISATION:
        asked = [q for q in bid.procurement.questions if q.scope is Scope.ORGANISATION]
        title = bid.organisation.name
        return Place(name, name, Scope.ORGANISATION, title, asked, home, home)
    if re.fullmatch("lot-[0-9]{1,9}", name):
        lot = lot_numbered(bid, int(name[4:]))
        asked = [q for q in questions_for(bid, lot) if q.scope is Scope.LOT]
        return Place(name, f"lot:{lot.id}", Scope.LOT, lot.name, asked, home, home)
    entry = next((one for one in bid.entries if one.reference == name), None)
    return entry_place(bid, entry) if entry else abort(404)


def entry_place(bid: Bid, entry: Entry) -> Place:
    """Return the place of an entry's own answers."""
    return Place(
        entry.reference,
        f"entry:{entry.id}",
        Scope.SERVICE,
        f"{entry.service.name} for {entry.lot.name}",
        [q for q in questions_for(bid, entry.lot) if q.scope is Scope.SERVICE],
        url_for("entries.entry", reference=entry.reference),
        url_for("entries.requirements", reference=entry.reference),
    )


@bp.route("/bids/<reference>/answers/<place>/<int:position>", methods=["GET", "POST"])
@requires(Permission.WRITE_BID)
def answer(reference: str, place: str, position: int) -> ResponseReturnValue:
    """Write the answer to one question."""
    bid = own_bid(reference)
    where = place_of(bid, place)
    question = next((q for q in where.questions if q.position == position), None) or abort(404)
    shown = read_bid(bid, vault()).answer(question, where.key)
    form = answer_form(question, text=shown.text, version=shown.draft.version)
    if form.is_submitted():
        leave = save(bid, where, question, form)
        if leave is not None:
            return redirect(leave, 303)
        shown = read_bid(own_bid(reference), vault()).answer(question, where.key)
        form.seen.data = str(shown.draft.version)
    return render_template(
        "tenders/bidding/answer.html",
        form=form,
        bid=bid,
        place=where,
        question=question,
        now=received_at(),
        asides=asides_of(shown),
        files=[file_row(bid, one) for one in shown.files],
    )


def save(bid: Bid, where: Place, question: Question, form: Any) -> str | None:
    """Save what was sent and return where to go, or None to show the page again with errors."""
    by, at = current_membership(), received_at()
    form.validate()
    saved = drafts.save_answer(
        bid,
        question,
        scope_key=where.key,
        text=form.text.data or "",
        seen=form.version,
        by=by,
        at=at,
        vault=vault(),
        settled=bool(form.settled.data),
    )
    db.session.commit()
    here = url_for(
        "answers.answer",
        reference=bid.reference,
        place=where.name,
        position=question.position,
    )
    if form.file.data and not add_file(bid, where, question, form):
        return None
    if saved is drafts.Saved.SET_ASIDE:
        flash(CLASHED)
        return here
    if form.later.data:
        flash("Your answer is saved. It is not submitted.", "success")
        return where.back
    if form.file.data:
        flash("The file is added to your answer.", "success")
        return here
    problem = read_bid(bid, vault()).answer(question, where.key).problem
    if problem:
        form.add_error(DomainError(problem, "text"))
        return None
    return next_page(bid, where, question)


def add_file(bid: Bid, where: Place, question: Question, form: Any) -> bool:
    """Add the file that was sent; False when it was refused, with the reason beside the field."""
    try:
        upload = accept_upload(
            form.file.data,
            allowed=bid_files.WELCOME,
            max_bytes=settings().upload_limit_bytes,
            scanner=open_scanner(settings().clamd_url),
            field="file",
        )
        bid_files.add_file(
            bid,
            question,
            scope_key=where.key,
            upload=upload,
            by=current_membership(),
            at=received_at(),
            vault=vault(),
        )
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        form.add_error(error)
        return False
    return True


def next_page(bid: Bid, where: Place, question: Question) -> str:
    """Return the next question of the same place, or what comes after the last one."""
    later = [q for q in where.questions if q.position > question.position]
    if not later:
        return where.after
    return url_for(
        "answers.answer",
        reference=bid.reference,
        place=where.name,
        position=later[0].position,
    )


def asides_of(shown: Answer) -> list[dict[str, Any]]:
    """Return what was set aside beside an answer, with the names of who wrote it."""
    names = names_of({one.by_id for one in shown.draft.asides})
    return [{"by": names[one.by_id], "at": one.at, "text": one.value} for one in shown.draft.asides]


def file_row(bid: Bid, file: bid_files.FileFacts) -> dict[str, Any]:
    """Return a file as the page lists it."""
    where: dict[str, Any] = {"reference": bid.reference, "file": file.reference}
    return {
        "name": file.name,
        "octets": file.size,
        "href": url_for("answers.file", **where),
        "remove": url_for("answers.remove_file", **where),
    }


@bp.get("/bids/<reference>/files/<file>")
@requires(Permission.WRITE_BID)
def file(reference: str, file: str) -> ResponseReturnValue:
    """Send a bidder its own file."""
    bid = own_bid(reference)
    row = first_or_404(queries.file_of(bid, file))
    facts = bid_files.read_file(bid, row, vault())
    content = bid_files.file_content(bid, row, vault())
    return Response(content, headers=download_headers(facts.name, facts.media_type))


@bp.post("/bids/<reference>/files/<file>/remove")
@requires(Permission.WRITE_BID)
def remove_file(reference: str, file: str) -> ResponseReturnValue:
    """Take a file off its answer."""
    bid = own_bid(reference)
    row = first_or_404(queries.file_of(bid, file))
    bid_files.remove_file(row, at=received_at())
    question = next(q for q in bid.procurement.questions if q.id == row.question_id)
    target = url_for(
        "answers.answer",
        reference=reference,
        place=place_name(bid, row.scope_key),
        position=question.position,
    )
    db.session.commit()
    flash("The file is removed. Versions that you submitted with it keep it.", "success")
    return redirect(target, 303)


def place_name(bid: Bid, key: str) -> str:
    """Return the part of an address that a scope key has."""
    kind, _, identity = key.partition(":")
    if kind == "lot":
        return next(f"lot-{lot.number}" for lot in bid.procurement.lots if str(lot.id) == identity)
    if kind == "entry":
        return next(entry.reference for entry in bid.entries if str(entry.id) == identity)
    return drafts.ORGANISATION
