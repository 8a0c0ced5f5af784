"""One entry of a bid: its tasks, its word on each requirement, and its prices."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import db, first_or_404
from portal.errors import DomainError
from portal.tenders.forms.bids import (
    CONFIRM,
    EXPLAIN,
    prices_form,
    requirements_form,
)
from portal.tenders.models import Entry, Scope
from portal.tenders.queries import bids as queries
from portal.tenders.services import drafts
from portal.tenders.services.drafting import EntryDraft, price_problem, read_bid, read_entry
from portal.tenders.services.standing import TO_SEND, Standing, standing
from portal.tenders.views.answers import CLASHED
from portal.tenders.views.bidding import answer_tasks, own_bid, vault
from portal.tenders.views.people import names_of
from portal.web import received_at

bp = Blueprint("entries", __name__)
SAID = {CONFIRM: True, EXPLAIN: False}


def own_entry(reference: str) -> Entry:
    """Return an entry of the acting organisation with its bid loaded whole, or answer 404."""
    found = first_or_404(queries.own_entry(reference, current_membership()))
    own_bid(found.bid.reference)
    return found


@bp.get("/entries/<reference>")
@requires(Permission.WRITE_BID)
def entry(reference: str) -> ResponseReturnValue:
    """Show an entry as a list of tasks, and what it lacks."""
    found, now = own_entry(reference), clock.now()
    draft = read_bid(found.bid, vault()).entry(found)
    where = standing(draft, now=now, vault=vault())
    return render_template(
        "tenders/bidding/entry.html",
        entry=found,
        procurement=found.procurement,
        bid_href=url_for("bidding.bid", reference=found.bid.reference),
        standing=where,
        submitted=where is Standing.SUBMITTED,
        is_open=found.procurement.is_open(now),
        tasks=entry_tasks(draft),
        problems=draft.problems(),
        may_send=where in TO_SEND,
        may_withdraw=found.submitted_at is not None,
        may_remove=where in (Standing.NOT_STARTED, Standing.IN_PROGRESS, Standing.READY)
        and not found.submissions,
        versions=list(reversed(found.submissions)),
    )


def entry_tasks(draft: EntryDraft) -> list[dict[str, object]]:
    """Return the tasks of an entry: its own questions, the requirements and the prices."""
    reference = draft.entry.reference
    own = [one for one in draft.answers if one.question.scope is Scope.SERVICE]
    lines = len(draft.entry.lot.price_lines)
    return [
        *answer_tasks(draft.entry.bid, reference, own),
        {
            "text": "Requirements of the specification",
            "href": url_for("entries.requirements", reference=reference),
            "status": part_status(draft.confirmations, draft.confirmation_problems()),
            "hint": f"{len(draft.confirmed)} of {len(draft.requirements)} confirmed or explained",
        },
        {
            "text": "Prices",
            "href": url_for("entries.prices", reference=reference),
            "status": part_status(draft.prices, draft.price_problems()),
            "hint": f"{len(draft.pence)} of {lines} components priced",
        },
    ]


def part_status(part: drafts.Draft, problems: list[str]) -> str:
    """Say how far a part of an entry has come."""
    if not problems:
        return "completed"
    return "needs attention" if part.version else "not started"


@bp.route("/entries/<reference>/requirements", methods=["GET", "POST"])
@requires(Permission.WRITE_BID)
def requirements(reference: str) -> ResponseReturnValue:
    """Confirm or explain each requirement."""
    found = own_entry(reference)
    draft = read_entry(found, vault())
    asked = list(draft.requirements)
    said = {one.id: draft.said_of(one) for one in asked}
    form = requirements_form(asked, said, draft.confirmations.version)
    if form.is_submitted():
        form.validate()
        saved = drafts.save_confirmations(found, typed_words(form, said), **writing(form))
        db.session.commit()
        draft = read_entry(found, vault())
        leave = leave_for(found, form, saved, "entries.requirements")
        if leave is None and not show_unanswered(form, draft):
            leave = url_for("entries.prices", reference=reference)
        if leave:
            return redirect(leave, 303)
        form.seen.data = str(draft.confirmations.version)
    return render_template(
        "tenders/bidding/requirements.html",
        form=form,
        entry=found,
        requirements=asked,
        now=received_at(),
        asides=requirement_asides(draft),
    )


def typed_words(form: Any, asked: Iterable[int]) -> dict[int, tuple[bool | None, str]]:
    """Read what was chosen and written for each requirement, by its id."""
    return {
        key: (SAID.get(form[f"said-{key}"].data or ""), form[f"why-{key}"].data or "")
        for key in asked
    }


def show_unanswered(form: Any, draft: EntryDraft) -> bool:
    """Put an error beside each requirement that is neither confirmed nor explained."""
    for one in draft.requirements:
        confirmed, _ = draft.said_of(one)
        if one.id not in draft.confirmed:
            missing = "why" if confirmed is False else "said"
            words = "Explain" if confirmed is False else "Confirm or explain"
            form.add_error(DomainError(f"{words} requirement {one.number}", f"{missing}-{one.id}"))
    return bool(form.errors)


@bp.route("/entries/<reference>/prices", methods=["GET", "POST"])
@requires(Permission.WRITE_BID)
def prices(reference: str) -> ResponseReturnValue:
    """Price each component of the lot's schedule."""
    found = own_entry(reference)
    draft = read_entry(found, vault())
    lines = found.lot.price_lines
    shown = {line.component_code: draft.typed(line) for line in lines}
    form = prices_form(lines, shown, draft.prices.version)
    if form.is_submitted():
        form.validate()
        typed = {code: form[f"price-{code}"].data or "" for code in shown}
        saved = drafts.save_prices(found, typed, **writing(form))
        db.session.commit()
        draft = read_entry(found, vault())
        leave = leave_for(found, form, saved, "entries.prices")
        if leave is None and not show_price_problems(form, draft):
            leave = url_for("entries.entry", reference=reference)
        if leave:
            return redirect(leave, 303)
        form.seen.data = str(draft.prices.version)
    return render_template(
        "tenders/bidding/prices.html",
        form=form,
        entry=found,
        lines=lines,
        now=received_at(),
        asides=price_asides(draft),
    )


def show_price_problems(form: Any, draft: EntryDraft) -> bool:
    """Put an error beside each price that is missing, zero, unreadable or over its ceiling."""
    for line in draft.entry.lot.price_lines:
        problem = price_problem(line, draft.typed(line))
        if problem:
            form.add_error(DomainError(problem, f"price-{line.component_code}"))
    return bool(form.errors)


def writing(form: Any) -> dict[str, Any]:
    """Return what every save of a draft is given."""
    return {
        "seen": form.version,
        "by": current_membership(),
        "at": received_at(),
        "vault": vault(),
        "settled": bool(form.settled.data),
    }


def leave_for(found: Entry, form: Any, saved: drafts.Saved, here: str) -> str | None:
    """Return where a save leads whatever is wrong with it, or None to look for mistakes."""
    if saved is drafts.Saved.SET_ASIDE:
        flash(CLASHED)
        return url_for(here, reference=found.reference)
    if form.later.data:
        flash("Your work is saved. It is not submitted.", "success")
        return url_for("entries.entry", reference=found.reference)
    return None


def requirement_asides(draft: EntryDraft) -> list[dict[str, Any]]:
    """Return what was set aside, as lines of what differs from what is saved."""
    words = {True: "Confirmed", False: "Explained", None: "Not answered"}
    numbers = {str(one.id): one.number for one in draft.requirements}
    return [
        {
            **aside,
            "lines": [
                f"Requirement {numbers[key]}: {words[said['confirmed']]}. {said['why']}".strip()
                for key, said in aside["value"].items()
                if key in numbers and said != draft.confirmations.value.get(key)
            ],
        }
        for aside in named_asides(draft.confirmations)
    ]


def price_asides(draft: EntryDraft) -> list[dict[str, Any]]:
    """Return what was set aside, as lines of what differs from what is saved."""
    titles = {line.component_code: line.component.title for line in draft.entry.lot.price_lines}
    return [
        {
            **aside,
            "lines": [
                f"{titles[code]}: {typed or 'empty'}"
                for code, typed in aside["value"].items()
                if code in titles and typed != draft.prices.value.get(code, "")
            ],
        }
        for aside in named_asides(draft.prices)
    ]


def named_asides(draft: drafts.Draft) -> list[dict[str, Any]]:
    """Return what was set aside with the names of who wrote it."""
    names = names_of({one.by_id for one in draft.asides})
    return [{"by": names[one.by_id], "at": one.at, "value": one.value} for one in draft.asides]
