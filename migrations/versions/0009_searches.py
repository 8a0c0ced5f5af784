"""Searches."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("child_reference", sa.Text(), nullable=False),
        sa.Column(
            "age_band",
            sa.Enum(
                "0-4",
                "5-10",
                "11-15",
                "16-17",
                name="ageband",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "placed",
                "ended",
                name="searchstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column(
            "ideal_type",
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
        sa.Column("ideal_area", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_search_council_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["membership.id"], name=op.f("fk_search_opened_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search")),
        sa.UniqueConstraint("reference", name=op.f("uq_search_reference")),
    )
    op.create_index("ix_search_council_status", "search", ["council_id", "status"], unique=False)
    op.create_table(
        "search_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "in_house",
                "block",
                "framework",
                "other_framework",
                "spot",
                "unregistered",
                name="sourcingstep",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "offered",
                "no_vacancy",
                "refused_matching",
                "refused_other",
                "no_reply",
                "not_suitable",
                name="stepoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("offered_pence", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "offered_pence IS NULL OR offered_pence > 0", name=op.f("ck_search_step_offer_positive")
        ),
        sa.ForeignKeyConstraint(
            ["search_id"], ["search.id"], name=op.f("fk_search_step_search_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_search_step_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_step")),
    )
    op.create_index(op.f("ix_search_step_search_id"), "search_step", ["search_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_search_step_search_id"), table_name="search_step")
    op.drop_table("search_step")
    op.drop_index("ix_search_council_status", table_name="search")
    op.drop_table("search")
