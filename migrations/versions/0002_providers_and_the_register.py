"""Providers and the register."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


GRADES = (  # scale, code, label, rank, level
    ("four_grades", "outstanding", "Outstanding", 4, "excellent"),
    ("four_grades", "good", "Good", 3, "acceptable"),
    ("four_grades", "requires_improvement", "Requires improvement to be good", 2, "weak"),
    ("four_grades", "inadequate", "Inadequate", 1, "failing"),
    (
        "supported_accommodation",
        "consistently_strong",
        "Consistently strong service delivery",
        3,
        "acceptable",
    ),
    (
        "supported_accommodation",
        "inconsistent",
        "Inconsistent quality of service delivery",
        2,
        "weak",
    ),
    (
        "supported_accommodation",
        "serious_weaknesses",
        "Serious or widespread weaknesses",
        1,
        "failing",
    ),
    ("until_2015", "adequate", "Adequate", 2, "weak"),
    ("until_2012", "satisfactory", "Satisfactory", 2, "weak"),
)


def upgrade() -> None:
    op.create_table(
        "rating_grade",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_rating_grade")),
        sa.UniqueConstraint("scale", "label", name=op.f("uq_rating_grade_scale_label")),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("urn", sa.Text(), nullable=True),
        sa.Column(
            "regulator",
            sa.Enum(
                "ofsted",
                "care_inspectorate_wales",
                "care_inspectorate_scotland",
                "care_quality_commission",
                name="regulator",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("registration_number", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "applied",
                "registered",
                "closed",
                name="registrationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "provision_type",
            sa.Enum(
                "childrens_home",
                "secure_childrens_home",
                "fostering_agency",
                "supported_accommodation",
                "residential_special_school",
                "residential_family_centre",
                name="provisiontype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("age_from", sa.Integer(), nullable=False),
        sa.Column("age_to", sa.Integer(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("local_authority", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status <> 'registered' OR regulator <> 'ofsted' OR urn IS NOT NULL",
            name=op.f("ck_service_urn_when_registered"),
        ),
        sa.CheckConstraint("age_from <= age_to", name=op.f("ck_service_ages_in_order")),
        sa.CheckConstraint("places IS NULL OR places > 0", name=op.f("ck_service_places_positive")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_service_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_service_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("reference", name=op.f("uq_service_reference")),
    )
    op.create_index(
        op.f("ix_service_organisation_id"), "service", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_service_provision_type"), "service", ["provision_type"], unique=False)
    op.create_index(op.f("ix_service_urn"), "service", ["urn"], unique=False)
    op.create_index(
        "uq_service_live_urn",
        "service",
        ["urn"],
        unique=True,
        sqlite_where=sa.text("urn IS NOT NULL AND status <> 'closed'"),
        postgresql_where=sa.text("urn IS NOT NULL AND status <> 'closed'"),
    )
    op.create_table(
        "rating_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("overall_code", sa.Text(), nullable=False),
        sa.Column("protected_code", sa.Text(), nullable=True),
        sa.Column("leaders_code", sa.Text(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "published_on IS NULL OR published_on >= inspected_on",
            name=op.f("ck_rating_report_published_after"),
        ),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_rating_report_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["leaders_code"], ["rating_grade.code"], name=op.f("fk_rating_report_leaders_code")
        ),
        sa.ForeignKeyConstraint(
            ["overall_code"], ["rating_grade.code"], name=op.f("fk_rating_report_overall_code")
        ),
        sa.ForeignKeyConstraint(
            ["protected_code"], ["rating_grade.code"], name=op.f("fk_rating_report_protected_code")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_rating_report_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_report")),
        sa.UniqueConstraint(
            "service_id", "inspected_on", name=op.f("uq_rating_report_service_id_inspected_on")
        ),
    )
    op.create_table(
        "register_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lists_grades", sa.Boolean(), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_membership_id"],
            ["membership.id"],
            name=op.f("fk_register_import_by_membership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
    )
    op.create_table(
        "register_setting",
        sa.Column("urn", sa.Text(), nullable=False),
        sa.Column("provision_type", sa.Text(), nullable=False),
        sa.Column("provision_wording", sa.Text(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("registration_status", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("owner_key", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("premises", sa.Integer(), nullable=True),
        sa.Column("short_break_only", sa.Boolean(), nullable=False),
        sa.Column("local_authority", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("ofsted_region", sa.Text(), nullable=False),
        sa.Column("first_import_id", sa.Integer(), nullable=False),
        sa.Column("last_import_id", sa.Integer(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_register_setting_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_import_id"],
            ["register_import.id"],
            name=op.f("fk_register_setting_first_import_id"),
        ),
        sa.ForeignKeyConstraint(
            ["last_import_id"],
            ["register_import.id"],
            name=op.f("fk_register_setting_last_import_id"),
        ),
        sa.PrimaryKeyConstraint("urn", name=op.f("pk_register_setting")),
    )
    op.create_index(
        op.f("ix_register_setting_authority_id"), "register_setting", ["authority_id"], unique=False
    )
    op.create_index(
        op.f("ix_register_setting_last_import_id"),
        "register_setting",
        ["last_import_id"],
        unique=False,
    )
    op.create_index(op.f("ix_register_setting_owner"), "register_setting", ["owner"], unique=False)
    op.create_index(
        op.f("ix_register_setting_owner_key"), "register_setting", ["owner_key"], unique=False
    )
    op.create_index(
        op.f("ix_register_setting_provision_type"),
        "register_setting",
        ["provision_type"],
        unique=False,
    )
    op.create_table(
        "register_inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urn", sa.Text(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("overall_code", sa.Text(), nullable=True),
        sa.Column("protected_code", sa.Text(), nullable=True),
        sa.Column("leaders_code", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["register_import.id"], name=op.f("fk_register_inspection_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["leaders_code"],
            ["rating_grade.code"],
            name=op.f("fk_register_inspection_leaders_code"),
        ),
        sa.ForeignKeyConstraint(
            ["overall_code"],
            ["rating_grade.code"],
            name=op.f("fk_register_inspection_overall_code"),
        ),
        sa.ForeignKeyConstraint(
            ["protected_code"],
            ["rating_grade.code"],
            name=op.f("fk_register_inspection_protected_code"),
        ),
        sa.ForeignKeyConstraint(
            ["urn"], ["register_setting.urn"], name=op.f("fk_register_inspection_urn")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_inspection")),
        sa.UniqueConstraint(
            "urn", "inspected_on", name=op.f("uq_register_inspection_urn_inspected_on")
        ),
    )

    fill_rating_grade()


def fill_rating_grade() -> None:
    """Put in what every installation starts with."""
    rows = sa.table("rating_grade", *map(sa.column, ("scale", "code", "label", "rank", "level")))
    op.bulk_insert(rows, [dict(zip(rows.columns.keys(), row, strict=True)) for row in GRADES])


def downgrade() -> None:
    op.drop_table("register_inspection")
    op.drop_index(op.f("ix_register_setting_provision_type"), table_name="register_setting")
    op.drop_index(op.f("ix_register_setting_owner_key"), table_name="register_setting")
    op.drop_index(op.f("ix_register_setting_owner"), table_name="register_setting")
    op.drop_index(op.f("ix_register_setting_last_import_id"), table_name="register_setting")
    op.drop_index(op.f("ix_register_setting_authority_id"), table_name="register_setting")
    op.drop_table("register_setting")
    op.drop_table("register_import")
    op.drop_table("rating_report")
    op.drop_index(
        "uq_service_live_urn",
        table_name="service",
        sqlite_where=sa.text("urn IS NOT NULL AND status <> 'closed'"),
        postgresql_where=sa.text("urn IS NOT NULL AND status <> 'closed'"),
    )
    op.drop_index(op.f("ix_service_urn"), table_name="service")
    op.drop_index(op.f("ix_service_provision_type"), table_name="service")
    op.drop_index(op.f("ix_service_organisation_id"), table_name="service")
    op.drop_table("service")
    op.drop_table("rating_grade")
