"""Organisations on this portal, for the people who run it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.access import ROLES_OF_KIND, OrganisationKind, Permission, Role, requires
from portal.accounts import queries
from portal.accounts.current import current_membership
from portal.accounts.forms import AddOrganisationForm, InviteForm, kind_title, role_choices
from portal.accounts.models import Authority, Organisation
from portal.accounts.services import memberships
from portal.accounts.services import organisations as services
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import Choice, filled
from portal.paging import page_of

bp = Blueprint("organisations", __name__, url_prefix="/organisations")

HERE = "organisations.organisations"


@bp.get("")
@requires(Permission.ADMINISTER)
def organisations() -> ResponseReturnValue:
    """List organisations by name, a page at a time."""
    kind, name = request.args.get("kind", ""), request.args.get("name", "").strip()
    wanted = select(Organisation)
    if kind in set(OrganisationKind):
        wanted = wanted.where(Organisation.kind == OrganisationKind(kind))
    if name:
        wanted = wanted.where(Organisation.name.icontains(name, autoescape=True))
    page = page_of(
        wanted,
        sort=(Organisation.name, Organisation.id),
        key=lambda one: (one.name, one.id),
        cursor=request.args.get("cursor"),
    )

    def part(cursor: str | None) -> str | None:
        return url_for(HERE, kind=kind, name=name, cursor=cursor) if cursor else None

    return render_template(
        "accounts/organisations.html",
        rows=[(one, kind_title(one.kind)) for one in page.rows],
        kinds=[("", "All"), *((one.value, kind_title(one)) for one in OrganisationKind)],
        kind=kind,
        name=name,
        previous=part(page.before),
        next_page=part(page.after),
    )


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def add() -> ResponseReturnValue:
    """Add a council, trust, co-operative or partner."""
    form = AddOrganisationForm()
    authorities = all_of(select(Authority).order_by(Authority.name))
    form.authority.choices = [Choice(one.gss_code, one.name) for one in authorities]
    if form.validate_on_submit():
        chosen = [one.id for one in authorities if one.gss_code == form.authority.data]
        try:
            organisation = services.add_organisation(
                kind=OrganisationKind(filled(form.kind)),
                name=filled(form.name),
                contact_email=form.contact_email.data,
                authority_id=chosen[0] if chosen else None,
                by=current_membership(),
                at=clock.now(),
            )
            db.session.commit()
            flash(f"{organisation.name} has been added. Invite its first person.", "success")
            return redirect(
                url_for("organisations.organisation", reference=organisation.reference), code=303
            )
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("accounts/add_organisation.html", form=form)


@bp.get("/<reference>")
@requires(Permission.ADMINISTER)
def organisation(reference: str) -> ResponseReturnValue:
    """Show an organisation, its regions and its people."""
    found = first_or_404(queries.organisation_by_reference(reference))
    today = clock.today(clock.now())
    return render_template(
        "accounts/organisation.html",
        organisation=found,
        kind=kind_title(found.kind),
        regions=all_of(queries.regions_of_organisation(found.id, today)),
        people=all_of(queries.live_memberships(found.id)),
        invitations=all_of(queries.open_invitations(found.id)),
    )


@bp.route("/<reference>/invite", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def invite(reference: str) -> ResponseReturnValue:
    """Ask somebody to act for an organisation, which then manages its own colleagues."""
    found = first_or_404(queries.organisation_by_reference(reference))
    form = InviteForm()
    form.roles.choices = role_choices(ROLES_OF_KIND[found.kind])
    back_to = url_for("organisations.organisation", reference=reference)
    if form.validate_on_submit():
        try:
            memberships.invite(
                found,
                email=filled(form.email),
                roles=[Role(role) for role in filled(form.roles)],
                by=current_membership(),
                at=clock.now(),
            )
            db.session.commit()
            flash(f"An invitation is on its way to {form.email.data}.", "success")
            return redirect(back_to, code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("accounts/invite.html", form=form, organisation=found, back_to=back_to)
