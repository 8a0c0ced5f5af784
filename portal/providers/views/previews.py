"""What a register file would change, and taking it in once somebody has seen that."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging, tasks
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import make_once
from portal.db import all_of, db, first_or_404
from portal.files import sheet_headers, written
from portal.providers.forms.register import TakeInForm, TakeInShortForm
from portal.providers.models import (
    CHANGE_TITLES,
    ChangeKind,
    PreviewChange,
    RegisterPreview,
)
from portal.providers.queries import snapshots
from portal.providers.services.register_import import latest_import
from portal.providers.task_handlers import OFSTED_IMPORT
from portal.providers.views.lists import page_links

bp = Blueprint("previews", __name__, url_prefix="/ofsted/imports/previews")

CLAIMED = "claimed"
CSV_HEAD = (
    *("Change", "URN", "Type of provision", "Owner", "Local authority"),
    *("Before", "After", "Service of a provider here"),
)


@bp.route("/<reference>", methods=["GET", "POST"])
@requires(Permission.IMPORT_REGISTER)
def preview(reference: str) -> ResponseReturnValue:
    """Show what a file would change, kind by kind; a press takes the file in."""
    found = first_or_404(snapshots.preview(reference))
    form = TakeInShortForm() if found.counts["cut_short"] else TakeInForm()
    leads_to = make_once(
        form,
        lambda: _queue(found),
        membership_id=current_membership().id,
        at=clock.now(),
    )
    if leads_to:
        return redirect(leads_to, code=303)
    kind = _kind(found)
    listed = (
        snapshots.claimed_changes(found.id)
        if kind == CLAIMED
        else snapshots.changes(found.id, kind)
    )
    page = paging.page_of(
        listed,
        sort=[PreviewChange.id],
        key=lambda one: [one.id],
        cursor=request.args.get("cursor"),
    )
    latest = db.session.scalars(latest_import()).first()
    return render_template(
        "providers/preview.html",
        preview=found,
        form=form,
        kinds=[
            {"kind": one.value, "title": CHANGE_TITLES[one], "number": found.counts["kinds"][one]}
            for one in ChangeKind
        ],
        kind=kind,
        title="Services of providers here" if kind == CLAIMED else CHANGE_TITLES[ChangeKind(kind)],
        rows=[_row(one) for one in page.rows],
        links=page_links(page, "previews.preview", reference=reference, kind=kind),
        overtaken=(latest.id if latest else None) != found.latest_import_id,
    )


@bp.get("/<reference>/changes.csv")
@requires(Permission.IMPORT_REGISTER)
def export(reference: str) -> ResponseReturnValue:
    """Send every change as a CSV file."""
    found = first_or_404(snapshots.preview(reference))
    rows = [
        (
            CHANGE_TITLES[one.kind],
            *(one.urn, one.provision_wording, one.owner, one.local_authority),
            *(one.before, one.after, one.service.name if one.service else ""),
        )
        for one in all_of(snapshots.changes(found.id))
    ]
    name = f"changes-{found.as_at.isoformat()}.csv"
    return Response(written(CSV_HEAD, rows), headers=sheet_headers(name))


def _kind(found: RegisterPreview) -> str:
    """Return the kind that is asked for, or the first of which there are any."""
    asked = request.args.get("kind", "")
    if asked == CLAIMED or asked in set(ChangeKind):
        return asked
    kinds = found.counts["kinds"]
    return next((kind for kind in ChangeKind if kinds[kind]), ChangeKind.NEW).value


def _row(one: PreviewChange) -> dict[str, Any]:
    return {
        "urn": one.urn,
        "listed": one.kind is not ChangeKind.NEW,
        "kind": CHANGE_TITLES[one.kind],
        "provision": one.provision_wording,
        "owner": one.owner or "Not said",
        "council": one.local_authority,
        "before": one.before,
        "after": one.after,
        "service": one.service.name if one.service else "",
    }


def _queue(found: RegisterPreview) -> str:
    task = tasks.ask(
        OFSTED_IMPORT,
        f"Importing {found.filename}",
        {"preview": found.reference, "allow_missing": bool(found.counts["cut_short"])},
        by=current_membership(),
        at=clock.now(),
    )
    return url_for("tasks.task", reference=task.reference)
