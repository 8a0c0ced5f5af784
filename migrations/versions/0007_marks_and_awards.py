"""Marks and awards."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column(
            "envelope",
            sa.Enum(
                "quality",
                "price",
                name="envelope",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("first_officer_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_officer_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(second_officer_id IS NULL) = (opened_at IS NULL)",
            name=op.f("ck_opening_opened_by_second"),
        ),
        sa.CheckConstraint(
            "second_officer_id IS NULL OR second_officer_id <> first_officer_id",
            name=op.f("ck_opening_two_officers"),
        ),
        sa.ForeignKeyConstraint(
            ["first_officer_id"], ["membership.id"], name=op.f("fk_opening_first_officer_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_opening_procurement_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_officer_id"], ["membership.id"], name=op.f("fk_opening_second_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sa.UniqueConstraint(
            "procurement_id", "envelope", name=op.f("uq_opening_procurement_id_envelope")
        ),
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "approved",
                "returned",
                name="recommendationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("recommended_by_id", sa.Integer(), nullable=False),
        sa.Column("recommended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> recommended_by_id",
            name=op.f("ck_recommendation_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["membership.id"], name=op.f("fk_recommendation_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_recommendation_procurement_id")
        ),
        sa.ForeignKeyConstraint(
            ["recommended_by_id"],
            ["membership.id"],
            name=op.f("fk_recommendation_recommended_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("reference", name=op.f("uq_recommendation_reference")),
    )
    op.create_index(
        op.f("ix_recommendation_procurement_id"), "recommendation", ["procurement_id"], unique=False
    )
    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_award_entry_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_award_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_award_entry_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_award_reference")),
    )
    op.create_index(
        op.f("ix_award_recommendation_id"), "award", ["recommendation_id"], unique=False
    )
    op.create_table(
        "confirmation",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_confirmation_entry_id")),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_confirmation_requirement_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "requirement_id", name=op.f("pk_confirmation")),
    )
    op.create_table(
        "entry_price",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("component_code", sa.Text(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_entry_price_positive")),
        sa.ForeignKeyConstraint(
            ["component_code"], ["component.code"], name=op.f("fk_entry_price_component_code")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_price_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "component_code", name=op.f("pk_entry_price")),
    )
    op.create_table(
        "entry_result",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("qualified", sa.Boolean(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("quality_points", sa.Integer(), nullable=True),
        sa.Column("price_points", sa.BigInteger(), nullable=True),
        sa.Column("social_points", sa.Integer(), nullable=True),
        sa.Column("total_points", sa.BigInteger(), nullable=True),
        sa.Column("basket_pence", sa.BigInteger(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("lot_drawn", sa.Integer(), nullable=True),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_result_entry_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_entry_result_lot_id")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_entry_result_procurement_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_result")),
    )
    op.create_index(
        "ix_entry_result_procurement_lot",
        "entry_result",
        ["procurement_id", "lot_id", "rank"],
        unique=False,
    )
    op.create_table(
        "recommendation_line",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("successful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_recommendation_line_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_line_recommendation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "recommendation_id", "entry_id", name=op.f("pk_recommendation_line")
        ),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_response_bid_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_response_entry_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_response_lot_id")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_response_procurement_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_response_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint(
            "question_id",
            "bid_id",
            "scope_key",
            name=op.f("uq_response_question_id_bid_id_scope_key"),
        ),
    )
    op.create_index(op.f("ix_response_bid_id"), "response", ["bid_id"], unique=False)
    op.create_index(
        "ix_response_procurement_question",
        "response",
        ["procurement_id", "question_id"],
        unique=False,
    )
    op.create_table(
        "consensus",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quote <> ''", name=op.f("ck_consensus_quoted")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_consensus_reasoned")),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["membership.id"], name=op.f("fk_consensus_moderator_id")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_consensus_response_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consensus")),
        sa.UniqueConstraint("response_id", name=op.f("uq_consensus_response_id")),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_mark_reasoned")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_mark_membership_id")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_mark_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    op.create_index(op.f("ix_mark_membership_id"), "mark", ["membership_id"], unique=False)
    op.create_index(
        "uq_mark_live",
        "mark",
        ["response_id", "membership_id"],
        unique=True,
        sqlite_where=sa.text("set_aside_at IS NULL"),
        postgresql_where=sa.text("set_aside_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_mark_live",
        table_name="mark",
        sqlite_where=sa.text("set_aside_at IS NULL"),
        postgresql_where=sa.text("set_aside_at IS NULL"),
    )
    op.drop_index(op.f("ix_mark_membership_id"), table_name="mark")
    op.drop_table("mark")
    op.drop_table("consensus")
    op.drop_index("ix_response_procurement_question", table_name="response")
    op.drop_index(op.f("ix_response_bid_id"), table_name="response")
    op.drop_table("response")
    op.drop_table("recommendation_line")
    op.drop_index("ix_entry_result_procurement_lot", table_name="entry_result")
    op.drop_table("entry_result")
    op.drop_table("entry_price")
    op.drop_table("confirmation")
    op.drop_index(op.f("ix_award_recommendation_id"), table_name="award")
    op.drop_table("award")
    op.drop_index(op.f("ix_recommendation_procurement_id"), table_name="recommendation")
    op.drop_table("recommendation")
    op.drop_table("opening")
