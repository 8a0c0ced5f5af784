"""Register files: those taken in, and a form that asks what another would change."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging, tasks
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.config import settings
from portal.db import db
from portal.errors import DomainError
from portal.files import CSV, Upload, accept_upload, open_scanner, open_store
from portal.providers.forms.imports import ImportForm
from portal.providers.models import RegisterImport
from portal.providers.ofsted.parse import parse_register
from portal.providers.ofsted.table import FileRefused
from portal.providers.queries import register
from portal.providers.services.scales import scales_in_words
from portal.providers.task_handlers import OFSTED_PREVIEW
from portal.providers.views.lists import page_links

bp = Blueprint("imports", __name__, url_prefix="/ofsted/imports")

ERRORS_SHOWN = 500


@bp.get("")
@requires(Permission.IMPORT_REGISTER)
def imports() -> ResponseReturnValue:
    """List the files taken in, with what each changed."""
    page = paging.page_of(
        register.imports(),
        sort=[RegisterImport.id],
        key=lambda one: [one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "providers/imports.html", imports=page.rows, links=page_links(page, "imports.imports")
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.IMPORT_REGISTER)
def new() -> ResponseReturnValue:
    """Ask for a file and queue its preview; list everything that is wrong with a bad one."""
    form = ImportForm()
    refused: FileRefused | None = None
    if form.validate_on_submit():
        try:
            upload = accept_upload(
                form.file.data,
                allowed=[CSV],
                max_bytes=settings().upload_limit_bytes,
                scanner=open_scanner(settings().clamd_url),
                field="file",
            )
            task = _queue(upload, _described(upload, form.as_at.data))
            db.session.commit()
            return redirect(url_for("tasks.task", reference=task.reference), code=303)
        except FileRefused as error:
            refused = error
            form.add_error(DomainError(f"{error}. The list below says what", "file"))
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template(
        "providers/import_new.html",
        form=form,
        errors=refused.errors[:ERRORS_SHOWN] if refused else [],
        more=max(0, len(refused.errors) - ERRORS_SHOWN) if refused else 0,
    )


def _described(upload: Upload, said: date | None) -> date:
    """Return the day that a file describes.

    Raises:
        FileRefused: the file cannot be taken in.
        DomainError: neither the file nor the person says a day, or it is to come.
    """
    parsed = parse_register(upload.content, filename=upload.name, scales=scales_in_words())
    as_at = said or parsed.as_at
    if as_at is None:
        raise DomainError("Enter the day that the file describes: it does not say so", "as_at")
    if as_at > clock.today(clock.now()):
        raise DomainError("The date of the file must be today or in the past", "as_at")
    return as_at


def _queue(upload: Upload, as_at: date) -> tasks.Task:
    key = open_store(settings().files_url).put(upload.content)
    return tasks.ask(
        OFSTED_PREVIEW,
        f"What {upload.name} would change",
        {"file": key, "filename": upload.name, "as_at": as_at.isoformat()},
        by=current_membership(),
        at=clock.now(),
    )
