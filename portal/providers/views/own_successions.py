"""A provider asks that its service counts as following another, and agrees to what others ask."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Membership
from portal.attempts import done, done_at_once, make
from portal.db import all_of, db, first_or_404
from portal.display import day, paragraphs, when
from portal.errors import DomainError
from portal.forms import Choice, filled
from portal.providers.forms.successions import AskForm, WithdrawForm
from portal.providers.models import (
    PROVISION_TITLES,
    SUCCESSION_REASONS,
    RegistrationState,
    Service,
    Succession,
    SuccessionReason,
    SuccessionStatus,
)
from portal.providers.queries import services as service_queries
from portal.providers.queries import successions as queries
from portal.providers.services import successions
from portal.providers.views.lists import page_links

bp = Blueprint("own_successions", __name__, url_prefix="/services/successions")


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def index() -> ResponseReturnValue:
    """List the successions in which one's own services take part."""
    acting = current_membership()
    page = paging.page_of(
        queries.own_successions(acting),
        sort=[Succession.requested_at, Succession.id],
        key=lambda one: [one.requested_at, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "providers/successions_own.html",
        rows=[_line(one, acting) for one in page.rows],
        links=page_links(page, "own_successions.index"),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def new() -> ResponseReturnValue:
    """Ask that one of one's own services counts as following another."""
    acting, now = current_membership(), clock.now()
    form = AskForm()
    own = service_queries.own_services(acting).where(Service.status != RegistrationState.CLOSED)
    services = {one.reference: one for one in all_of(own)}
    form.new_service.choices = [Choice(key, one.name) for key, one in services.items()]
    asked = make(
        form,
        lambda: successions.request_succession(
            registered_as(filled(form.old_service), "old_service"),
            services[filled(form.new_service)],
            on_date=filled(form.on_date),
            reason=SuccessionReason(filled(form.reason)),
            explanation=filled(form.explanation),
            by=acting,
            at=now,
        ),
    )
    if asked is not None:
        flash("Your request is sent.", "success")
        return redirect(url_for("own_successions.show", reference=asked.reference), code=303)
    return render_template("providers/succession_new.html", form=form, services=services)


@bp.get("/<reference>")
@requires(Permission.MANAGE_PROVIDER)
def show(reference: str) -> ResponseReturnValue:
    """Show a succession as its providers may see it."""
    acting = current_membership()
    found = first_or_404(queries.own_succession(reference, acting))
    open_ = found.status is SuccessionStatus.REQUESTED
    return render_template(
        "providers/succession_own.html",
        succession=found,
        status=status_words(found),
        facts=succession_facts(
            found,
            seen(found.old_service, acting, told=found.agreed_at is not None),
            seen(found.new_service, acting, told=True),
        ),
        may_agree=_may_agree(found, acting),
        may_withdraw=open_,
    )


@bp.post("/<reference>/agree")
@requires(Permission.MANAGE_PROVIDER)
def agree(reference: str) -> ResponseReturnValue:
    """Agree that another provider's service follows one of one's own."""
    acting, now = current_membership(), clock.now()
    found = first_or_404(queries.own_succession(reference, acting))
    done_at_once(
        lambda: successions.agree(found, by=acting, at=now),
        "You have agreed. A contract manager decides now.",
    )
    return redirect(url_for("own_successions.show", reference=reference), code=303)


@bp.route("/<reference>/withdraw", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def withdraw(reference: str) -> ResponseReturnValue:
    """Take a request back, or say that one does not agree."""
    acting, now = current_membership(), clock.now()
    undecided = Succession.status == SuccessionStatus.REQUESTED
    found = first_or_404(queries.own_succession(reference, acting).where(undecided))
    form = WithdrawForm()
    refusing = _may_agree(found, acting)
    if refusing:
        form.submit.label.text = "Do not agree"
    if done(
        form,
        lambda: successions.withdraw(found, reason=filled(form.reason), by=acting, at=now),
    ):
        flash("The request is withdrawn.", "success")
        return redirect(url_for("own_successions.show", reference=reference), code=303)
    title = "Do not agree to this request" if refusing else "Withdraw this request"
    return render_template(
        "providers/succession_withdraw.html", form=form, title=title, succession=found
    )


def registered_as(number: str, field: str) -> Service:
    """Return the service that has a registration number.

    Raises:
        DomainError: none has, with a sentence for the field.
    """
    found = db.session.scalars(queries.registered_as(number)).first()
    if found is None:
        raise DomainError("No service on this portal has this registration number", field)
    return found


def status_words(succession: Succession) -> str:
    """Return how a succession stands, as its tag says it."""
    if succession.waits_for_agreement:
        return "Waiting for agreement"
    waits = succession.status is SuccessionStatus.REQUESTED
    return "Awaiting approval" if waits else succession.status.value


def seen(service: Service, acting: Membership, *, told: bool) -> str:
    """Return a service in the words that a provider may read: of another's, no name of a home."""
    if service.organisation_id == acting.organisation_id:
        return service.name
    number = service.urn or service.registration_number or "not registered yet"
    kind = PROVISION_TITLES[service.provision_type]
    return f"{kind} {number}" + (f" of {service.organisation.name}" if told else "")


def succession_facts(succession: Succession, old: object, new: object) -> list[dict[str, Any]]:
    """Return what is known of a succession, as a page lists it."""
    facts = [
        ("Service that follows", new),
        ("Old service", old),
        ("From", day(succession.on_date)),
        ("Why", SUCCESSION_REASONS[succession.reason]),
        ("What happened", paragraphs(succession.explanation)),
        ("Asked for", when(succession.requested_at)),
        ("Agreed by the old service’s provider", _moment(succession.agreed_at)),
        ("Decided", _moment(succession.decided_at)),
        ("Reason of the decision", paragraphs(succession.decision)),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


def following(service: Service, acting: Membership) -> list[dict[str, Any]]:
    """Return which services a service follows and which follows it, as a page lists it."""
    buyer = allows(Permission.SEE_PROVIDERS, acting)
    rows = []
    for one in all_of(queries.approved_of(service.id)):
        later = one.old_service_id == service.id
        other = one.new_service if later else one.old_service
        named = other.name if buyer else seen(other, acting, told=True)
        since = day(one.on_date)
        rows.append(
            {"key": f"{'Followed by' if later else 'Follows'}, since {since}", "value": named}
        )
    return rows


def _moment(at: datetime | None) -> str:
    return when(at) if at else ""


def _may_agree(succession: Succession, acting: Membership) -> bool:
    own = succession.old_service.organisation_id == acting.organisation_id
    return own and succession.waits_for_agreement


def _line(succession: Succession, acting: Membership) -> dict[str, Any]:
    return {
        "new": seen(succession.new_service, acting, told=True),
        "old": seen(succession.old_service, acting, told=succession.agreed_at is not None),
        "on_date": succession.on_date,
        "status": status_words(succession),
        "href": url_for("own_successions.show", reference=succession.reference),
    }
