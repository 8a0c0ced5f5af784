"""What a provider agrees or disputes of the placements and charges recorded at its services."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, done_at_once
from portal.contracts.models import Placement
from portal.contracts.queries import answers as queries
from portal.contracts.services import answer_files, answers
from portal.contracts.services.subjects import (
    Subject,
    all_subjects,
    digest_of,
    subjects_of,
)
from portal.contracts.views import answered
from portal.contracts.views.asking import filters, links
from portal.contracts.views.placed import where
from portal.db import all_of
from portal.display import count_of
from portal.files import sheet_headers, written
from portal.forms import PortalForm, SubmitField
from portal.paging import page_of

bp = Blueprint("agreeing", __name__, url_prefix="/our/agree")

ON_A_PAGE = 25
MOST_AT_ONCE = 1_000
MOST_IN_FILE = 5_000
COLUMNS = (
    *(answer_files.AGREEMENT, answer_files.CHARGE, "Service", "Council", "What"),
    *("Price in pounds", "How many", "From", "Until", "State", answer_files.VERSION),
    *(answer_files.ANSWER, answer_files.REASON, answer_files.WORDS),
    *(answer_files.PRICE, answer_files.END),
)


class AgreeAllForm(PortalForm):
    """Agreement to everything that the page lists."""

    submit = SubmitField("Agree to all of these")


@bp.get("")
@requires(Permission.AGREE_PLACEMENTS)
def index() -> ResponseReturnValue:
    """List what waits for an answer, or what was answered how."""
    acting, chosen = current_membership(), chosen_filters()
    page = page_of(
        queries.own_subjects(acting, chosen),
        sort=[Placement.starts_on, Placement.id],
        key=lambda one: [one.starts_on, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
        size=ON_A_PAGE,
    )
    subjects = subjects_of(page.rows, acting.organisation_id)
    kept = as_arguments(chosen)
    return render_template(
        "contracts/to_agree.html",
        groups=answered.groups(page.rows, subjects, narrowed_to(chosen)),
        chosen=chosen,
        states=[("all", "All"), *answered.STATES.items()],
        services=[(one.reference, one.name) for one in all_of(queries.own_services(acting))],
        councils=[(one.reference, one.name) for one in all_of(queries.own_councils(acting))],
        links=links(page, "agreeing.index", chosen),
        export=url_for("agreeing.export", **kept),
        all_href=url_for("agreeing.agree_all", **kept),
        action=url_for("agreeing.agree", **kept),
        waiting=chosen["state"] == queries.TO_ANSWER,
    )


@bp.post("")
@requires(Permission.AGREE_PLACEMENTS)
def agree() -> ResponseReturnValue:
    """Agree to what was ticked, as it was seen."""
    ticked = [one for one in request.form.getlist("record")[:MOST_AT_ONCE] if "\0" not in one]
    seen = {key: digest for key, _, digest in (one.rpartition(":") for one in ticked)}
    number = len(seen)
    done_at_once(
        lambda: answers.agree(seen, by=current_membership(), at=clock.now()),
        f"{count_of(number, 'record')} agreed.",
    )
    return redirect(url_for("agreeing.index", **as_arguments(chosen_filters())), code=303)


@bp.route("/all", methods=["GET", "POST"])
@requires(Permission.AGREE_PLACEMENTS)
def agree_all() -> ResponseReturnValue:
    """Ask once more, then agree to everything that the filters find and that waits."""
    acting, chosen = current_membership(), chosen_filters() | {"state": queries.TO_ANSWER}
    found = waiting_subjects(chosen, MOST_AT_ONCE)
    seen_digest, form = digest_of(found), AgreeAllForm()
    changed = request.method == "POST" and request.form.get("seen") != seen_digest
    seen = {} if changed else {one.key: one.facts.digest for one in found}
    if not changed and done(form, lambda: answers.agree(seen, by=acting, at=clock.now())):
        flash(f"{count_of(len(found), 'record')} agreed.", "success")
        return redirect(url_for("agreeing.index"), code=303)
    return render_template(
        "contracts/agree_all.html",
        form=form,
        number=len(found),
        seen=seen_digest,
        changed=changed,
        more=len(found) == MOST_AT_ONCE,
        by_service=by_service(found),
        back_to=url_for("agreeing.index", **as_arguments(chosen)),
    )


@bp.get("/export.csv")
@requires(Permission.AGREE_PLACEMENTS)
def export() -> ResponseReturnValue:
    """Send the list as it is filtered as a file, which may come back with answers."""
    chosen = chosen_filters()
    acting, state = current_membership(), narrowed_to(chosen)
    placements = all_of(queries.own_subjects(acting, chosen).limit(MOST_IN_FILE))
    found = all_subjects(placements, acting.organisation_id)
    listed = [one for one in found if state in {"", one.state}][:MOST_IN_FILE]
    day = clock.today(clock.now()).isoformat()
    content = written(COLUMNS, map(cells, listed))
    return Response(content, headers=sheet_headers(f"to-agree-{day}.csv"))


def waiting_subjects(chosen: dict[str, str], most: int) -> list[Subject]:
    """What waits for an answer under some filters, up to a number."""
    acting = current_membership()
    placements = all_of(queries.own_subjects(acting, chosen).limit(most))
    found = all_subjects(placements, acting.organisation_id)
    return [one for one in found if one.state == queries.TO_ANSWER][:most]


def by_service(found: Sequence[Subject]) -> list[tuple[str, int]]:
    """How many records each service has among some."""
    counts: dict[str, int] = {}
    for one in found:
        name = where(one.placement)
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items())


def chosen_filters() -> dict[str, str]:
    """What the address says that the list should show: what waits, unless it says otherwise."""
    chosen = filters("state", "service", "council", "month", "text")
    known = chosen["state"] in {*queries.STATES, "all"}
    return chosen | {"state": chosen["state"] if known else queries.TO_ANSWER}


def as_arguments(chosen: dict[str, str]) -> dict[str, Any]:
    """The filters that say something, for an address."""
    return {name: value for name, value in chosen.items() if value}


def narrowed_to(chosen: dict[str, str]) -> str:
    """The one state that a list shows, or nothing where it shows every one."""
    return "" if chosen["state"] == "all" else chosen["state"]


def cells(subject: Subject) -> list[str]:
    """A record as a row of the file, its answer left empty."""
    facts, placement = subject.facts, subject.placement
    pence = facts.pence
    return [
        placement.reference,
        str(subject.number or ""),
        where(placement),
        placement.council.name,
        answered.what(subject),
        f"{pence // 100}.{pence % 100:02d}" if pence else "",
        str(facts.quantity or ""),
        facts.starts_on.isoformat(),
        facts.ends_on.isoformat() if facts.ends_on else "",
        answered.STATES[subject.state],
        facts.digest,
        *[""] * 5,
    ]
