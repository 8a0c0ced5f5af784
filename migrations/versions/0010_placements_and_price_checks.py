"""Placements and price checks."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "lot_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("appointments", sa.Integer(), nullable=False),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_month_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_month")),
        sa.UniqueConstraint("lot_id", "month", name=op.f("uq_lot_month_lot_id_month")),
    )
    op.create_table(
        "lot_median",
        sa.Column("lot_month_id", sa.Integer(), nullable=False),
        sa.Column("component_code", sa.Text(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_lot_median_positive")),
        sa.ForeignKeyConstraint(
            ["component_code"], ["component.code"], name=op.f("fk_lot_median_component_code")
        ),
        sa.ForeignKeyConstraint(
            ["lot_month_id"], ["lot_month.id"], name=op.f("fk_lot_median_lot_month_id")
        ),
        sa.PrimaryKeyConstraint("lot_month_id", "component_code", name=op.f("pk_lot_median")),
    )
    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=True),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("setting", sa.Text(), nullable=False),
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
        sa.Column("comparison_lot_id", sa.Integer(), nullable=True),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("block_contract_id", sa.Integer(), nullable=True),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("complete_by", sa.Date(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(route = 'block') = (block_contract_id IS NOT NULL) OR complete_by IS NOT NULL",
            name=op.f("ck_placement_block_has_contract"),
        ),
        sa.CheckConstraint(
            "service_id IS NOT NULL OR setting <> ''", name=op.f("ck_placement_somewhere")
        ),
        sa.CheckConstraint(
            "complete_by IS NOT NULL OR (route IS NOT NULL AND comparison_lot_id IS NOT NULL)",
            name=op.f("ck_placement_complete_or_due"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_placement_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_placement_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["block_contract_id"],
            ["block_contract.id"],
            name=op.f("fk_placement_block_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["comparison_lot_id"], ["lot.id"], name=op.f("fk_placement_comparison_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_placement_council_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["membership.id"], name=op.f("fk_placement_officer_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_placement_provider_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_placement_region_id")),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], name=op.f("fk_placement_search_id")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_placement_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("reference", name=op.f("uq_placement_reference")),
    )
    op.create_index(
        op.f("ix_placement_appointment_id"), "placement", ["appointment_id"], unique=False
    )
    op.create_index(
        op.f("ix_placement_block_contract_id"), "placement", ["block_contract_id"], unique=False
    )
    op.create_index(
        op.f("ix_placement_comparison_lot_id"), "placement", ["comparison_lot_id"], unique=False
    )
    op.create_index(
        "ix_placement_council_starts_on", "placement", ["council_id", "starts_on"], unique=False
    )
    op.create_index(
        "ix_placement_region_starts_on", "placement", ["region_id", "starts_on"], unique=False
    )
    op.create_index(op.f("ix_placement_search_id"), "placement", ["search_id"], unique=False)
    op.create_index(
        "ix_placement_service_starts_on", "placement", ["service_id", "starts_on"], unique=False
    )
    op.create_table(
        "age_band_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column(
            "age_band",
            sa.Enum(
                "0-4",
                "5-10",
                "11-15",
                "16-17",
                name="ageband",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_age_band_period_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_age_band_period")),
        sa.UniqueConstraint(
            "placement_id", "starts_on", name=op.f("uq_age_band_period_placement_id_starts_on")
        ),
    )
    op.create_table(
        "agreed_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("component_code", sa.Text(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_agreed_rate_positive")),
        sa.ForeignKeyConstraint(
            ["component_code"], ["component.code"], name=op.f("fk_agreed_rate_component_code")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_agreed_rate_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_rate")),
        sa.UniqueConstraint(
            "placement_id",
            "component_code",
            "starts_on",
            name=op.f("uq_agreed_rate_placement_id_component_code_starts_on"),
        ),
    )
    op.create_table(
        "charge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("component_code", sa.Text(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)",
            name=op.f("ck_charge_withdrawn_with_reason"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_charge_ends_after_start")
        ),
        sa.CheckConstraint("pence > 0", name=op.f("ck_charge_positive")),
        sa.CheckConstraint(
            "quantity IS NULL OR quantity > 0", name=op.f("ck_charge_quantity_positive")
        ),
        sa.ForeignKeyConstraint(
            ["component_code"], ["component.code"], name=op.f("fk_charge_component_code")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_charge_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
    )
    op.create_index(
        "ix_charge_placement_component",
        "charge",
        ["placement_id", "component_code", "starts_on"],
        unique=False,
    )
    op.create_table(
        "child_record",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("child_reference", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column(
            "ideal_type",
            sa.Enum(
                "childrens_home",
                "secure_childrens_home",
                "fostering_agency",
                "supported_accommodation",
                "residential_special_school",
                "residential_family_centre",
                name="provisiontype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ideal_area", sa.Text(), nullable=False),
        sa.Column("gap_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_child_record_council_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_child_record_placement_id")
        ),
        sa.PrimaryKeyConstraint("placement_id", name=op.f("pk_child_record")),
    )
    op.create_index(
        op.f("ix_child_record_council_id"), "child_record", ["council_id"], unique=False
    )
    op.create_table(
        "price_piece",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("component_code", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("charged_pence", sa.BigInteger(), nullable=False),
        sa.Column("reference_pence", sa.BigInteger(), nullable=True),
        sa.Column("reference_kind", sa.Text(), nullable=False),
        sa.Column("reference_source_id", sa.Integer(), nullable=True),
        sa.Column("unpriced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["component_code"], ["component.code"], name=op.f("fk_price_piece_component_code")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_price_piece_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_piece")),
    )
    op.create_index(
        "ix_price_piece_kind_starts_on",
        "price_piece",
        ["reference_kind", "starts_on"],
        unique=False,
    )
    op.create_index(
        "ix_price_piece_placement", "price_piece", ["placement_id", "starts_on"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_price_piece_placement", table_name="price_piece")
    op.drop_index("ix_price_piece_kind_starts_on", table_name="price_piece")
    op.drop_table("price_piece")
    op.drop_index(op.f("ix_child_record_council_id"), table_name="child_record")
    op.drop_table("child_record")
    op.drop_index("ix_charge_placement_component", table_name="charge")
    op.drop_table("charge")
    op.drop_table("agreed_rate")
    op.drop_table("age_band_period")
    op.drop_index("ix_placement_service_starts_on", table_name="placement")
    op.drop_index(op.f("ix_placement_search_id"), table_name="placement")
    op.drop_index("ix_placement_region_starts_on", table_name="placement")
    op.drop_index("ix_placement_council_starts_on", table_name="placement")
    op.drop_index(op.f("ix_placement_comparison_lot_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_block_contract_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_appointment_id"), table_name="placement")
    op.drop_table("placement")
    op.drop_table("lot_median")
    op.drop_table("lot_month")
