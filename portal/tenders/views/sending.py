"""Checking an entry before it is sent, submitting it, withdrawing it, removing it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import db
from portal.errors import DomainError
from portal.tenders.forms.bids import UNITS, ConfirmForm, SubmitBidForm
from portal.tenders.services.bids import remove_entry
from portal.tenders.services.drafting import EntryDraft, read_bid
from portal.tenders.services.submission import submit_entry, withdraw_entry
from portal.tenders.views.bidding import outcome_url, vault
from portal.tenders.views.entries import own_entry
from portal.web import received_at

bp = Blueprint("sending", __name__)


@bp.route("/entries/<reference>/submit", methods=["GET", "POST"])
@requires(Permission.SUBMIT_BID)
def submit(reference: str) -> ResponseReturnValue:
    """Check an entry and submit it."""
    found = own_entry(reference)
    form = SubmitBidForm()
    if form.validate_on_submit():
        try:
            outcome = submit_entry(
                found,
                by=current_membership(),
                received_at=received_at(),
                token=str(form.token.data),
                vault=vault(),
            )
            target = outcome_url(found.bid, [outcome])
            db.session.commit()
            return redirect(target, 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
            found = own_entry(reference)
    draft = read_bid(found.bid, vault()).entry(found)
    return render_template(
        "tenders/bidding/check.html",
        form=form,
        entry=found,
        procurement=found.procurement,
        is_open=found.procurement.is_open(clock.now()),
        problems=draft.problems(),
        answers=[
            {
                "title": one.question.title,
                "text": one.text,
                "files": [file.name for file in one.files],
            }
            for one in draft.answers
        ],
        requirements=requirement_rows(draft),
        prices=price_rows(draft),
    )


def requirement_rows(draft: EntryDraft) -> list[dict[str, Any]]:
    """Return each requirement with what is said of it."""
    said = draft.confirmed
    return [
        {
            "key": f"{one.number}. {one.text}",
            "value": said_in_words(said.get(one.id)),
        }
        for one in draft.requirements
    ]


def said_in_words(said: tuple[bool, str] | None) -> str:
    """Return what is said of a requirement."""
    if said is None:
        return "Not answered"
    confirmed, why = said
    return "Confirmed" if confirmed else f"Explained: {why}"


def price_rows(draft: EntryDraft) -> list[dict[str, Any]]:
    """Return each component with its price in pence."""
    pence = draft.pence
    return [
        {
            "title": line.component.title,
            "unit": UNITS[line.component.unit],
            "pence": pence.get(line.component_code),
            "ceiling": line.ceiling_pence,
        }
        for line in draft.entry.lot.price_lines
    ]


@bp.route("/entries/<reference>/withdraw", methods=["GET", "POST"])
@requires(Permission.SUBMIT_BID)
def withdraw(reference: str) -> ResponseReturnValue:
    """Withdraw a submitted entry before the close."""
    found = own_entry(reference)
    form = ConfirmForm()
    form.submit.label.text = "Withdraw this entry"
    if form.validate_on_submit():
        try:
            withdraw_entry(found, by=current_membership(), received_at=received_at())
            db.session.commit()
            flash("The entry is withdrawn. You can submit it again until bids close.", "success")
            return redirect(url_for("entries.entry", reference=reference), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
            found = own_entry(reference)
    return render_template("tenders/bidding/withdraw.html", form=form, entry=found)


@bp.route("/entries/<reference>/remove", methods=["GET", "POST"])
@requires(Permission.WRITE_BID)
def remove(reference: str) -> ResponseReturnValue:
    """Remove an entry that was never sent."""
    found = own_entry(reference)
    form = ConfirmForm()
    form.submit.label.text = "Remove this entry"
    if form.validate_on_submit():
        target = url_for("bidding.bid", reference=found.bid.reference)
        try:
            remove_entry(found, by=current_membership(), at=received_at())
            db.session.commit()
            flash("The entry is removed.", "success")
            return redirect(target, 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
            found = own_entry(reference)
    return render_template("tenders/bidding/remove.html", form=form, entry=found)
