"""Inspections in full, regulatory actions and what follows from them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.changing import add_column, allow_null, drop_column, values_check

revision = "0017"
down_revision = "0016"

KINDS = ("full", "first", "interim", "monitoring", "assurance", "registration")
CAUSES = ("rating_report", "register_inspection", "regulatory_action")


def upgrade() -> None:
    """Every report so far is of a full inspection: no other could be reported."""
    widen_reports()
    for column in ("rating_report_days", "rating_report_days_failing"):
        default = "2" if column == "rating_report_days" else "1"
        name = "ck_framework_" + column.removeprefix("rating_")
        add_column(
            "framework",
            sa.Column(column, sa.Integer(), server_default=default, nullable=False),
            {name: f"{column} BETWEEN 1 AND 30"},
        )
    create_action_plan_file()
    create_regulatory_action()
    create_suspension_proposal()
    create_lifting_evidence()
    create_placement_review()


def downgrade() -> None:
    for table in ("placement_review", "lifting_evidence", "suspension_proposal"):
        op.drop_table(table)
    op.drop_table("regulatory_action")
    op.drop_table("action_plan_file")
    drop_column("framework", "rating_report_days_failing")
    drop_column("framework", "rating_report_days")
    op.execute("DELETE FROM rating_report WHERE overall_code IS NULL")
    for column in (
        "recommendations",
        "requirements",
        "action_plan",
        "link",
        "health_code",
        "education_code",
        "received_on",
        "inspected_until",
        "kind",
    ):
        drop_column("rating_report", column)
    allow_null("rating_report", "overall_code", allowed=False)


def widen_reports() -> None:
    allow_null("rating_report", "overall_code")
    add_column(
        "rating_report",
        sa.Column("kind", sa.String(40), server_default="full", nullable=False),
        {
            "ck_rating_report_inspectionkind": values_check("kind", KINDS),
            "ck_rating_report_graded_when_full": (
                "overall_code IS NOT NULL OR kind NOT IN ('full', 'first')"
            ),
        },
    )
    add_column(
        "rating_report",
        sa.Column("inspected_until", sa.Date()),
        {
            "ck_rating_report_days_in_order": (
                "inspected_until IS NULL OR inspected_until >= inspected_on"
            )
        },
    )
    add_column(
        "rating_report",
        sa.Column("received_on", sa.Date()),
        {"ck_rating_report_received_after": "received_on IS NULL OR received_on >= inspected_on"},
    )
    for column in ("education_code", "health_code"):
        add_column("rating_report", sa.Column(column, sa.Text()))
    for column in ("link", "action_plan"):
        add_column("rating_report", sa.Column(column, sa.Text(), server_default="", nullable=False))
    for column in ("requirements", "recommendations"):
        add_column(
            "rating_report",
            sa.Column(column, sa.Integer()),
            {f"ck_rating_report_{column}_counted": f"{column} >= 0"},
        )


def create_action_plan_file() -> None:
    op.create_table(
        "action_plan_file",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        points_to("action_plan_file", "by_membership_id", "membership.id"),
        points_to("action_plan_file", "report_id", "rating_report.id"),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_action_plan_file")),
    )
    op.create_index(
        op.f("ix_action_plan_file_store_key"), "action_plan_file", ["store_key"], unique=False
    )


def create_regulatory_action() -> None:
    table = "regulatory_action"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        one_of(
            "kind",
            "actionkind",
            "restriction",
            "suspension",
            "cancellation_notice",
            "cancellation",
            "compliance_notice",
            "condition",
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        one_of("source", "actionsource", "letter", "provider", "register"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("ended_evidence", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        holds(table, "ends_after_start", "until IS NULL OR until > starts_on"),
        holds(table, "ended_with_reason", "(ended_at IS NULL) = (ended_reason IS NULL)"),
        holds(table, "dated_when_ended", "ended_at IS NULL OR until IS NOT NULL"),
        holds(
            table, "withdrawn_with_reason", "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)"
        ),
        points_to(table, "recorded_by_id", "membership.id"),
        points_to(table, "service_id", "service.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulatory_action")),
        sa.UniqueConstraint("reference", name=op.f("uq_regulatory_action_reference")),
    )
    op.create_index(
        "ix_regulatory_action_service_starts_on", table, ["service_id", "starts_on"], unique=False
    )
    op.create_index(
        "uq_regulatory_action_live",
        table,
        ["service_id", "kind", "starts_on"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def create_suspension_proposal() -> None:
    table = "suspension_proposal"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        one_of("cause_kind", "causekind", *CAUSES),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        one_of("status", "proposalstatus", "open", "suspended", "declined", "superseded"),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        holds(table, "dated_when_decided", "(status = 'open') = (decided_at IS NULL)"),
        holds(
            table,
            "decided_with_reason",
            "status NOT IN ('suspended', 'declined') OR"
            " (decided_by_id IS NOT NULL AND reason <> '')",
        ),
        points_to(table, "appointment_id", "appointment.id"),
        points_to(table, "decided_by_id", "membership.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension_proposal")),
        sa.UniqueConstraint("reference", name=op.f("uq_suspension_proposal_reference")),
        sa.UniqueConstraint(
            "appointment_id",
            "cause_kind",
            "cause_id",
            name=op.f("uq_suspension_proposal_appointment_id_cause_kind_cause_id"),
        ),
    )
    op.create_index(
        "ix_suspension_proposal_open",
        table,
        ["appointment_id"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def create_lifting_evidence() -> None:
    table = "lifting_evidence"
    op.create_table(
        table,
        sa.Column("spell_id", sa.Integer(), nullable=False),
        one_of("kind", "evidencekind", "inspection", "visit", "action_ended", "other"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        holds(table, "said", "words <> ''"),
        points_to(table, "spell_id", "appointment_spell.id"),
        sa.PrimaryKeyConstraint("spell_id", name=op.f("pk_lifting_evidence")),
    )


def create_placement_review() -> None:
    table = "placement_review"
    outcome = one_of("outcome", "reviewoutcome", "stays", "stays_with_conditions", "plan_to_move")
    outcome.nullable = True
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        one_of("cause_kind", "causekind", *CAUSES),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        outcome,
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        holds(
            table,
            "recorded_whole",
            "(outcome IS NULL) = (recorded_at IS NULL)"
            " AND (outcome IS NULL) = (recorded_by_id IS NULL)",
        ),
        points_to(table, "council_id", "organisation.id"),
        points_to(table, "placement_id", "placement.id"),
        points_to(table, "recorded_by_id", "membership.id"),
        points_to(table, "service_id", "service.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_review")),
        sa.UniqueConstraint("reference", name=op.f("uq_placement_review_reference")),
        sa.UniqueConstraint(
            "placement_id",
            "cause_kind",
            "cause_id",
            name=op.f("uq_placement_review_placement_id_cause_kind_cause_id"),
        ),
    )
    op.create_index(
        "ix_placement_review_council_due", table, ["council_id", "due_on", "id"], unique=False
    )
    op.create_index("ix_placement_review_cause", table, ["cause_kind", "cause_id"], unique=False)
    op.create_index(op.f("ix_placement_review_service_id"), table, ["service_id"], unique=False)


def one_of(name: str, enum: str, *values: str) -> sa.Column[Any]:
    """A column that holds the values of an enum."""
    kind = sa.Enum(*values, name=enum, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)


def holds(table: str, name: str, condition: str) -> sa.CheckConstraint:
    """A condition that every row meets."""
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def points_to(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    """A foreign key of one column."""
    return sa.ForeignKeyConstraint([column], [there], name=op.f(f"fk_{table}_{column}"))
