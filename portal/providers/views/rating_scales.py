"""Rating scales: which is used for what and from when, and a form that adds one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import make_once
from portal.db import all_of
from portal.forms import filled
from portal.providers.forms.register import ScaleForm
from portal.providers.models import PROVISION_TITLES, ProvisionType, RatingScale
from portal.providers.queries import scales
from portal.providers.services.scales import NewScale, add_scale

bp = Blueprint("rating_scales", __name__, url_prefix="/rating-scales")


@bp.get("")
@requires(Permission.ADMINISTER)
def every() -> ResponseReturnValue:
    """List the scales with their grades, and what each is used for."""
    grades: dict[str, list[Any]] = {}
    for one in all_of(scales.grades_of_every_scale()):
        grades.setdefault(one.scale_code, []).append(one.grade)
    uses: dict[str, list[dict[str, Any]]] = {}
    for use in all_of(scales.uses()):
        uses.setdefault(use.scale_code, []).append(
            {
                "title": PROVISION_TITLES[use.provision_type],
                "valid_from": use.valid_from,
                "valid_until": use.valid_until,
            }
        )
    return render_template(
        "providers/scales.html",
        scales=[
            {
                "scale": scale,
                "grades": grades.get(scale.code, []),
                "uses": uses.get(scale.code, []),
                "in_use": any(use["valid_until"] is None for use in uses.get(scale.code, [])),
            }
            for scale in all_of(scales.scales())
        ],
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new() -> ResponseReturnValue:
    """Add a scale that Ofsted has announced."""
    form, by, at = ScaleForm(), current_membership(), clock.now()
    leads_to = make_once(
        form,
        lambda: _address(add_scale(_asked(form), by=by, at=at)),
        membership_id=by.id,
        at=at,
    )
    if leads_to:
        flash("The scale is added.", "success")
        return redirect(leads_to, code=303)
    return render_template("providers/scale_new.html", form=form)


def _asked(form: ScaleForm) -> NewScale:
    return NewScale(
        title=filled(form.title),
        judgements=filled(form.judgements),
        source=form.source.data or "",
        grades=form.new_grades(),
        provision_types=[ProvisionType(kind) for kind in form.provision_types.data or []],
        valid_from=filled(form.valid_from),
    )


def _address(scale: RatingScale) -> str:
    return url_for("rating_scales.every", _anchor=scale.code)
