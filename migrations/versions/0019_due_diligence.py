"""Declarations, debarment checks, financial standing and references."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "debarment_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "occasion",
            sa.Enum(
                "application",
                "before_award",
                "scheduled",
                "other",
                name="occasion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("list_consulted", sa.Text(), nullable=False),
        sa.Column("list_dated", sa.Date(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "not_listed",
                "listed_excluded",
                "listed_excludable",
                name="debarmentresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')",
            name=op.f("ck_debarment_check_reasoned_when_withdrawn"),
        ),
        sa.CheckConstraint("list_consulted <> ''", name=op.f("ck_debarment_check_list_named")),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["membership.id"], name=op.f("fk_debarment_check_checked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_debarment_check_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["membership.id"], name=op.f("fk_debarment_check_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debarment_check")),
        sa.UniqueConstraint("reference", name=op.f("uq_debarment_check_reference")),
    )
    op.create_index(
        "ix_debarment_check_subject",
        "debarment_check",
        ["organisation_id", "person", "checked_on"],
        unique=False,
    )
    op.create_table(
        "declaration_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_declaration_draft_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["membership.id"], name=op.f("fk_declaration_draft_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_draft")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_declaration_draft_organisation_id")),
    )
    op.create_table(
        "exclusion_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("declared_name", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.CheckConstraint("declared_name <> ''", name=op.f("ck_exclusion_declaration_signed")),
        sa.CheckConstraint("version > 0", name=op.f("ck_exclusion_declaration_version_positive")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["membership.id"], name=op.f("fk_exclusion_declaration_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_exclusion_declaration_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_declaration")),
        sa.UniqueConstraint(
            "organisation_id",
            "version",
            name=op.f("uq_exclusion_declaration_organisation_id_version"),
        ),
    )
    op.create_table(
        "financial_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "credit_report",
                "accounts_review",
                "parent_guarantee",
                name="financialkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.Column("turnover_pence", sa.BigInteger(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "satisfactory",
                "with_conditions",
                "not_satisfactory",
                name="financialresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("next_due", sa.Date(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "result <> 'with_conditions' OR conditions <> ''",
            name=op.f("ck_financial_check_conditions_said"),
        ),
        sa.CheckConstraint("next_due > checked_on", name=op.f("ck_financial_check_due_later")),
        sa.CheckConstraint(
            "turnover_pence IS NULL OR turnover_pence >= 0",
            name=op.f("ck_financial_check_turnover_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_financial_check_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["membership.id"], name=op.f("fk_financial_check_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_financial_check")),
        sa.UniqueConstraint("reference", name=op.f("uq_financial_check_reference")),
    )
    op.create_index(
        "ix_financial_check_organisation",
        "financial_check",
        ["organisation_id", "checked_on"],
        unique=False,
    )
    op.create_table(
        "referee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("referee_organisation", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("value_pence", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_referee_ends_after_start")
        ),
        sa.CheckConstraint(
            "value_pence IS NULL OR value_pence >= 0", name=op.f("ck_referee_value_positive")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["membership.id"], name=op.f("fk_referee_named_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_referee_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referee")),
        sa.UniqueConstraint("reference", name=op.f("uq_referee_reference")),
    )
    op.create_index(
        op.f("ix_referee_organisation_id"), "referee", ["organisation_id"], unique=False
    )
    op.create_table(
        "declared_ground",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("ground_code", sa.Text(), nullable=False),
        sa.Column(
            "about",
            sa.Enum(
                "supplier",
                "persons",
                name="about",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("applies", sa.Boolean(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("self_cleaning", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "NOT applies OR (what <> '' AND happened_on IS NOT NULL AND self_cleaning <> '')",
            name=op.f("ck_declared_ground_yes_explained"),
        ),
        sa.CheckConstraint(
            "NOT applies OR about = 'supplier' OR person <> ''",
            name=op.f("ck_declared_ground_person_named"),
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["exclusion_declaration.id"],
            name=op.f("fk_declared_ground_declaration_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_ground")),
        sa.UniqueConstraint(
            "declaration_id",
            "ground_code",
            "about",
            name=op.f("uq_declared_ground_declaration_id_ground_code_about"),
        ),
    )
    op.create_table(
        "declared_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "director",
                "significant_control",
                "parent_undertaking",
                "subsidiary",
                "predecessor",
                "associated_supplier",
                name="connection",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["exclusion_declaration.id"],
            name=op.f("fk_declared_person_declaration_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_person")),
        sa.UniqueConstraint(
            "declaration_id",
            "name",
            "kind",
            name=op.f("uq_declared_person_declaration_id_name_kind"),
        ),
    )
    op.create_table(
        "excludable_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "proceed",
                "disregard",
                name="excludable",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_excludable_decision_reasoned")),
        sa.ForeignKeyConstraint(
            ["check_id"], ["debarment_check.id"], name=op.f("fk_excludable_decision_check_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["membership.id"], name=op.f("fk_excludable_decision_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excludable_decision")),
        sa.UniqueConstraint("check_id", name=op.f("uq_excludable_decision_check_id")),
    )
    op.create_table(
        "reference_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referee_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "good",
                "mixed",
                "poor",
                "no_answer",
                name="referenceresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (result IS NULL OR result = 'no_answer')",
            name=op.f("ck_reference_taken_answered_with_result"),
        ),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= asked_on",
            name=op.f("ck_reference_taken_answered_after"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["membership.id"], name=op.f("fk_reference_taken_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["referee_id"], ["referee.id"], name=op.f("fk_reference_taken_referee_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_taken")),
    )
    op.create_index(
        op.f("ix_reference_taken_referee_id"), "reference_taken", ["referee_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_reference_taken_referee_id"), table_name="reference_taken")
    op.drop_table("reference_taken")
    op.drop_table("excludable_decision")
    op.drop_table("declared_person")
    op.drop_table("declared_ground")
    op.drop_index(op.f("ix_referee_organisation_id"), table_name="referee")
    op.drop_table("referee")
    op.drop_index("ix_financial_check_organisation", table_name="financial_check")
    op.drop_table("financial_check")
    op.drop_table("exclusion_declaration")
    op.drop_table("declaration_draft")
    op.drop_index("ix_debarment_check_subject", table_name="debarment_check")
    op.drop_table("debarment_check")
