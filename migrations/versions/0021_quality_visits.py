"""Quality assurance visits, findings and actions."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "quality_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "announced",
                "unannounced",
                "follow_up",
                "before_placement",
                "desk_review",
                name="visitkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "assurance",
            sa.Enum(
                "assured",
                "assured_with_actions",
                "not_assured",
                name="assurance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "shared",
                "withdrawn",
                name="visitstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(status = 'draft') = (settled_at IS NULL)",
            name=op.f("ck_quality_visit_dated_when_settled"),
        ),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_reason <> '')",
            name=op.f("ck_quality_visit_reasoned"),
        ),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_quality_visit_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_quality_visit_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_quality_visit_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_quality_visit_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_visit")),
        sa.UniqueConstraint("reference", name=op.f("uq_quality_visit_reference")),
    )
    op.create_index(
        op.f("ix_quality_visit_organisation_id"), "quality_visit", ["organisation_id"], unique=False
    )
    op.create_index(
        "ix_quality_visit_region_visited_on",
        "quality_visit",
        ["region_id", "visited_on"],
        unique=False,
    )
    op.create_index(
        "ix_quality_visit_service_visited_on",
        "quality_visit",
        ["service_id", "visited_on"],
        unique=False,
    )
    op.create_table(
        "visit_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "reported_done",
                "confirmed",
                name="actionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["quality_visit.id"], name=op.f("fk_visit_action_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_action")),
        sa.UniqueConstraint("visit_id", "number", name=op.f("uq_visit_action_visit_id_number")),
    )
    op.create_index(
        "ix_visit_action_status_due_on", "visit_action", ["status", "due_on"], unique=False
    )
    op.create_table(
        "visit_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "strength",
                "concern",
                "requirement",
                name="findingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["quality_visit.id"], name=op.f("fk_visit_finding_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_finding")),
        sa.UniqueConstraint("visit_id", "number", name=op.f("uq_visit_finding_visit_id_number")),
    )
    op.create_table(
        "visit_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_visit_note_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_visit_note_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["quality_visit.id"], name=op.f("fk_visit_note_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_note")),
    )
    op.create_index(
        "ix_visit_note_visit_organisation",
        "visit_note",
        ["visit_id", "organisation_id"],
        unique=False,
    )
    op.create_table(
        "visit_action_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "reported_done",
                "confirmed",
                name="actionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["visit_action.id"], name=op.f("fk_visit_action_word_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_membership_id"],
            ["membership.id"],
            name=op.f("fk_visit_action_word_by_membership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_action_word")),
    )
    op.create_index(
        op.f("ix_visit_action_word_action_id"), "visit_action_word", ["action_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_visit_action_word_action_id"), table_name="visit_action_word")
    op.drop_table("visit_action_word")
    op.drop_index("ix_visit_note_visit_organisation", table_name="visit_note")
    op.drop_table("visit_note")
    op.drop_table("visit_finding")
    op.drop_index("ix_visit_action_status_due_on", table_name="visit_action")
    op.drop_table("visit_action")
    op.drop_index("ix_quality_visit_service_visited_on", table_name="quality_visit")
    op.drop_index("ix_quality_visit_region_visited_on", table_name="quality_visit")
    op.drop_index(op.f("ix_quality_visit_organisation_id"), table_name="quality_visit")
    op.drop_table("quality_visit")
