"""A provider declares on exclusion grounds: page by page, then once for every bid."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done
from portal.db import all_of, db, first_or_404
from portal.forms import filled
from portal.providers.exclusion import BY_CODE, Schedule, grounds_of
from portal.providers.forms.declaration import (
    YES,
    DeclareForm,
    DetailsForm,
    PersonsForm,
    grounds_form,
    word,
)
from portal.providers.models import CONNECTION_TITLES, About
from portal.providers.queries import declarations as queries
from portal.providers.services import declarations as services
from portal.providers.services.declaration_answers import Answers, Details, named
from portal.providers.services.diligence_standing import declaration_state
from portal.providers.views.declaration_parts import declared_rows, draft_parts, person_lines
from portal.providers.views.tabs import OWN_ORGANISATION, tabs

bp = Blueprint("declaration", __name__, url_prefix="/provider/declaration")


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def own() -> ResponseReturnValue:
    """Show the declaration in force, its history, and how far the next one has come."""
    acting = current_membership()
    history = all_of(queries.declarations_of(acting.organisation_id))
    people = services.persons_on(acting.organisation_id, clock.today(clock.now()))
    last = history[0] if history else None
    return render_template(
        "providers/declaration.html",
        tabs=tabs(OWN_ORGANISATION),
        state=declaration_state(last, people, clock.today(clock.now())),
        last=last,
        yeses=sum(one.applies for one in last.grounds) if last else 0,
        history=history,
        begun=db.session.scalars(queries.draft_of(acting.organisation_id)).first(),
    )


@bp.route("/grounds/<schedule>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def grounds(schedule: str) -> ResponseReturnValue:
    """Ask about the grounds of one schedule. What is answered is kept even where some are left."""
    if schedule not in list(Schedule):
        abort(404)
    asked, acting = Schedule(schedule), current_membership()
    form = grounds_form(grounds_of(asked), services.answers_of(acting.organisation_id))
    if form.is_submitted():
        whole, said = form.validate(), form.said()
        if said:
            services.answer_grounds(acting.organisation, said, by=acting, at=clock.now())
            db.session.commit()
        if whole:
            return redirect(_after(asked), code=303)
    return render_template("providers/declaration_grounds.html", form=form, schedule=asked)


@bp.route("/persons", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def persons() -> ResponseReturnValue:
    """Ask about connected and associated persons, by their names."""
    acting, now = current_membership(), clock.now()
    answers = services.answers_of(acting.organisation_id)
    people = services.persons_on(acting.organisation_id, clock.today(now))
    form = PersonsForm(data=_persons_so_far(answers, named(people)))

    def act() -> None:
        codes = form.codes.data or []
        services.answer_persons(
            acting.organisation,
            anybody=filled(form.anybody) == YES,
            codes=codes,
            by=acting,
            at=now,
        )

    if people and done(form, act):
        return redirect(url_for(".check"), code=303)
    return render_template(
        "providers/declaration_persons.html", form=form, people=person_lines(people)
    )


@bp.route("/details/<about>/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def details(about: str, code: str) -> ResponseReturnValue:
    """Ask what a yes must explain."""
    acting, now = current_membership(), clock.now()
    answers = services.answers_of(acting.organisation_id)
    if about not in list(About) or not answers.applies(About(about), code):
        abort(404)
    whom = About(about)
    people = services.persons_on(acting.organisation_id, clock.today(now))
    form = DetailsForm(obj=answers.details(whom, code))
    form.about(whom, [one.name for one in people])

    def act() -> None:
        said = Details(
            filled(form.what),
            filled(form.happened_on),
            filled(form.person) if whom is About.PERSONS else "",
            filled(form.self_cleaning),
        )
        services.explain(acting.organisation, whom, code, said, by=acting, at=now)

    if done(form, act):
        return redirect(url_for(".check"), code=303)
    return render_template("providers/declaration_details.html", form=form, ground=BY_CODE[code])


@bp.route("/check", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def check() -> ResponseReturnValue:
    """Show every answer, say what is missing, and take the declaration."""
    acting, now = current_membership(), clock.now()
    form = DeclareForm()

    def act() -> None:
        services.declare(
            acting.organisation, declared_name=filled(form.declared_name), by=acting, at=now
        )

    if done(form, act):
        flash("Your declaration is made. It goes with every bid of yours.", "success")
        return redirect(url_for(".own"), code=303)
    people = services.persons_on(acting.organisation_id, clock.today(now))
    answers = services.answers_of(acting.organisation_id)
    return render_template(
        "providers/declaration_check.html",
        form=form,
        complete=answers.complete(named(people)),
        people=person_lines(people),
        **draft_parts(answers, named(people)),
    )


@bp.get("/versions/<int:version>")
@requires(Permission.MANAGE_PROVIDER)
def version(version: int) -> ResponseReturnValue:
    """Show one declaration as it was made."""
    found = first_or_404(queries.declaration(current_membership().organisation_id, version))
    return render_template(
        "providers/declaration_version.html",
        declaration=found,
        grounds=declared_rows(found),
        people=[{"name": one.name, "kind": CONNECTION_TITLES[one.kind]} for one in found.persons],
    )


def _after(schedule: Schedule) -> str:
    if schedule is Schedule.MANDATORY:
        return url_for(".grounds", schedule=Schedule.DISCRETIONARY.value)
    return url_for(".persons")


def _persons_so_far(answers: Answers, people: list[list[str]]) -> dict[str, Any]:
    """What was answered about persons; asked afresh where they are others now."""
    chosen = [ground.code for about, ground in answers.yeses() if about is About.PERSONS]
    fresh = answers.persons_answered(people)
    return {"anybody": word(answers.any_person) if fresh else None, "codes": chosen}
