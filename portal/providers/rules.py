"""Rules about ratings: each a query of the subjects that fail on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.accounts.models import Organisation, RegionMember
from portal.accounts.queries import COUNCIL_KINDS, in_force
from portal.providers.models import (
    RatingGrade,
    RatingReport,
    RegisterImport,
    RegisterInspection,
    RegisterSetting,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.queries.ratings import end_of_day, known_to_ofsted_on, level_order


def rating_differs_from_ofsted(
    as_at: date, settings: Mapping[str, Any]
) -> Select[*tuple[Any, ...]]:
    """Services whose latest report of an inspection is not what Ofsted's file says of it.

    Fails when the file graded that inspection otherwise, and when a file later than the report's
    publication still knows only earlier inspections. `measured` is the level reported, `threshold`
    that of Ofsted's grade, from 4 (excellent) to 1 (failing), 0 for none; `period` is the
    inspection's date, the region that of the council where the service stands.
    """
    latest, ofsted = _latest_reports(as_at), _latest_in_register(as_at)
    theirs, ours = aliased(RatingGrade), aliased(RatingGrade)
    regions = regions_of_authorities(as_at)
    return (
        select(
            literal("service").label("subject_kind"),
            Service.id.label("subject_id"),
            cast(latest.c.inspected_on, String).label("period"),
            regions.c.region_id,
            Service.organisation_id.label("organisation_id"),
            null().label("council_id"),
            level_order(ours).label("measured"),
            func.coalesce(level_order(theirs), 0).label("threshold"),
            literal("level").label("unit"),
            cast(null(), Integer).label("amount_pence"),
        )
        .select_from(latest)
        .join(Service, Service.id == latest.c.service_id)
        .join(ours, ours.code == latest.c.overall_code)
        .join(regions, regions.c.authority_id == Service.authority_id)
        .outerjoin(ofsted, ofsted.c.urn == Service.urn)
        .outerjoin(theirs, theirs.code == ofsted.c.overall_code)
        .where(
            latest.c.place == 1,
            Service.regulator == Regulator.OFSTED,
            Service.status == RegistrationState.REGISTERED,
            or_(_graded_otherwise(latest, ofsted), _file_should_know_it(latest, ofsted, as_at)),
        )
        .order_by(Service.id)
    )


def _graded_otherwise(latest: Subquery, ofsted: Subquery) -> ColumnElement[bool]:
    return and_(
        ofsted.c.inspected_on == latest.c.inspected_on,
        ofsted.c.overall_code != latest.c.overall_code,
    )


def regions_of_authorities(on: date) -> Subquery:
    """Return authority_id and region_id: the region of the council of each authority on a day."""
    return (
        select(
            Organisation.authority_id.label("authority_id"),
            func.min(RegionMember.region_id).label("region_id"),
        )
        .join(RegionMember, RegionMember.organisation_id == Organisation.id)
        .where(
            Organisation.kind.in_(COUNCIL_KINDS),
            Organisation.authority_id.is_not(None),
            in_force(on),
        )
        .group_by(Organisation.authority_id)
        .subquery("regions_of_authorities")
    )


def _latest_reports(as_at: date) -> Subquery:
    return (
        select(
            RatingReport.service_id,
            RatingReport.inspected_on,
            RatingReport.published_on,
            RatingReport.overall_code,
            func.row_number()
            .over(
                partition_by=RatingReport.service_id,
                order_by=RatingReport.inspected_on.desc(),
            )
            .label("place"),
        )
        .where(
            RatingReport.overall_code.is_not(None),
            RatingReport.inspected_on <= as_at,
            RatingReport.reported_at < end_of_day(as_at),
        )
        .subquery("latest_reports")
    )


def _latest_in_register(as_at: date) -> Subquery:
    """The latest graded inspection of each setting that Ofsted had made known on a day."""
    place = func.row_number().over(
        partition_by=RegisterInspection.urn, order_by=RegisterInspection.inspected_on.desc()
    )
    ranked = (
        select(
            RegisterInspection.urn,
            RegisterInspection.inspected_on,
            RegisterInspection.overall_code,
            place.label("place"),
        )
        .join(RegisterImport, RegisterImport.id == RegisterInspection.import_id)
        .where(
            RegisterInspection.overall_code.is_not(None),
            RegisterInspection.inspected_on <= as_at,
            known_to_ofsted_on() <= as_at,
        )
        .subquery("ranked_register")
    )
    return select(ranked).where(ranked.c.place == 1).subquery("latest_in_register")


def _file_should_know_it(latest: Subquery, ofsted: Subquery, as_at: date) -> ColumnElement[bool]:
    """Whether a file that lists the setting came after the report was published, without it."""
    file_day = (
        select(func.max(RegisterImport.as_at))
        .where(RegisterImport.as_at <= as_at, RegisterImport.lists_grades.is_(True))
        .scalar_subquery()
    )
    listed = (
        select(RegisterSetting.urn)
        .join(RegisterImport, RegisterImport.id == RegisterSetting.first_import_id)
        .where(
            RegisterSetting.urn == Service.urn,
            RegisterImport.as_at <= file_day,
            or_(RegisterSetting.gone_on.is_(None), RegisterSetting.gone_on > file_day),
        )
        .exists()
    )
    return and_(
        or_(ofsted.c.urn.is_(None), ofsted.c.inspected_on < latest.c.inspected_on),
        latest.c.published_on <= file_day,
        listed,
    )
