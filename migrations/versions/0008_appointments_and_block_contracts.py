"""Appointments and block contracts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "appointed",
                "suspended",
                "withdrawn",
                name="appointmentstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_appointment_ends_after_start")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_appointment_award_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_appointment_lot_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_appointment_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_appointment_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("award_id", name=op.f("uq_appointment_award_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_appointment_reference")),
    )
    op.create_index(op.f("ix_appointment_ends_on"), "appointment", ["ends_on"], unique=False)
    op.create_index(
        op.f("ix_appointment_organisation_id"), "appointment", ["organisation_id"], unique=False
    )
    op.create_index(
        "ix_appointment_service_lot", "appointment", ["service_id", "lot_id"], unique=False
    )
    op.create_index(
        "uq_appointment_live",
        "appointment",
        ["lot_id", "service_id"],
        unique=True,
        sqlite_where=sa.text("status <> 'withdrawn'"),
        postgresql_where=sa.text("status <> 'withdrawn'"),
    )
    op.create_table(
        "block_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("weekly_pence", sa.BigInteger(), nullable=False),
        sa.Column("guarantee_percent", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_block_contract_ends_after_start")),
        sa.CheckConstraint(
            "guarantee_percent BETWEEN 0 AND 100",
            name=op.f("ck_block_contract_guarantee_is_percent"),
        ),
        sa.CheckConstraint("places > 0", name=op.f("ck_block_contract_places_positive")),
        sa.CheckConstraint("weekly_pence > 0", name=op.f("ck_block_contract_price_positive")),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_block_contract_award_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_block_contract_lot_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_block_contract_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_block_contract_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_contract")),
        sa.UniqueConstraint("award_id", name=op.f("uq_block_contract_award_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_block_contract_reference")),
    )
    op.create_index(op.f("ix_block_contract_ends_on"), "block_contract", ["ends_on"], unique=False)
    op.create_index(op.f("ix_block_contract_lot_id"), "block_contract", ["lot_id"], unique=False)
    op.create_index(
        op.f("ix_block_contract_organisation_id"),
        "block_contract",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_block_contract_service_id"), "block_contract", ["service_id"], unique=False
    )
    op.create_table(
        "appointment_spell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "appointed",
                "suspended",
                "withdrawn",
                name="appointmentstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_spell_appointment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_spell")),
    )
    op.create_index(
        "ix_appointment_spell_dates",
        "appointment_spell",
        ["appointment_id", "starts_on"],
        unique=False,
    )
    op.create_table(
        "block_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_block_share_ends_after_start")
        ),
        sa.CheckConstraint("places > 0", name=op.f("ck_block_share_places_positive")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["block_contract.id"], name=op.f("fk_block_share_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_block_share_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_share")),
        sa.UniqueConstraint(
            "contract_id",
            "organisation_id",
            "starts_on",
            name=op.f("uq_block_share_contract_id_organisation_id_starts_on"),
        ),
    )
    op.create_index(
        op.f("ix_block_share_organisation_id"), "block_share", ["organisation_id"], unique=False
    )
    op.create_table(
        "rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("component_code", sa.Text(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "bid",
                "uplift",
                "variation",
                name="ratesource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)",
            name=op.f("ck_rate_withdrawn_with_reason"),
        ),
        sa.CheckConstraint("pence > 0", name=op.f("ck_rate_positive")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_rate_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_rate_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["component_code"], ["component.code"], name=op.f("fk_rate_component_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate")),
    )
    op.create_index(
        "uq_rate_live",
        "rate",
        ["appointment_id", "component_code", "starts_on"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_rate_live",
        table_name="rate",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_table("rate")
    op.drop_index(op.f("ix_block_share_organisation_id"), table_name="block_share")
    op.drop_table("block_share")
    op.drop_index("ix_appointment_spell_dates", table_name="appointment_spell")
    op.drop_table("appointment_spell")
    op.drop_index(op.f("ix_block_contract_service_id"), table_name="block_contract")
    op.drop_index(op.f("ix_block_contract_organisation_id"), table_name="block_contract")
    op.drop_index(op.f("ix_block_contract_lot_id"), table_name="block_contract")
    op.drop_index(op.f("ix_block_contract_ends_on"), table_name="block_contract")
    op.drop_table("block_contract")
    op.drop_index(
        "uq_appointment_live",
        table_name="appointment",
        sqlite_where=sa.text("status <> 'withdrawn'"),
        postgresql_where=sa.text("status <> 'withdrawn'"),
    )
    op.drop_index("ix_appointment_service_lot", table_name="appointment")
    op.drop_index(op.f("ix_appointment_organisation_id"), table_name="appointment")
    op.drop_index(op.f("ix_appointment_ends_on"), table_name="appointment")
    op.drop_table("appointment")
