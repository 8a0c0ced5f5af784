"""Frameworks and lots."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


COMPONENTS = (  # code, title, unit, whether VAT is charged, place
    ("CORE", "Core care and accommodation", "week", False, 0),
    ("ENH", "Enhanced need", "week", False, 1),
    ("SOLO", "Solo placement", "week", False, 2),
    ("EMERG", "Same-day and emergency, first 28 days", "week", False, 3),
    ("EDU", "Education", "week", False, 4),
    ("H11_DAY", "Extra one-to-one hours, day", "hour", False, 5),
    ("H11_WAKING", "Extra one-to-one hours, waking night", "hour", False, 6),
    ("H11_SLEEP", "Extra sleeping night", "shift", False, 7),
    ("THERAPY", "Therapy", "session", False, 8),
    ("TRANSPORT", "Transport", "mile", True, 9),
    ("PARENT_CHILD", "Parent and child assessment", "once", False, 10),
    ("RETAINER", "Retainer while the child is away", "percent_of_core", False, 11),
)


def upgrade() -> None:
    op.create_table(
        "component",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "week",
                "night",
                "hour",
                "shift",
                "session",
                "mile",
                "once",
                "percent_of_core",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("vat_rated", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_component")),
    )
    op.create_table(
        "framework",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "regime",
            sa.Enum(
                "open_framework",
                "flexible",
                "closed",
                name="regime",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("estimated_value_pence", sa.BigInteger(), nullable=False),
        sa.Column("selection_process", sa.Text(), nullable=False),
        sa.Column("price_mechanism", sa.Text(), nullable=False),
        sa.Column("entitled_authorities", sa.Text(), nullable=False),
        sa.Column(
            "price_basis",
            sa.Enum(
                "in_force_each_night",
                "fixed_at_start",
                name="pricebasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("uplift_rule", sa.Text(), nullable=False),
        sa.Column("reopening_policy", sa.Text(), nullable=False),
        sa.Column("direct_award_mechanism", sa.Text(), nullable=False),
        sa.Column("lower_prices_at_call_off", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_framework_ends_after_start")),
        sa.CheckConstraint("estimated_value_pence > 0", name=op.f("ck_framework_value_positive")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_framework_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework")),
        sa.UniqueConstraint("reference", name=op.f("uq_framework_reference")),
    )
    op.create_index(op.f("ix_framework_region_id"), "framework", ["region_id"], unique=False)
    op.create_table(
        "lot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "places",
                "block",
                name="lotpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "provision_type",
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
            nullable=False,
        ),
        sa.Column("need_category", sa.Text(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=False),
        sa.Column("age_to", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("legal_route", sa.Text(), nullable=False),
        sa.Column("minimum_grade_code", sa.Text(), nullable=True),
        sa.Column(
            "award_mode",
            sa.Enum(
                "all_above_threshold",
                "top_n",
                "tiers",
                "single_supplier",
                name="awardmode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("award_limit", sa.Integer(), nullable=True),
        sa.Column("tier_sizes", sa.JSON(), nullable=True),
        sa.Column("quality_weight", sa.Integer(), nullable=False),
        sa.Column("price_weight", sa.Integer(), nullable=False),
        sa.Column("social_weight", sa.Integer(), nullable=False),
        sa.Column(
            "price_formula",
            sa.Enum(
                "lowest_over_price",
                "pro_rata",
                "mean_based",
                "benchmark",
                "price_per_quality_point",
                "cap_only",
                name="priceformula",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("benchmark_pence", sa.BigInteger(), nullable=True),
        sa.Column("qualification_pence", sa.BigInteger(), nullable=True),
        sa.Column("mean_factor", sa.Integer(), nullable=True),
        sa.Column("block_places", sa.Integer(), nullable=True),
        sa.Column("guarantee_percent", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(purpose = 'block') = (block_places IS NOT NULL)",
            name=op.f("ck_lot_places_when_block"),
        ),
        sa.CheckConstraint(
            "(purpose = 'block') = (guarantee_percent IS NOT NULL)",
            name=op.f("ck_lot_guarantee_when_block"),
        ),
        sa.CheckConstraint("age_from <= age_to", name=op.f("ck_lot_ages_in_order")),
        sa.CheckConstraint("block_places > 0", name=op.f("ck_lot_block_places_positive")),
        sa.CheckConstraint(
            "guarantee_percent BETWEEN 0 AND 100", name=op.f("ck_lot_guarantee_is_percent")
        ),
        sa.CheckConstraint(
            "quality_weight + price_weight + social_weight = 100",
            name=op.f("ck_lot_weights_make_100"),
        ),
        sa.CheckConstraint(
            "quality_weight >= 0 AND price_weight >= 0 AND social_weight >= 0",
            name=op.f("ck_lot_weights_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_lot_framework_id")
        ),
        sa.ForeignKeyConstraint(
            ["minimum_grade_code"], ["rating_grade.code"], name=op.f("fk_lot_minimum_grade_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("framework_id", "number", name=op.f("uq_lot_framework_id_number")),
    )
    op.create_table(
        "price_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("component_code", sa.Text(), nullable=False),
        sa.Column("ceiling_pence", sa.BigInteger(), nullable=False),
        sa.Column("basket_quantity", sa.Integer(), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "basket_quantity >= 0", name=op.f("ck_price_line_quantity_not_negative")
        ),
        sa.CheckConstraint("ceiling_pence > 0", name=op.f("ck_price_line_ceiling_positive")),
        sa.ForeignKeyConstraint(
            ["component_code"], ["component.code"], name=op.f("fk_price_line_component_code")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_price_line_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_line")),
        sa.UniqueConstraint(
            "lot_id", "component_code", name=op.f("uq_price_line_lot_id_component_code")
        ),
    )
    op.create_table(
        "specification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_specification_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specification")),
        sa.UniqueConstraint("lot_id", "version", name=op.f("uq_specification_lot_id_version")),
    )
    op.create_table(
        "requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("specification_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["specification_id"], ["specification.id"], name=op.f("fk_requirement_specification_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
        sa.UniqueConstraint(
            "specification_id", "number", name=op.f("uq_requirement_specification_id_number")
        ),
    )

    fill_component()


def fill_component() -> None:
    """Put in what every installation starts with."""
    rows = sa.table(
        "component", *map(sa.column, ("code", "title", "unit", "vat_rated", "position"))
    )
    op.bulk_insert(rows, [dict(zip(rows.columns.keys(), row, strict=True)) for row in COMPONENTS])


def downgrade() -> None:
    op.drop_table("requirement")
    op.drop_table("specification")
    op.drop_table("price_line")
    op.drop_table("lot")
    op.drop_index(op.f("ix_framework_region_id"), table_name="framework")
    op.drop_table("framework")
    op.drop_table("component")
