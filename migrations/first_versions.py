"""What migration 0016 fills its tables with: the first scales, and versions of what was kept."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

FRAMEWORK = "Ofsted, social care common inspection framework"
LODGING_GUIDE = "Ofsted, how we inspect supported accommodation"
OLD = "Ofsted’s files of earlier years"
SCALES = (  # code, title, judgements, source
    ("four_grades", "Four grades", 3, FRAMEWORK),
    ("residential_special_schools", "Four grades of residential special schools", 3, FRAMEWORK),
    ("supported_accommodation", "Supported accommodation outcomes", 1, LODGING_GUIDE),
    ("until_2015", "Four grades with “Adequate”, until 2015", 3, OLD),
    ("until_2012", "Four grades with “Satisfactory”, until 2012", 3, OLD),
)
KEPT = ("outstanding", "good", "inadequate")
SCALE_GRADES = {
    "four_grades": (*KEPT, "requires_improvement"),
    "residential_special_schools": (*KEPT, "requires_improvement"),
    "supported_accommodation": ("consistently_strong", "inconsistent", "serious_weaknesses"),
    "until_2015": (*KEPT, "adequate"),
    "until_2012": (*KEPT, "satisfactory"),
}
FOREVER, AUTUMN_2012, SPRING_2015 = date(2000, 1, 1), date(2012, 9, 1), date(2015, 4, 1)
REGISTRATION_OPENED = date(2023, 4, 28)
GRADED = (
    "childrens_home",
    "secure_childrens_home",
    "fostering_agency",
    "residential_special_school",
    "residential_family_centre",
)
GRADES = ("overall", "education", "health", "protected", "leaders", "sa_outcome")
INSPECTION = ("inspection_type", "inspected_on", "published_on", "event_number", *GRADES)
SETTING = (
    "urn",
    "provision_type",
    "registered_on",
    "registration_status",
    "name",
    "ofsted_region",
    "government_region",
    "local_authority",
    "sector",
    "places",
    "short_break_only",
    "sa_premises",
    "owner",
)
KEPT_OF_A_SETTING = (
    "urn",
    "provision_type",
    "provision_wording",
    "registered_on",
    "registration_status",
    "name",
    "owner",
    "owner_key",
    "sector",
    "places",
    "premises",
    "short_break_only",
    "local_authority",
    "authority_id",
    "ofsted_region",
)
KEPT_OF_AN_INSPECTION = (
    "inspected_on",
    "published_on",
    "event_type",
    "overall_code",
    "protected_code",
    "leaders_code",
)
NEVER_INSPECTED = dict.fromkeys(KEPT_OF_AN_INSPECTION) | {"event_type": ""}


def fill_scales() -> None:
    """Put in what every installation starts with."""
    titles = ("code", "title", "judgements", "source")
    scales = sa.table("rating_scale", *map(sa.column, titles))
    op.bulk_insert(scales, [dict(zip(titles, row, strict=True)) for row in SCALES])
    kept = sa.table("rating_scale_grade", sa.column("scale_code"), sa.column("grade_code"))
    op.bulk_insert(
        kept,
        [
            {"scale_code": scale, "grade_code": grade}
            for scale, grades in SCALE_GRADES.items()
            for grade in grades
        ],
    )
    days = ("valid_from", "valid_until")
    uses = sa.table(
        "rating_scale_use",
        sa.column("scale_code"),
        sa.column("provision_type"),
        *(sa.column(name, sa.Date()) for name in days),
    )
    names = ("scale_code", "provision_type", *days)
    op.bulk_insert(uses, [dict(zip(names, row, strict=True)) for row in scale_uses()])


def scale_uses() -> Iterator[tuple[str, str, date, date | None]]:
    """Yield what each scale is used for, from when and until when."""
    for kind in GRADED:
        school = kind == "residential_special_school"
        yield "until_2012", kind, FOREVER, AUTUMN_2012
        yield "until_2015", kind, AUTUMN_2012, SPRING_2015
        today = "residential_special_schools" if school else "four_grades"
        yield today, kind, SPRING_2015, None
    yield "supported_accommodation", "supported_accommodation", REGISTRATION_OPENED, None


def fill_fields() -> None:
    """Say of the files taken in until now that they had every column of their kind."""
    imports = sa.table(
        "register_import",
        sa.column("lists_grades", sa.Boolean()),
        sa.column("fields", sa.JSON()),
    )
    for graded, fields in ((True, (*SETTING, *INSPECTION)), (False, SETTING)):
        op.execute(
            sa.update(imports)
            .where(imports.c.lists_grades.is_(sa.true() if graded else sa.false()))
            .values(fields=list(fields))
        )


def fill_versions() -> None:
    """Make what is kept of each setting its first versions: one for each day of a new rating."""
    connection = op.get_bind()
    files, settings, inspections, versions = (
        sa.Table(name, sa.MetaData(), autoload_with=connection)
        for name in (
            "register_import",
            "register_setting",
            "register_inspection",
            "register_version",
        )
    )
    days = dict(connection.execute(sa.select(files.c.id, files.c.as_at)).all())
    found: dict[str, list[Any]] = {}
    query = sa.select(inspections).order_by(inspections.c.inspected_on)
    for row in connection.execute(query).mappings():
        found.setdefault(row["urn"], []).append(row)
    rows = [
        version
        for setting in connection.execute(sa.select(settings)).mappings()
        for version in first_versions(setting, found.get(setting["urn"], []), days)
    ]
    if rows:
        op.bulk_insert(versions, rows)


def first_versions(
    setting: Any, inspections: list[Any], days: dict[int, date]
) -> Iterator[dict[str, Any]]:
    """Yield versions that meet, from the first file that lists a setting until it is gone."""
    start, gone = days[setting["first_import_id"]], setting["gone_on"]
    told = {max(start, days[one["import_id"]]) for one in inspections}
    starts = sorted({start, *(day for day in told if gone is None or day < gone)})
    facts = {name: setting[name] for name in KEPT_OF_A_SETTING}
    for day, end in zip(starts, [*starts[1:], gone], strict=True):
        if end is not None and end <= day:
            continue
        known = [one for one in inspections if one["inspected_on"] <= day]
        latest = known[-1] if known else NEVER_INSPECTED
        rating = {name: latest[name] for name in KEPT_OF_AN_INSPECTION}
        yield {**facts, **rating, "from_on": day, "until_on": end}
