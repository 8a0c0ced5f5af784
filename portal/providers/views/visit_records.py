"""Writing quality assurance visits up, sharing them, and following up their actions."""

from collections.abc import Callable
from datetime import date, datetime

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, done_at_once, make_once
from portal.db import all_of, first_or_404
from portal.forms import Choice, OnceForm, filled
from portal.providers.forms.visits import (
    FindingForm,
    NoteForm,
    VisitActionForm,
    VisitForm,
    WithdrawVisitForm,
    WordsForm,
)
from portal.providers.models import (
    Assurance,
    FindingKind,
    QualityVisit,
    RegistrationState,
    Service,
    VisitAction,
    VisitFinding,
    VisitKind,
    VisitStatus,
)
from portal.providers.queries import services as service_queries
from portal.providers.queries import visits as queries
from portal.providers.services import visits
from portal.providers.services.visits import VisitFacts
from portal.providers.views.visits import action_row

bp = Blueprint("visit_records", __name__)


@bp.route("/providers/<reference>/visits/new", methods=["GET", "POST"])
@requires(Permission.RECORD_VISITS)
def new(reference: str) -> ResponseReturnValue:
    """Begin the record of a visit."""
    acting, at = current_membership(), clock.now()
    provider = first_or_404(service_queries.provider(reference))
    services = all_of(
        service_queries.services_of(provider.id).where(Service.status != RegistrationState.CLOSED)
    )
    form = VisitForm()
    form.service.choices = [Choice(one.reference, one.name) for one in services]

    def begin() -> str:
        chosen = next(one for one in services if one.reference == form.service.data)
        visit = visits.begin_visit(chosen, said(form), by=acting, at=at)
        return url_for("visits.visit", reference=visit.reference)

    led_to = make_once(form, begin, membership_id=acting.id, at=at)
    if led_to:
        flash("The visit is saved as a draft. Add what you found, then share it.", "success")
        return redirect(led_to, code=303)
    return render_template(
        "providers/visits/edit.html",
        form=form,
        provider=provider,
        title="Record a visit",
        back=url_for("visits.of_provider", reference=reference),
    )


@bp.route("/visits/<reference>/edit", methods=["GET", "POST"])
@requires(Permission.RECORD_VISITS)
def edit(reference: str) -> ResponseReturnValue:
    """Change what a draft says of the visit as a whole."""
    visit = own_draft(reference)
    form = VisitForm(
        data={
            "visited_on": visit.visited_on,
            "kind": visit.kind,
            "assurance": visit.assurance,
            "summary": visit.summary,
        }
    )
    del form.service

    def act() -> None:
        visits.change_visit(visit, said(form), by=current_membership(), at=clock.now())

    if done(form, act):
        return redirect(url_for("visits.visit", reference=reference), code=303)
    return render_template(
        "providers/visits/edit.html",
        form=form,
        provider=visit.service.organisation,
        title="Change the visit",
        back=url_for("visits.visit", reference=reference),
    )


@bp.route("/visits/<reference>/findings/new", methods=["GET", "POST"])
@requires(Permission.RECORD_VISITS)
def add_finding(reference: str) -> ResponseReturnValue:
    """Add a finding to a draft."""
    visit, form = own_draft(reference), FindingForm()

    def add(at: datetime) -> None:
        visits.add_finding(
            visit,
            area=filled(form.area),
            kind=FindingKind(filled(form.kind)),
            text=filled(form.text),
            by=current_membership(),
            at=at,
        )

    return _added(visit, form, add, "Add a finding")


@bp.route("/visits/<reference>/actions/new", methods=["GET", "POST"])
@requires(Permission.RECORD_VISITS)
def add_action(reference: str) -> ResponseReturnValue:
    """Add an action to a draft."""
    visit, form = own_draft(reference), VisitActionForm()

    def add(at: datetime) -> None:
        visits.add_action(
            visit,
            text=filled(form.text),
            due_on=filled(form.due_on),
            by=current_membership(),
            at=at,
        )

    return _added(visit, form, add, "Add an action")


@bp.route("/visits/<reference>/notes/new", methods=["GET", "POST"])
@requires(Permission.RECORD_VISITS)
def add_note(reference: str) -> ResponseReturnValue:
    """Note something that only one's own organisation will read."""
    acting = current_membership()
    visit, form = first_or_404(queries.visit(reference, acting, _today())), NoteForm()

    def add(at: datetime) -> None:
        visits.add_note(visit, text=filled(form.text), by=acting, at=at)

    return _added(visit, form, add, f"Add a note for {acting.organisation.name}")


@bp.post("/visits/<reference>/findings/<int:number>/remove")
@requires(Permission.RECORD_VISITS)
def remove_finding(reference: str, number: int) -> ResponseReturnValue:
    """Take a finding off a draft."""
    visit = own_draft(reference)
    return _removed(visit, next((one for one in visit.findings if one.number == number), None))


@bp.post("/visits/<reference>/actions/<int:number>/remove")
@requires(Permission.RECORD_VISITS)
def remove_action(reference: str, number: int) -> ResponseReturnValue:
    """Take an action off a draft."""
    visit = own_draft(reference)
    return _removed(visit, next((one for one in visit.actions if one.number == number), None))


@bp.post("/visits/<reference>/share")
@requires(Permission.RECORD_VISITS)
def share(reference: str) -> ResponseReturnValue:
    """Share a visit with the region and with the provider."""
    visit = own_draft(reference)
    done_at_once(
        lambda: visits.share(visit, by=current_membership(), at=clock.now()),
        "The visit is shared with the councils of the region and with the provider.",
    )
    return redirect(url_for("visits.visit", reference=reference), code=303)


@bp.route("/visits/<reference>/withdraw", methods=["GET", "POST"])
@requires(Permission.RECORD_VISITS)
def withdraw(reference: str) -> ResponseReturnValue:
    """Take back a visit that was wrong."""
    acting, form = current_membership(), WithdrawVisitForm()
    visit = first_or_404(
        queries.visit(reference, acting, _today()).where(
            QualityVisit.organisation_id == acting.organisation_id,
            QualityVisit.status == VisitStatus.SHARED,
        )
    )
    if done(form, lambda: visits.withdraw(visit, reason=filled(form.reason), by=acting, at=_now())):
        flash("The visit is withdrawn. It stays on record as withdrawn.", "success")
        return redirect(url_for("visits.visit", reference=reference), code=303)
    return render_template(
        "providers/visits/form.html", form=form, visit=visit, title="Withdraw this visit"
    )


@bp.route("/visits/<reference>/actions/<int:number>", methods=["GET", "POST"])
@requires(Permission.RECORD_VISITS)
def answer(reference: str, number: int) -> ResponseReturnValue:
    """Confirm an action, or return one that was reported done."""
    acting, form = current_membership(), WordsForm()
    visit = first_or_404(queries.to_confirm(reference, acting, _today()))
    action = next((one for one in visit.actions if one.number == number), None) or abort(404)
    row = action_row(action, _today())
    if row["open"]:
        del form.back
    elif row["confirmed"]:
        abort(404)
    back = not row["open"] and form.back.data
    act = visits.return_action if back else visits.confirm
    if done(form, lambda: act(action, text=filled(form.text), by=acting, at=_now())):
        said_back = (
            "The action is returned to the provider." if back else "The action is confirmed."
        )
        flash(said_back, "success")
        return redirect(url_for("visits.visit", reference=reference), code=303)
    return render_template("providers/visits/answer.html", form=form, visit=visit, action=row)


def own_draft(reference: str) -> QualityVisit:
    """Return a visit that one's own organisation has not shared yet, or answer 404."""
    found = queries.own_draft(reference, current_membership())
    return first_or_404(queries.with_everything(found).order_by(QualityVisit.id))


def said(form: VisitForm) -> VisitFacts:
    """Return what a form says of a visit as a whole."""
    return VisitFacts(
        visited_on=filled(form.visited_on),
        kind=VisitKind(filled(form.kind)),
        assurance=Assurance(filled(form.assurance)),
        summary=filled(form.summary),
    )


def _added(
    visit: QualityVisit, form: OnceForm, add: Callable[[datetime], None], title: str
) -> ResponseReturnValue:
    """Do what a form adds to a visit, once however often it is sent, or explain."""
    at, back = clock.now(), url_for("visits.visit", reference=visit.reference)

    def act() -> str:
        add(at)
        return back

    led_to = make_once(form, act, membership_id=current_membership().id, at=at)
    if led_to:
        return redirect(led_to, code=303)
    return render_template("providers/visits/form.html", form=form, visit=visit, title=title)


def _removed(visit: QualityVisit, part: VisitFinding | VisitAction | None) -> ResponseReturnValue:
    if part is None:
        abort(404)
    done_at_once(
        lambda: visits.remove(visit, part, by=current_membership(), at=clock.now()),
        "It is taken off the record of the visit.",
    )
    return redirect(url_for("visits.visit", reference=visit.reference), code=303)


def _now() -> datetime:
    return clock.now()


def _today() -> date:
    return clock.today(_now())
