"""Rules, breaches and runs."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "done",
                "failed",
                name="runstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", "due_at", name=op.f("uq_job_run_job_due_at")),
    )
    op.create_index("ix_job_run_started_at", "job_run", ["started_at"], unique=False)
    op.create_table(
        "breach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("rule_code", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "acknowledged",
                "planned",
                "waiver_proposed",
                "waived",
                "closed",
                name="breachstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("measured", sa.BigInteger(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("waived_until", sa.Date(), nullable=True),
        sa.Column("times_opened", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL)",
            name=op.f("ck_breach_dated_when_closed"),
        ),
        sa.CheckConstraint(
            "(status = 'waived') = (waived_until IS NOT NULL)",
            name=op.f("ck_breach_dated_when_waived"),
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["membership.id"], name=op.f("fk_breach_assigned_to_id")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_breach_council_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_breach_organisation_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_breach_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
        sa.UniqueConstraint("reference", name=op.f("uq_breach_reference")),
        sa.UniqueConstraint(
            "rule_code",
            "subject_kind",
            "subject_id",
            "period",
            name=op.f("uq_breach_rule_code_subject_kind_subject_id_period"),
        ),
    )
    op.create_index(op.f("ix_breach_assigned_to_id"), "breach", ["assigned_to_id"], unique=False)
    op.create_index(op.f("ix_breach_council_id"), "breach", ["council_id"], unique=False)
    op.create_index(
        "ix_breach_live",
        "breach",
        ["rule_code", "subject_kind", "subject_id"],
        unique=False,
        sqlite_where=sa.text("status <> 'closed'"),
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_index(op.f("ix_breach_organisation_id"), "breach", ["organisation_id"], unique=False)
    op.create_index(
        "ix_breach_region_due_on", "breach", ["region_id", "due_on", "id"], unique=False
    )
    op.create_index(
        "ix_breach_region_opened_at", "breach", ["region_id", "opened_at", "id"], unique=False
    )
    op.create_index(
        "ix_breach_region_status_opened_at",
        "breach",
        ["region_id", "status", "opened_at"],
        unique=False,
    )
    op.create_index("ix_breach_subject", "breach", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "rule_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_code", sa.Text(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_rule_setting_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_rule_setting_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_setting")),
        sa.UniqueConstraint(
            "rule_code",
            "region_id",
            "starts_on",
            name=op.f("uq_rule_setting_rule_code_region_id_starts_on"),
        ),
    )
    op.create_table(
        "breach_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("breach_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("measured", sa.BigInteger(), nullable=True),
        sa.Column("amount_pence", sa.BigInteger(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["breach_id"], ["breach.id"], name=op.f("fk_breach_event_breach_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_breach_event_by_membership_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["job_run.id"], name=op.f("fk_breach_event_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_event")),
    )
    op.create_index("ix_breach_event_breach_at", "breach_event", ["breach_id", "at"], unique=False)
    op.create_index(op.f("ix_breach_event_run_id"), "breach_event", ["run_id"], unique=False)
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("breach_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_waiver_reasoned")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id",
            name=op.f("ck_waiver_two_people"),
        ),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_waiver_breach_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["membership.id"], name=op.f("fk_waiver_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["membership.id"], name=op.f("fk_waiver_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    op.create_index(op.f("ix_waiver_breach_id"), "waiver", ["breach_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_waiver_breach_id"), table_name="waiver")
    op.drop_table("waiver")
    op.drop_index(op.f("ix_breach_event_run_id"), table_name="breach_event")
    op.drop_index("ix_breach_event_breach_at", table_name="breach_event")
    op.drop_table("breach_event")
    op.drop_table("rule_setting")
    op.drop_index("ix_breach_subject", table_name="breach")
    op.drop_index("ix_breach_region_status_opened_at", table_name="breach")
    op.drop_index("ix_breach_region_opened_at", table_name="breach")
    op.drop_index("ix_breach_region_due_on", table_name="breach")
    op.drop_index(op.f("ix_breach_organisation_id"), table_name="breach")
    op.drop_index(
        "ix_breach_live",
        table_name="breach",
        sqlite_where=sa.text("status <> 'closed'"),
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.drop_index(op.f("ix_breach_council_id"), table_name="breach")
    op.drop_index(op.f("ix_breach_assigned_to_id"), table_name="breach")
    op.drop_table("breach")
    op.drop_index("ix_job_run_started_at", table_name="job_run")
    op.drop_table("job_run")
