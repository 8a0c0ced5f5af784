"""What providers agree to, dispute and answer."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:

    op.create_table(
        "put_breach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("breach_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "replied",
                "responded",
                name="putstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("responded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status = 'responded') = (responded_at IS NOT NULL)",
            name=op.f("ck_put_breach_dated_when_responded"),
        ),
        sa.CheckConstraint("message <> ''", name=op.f("ck_put_breach_said")),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_put_breach_breach_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_put_breach_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["put_by_id"], ["membership.id"], name=op.f("fk_put_breach_put_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["responded_by_id"], ["membership.id"], name=op.f("fk_put_breach_responded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_breach")),
        sa.UniqueConstraint("reference", name=op.f("uq_put_breach_reference")),
    )
    op.create_index("ix_put_breach_breach", "put_breach", ["breach_id", "id"], unique=False)
    op.create_index(
        "ix_put_breach_organisation_put_at",
        "put_breach",
        ["organisation_id", "put_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_put_breach_unanswered",
        "put_breach",
        ["breach_id"],
        unique=True,
        sqlite_where=sa.text("status <> 'responded'"),
        postgresql_where=sa.text("status <> 'responded'"),
    )
    op.create_table(
        "provider_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("put_id", sa.Integer(), nullable=False),
        sa.Column(
            "position",
            sa.Enum(
                "accept",
                "explain",
                "dispute",
                name="position",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("plan_by", sa.Date(), nullable=True),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_type", sa.Text(), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(file_key IS NULL) = (file_name = '')", name=op.f("ck_provider_reply_file_has_a_name")
        ),
        sa.CheckConstraint(
            "(plan = '') = (plan_by IS NULL)", name=op.f("ck_provider_reply_plan_has_a_day")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_provider_reply_said")),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_provider_reply_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["put_id"], ["put_breach.id"], name=op.f("fk_provider_reply_put_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_reply")),
        sa.UniqueConstraint("file_key", name=op.f("uq_provider_reply_file_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_provider_reply_reference")),
    )
    op.create_index(op.f("ix_provider_reply_put_id"), "provider_reply", ["put_id"], unique=False)
    op.create_table(
        "provider_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("charge_id", sa.Integer(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "call_off",
                "block",
                "spot",
                "unregistered",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "agreed",
                "disputed",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "price",
                "dates",
                "component",
                "hours",
                "not_our_placement",
                "ended_already",
                "other",
                name="disputereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("proposed_pence", sa.BigInteger(), nullable=True),
        sa.Column("proposed_on", sa.Date(), nullable=True),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "accepted",
                "kept",
                "withdrawn",
                name="disputestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closing_words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(answer = 'disputed') = (reason IS NOT NULL)",
            name=op.f("ck_provider_answer_disputes_have_reason"),
        ),
        sa.CheckConstraint(
            "(answer = 'disputed') = (status IS NOT NULL)",
            name=op.f("ck_provider_answer_disputes_have_state"),
        ),
        sa.CheckConstraint(
            "(status IS NULL OR status = 'open') = (closed_at IS NULL)",
            name=op.f("ck_provider_answer_dated_when_closed"),
        ),
        sa.CheckConstraint(
            "reason <> 'other' OR words <> ''", name=op.f("ck_provider_answer_other_in_words")
        ),
        sa.CheckConstraint(
            "status <> 'kept' OR closing_words <> ''",
            name=op.f("ck_provider_answer_kept_with_reason"),
        ),
        sa.CheckConstraint("proposed_pence > 0", name=op.f("ck_provider_answer_proposed_positive")),
        sa.ForeignKeyConstraint(
            ["by_membership_id"],
            ["membership.id"],
            name=op.f("fk_provider_answer_by_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["charge.id"], name=op.f("fk_provider_answer_charge_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["membership.id"], name=op.f("fk_provider_answer_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_provider_answer_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_provider_answer_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_provider_answer_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_answer")),
        sa.UniqueConstraint("reference", name=op.f("uq_provider_answer_reference")),
    )
    op.create_index(
        "ix_provider_answer_organisation_status_at",
        "provider_answer",
        ["organisation_id", "status", "at"],
        unique=False,
    )
    op.create_index(
        "ix_provider_answer_placement",
        "provider_answer",
        ["placement_id", "charge_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_provider_answer_open_charge",
        "provider_answer",
        ["charge_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open' AND charge_id IS NOT NULL"),
        postgresql_where=sa.text("status = 'open' AND charge_id IS NOT NULL"),
    )
    op.create_index(
        "uq_provider_answer_open_placement",
        "provider_answer",
        ["placement_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open' AND charge_id IS NULL"),
        postgresql_where=sa.text("status = 'open' AND charge_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("provider_answer")
    op.drop_table("provider_reply")
    op.drop_table("put_breach")
