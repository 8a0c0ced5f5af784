"""The Ofsted register, today or on a day: a search of its settings, and one setting's history."""

from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock, paging
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404
from portal.display import day as in_words
from portal.files import sheet_headers, written
from portal.providers.models import RegisterSetting, RegisterVersion
from portal.providers.ofsted import cells
from portal.providers.ofsted.rows import PROVISION_LABELS
from portal.providers.queries import register, services, snapshots
from portal.providers.views.lists import page_links, words
from portal.providers.views.register_rows import CSV_HEAD, csv_row, events, row_then, row_today

bp = Blueprint("register", __name__, url_prefix="/ofsted")

NAMES = ("urn", "owner", "authority", "provision", "grade", "listed")
LISTED = (
    ("", "Listed"),
    (register.GONE, "No longer listed"),
    (register.EVERY, "All, listed or not"),
)
NO_DAY = "Enter a day like 31/3/2025. This is the register as it stands."
EARLY = "No file of that day or before it has been imported here."


@bp.get("")
@requires(Permission.SEE_REGISTER)
def settings() -> ResponseReturnValue:
    """List the settings that a search finds, today or as the register stood on a day."""
    asked, (on, wrong) = _asked(), _day_asked()
    rows, links = _part_then(on, asked) if on else _part_today(asked)
    found = snapshots.file_of(on) if on else register.latest_file().limit(1)
    file = db.session.scalars(found).first()
    grades = [(one.code, one.label) for one in all_of(services.all_grades())]
    return render_template(
        "providers/register.html",
        rows=rows,
        links=links,
        asked=asked,
        on=request.args.get("on", "")[:40] if on or wrong else "",
        then=on,
        wrong=wrong or (EARLY if on and file is None else ""),
        filtered=any(asked.values()) or on is not None,
        file=file,
        may_import=allows(Permission.IMPORT_REGISTER, current_membership()),
        may_administer=allows(Permission.ADMINISTER, current_membership()),
        provisions=[("", "All"), *((kind.value, text) for kind, text in PROVISION_LABELS.items())],
        grades=[("", "All"), *grades, (register.NOT_GRADED, "Never graded")],
        authorities=[
            ("", "All"),
            *((one.gss_code, one.name) for one in all_of(services.authorities())),
        ],
        listed=LISTED,
        file_link={name: value for name, value in (asked | _on(on)).items() if value},
    )


@bp.get("/settings.csv")
@requires(Permission.SEE_REGISTER)
def export() -> ResponseReturnValue:
    """Send what a search finds as a CSV file."""
    on = _day_asked()[0] or clock.today(clock.now())
    found = snapshots.settings_as_at(on, register.Wanted(**_asked()))
    rows = [csv_row(one) for one in all_of(snapshots.with_grades(found))]
    name = f"register-{on.isoformat()}.csv"
    return Response(written(CSV_HEAD, rows), headers=sheet_headers(name))


@bp.get("/<urn>")
@requires(Permission.SEE_REGISTER)
def setting(urn: str) -> ResponseReturnValue:
    """Show one setting as the register gives it, today or on a day, and what became of it."""
    found = first_or_404(register.setting(urn))
    on, wrong = _day_asked()
    then = db.session.scalars(snapshots.version_as_at(urn, on)).first() if on else None
    if on and then is None:
        wrong = f"No file of {in_words(on)} or before it lists this setting."
    inspections = register.inspections(urn)
    grades = {one.code: one for one in all_of(services.all_grades())}
    return render_template(
        "providers/setting.html",
        setting=found,
        shown=then or found,
        then=then,
        not_then=then is not None and then.until_on is not None and on and then.until_on <= on,
        on=request.args.get("on", "")[:40],
        day=on,
        wrong=wrong,
        events=events(all_of(snapshots.history(urn)), grades),
        inspections=[
            {
                "inspected_on": one.inspected_on,
                "published_on": one.published_on,
                "event": one.event_type,
                "overall": words(one.overall),
                "protected": words(one.protected),
                "leaders": words(one.leaders),
                "education": words(one.education),
                "health": words(one.health),
            }
            for one in all_of(inspections)
        ],
    )


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "").replace("\0", "")[:100].strip() for name in NAMES}


def _on(on: date | None) -> dict[str, str]:
    return {"on": on.isoformat() if on else ""}


def _day_asked() -> tuple[date | None, str]:
    """Return the day of the address, and what to say where it is none."""
    text = "/".join(request.args.get("on", "")[:40].replace("/", " ").split())
    try:
        return cells.day(text), ""
    except ValueError:
        return None, NO_DAY


def _part_today(asked: dict[str, str]) -> tuple[list[dict[str, object]], dict[str, str | None]]:
    page = paging.page_of(
        register.settings(register.Wanted(**asked)),
        sort=[RegisterSetting.urn],
        key=lambda one: [one.urn],
        cursor=request.args.get("cursor"),
    )
    found = all_of(register.latest_inspections([one.urn for one in page.rows]))
    latest = {one.urn: one for one in found}
    rows = [row_today(one, latest.get(one.urn)) for one in page.rows]
    return rows, page_links(page, "register.settings", **asked)


def _part_then(
    on: date, asked: dict[str, str]
) -> tuple[list[dict[str, object]], dict[str, str | None]]:
    page = paging.page_of(
        snapshots.settings_as_at(on, register.Wanted(**asked)),
        sort=[RegisterVersion.urn],
        key=lambda one: [one.urn],
        cursor=request.args.get("cursor"),
    )
    links = page_links(page, "register.settings", **asked, **_on(on))
    return [row_then(one) for one in page.rows], links
