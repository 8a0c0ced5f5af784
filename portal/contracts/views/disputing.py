"""One dispute of a provider: raising it, seeing what came of it, taking it back; and files."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, done_at_once
from portal.config import settings
from portal.contracts.forms.answers import AnswersFileForm, DisputeForm
from portal.contracts.models import DisputeReason, DisputeStatus
from portal.contracts.queries import answers as queries
from portal.contracts.queries import placements as placement_queries
from portal.contracts.services import answer_files, answers
from portal.contracts.services.answers import Grounds
from portal.contracts.services.subjects import Subject, subjects_of
from portal.contracts.views import answered
from portal.contracts.views.placed import where
from portal.db import db, first_or_404
from portal.errors import DomainError
from portal.files import CSV, accept_upload, open_scanner
from portal.forms import filled
from portal.providers.ofsted.table import FileRefused

bp = Blueprint("disputing", __name__, url_prefix="/our/agree")

ERRORS_SHOWN = 100


@bp.route("/<reference>/<int:number>/dispute", methods=["GET", "POST"])
@requires(Permission.AGREE_PLACEMENTS)
def dispute(reference: str, number: int) -> ResponseReturnValue:
    """Dispute a placement's own facts (number 0) or one of its charges."""
    subject, form = own_subject(reference, number), DisputeForm()
    if not subject.charge:
        del form.proposed_pence
    digest = request.form.get("version") or subject.facts.digest

    def act() -> None:
        answers.dispute(
            subject.key, digest, grounds_of(form), by=current_membership(), at=clock.now()
        )

    if done(form, act):
        flash("The council is told that you dispute this.", "success")
        return redirect(url_for("own_placements.show", reference=reference), code=303)
    current = own_subject(reference, number)
    return render_template(
        "contracts/dispute.html",
        form=form,
        line=answered.line(current),
        where=where(current.placement),
        version=current.facts.digest,
    )


@bp.get("/disputes/<reference>")
@requires(Permission.AGREE_PLACEMENTS)
def own_dispute(reference: str) -> ResponseReturnValue:
    """Show one's own dispute and what the council answered."""
    found = first_or_404(queries.own_dispute(reference, current_membership()))
    return render_template(
        "contracts/own_dispute.html",
        dispute=found,
        status=answered.STATUSES[found.status] if found.status else "",
        facts=answered.dispute_facts(found),
        life=answered.dispute_life(found, by_name=True),
        may_withdraw=found.status is DisputeStatus.OPEN,
    )


@bp.post("/disputes/<reference>/withdraw")
@requires(Permission.AGREE_PLACEMENTS)
def withdraw(reference: str) -> ResponseReturnValue:
    """Take one's own dispute back."""
    found = first_or_404(queries.own_dispute(reference, current_membership()))
    done_at_once(
        lambda: answers.withdraw(found, by=current_membership(), at=clock.now()),
        "The dispute is withdrawn. You can now agree, or dispute it again.",
    )
    return redirect(url_for("disputing.own_dispute", reference=reference), code=303)


@bp.route("/import", methods=["GET", "POST"])
@requires(Permission.AGREE_PLACEMENTS)
def take_in() -> ResponseReturnValue:
    """Take in a file of answers, or list everything that is wrong with it."""
    form = AnswersFileForm()
    refused: FileRefused | None = None
    if form.validate_on_submit():
        try:
            agreed, disputed = taken_in(form)
            db.session.commit()
            flash(f"{answers.said(agreed, disputed)}.", "success")
            return redirect(url_for("agreeing.index"), code=303)
        except FileRefused as error:
            db.session.rollback()
            refused = error
            form.add_error(DomainError(f"{error}. The list below says what", "file"))
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template(
        "contracts/answers_file.html",
        form=form,
        reasons=list(DisputeReason),
        errors=refused.errors[:ERRORS_SHOWN] if refused else [],
        more=max(0, len(refused.errors) - ERRORS_SHOWN) if refused else 0,
    )


def taken_in(form: AnswersFileForm) -> tuple[int, int]:
    """Check an upload and save its answers."""
    upload = accept_upload(
        form.file.data,
        allowed=[CSV],
        max_bytes=settings().upload_limit_bytes,
        scanner=open_scanner(settings().clamd_url),
        field="file",
    )
    acting, now = current_membership(), clock.now()
    return answer_files.take_in(upload.content, filename=upload.name, by=acting, at=now)


def own_subject(reference: str, number: int) -> Subject:
    """Return what is to be answered under a number of one of the provider's placements."""
    acting = current_membership()
    placement = first_or_404(
        placement_queries.with_reference(placement_queries.own_placements(acting), reference)
    )
    found = subjects_of([placement], acting.organisation_id)[placement.id]
    subject = next((one for one in found if one.number == number), None)
    if subject is None:
        abort(404)
    return subject


def grounds_of(form: DisputeForm) -> Grounds:
    """What was said in the form."""
    priced = form.proposed_pence.data if "proposed_pence" in form else None
    return Grounds(
        DisputeReason(filled(form.reason)), form.words.data or "", priced, form.proposed_on.data
    )
