"""Staff record due diligence on a provider: checks, decisions, financial standing, references."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Organisation
from portal.attempts import done, make_once
from portal.config import settings
from portal.db import first_or_404
from portal.display import count_of
from portal.files import (
    DOCX,
    IMAGES,
    PDF,
    accept_upload,
    download_headers,
    open_scanner,
    open_store,
)
from portal.forms import filled
from portal.providers.forms.diligence import (
    DebarmentForm,
    ExcludableForm,
    FinancialForm,
    ReferenceForm,
    WithdrawCheckForm,
)
from portal.providers.models import (
    DebarmentCheck,
    DebarmentResult,
    Excludable,
    FinancialCheck,
    FinancialKind,
    FinancialResult,
    Occasion,
    ReferenceResult,
)
from portal.providers.queries import diligence as queries
from portal.providers.queries.services import provider
from portal.providers.services import diligence as services
from portal.providers.services.diligence_standing import standing_of

bp = Blueprint("diligence_records", __name__, url_prefix="/providers/<reference>/diligence")

ALLOWED = [PDF, DOCX, *IMAGES]


@bp.route("/checks/new", methods=["GET", "POST"])
@requires(Permission.CHECK_PROVIDERS)
def debarment(reference: str) -> ResponseReturnValue:
    """Record a look at the debarment list."""
    found, acting, now = _provider(reference), current_membership(), clock.now()
    form = DebarmentForm(data={"checked_on": clock.today(now)})
    form.offer(standing_of(found.id, found.name, clock.today(now)).subjects)

    def act() -> str:
        look = services.Look(
            filled(form.checked_on),
            Occasion(filled(form.occasion)),
            filled(form.list_consulted),
            form.list_dated.data,
            form.evidence.data or "",
            _evidence(form),
        )
        result = DebarmentResult(filled(form.result))
        made = services.record_debarment(found, form.names(), look, result, by=acting, at=now)
        flash(f"{count_of(len(made), 'check')} recorded.".capitalize(), "success")
        return _page(reference)

    led_to = make_once(form, act, membership_id=acting.id, at=now)
    if led_to:
        return redirect(led_to, code=303)
    return render_template("providers/diligence_check.html", form=form, provider=found)


@bp.route("/checks/<check>/withdraw", methods=["GET", "POST"])
@requires(Permission.CHECK_PROVIDERS)
def withdraw(reference: str, check: str) -> ResponseReturnValue:
    """Take a wrong check back."""
    found, acting, now = _provider(reference), current_membership(), clock.now()
    wrong = first_or_404(queries.own_check(found.id, check, acting.organisation_id))
    form = WithdrawCheckForm()
    if done(
        form,
        lambda: services.withdraw_check(wrong, reason=filled(form.reason), by=acting, at=now),
    ):
        flash("The check is withdrawn. Record the right one.", "success")
        return redirect(_page(reference), code=303)
    return render_template(
        "providers/diligence_withdraw.html", form=form, provider=found, check=wrong
    )


@bp.route("/checks/<check>/decide", methods=["GET", "POST"])
@requires(Permission.CHECK_PROVIDERS)
def decide(reference: str, check: str) -> ResponseReturnValue:
    """Decide about somebody who is excludable."""
    found, acting, now = _provider(reference), current_membership(), clock.now()
    listed = first_or_404(queries.own_check(found.id, check, acting.organisation_id))
    form = ExcludableForm()

    def act() -> None:
        decision = Excludable(filled(form.decision))
        services.decide_excludable(listed, decision, reason=filled(form.reason), by=acting, at=now)

    if done(form, act):
        flash("Your decision is recorded.", "success")
        return redirect(_page(reference), code=303)
    return render_template(
        "providers/diligence_decide.html", form=form, provider=found, check=listed
    )


@bp.route("/financial/new", methods=["GET", "POST"])
@requires(Permission.CHECK_PROVIDERS)
def financial(reference: str) -> ResponseReturnValue:
    """Record a look at financial standing."""
    found, acting, now = _provider(reference), current_membership(), clock.now()
    form = FinancialForm(data={"checked_on": clock.today(now)})

    def act() -> str:
        look = services.FinancialLook(
            FinancialKind(filled(form.kind)),
            filled(form.checked_on),
            filled(form.source),
            form.score.data or "",
            form.turnover_pence.data,
            FinancialResult(filled(form.result)),
            form.conditions.data or "",
            filled(form.next_due),
            _evidence(form),
        )
        services.record_financial(found, look, by=acting, at=now)
        flash("The check of financial standing is recorded.", "success")
        return _page(reference)

    led_to = make_once(form, act, membership_id=acting.id, at=now)
    if led_to:
        return redirect(led_to, code=303)
    return render_template("providers/diligence_financial.html", form=form, provider=found)


@bp.route("/referees/<referee>/reference", methods=["GET", "POST"])
@requires(Permission.CHECK_PROVIDERS)
def reference_taken(reference: str, referee: str) -> ResponseReturnValue:
    """Record that a referee was asked, and what they said."""
    found, acting, now = _provider(reference), current_membership(), clock.now()
    asked = first_or_404(queries.referee(found.id, referee))
    form = ReferenceForm(data={"asked_on": clock.today(now)})

    def act() -> str:
        services.record_reference(
            asked,
            asked_on=filled(form.asked_on),
            answered_on=form.answered_on.data,
            text=form.text.data or "",
            result=ReferenceResult(form.result.data) if form.result.data else None,
            by=acting,
            at=now,
        )
        flash("The reference is recorded.", "success")
        return _page(reference)

    led_to = make_once(form, act, membership_id=acting.id, at=now)
    if led_to:
        return redirect(led_to, code=303)
    return render_template(
        "providers/diligence_reference.html", form=form, provider=found, referee=asked
    )


@bp.get("/checks/<check>/evidence")
@requires(Permission.CHECK_PROVIDERS)
def check_file(reference: str, check: str) -> ResponseReturnValue:
    """Send the evidence of a debarment check."""
    found = _provider(reference)
    kept = queries.check(found.id, check)
    return _sent(first_or_404(kept.where(DebarmentCheck.file_key.is_not(None))))


@bp.get("/financial/<check>/evidence")
@requires(Permission.CHECK_PROVIDERS)
def financial_file(reference: str, check: str) -> ResponseReturnValue:
    """Send the evidence of a look at financial standing."""
    found = _provider(reference)
    kept = queries.financial_check(found.id, check)
    return _sent(first_or_404(kept.where(FinancialCheck.file_key.is_not(None))))


def _provider(reference: str) -> Organisation:
    return first_or_404(provider(reference))


def _page(reference: str) -> str:
    return url_for("diligence.of_provider", reference=reference)


def _evidence(form: DebarmentForm | FinancialForm) -> services.Evidence | None:
    """Store the file that came with a form, if one did.

    Raises:
        DomainError: it is not one that may be uploaded.
    """
    if not form.file.data or not form.file.data.filename:
        return None
    upload = accept_upload(
        form.file.data,
        allowed=ALLOWED,
        max_bytes=settings().upload_limit_bytes,
        scanner=open_scanner(settings().clamd_url),
        field="file",
    )
    key = open_store(settings().files_url).put(upload.content)
    return services.Evidence(key, upload.name, upload.kind.media_type)


def _sent(kept: DebarmentCheck | FinancialCheck) -> Response:
    content = open_store(settings().files_url).get(kept.file_key or "")
    return Response(content, headers=download_headers(kept.file_name, kept.media_type))
