"""The people and groups of an organisation: contacts, connected persons and owners above it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make_once
from portal.db import all_of, first_or_404
from portal.forms import filled
from portal.providers.forms.profile import (
    NO,
    ConnectedForm,
    ContactForm,
    EndForm,
    GroupForm,
    NewContactForm,
    RemoveContactForm,
)
from portal.providers.models import ConnectedPerson, Connection, Contact, GroupSpell
from portal.providers.queries import profiles as queries
from portal.providers.services import connected, groups
from portal.providers.views.profile_words import (
    NO_GROUP,
    connected_rows,
    contact_rows,
    ending,
    spell_rows,
)
from portal.providers.views.tabs import OWN_ORGANISATION, tabs

bp = Blueprint("profile_people", __name__, url_prefix="/provider/people")


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def people() -> ResponseReturnValue:
    """Show contacts, connected persons and the groups above the organisation."""
    acting = current_membership()
    return render_template(
        "providers/people.html",
        organisation=acting.organisation,
        tabs=tabs(OWN_ORGANISATION),
        contacts=contact_rows(all_of(queries.contacts_of(acting.organisation_id))),
        connected=connected_rows(all_of(queries.everybody_connected(acting.organisation_id))),
        spells=spell_rows(all_of(queries.spells_of(acting.organisation_id))),
    )


@bp.route("/contacts/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def add_contact() -> ResponseReturnValue:
    """Add a contact."""
    acting, at = current_membership(), clock.now()
    form = NewContactForm()

    def add() -> str:
        connected.add_contact(acting.organisation, form.facts(), by=acting, at=at)
        return url_for("profile_people.people")

    page = make_once(form, add, membership_id=acting.id, at=at)
    if page is not None:
        return _back("The contact is added.", page)
    return render_template("providers/contact_form.html", form=form, title="Add a contact")


@bp.route("/contacts/<reference>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def change_contact(reference: str) -> ResponseReturnValue:
    """Change a contact."""
    contact = _contact(reference)
    form = ContactForm(obj=contact)

    def change() -> None:
        connected.change_contact(contact, form.facts(), by=current_membership(), at=clock.now())

    if done(form, change):
        return _back("The contact is saved.")
    return render_template("providers/contact_form.html", form=form, title="Change a contact")


@bp.route("/contacts/<reference>/remove", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def remove_contact(reference: str) -> ResponseReturnValue:
    """Remove a contact, after asking."""
    contact = _contact(reference)
    form = RemoveContactForm()

    def remove() -> None:
        connected.end_contact(contact, by=current_membership(), at=clock.now())

    if done(form, remove):
        return _back("The contact is removed.")
    return render_template("providers/contact_remove.html", form=form, contact=contact)


@bp.route("/connected/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def add_connected() -> ResponseReturnValue:
    """Name a connected person."""
    acting, at = current_membership(), clock.now()
    form = ConnectedForm()

    def add() -> str:
        connected.add_connected(
            acting.organisation,
            kind=Connection(filled(form.kind)),
            name=filled(form.name),
            body_number=form.body_number.data,
            starts_on=filled(form.starts_on),
            by=acting,
            at=at,
        )
        return url_for("profile_people.people", _anchor="connected")

    page = make_once(form, add, membership_id=acting.id, at=at)
    if page is not None:
        return _back("The connected person is added.", page)
    return render_template("providers/connected_form.html", form=form)


@bp.route("/connected/<reference>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def end_connected(reference: str) -> ResponseReturnValue:
    """Say that somebody is connected no longer."""
    everybody = queries.everybody_connected(current_membership().organisation_id)
    person = first_or_404(
        everybody.where(ConnectedPerson.reference == reference, ConnectedPerson.ends_on.is_(None))
    )

    def end(form: EndForm) -> None:
        connected.end_connected(
            person, ends_on=filled(form.ends_on), by=current_membership(), at=clock.now()
        )

    return _ending(end, "End a connection", ending(person.name, person))


@bp.route("/groups/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def name_group() -> ResponseReturnValue:
    """Name the group above the organisation, or say that there is none."""
    acting, at = current_membership(), clock.now()
    form = GroupForm()

    def name() -> str:
        since = filled(form.starts_on)
        if form.above.data == NO:
            groups.say_no_group(acting.organisation, starts_on=since, by=acting, at=at)
        else:
            title, country = form.require_group()
            groups.name_group(
                acting.organisation,
                name=title,
                company_number=form.company_number.data,
                country=country,
                starts_on=since,
                by=acting,
                at=at,
            )
        return url_for("profile_people.people", _anchor="group")

    page = make_once(form, name, membership_id=acting.id, at=at)
    if page is not None:
        return _back("What stands above your organisation is saved.", page)
    return render_template("providers/group_form.html", form=form)


@bp.route("/groups/<reference>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def end_group(reference: str) -> ResponseReturnValue:
    """Say that a group stands above the organisation no longer."""
    spells = queries.spells_of(current_membership().organisation_id)
    spell = first_or_404(
        spells.where(GroupSpell.reference == reference, GroupSpell.ends_on.is_(None))
    )

    def end(form: EndForm) -> None:
        groups.end_spell(
            spell, ends_on=filled(form.ends_on), by=current_membership(), at=clock.now()
        )

    name = spell.group.name if spell.group else NO_GROUP
    return _ending(end, "End what stands above your organisation", ending(name, spell))


def _contact(reference: str) -> Contact:
    own = queries.contacts_of(current_membership().organisation_id)
    return first_or_404(own.where(Contact.reference == reference))


def _ending(end: Callable[[EndForm], None], title: str, about: str) -> ResponseReturnValue:
    form = EndForm()
    if done(form, lambda: end(form)):
        return _back("The end is saved.")
    return render_template("providers/end_form.html", form=form, title=title, about=about)


def _back(message: str, page: str = "") -> ResponseReturnValue:
    flash(message, "success")
    return redirect(page or url_for("profile_people.people"), code=303)
