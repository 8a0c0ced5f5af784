"""Sealed bids."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "bid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_bid_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_bid_procurement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
        sa.UniqueConstraint(
            "procurement_id", "organisation_id", name=op.f("uq_bid_procurement_id_organisation_id")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_bid_reference")),
    )
    op.create_index(op.f("ix_bid_organisation_id"), "bid", ["organisation_id"], unique=False)
    op.create_table(
        "sealing_key",
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
        sa.Column("wrapped", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_sealing_key_procurement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealing_key")),
        sa.UniqueConstraint(
            "procurement_id", "envelope", name=op.f("uq_sealing_key_procurement_id_envelope")
        ),
    )
    op.create_table(
        "bid_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("sealed_facts", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_file_bid_id")),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_bid_file_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_bid_file_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_file")),
        sa.UniqueConstraint("reference", name=op.f("uq_bid_file_reference")),
        sa.UniqueConstraint("store_key", name=op.f("uq_bid_file_store_key")),
    )
    op.create_index(op.f("ix_bid_file_bid_id"), "bid_file", ["bid_id"], unique=False)
    op.create_table(
        "draft_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_draft_answer_bid_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_draft_answer_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["membership.id"], name=op.f("fk_draft_answer_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_answer")),
        sa.UniqueConstraint(
            "bid_id",
            "question_id",
            "scope_key",
            name=op.f("uq_draft_answer_bid_id_question_id_scope_key"),
        ),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "withdrawn",
                name="entrystatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft_confirmations", sa.LargeBinary(), nullable=True),
        sa.Column("draft_prices", sa.LargeBinary(), nullable=True),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'submitted') = (submitted_at IS NOT NULL)",
            name=op.f("ck_entry_dated_when_submitted"),
        ),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_entry_bid_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_entry_lot_id")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_entry_procurement_id")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_entry_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint(
            "procurement_id",
            "lot_id",
            "service_id",
            name=op.f("uq_entry_procurement_id_lot_id_service_id"),
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_entry_reference")),
    )
    op.create_index(op.f("ix_entry_bid_id"), "entry", ["bid_id"], unique=False)
    op.create_index(op.f("ix_entry_lot_id"), "entry", ["lot_id"], unique=False)
    op.create_index(op.f("ix_entry_service_id"), "entry", ["service_id"], unique=False)
    op.create_table(
        "late_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_late_attempt_by_membership_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_late_attempt_entry_id")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_late_attempt_procurement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_attempt")),
        sa.UniqueConstraint("entry_id", "token", name=op.f("uq_late_attempt_entry_id_token")),
        sa.UniqueConstraint("reference", name=op.f("uq_late_attempt_reference")),
    )
    op.create_index(
        op.f("ix_late_attempt_procurement_id"), "late_attempt", ["procurement_id"], unique=False
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("procurement_version", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.Column("quality_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("price_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("quality_digest", sa.Text(), nullable=False),
        sa.Column("price_digest", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_submission_by_membership_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_submission_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("entry_id", "token", name=op.f("uq_submission_entry_id_token")),
        sa.UniqueConstraint("entry_id", "version", name=op.f("uq_submission_entry_id_version")),
        sa.UniqueConstraint("reference", name=op.f("uq_submission_reference")),
    )


def downgrade() -> None:
    op.drop_table("submission")
    op.drop_index(op.f("ix_late_attempt_procurement_id"), table_name="late_attempt")
    op.drop_table("late_attempt")
    op.drop_index(op.f("ix_entry_service_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_lot_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_bid_id"), table_name="entry")
    op.drop_table("entry")
    op.drop_table("draft_answer")
    op.drop_index(op.f("ix_bid_file_bid_id"), table_name="bid_file")
    op.drop_table("bid_file")
    op.drop_table("sealing_key")
    op.drop_index(op.f("ix_bid_organisation_id"), table_name="bid")
    op.drop_table("bid")
