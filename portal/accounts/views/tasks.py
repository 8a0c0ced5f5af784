"""How far long work has come, on a page that brings itself up to date without scripts."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.session import safe_path
from portal.db import first_or_404
from portal.tasks import TaskStatus, own_task

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("/<reference>")
@requires(Permission.ACT)
def task(reference: str) -> ResponseReturnValue:
    """Show own work; its `result` may hold `href` and `text` of where to go next."""
    found = first_or_404(own_task(reference, current_membership().id))
    link = safe_path(found.result.get("href"), "")
    figures = [(name, value) for name, value in found.result.items() if type(value) is int]
    return render_template(
        "accounts/task.html",
        task=found,
        running=found.status in {TaskStatus.QUEUED, TaskStatus.RUNNING},
        failed=found.status is TaskStatus.FAILED,
        figures=figures,
        link=link,
        link_text=found.result.get("text", "Continue"),
    )
