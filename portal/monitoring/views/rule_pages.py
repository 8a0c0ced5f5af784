"""The rules: what each asks, how it is set here, and how many breaches it has."""

from collections import Counter
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Membership, Region
from portal.attempts import done
from portal.db import all_of, db, first_or_404
from portal.display import count_of, percentage
from portal.forms import filled
from portal.monitoring.forms.settings import settings_form
from portal.monitoring.models import BreachStatus, RuleSetting
from portal.monitoring.queries import breaches as queries
from portal.monitoring.queries.rules import led_region, setters, settings_of
from portal.monitoring.rule import Rule, SettingUnit
from portal.monitoring.rules import BY_CODE, RULES
from portal.monitoring.services.settings import set_rule
from portal.monitoring.settings import values_of
from portal.monitoring.views.presenting import KIND_TITLES

bp = Blueprint("rules", __name__, url_prefix="/rules")


@bp.get("")
@requires(Permission.SEE_BREACHES)
def rules() -> ResponseReturnValue:
    """List the rules by kind, with how many breaches each has."""
    counts = counted(current_membership(), clock.today(clock.now()))
    return render_template(
        "monitoring/rules.html",
        kinds=[
            {
                "title": title,
                "rules": [(rule, counts[rule.code]) for rule in RULES if rule.kind is kind],
            }
            for kind, title in KIND_TITLES.items()
        ],
    )


@bp.get("/<code>")
@requires(Permission.SEE_BREACHES)
def rule(code: str) -> ResponseReturnValue:
    """Say what a rule asks, how it is set in one's region and was set before."""
    found, acting, today = known(code), current_membership(), clock.today(clock.now())
    region = db.session.scalars(led_region(acting)).first()
    own = all_of(settings_of(found.code, region.id)) if region else []
    return render_template(
        "monitoring/rule.html",
        rule=found,
        kind=KIND_TITLES[found.kind],
        region=region,
        settings=in_words(found, next((one for one in own if one.starts_on <= today), None)),
        history=past(found, own, today),
        counts=counted(acting, today)[found.code],
        may_set=bool(region and found.settings) and allows(Permission.WORK_BREACHES, acting),
    )


@bp.route("/<code>/settings", methods=["GET", "POST"])
@requires(Permission.WORK_BREACHES)
def change_settings(code: str) -> ResponseReturnValue:
    """Give one's region its own settings of a rule from a day on."""
    found, acting, now = known(code), current_membership(), clock.now()
    region = first_or_404(led_region(acting))
    if not found.settings:
        abort(404)
    form: Any = settings_form(found)(data=current_values(found, region, clock.today(now)))
    fields = [form[setting.name] for setting in found.settings]
    if done(
        form,
        lambda: set_rule(
            found,
            region,
            values={field.short_name: filled(field) for field in fields},
            starts_on=filled(form.starts_on),
            by=acting,
            at=now,
        ),
    ):
        flash("The settings are saved.", "success")
        return redirect(url_for("rules.rule", code=found.code), code=303)
    return render_template(
        "monitoring/rule_settings.html",
        form=form,
        fields=[*fields, form.starts_on, form.submit],
        rule=found,
        region=region,
    )


def known(code: str) -> Rule:
    """Return a rule by its code."""
    if code not in BY_CODE:
        abort(404)
    return BY_CODE[code]


def current_values(found: Rule, region: Region, today: date) -> dict[str, Any]:
    """What the form starts with: the settings in force, from today on."""
    own = all_of(settings_of(found.code, region.id))
    row = next((one for one in own if one.starts_on <= today), None)
    return {**values_of(found, row), "starts_on": today}


def counted(acting: Membership, today: date) -> dict[str, Counter[str]]:
    """How many breaches of each rule are to do, waived and closed."""
    counts: dict[str, Counter[str]] = {one.code: Counter() for one in RULES}
    for code, status, number in db.session.execute(queries.counts_of_rules(acting, today)):
        name = "to_do" if status in queries.WORKED_ON else BreachStatus(status).value
        counts.setdefault(code, Counter())[name] += number
    return counts


def in_words(found: Rule, row: RuleSetting | None) -> list[dict[str, str]]:
    """A rule's settings with the value in force, the default and where that is from."""
    values = values_of(found, row)
    return [
        {
            "title": setting.title,
            "value": value_in_words(setting.unit, values[setting.name]),
            "default": value_in_words(setting.unit, setting.default),
            "source": setting.source,
        }
        for setting in found.settings
    ]


def past(found: Rule, own: list[RuleSetting] | Any, today: date) -> list[dict[str, Any]]:
    """A region's own settings, the latest first, and who made them."""
    people = {one.id: one.person.name for one in all_of(setters([r.by_membership_id for r in own]))}
    return [
        {
            "starts_on": row.starts_on,
            "to_come": row.starts_on > today,
            "values": [one["value"] for one in in_words(found, row)],
            "by": people.get(row.by_membership_id, ""),
        }
        for row in own
    ]


def value_in_words(unit: SettingUnit, value: int) -> str:
    return count_of(value, "day") if unit is SettingUnit.DAYS else percentage(value)
