"""Invitations to tender."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "procurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "framework_lots",
                "block",
                "mini_competition",
                name="procurementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "quality_opened",
                "prices_opened",
                "recommended",
                "awarded",
                "no_award",
                name="procurementstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questions_close_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conflicts_assessed", sa.Text(), nullable=False),
        sa.Column(
            "unconfirmed_policy",
            sa.Enum(
                "stands",
                "set_aside",
                name="unconfirmedpolicy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decimal_places", sa.Integer(), nullable=False),
        sa.Column("tie_breaks", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status = 'draft' OR published_at IS NOT NULL",
            name=op.f("ck_procurement_dated_when_published"),
        ),
        sa.CheckConstraint(
            "closes_at > questions_close_at", name=op.f("ck_procurement_closes_after_questions")
        ),
        sa.CheckConstraint(
            "decimal_places BETWEEN 0 AND 4", name=op.f("ck_procurement_places_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["membership.id"], name=op.f("fk_procurement_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_procurement_framework_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procurement")),
        sa.UniqueConstraint("reference", name=op.f("uq_procurement_reference")),
    )
    op.create_index(
        op.f("ix_procurement_framework_id"), "procurement", ["framework_id"], unique=False
    )
    op.create_index(
        "ix_procurement_status_closes_at", "procurement", ["status", "closes_at"], unique=False
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "organisation",
                "lot",
                "service",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "pass_fail",
                "information",
                "scored",
                name="questionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "part",
            sa.Enum(
                "quality",
                "social_value",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column("word_limit", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("minimum_mark", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'scored') = (weight IS NOT NULL)", name=op.f("ck_question_weight_when_scored")
        ),
        sa.CheckConstraint(
            "scope <> 'organisation' OR lot_id IS NULL", name=op.f("ck_question_organisation_wide")
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_question_weight_positive")),
        sa.CheckConstraint("word_limit > 0", name=op.f("ck_question_word_limit_positive")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_question_lot_id")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_question_procurement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint(
            "procurement_id", "position", name=op.f("uq_question_procurement_id_position")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_question_reference")),
    )
    op.create_table(
        "scale_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.CheckConstraint("mark >= 0", name=op.f("ck_scale_mark_mark_not_negative")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_scale_mark_procurement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale_mark")),
        sa.UniqueConstraint(
            "procurement_id", "mark", name=op.f("uq_scale_mark_procurement_id_mark")
        ),
    )
    op.create_table(
        "procurement_lot",
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("specification_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_procurement_lot_lot_id")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_procurement_lot_procurement_id")
        ),
        sa.ForeignKeyConstraint(
            ["specification_id"],
            ["specification.id"],
            name=op.f("fk_procurement_lot_specification_id"),
        ),
        sa.PrimaryKeyConstraint("procurement_id", "lot_id", name=op.f("pk_procurement_lot")),
    )
    op.create_index(op.f("ix_procurement_lot_lot_id"), "procurement_lot", ["lot_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_procurement_lot_lot_id"), table_name="procurement_lot")
    op.drop_table("procurement_lot")
    op.drop_table("scale_mark")
    op.drop_table("question")
    op.drop_index("ix_procurement_status_closes_at", table_name="procurement")
    op.drop_index(op.f("ix_procurement_framework_id"), table_name="procurement")
    op.drop_table("procurement")
