"""The Ofsted register: a search of its settings, and one setting with its inspections."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal import paging
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404
from portal.providers.models import RegisterSetting
from portal.providers.ofsted.rows import PROVISION_LABELS
from portal.providers.queries import register, services
from portal.providers.views.lists import page_links, words

bp = Blueprint("register", __name__, url_prefix="/ofsted")

NAMES = ("urn", "owner", "authority", "provision", "grade", "listed")
LISTED = (
    ("", "Listed now"),
    (register.GONE, "No longer listed"),
    (register.EVERY, "All, listed or not"),
)


@bp.get("")
@requires(Permission.SEE_REGISTER)
def settings() -> ResponseReturnValue:
    """List the settings that a search finds."""
    asked = {name: request.args.get(name, "").replace("\0", "")[:100].strip() for name in NAMES}
    page = paging.page_of(
        register.settings(register.Wanted(**asked)),
        sort=[RegisterSetting.urn],
        key=lambda one: [one.urn],
        cursor=request.args.get("cursor"),
    )
    found = all_of(register.latest_inspections([one.urn for one in page.rows]))
    latest = {one.urn: one for one in found}
    grades = [(one.code, one.label) for one in all_of(services.all_grades())]
    return render_template(
        "providers/register.html",
        rows=[{"setting": one, "latest": latest.get(one.urn)} for one in page.rows],
        links=page_links(page, "register.settings", **asked),
        asked=asked,
        filtered=any(asked.values()),
        file=db.session.scalars(register.latest_file().limit(1)).first(),
        may_import=allows(Permission.IMPORT_REGISTER, current_membership()),
        provisions=[("", "All"), *((kind.value, text) for kind, text in PROVISION_LABELS.items())],
        grades=[("", "All"), *grades, (register.NOT_GRADED, "Never graded")],
        authorities=[
            ("", "All"),
            *((one.gss_code, one.name) for one in all_of(services.authorities())),
        ],
        listed=LISTED,
    )


@bp.get("/<urn>")
@requires(Permission.SEE_REGISTER)
def setting(urn: str) -> ResponseReturnValue:
    """Show one setting as the register gives it."""
    found = first_or_404(register.setting(urn))
    return render_template(
        "providers/setting.html",
        setting=found,
        inspections=[
            {
                "inspected_on": one.inspected_on,
                "published_on": one.published_on,
                "event": one.event_type,
                "overall": words(one.overall),
                "protected": words(one.protected),
                "leaders": words(one.leaders),
            }
            for one in all_of(register.inspections(urn))
        ],
    )
