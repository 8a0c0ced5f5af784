"""Dated snapshots of the register and scales of grades."""

import sqlalchemy as sa
from alembic import op

from migrations.changing import add_column, drop_column
from migrations.first_versions import fill_fields, fill_scales, fill_versions

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    for name in ("education_code", "health_code"):
        add_column("register_inspection", sa.Column(name, sa.Text(), nullable=True))
    add_column(
        "register_import", sa.Column("fields", sa.JSON(), nullable=False, server_default="[]")
    )
    make_scales()
    make_versions()
    make_previews()
    fill_scales()
    fill_fields()
    fill_versions()


def make_scales() -> None:
    """Scales, their grades and what they are used for."""
    op.create_table(
        "rating_scale",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("judgements", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("judgements > 0", name=op.f("ck_rating_scale_judgements_positive")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_rating_scale")),
        sa.UniqueConstraint("title", name=op.f("uq_rating_scale_title")),
    )
    op.create_table(
        "rating_scale_grade",
        sa.Column("scale_code", sa.Text(), nullable=False),
        sa.Column("grade_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grade_code"], ["rating_grade.code"], name=op.f("fk_rating_scale_grade_grade_code")
        ),
        sa.ForeignKeyConstraint(
            ["scale_code"], ["rating_scale.code"], name=op.f("fk_rating_scale_grade_scale_code")
        ),
        sa.PrimaryKeyConstraint("scale_code", "grade_code", name=op.f("pk_rating_scale_grade")),
    )
    op.create_index(
        op.f("ix_rating_scale_grade_grade_code"), "rating_scale_grade", ["grade_code"], unique=False
    )
    op.create_table(
        "rating_scale_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scale_code", sa.Text(), nullable=False),
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
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from",
            name=op.f("ck_rating_scale_use_days_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["scale_code"], ["rating_scale.code"], name=op.f("fk_rating_scale_use_scale_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_scale_use")),
        sa.UniqueConstraint(
            "provision_type",
            "valid_from",
            name=op.f("uq_rating_scale_use_provision_type_valid_from"),
        ),
    )
    op.create_index(
        op.f("ix_rating_scale_use_scale_code"), "rating_scale_use", ["scale_code"], unique=False
    )
    op.create_index(
        "uq_rating_scale_use_one_open",
        "rating_scale_use",
        ["provision_type"],
        unique=True,
        sqlite_where=sa.text("valid_until IS NULL"),
        postgresql_where=sa.text("valid_until IS NULL"),
    )


def make_versions() -> None:
    """What the register said, from day to day."""
    op.create_table(
        "register_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urn", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
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
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("overall_code", sa.Text(), nullable=True),
        sa.Column("protected_code", sa.Text(), nullable=True),
        sa.Column("leaders_code", sa.Text(), nullable=True),
        sa.Column("education_code", sa.Text(), nullable=True),
        sa.Column("health_code", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on > from_on", name=op.f("ck_register_version_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_register_version_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["education_code"],
            ["rating_grade.code"],
            name=op.f("fk_register_version_education_code"),
        ),
        sa.ForeignKeyConstraint(
            ["health_code"], ["rating_grade.code"], name=op.f("fk_register_version_health_code")
        ),
        sa.ForeignKeyConstraint(
            ["leaders_code"], ["rating_grade.code"], name=op.f("fk_register_version_leaders_code")
        ),
        sa.ForeignKeyConstraint(
            ["overall_code"], ["rating_grade.code"], name=op.f("fk_register_version_overall_code")
        ),
        sa.ForeignKeyConstraint(
            ["protected_code"],
            ["rating_grade.code"],
            name=op.f("fk_register_version_protected_code"),
        ),
        sa.ForeignKeyConstraint(
            ["urn"], ["register_setting.urn"], name=op.f("fk_register_version_urn")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_version")),
        sa.UniqueConstraint("urn", "from_on", name=op.f("uq_register_version_urn_from_on")),
    )
    op.create_index(
        op.f("ix_register_version_authority_id"), "register_version", ["authority_id"], unique=False
    )
    op.create_index(
        "uq_register_version_one_open",
        "register_version",
        ["urn"],
        unique=True,
        sqlite_where=sa.text("until_on IS NULL"),
        postgresql_where=sa.text("until_on IS NULL"),
    )


def make_previews() -> None:
    """What a file would change."""
    op.create_table(
        "register_preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("previewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.Column("latest_import_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_membership_id"],
            ["membership.id"],
            name=op.f("fk_register_preview_by_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["register_import.id"], name=op.f("fk_register_preview_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["latest_import_id"],
            ["register_import.id"],
            name=op.f("fk_register_preview_latest_import_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_preview")),
        sa.UniqueConstraint("reference", name=op.f("uq_register_preview_reference")),
    )
    op.create_table(
        "register_preview_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "new",
                "gone",
                "back",
                "rated",
                "rerated",
                "suspended",
                "reinstated",
                "moved",
                "places",
                "owner",
                "type",
                name="changekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("urn", sa.Text(), nullable=False),
        sa.Column("provision_wording", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("local_authority", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["preview_id"],
            ["register_preview.id"],
            name=op.f("fk_register_preview_change_preview_id"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_register_preview_change_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_preview_change")),
    )
    op.create_index(
        "ix_register_preview_change_kind",
        "register_preview_change",
        ["preview_id", "kind", "id"],
        unique=False,
    )


def downgrade() -> None:
    for table in (
        "register_preview_change",
        "register_preview",
        "register_version",
        "rating_scale_use",
        "rating_scale_grade",
        "rating_scale",
    ):
        op.drop_table(table)
    drop_column("register_import", "fields")
    for name in ("health_code", "education_code"):
        drop_column("register_inspection", name)
