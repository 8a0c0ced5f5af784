"""Regions, who leads them and who belongs to them, for the people who run the portal."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.access import OrganisationKind, Permission, requires
from portal.accounts import queries
from portal.accounts.current import current_membership
from portal.accounts.forms import AddMemberForm, AddRegionForm, EndMemberForm
from portal.accounts.models import Organisation, Region, RegionMember
from portal.accounts.services import organisations as services
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import Choice, filled

bp = Blueprint("regions", __name__, url_prefix="/regions")

MEMBER_KINDS = (OrganisationKind.COUNCIL, OrganisationKind.TRUST, OrganisationKind.PARTNER)


@bp.get("")
@requires(Permission.ADMINISTER)
def regions() -> ResponseReturnValue:
    """List the regions."""
    found = all_of(select(Region).order_by(Region.name, Region.id))
    return render_template("accounts/regions.html", regions=found)


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def add() -> ResponseReturnValue:
    """Add a region led by a co-operative."""
    leads = of_kinds(OrganisationKind.RCC)
    form = AddRegionForm()
    form.lead.choices = choices(leads)
    if form.validate_on_submit():
        try:
            region = services.add_region(
                code=filled(form.code),
                name=filled(form.name),
                lead=named(leads, filled(form.lead)),
                places_children=bool(form.places_children.data),
                by=current_membership(),
                at=clock.now(),
            )
            db.session.commit()
            flash(f"{region.name} has been added.", "success")
            return redirect(url_for("regions.region", code=region.code), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("accounts/add_region.html", form=form)


@bp.get("/<code>")
@requires(Permission.ADMINISTER)
def region(code: str) -> ResponseReturnValue:
    """Show a region and everybody who is, was or will be a member."""
    found = first_or_404(queries.region_by_code(code))
    today = clock.today(clock.now())
    members = all_of(queries.members_of(found.id))
    return render_template(
        "accounts/region.html",
        region=found,
        members=[(one, standing(one, today)) for one in members],
    )


@bp.route("/<code>/members/add", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def add_member(code: str) -> ResponseReturnValue:
    """Let a council, trust or partner belong to a region from a date."""
    found = first_or_404(queries.region_by_code(code))
    candidates = of_kinds(*MEMBER_KINDS)
    form = AddMemberForm()
    form.organisation.choices = choices(candidates)
    if form.validate_on_submit():
        try:
            services.add_region_member(
                found,
                named(candidates, filled(form.organisation)),
                starts_on=filled(form.starts_on),
                by=current_membership(),
                at=clock.now(),
            )
            db.session.commit()
            flash("The member has been added.", "success")
            return redirect(url_for("regions.region", code=code), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("accounts/add_member.html", form=form, region=found)


@bp.route("/<code>/members/<int:member_id>/end", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def end_member(code: str, member_id: int) -> ResponseReturnValue:
    """Say from which day an organisation no longer belongs to a region."""
    found = first_or_404(queries.region_by_code(code))
    member = first_or_404(queries.members_of(found.id).where(RegionMember.id == member_id))
    form = EndMemberForm()
    if form.validate_on_submit():
        try:
            services.end_region_member(
                member, ends_on=filled(form.ends_on), by=current_membership(), at=clock.now()
            )
            db.session.commit()
            flash(f"The end of {member.organisation.name}’s membership is saved.", "success")
            return redirect(url_for("regions.region", code=code), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("accounts/end_member.html", form=form, region=found, member=member)


def standing(member: RegionMember, today: date) -> str:
    """Return how a membership of a region stands on a day, in a word."""
    if member.starts_on > today:
        return "Planned"
    return "Ended" if member.ends_on and member.ends_on <= today else "Current"


def of_kinds(*kinds: OrganisationKind) -> list[Organisation]:
    """Return the organisations of some kinds, by name."""
    wanted = select(Organisation).where(Organisation.kind.in_(kinds))
    return list(all_of(wanted.order_by(Organisation.name, Organisation.id)))


def choices(organisations: list[Organisation]) -> list[Choice]:
    """Return organisations as answers of a drop-down list."""
    return [Choice(one.reference, one.name) for one in organisations]


def named(organisations: list[Organisation], reference: str) -> Organisation:
    """Return the organisation that was chosen; the form has checked that it is among them."""
    return next(one for one in organisations if one.reference == reference)
