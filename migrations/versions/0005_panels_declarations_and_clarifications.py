"""Panels, declarations and clarifications."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "clarification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_clarification_dated_when_answered"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["membership.id"], name=op.f("fk_clarification_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["membership.id"], name=op.f("fk_clarification_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_clarification_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_clarification_procurement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
        sa.UniqueConstraint("reference", name=op.f("uq_clarification_reference")),
    )
    op.create_index(
        "ix_clarification_procurement_asked_at",
        "clarification",
        ["procurement_id", "asked_at"],
        unique=False,
    )
    op.create_table(
        "deadline_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "approved",
                "returned",
                name="extensionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("closed_at_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(status = 'proposed') = (decided_at IS NULL)",
            name=op.f("ck_deadline_extension_dated_when_decided"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_deadline_extension_reasoned")),
        sa.CheckConstraint(
            "closes_at > closed_at_before", name=op.f("ck_deadline_extension_later")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id",
            name=op.f("ck_deadline_extension_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["membership.id"], name=op.f("fk_deadline_extension_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id"],
            ["procurement.id"],
            name=op.f("fk_deadline_extension_procurement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["membership.id"], name=op.f("fk_deadline_extension_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_extension")),
        sa.UniqueConstraint("reference", name=op.f("uq_deadline_extension_reference")),
    )
    op.create_index(
        op.f("ix_deadline_extension_procurement_id"),
        "deadline_extension",
        ["procurement_id"],
        unique=False,
    )
    op.create_index(
        "uq_deadline_extension_proposed",
        "deadline_extension",
        ["procurement_id"],
        unique=True,
        sqlite_where=sa.text("status = 'proposed'"),
        postgresql_where=sa.text("status = 'proposed'"),
    )
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT conflict OR detail <> ''", name=op.f("ck_declaration_conflict_explained")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_declaration_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_declaration_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_declaration_procurement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
    )
    op.create_index(
        "ix_declaration_procurement_membership",
        "declaration",
        ["procurement_id", "membership_id"],
        unique=False,
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_interest_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_interest_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_interest_procurement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint(
            "procurement_id",
            "organisation_id",
            name=op.f("uq_interest_procurement_id_organisation_id"),
        ),
    )
    op.create_index(
        op.f("ix_interest_organisation_id"), "interest", ["organisation_id"], unique=False
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(
                "opener",
                "moderator",
                "evaluator",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "duty = 'evaluator' OR question_id IS NULL",
            name=op.f("ck_assignment_question_for_evaluator"),
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_assignment_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_assignment_procurement_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_assignment_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("reference", name=op.f("uq_assignment_reference")),
    )
    op.create_index(
        op.f("ix_assignment_membership_id"), "assignment", ["membership_id"], unique=False
    )
    op.create_index(
        "ix_assignment_procurement_duty", "assignment", ["procurement_id", "duty"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_assignment_procurement_duty", table_name="assignment")
    op.drop_index(op.f("ix_assignment_membership_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_interest_organisation_id"), table_name="interest")
    op.drop_table("interest")
    op.drop_index("ix_declaration_procurement_membership", table_name="declaration")
    op.drop_table("declaration")
    op.drop_index(
        "uq_deadline_extension_proposed",
        table_name="deadline_extension",
        sqlite_where=sa.text("status = 'proposed'"),
        postgresql_where=sa.text("status = 'proposed'"),
    )
    op.drop_index(op.f("ix_deadline_extension_procurement_id"), table_name="deadline_extension")
    op.drop_table("deadline_extension")
    op.drop_index("ix_clarification_procurement_asked_at", table_name="clarification")
    op.drop_table("clarification")
