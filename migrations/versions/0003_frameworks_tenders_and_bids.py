"""Frameworks tenders and bids."""

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
        sa.Column("benchmark_pence", sa.Integer(), nullable=True),
        sa.Column("qualification_pence", sa.Integer(), nullable=True),
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
        "procurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "framework_lots",
                "block",
                "mini_competition",
                name="procurementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "quality_opened",
                "prices_opened",
                "recommended",
                "awarded",
                "no_award",
                name="procurementstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questions_close_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conflicts_assessed", sa.Text(), nullable=False),
        sa.Column(
            "unconfirmed_policy",
            sa.Enum(
                "stands",
                "set_aside",
                name="unconfirmedpolicy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decimal_places", sa.Integer(), nullable=False),
        sa.Column("tie_breaks", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status = 'draft' OR published_at IS NOT NULL",
            name=op.f("ck_procurement_dated_when_published"),
        ),
        sa.CheckConstraint(
            "closes_at > questions_close_at", name=op.f("ck_procurement_closes_after_questions")
        ),
        sa.CheckConstraint(
            "decimal_places BETWEEN 0 AND 4", name=op.f("ck_procurement_places_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["membership.id"], name=op.f("fk_procurement_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_procurement_framework_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procurement")),
        sa.UniqueConstraint("reference", name=op.f("uq_procurement_reference")),
    )
    op.create_index(
        op.f("ix_procurement_framework_id"), "procurement", ["framework_id"], unique=False
    )
    op.create_index(
        "ix_procurement_status_closes_at", "procurement", ["status", "closes_at"], unique=False
    )
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
        "opening",
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
        sa.Column("first_officer_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_officer_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(second_officer_id IS NULL) = (opened_at IS NULL)",
            name=op.f("ck_opening_opened_by_second"),
        ),
        sa.CheckConstraint(
            "second_officer_id IS NULL OR second_officer_id <> first_officer_id",
            name=op.f("ck_opening_two_officers"),
        ),
        sa.ForeignKeyConstraint(
            ["first_officer_id"], ["membership.id"], name=op.f("fk_opening_first_officer_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_opening_procurement_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_officer_id"], ["membership.id"], name=op.f("fk_opening_second_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sa.UniqueConstraint(
            "procurement_id", "envelope", name=op.f("uq_opening_procurement_id_envelope")
        ),
    )
    op.create_table(
        "price_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("component_code", sa.Text(), nullable=False),
        sa.Column("ceiling_pence", sa.Integer(), nullable=False),
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
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "organisation",
                "lot",
                "service",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "pass_fail",
                "information",
                "scored",
                name="questionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "part",
            sa.Enum(
                "quality",
                "social_value",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column("word_limit", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("minimum_mark", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'scored') = (weight IS NOT NULL)", name=op.f("ck_question_weight_when_scored")
        ),
        sa.CheckConstraint(
            "scope <> 'organisation' OR lot_id IS NULL", name=op.f("ck_question_organisation_wide")
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_question_weight_positive")),
        sa.CheckConstraint("word_limit > 0", name=op.f("ck_question_word_limit_positive")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_question_lot_id")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_question_procurement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint(
            "procurement_id", "position", name=op.f("uq_question_procurement_id_position")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_question_reference")),
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "approved",
                "returned",
                name="recommendationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("recommended_by_id", sa.Integer(), nullable=False),
        sa.Column("recommended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> recommended_by_id",
            name=op.f("ck_recommendation_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["membership.id"], name=op.f("fk_recommendation_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_recommendation_procurement_id")
        ),
        sa.ForeignKeyConstraint(
            ["recommended_by_id"],
            ["membership.id"],
            name=op.f("fk_recommendation_recommended_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("reference", name=op.f("uq_recommendation_reference")),
    )
    op.create_index(
        op.f("ix_recommendation_procurement_id"), "recommendation", ["procurement_id"], unique=False
    )
    op.create_table(
        "scale_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.CheckConstraint("mark >= 0", name=op.f("ck_scale_mark_mark_not_negative")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_scale_mark_procurement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale_mark")),
        sa.UniqueConstraint(
            "procurement_id", "mark", name=op.f("uq_scale_mark_procurement_id_mark")
        ),
    )
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
        "procurement_lot",
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("specification_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_procurement_lot_lot_id")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_procurement_lot_procurement_id")
        ),
        sa.ForeignKeyConstraint(
            ["specification_id"],
            ["specification.id"],
            name=op.f("fk_procurement_lot_specification_id"),
        ),
        sa.PrimaryKeyConstraint("procurement_id", "lot_id", name=op.f("pk_procurement_lot")),
    )
    op.create_index(op.f("ix_procurement_lot_lot_id"), "procurement_lot", ["lot_id"], unique=False)
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
    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_award_entry_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_award_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_award_entry_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_award_reference")),
    )
    op.create_index(
        op.f("ix_award_recommendation_id"), "award", ["recommendation_id"], unique=False
    )
    op.create_table(
        "confirmation",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_confirmation_entry_id")),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_confirmation_requirement_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "requirement_id", name=op.f("pk_confirmation")),
    )
    op.create_table(
        "entry_price",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("component_code", sa.Text(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_entry_price_positive")),
        sa.ForeignKeyConstraint(
            ["component_code"], ["component.code"], name=op.f("fk_entry_price_component_code")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_price_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "component_code", name=op.f("pk_entry_price")),
    )
    op.create_table(
        "entry_result",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("qualified", sa.Boolean(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("quality_points", sa.Integer(), nullable=True),
        sa.Column("price_points", sa.Integer(), nullable=True),
        sa.Column("social_points", sa.Integer(), nullable=True),
        sa.Column("total_points", sa.Integer(), nullable=True),
        sa.Column("basket_pence", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("lot_drawn", sa.Integer(), nullable=True),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_result_entry_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_entry_result_lot_id")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_entry_result_procurement_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_result")),
    )
    op.create_index(
        "ix_entry_result_procurement_lot",
        "entry_result",
        ["procurement_id", "lot_id", "rank"],
        unique=False,
    )
    op.create_table(
        "late_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
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
        sa.UniqueConstraint("reference", name=op.f("uq_late_attempt_reference")),
    )
    op.create_index(
        op.f("ix_late_attempt_procurement_id"), "late_attempt", ["procurement_id"], unique=False
    )
    op.create_table(
        "recommendation_line",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("successful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_recommendation_line_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_line_recommendation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "recommendation_id", "entry_id", name=op.f("pk_recommendation_line")
        ),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_response_bid_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_response_entry_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_response_lot_id")),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_response_procurement_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_response_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint(
            "question_id",
            "bid_id",
            "scope_key",
            name=op.f("uq_response_question_id_bid_id_scope_key"),
        ),
    )
    op.create_index(op.f("ix_response_bid_id"), "response", ["bid_id"], unique=False)
    op.create_index(
        "ix_response_procurement_question",
        "response",
        ["procurement_id", "question_id"],
        unique=False,
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
    op.create_table(
        "consensus",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quote <> ''", name=op.f("ck_consensus_quoted")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_consensus_reasoned")),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["membership.id"], name=op.f("fk_consensus_moderator_id")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_consensus_response_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consensus")),
        sa.UniqueConstraint("response_id", name=op.f("uq_consensus_response_id")),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_mark_reasoned")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_mark_membership_id")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_mark_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    op.create_index(op.f("ix_mark_membership_id"), "mark", ["membership_id"], unique=False)
    op.create_index(
        "uq_mark_live",
        "mark",
        ["response_id", "membership_id"],
        unique=True,
        sqlite_where=sa.text("set_aside_at IS NULL"),
        postgresql_where=sa.text("set_aside_at IS NULL"),
    )

    fill_component()


def fill_component() -> None:
    """Put in what every installation starts with."""
    rows = sa.table(
        "component", *map(sa.column, ("code", "title", "unit", "vat_rated", "position"))
    )
    op.bulk_insert(rows, [dict(zip(rows.columns.keys(), row, strict=True)) for row in COMPONENTS])


def downgrade() -> None:
    op.drop_index(
        "uq_mark_live",
        table_name="mark",
        sqlite_where=sa.text("set_aside_at IS NULL"),
        postgresql_where=sa.text("set_aside_at IS NULL"),
    )
    op.drop_index(op.f("ix_mark_membership_id"), table_name="mark")
    op.drop_table("mark")
    op.drop_table("consensus")
    op.drop_table("submission")
    op.drop_index("ix_response_procurement_question", table_name="response")
    op.drop_index(op.f("ix_response_bid_id"), table_name="response")
    op.drop_table("response")
    op.drop_table("recommendation_line")
    op.drop_index(op.f("ix_late_attempt_procurement_id"), table_name="late_attempt")
    op.drop_table("late_attempt")
    op.drop_index("ix_entry_result_procurement_lot", table_name="entry_result")
    op.drop_table("entry_result")
    op.drop_table("entry_price")
    op.drop_table("confirmation")
    op.drop_index(op.f("ix_award_recommendation_id"), table_name="award")
    op.drop_table("award")
    op.drop_table("requirement")
    op.drop_index(op.f("ix_procurement_lot_lot_id"), table_name="procurement_lot")
    op.drop_table("procurement_lot")
    op.drop_index(op.f("ix_entry_service_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_lot_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_bid_id"), table_name="entry")
    op.drop_table("entry")
    op.drop_table("draft_answer")
    op.drop_index(op.f("ix_bid_file_bid_id"), table_name="bid_file")
    op.drop_table("bid_file")
    op.drop_index("ix_assignment_procurement_duty", table_name="assignment")
    op.drop_index(op.f("ix_assignment_membership_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_table("specification")
    op.drop_table("sealing_key")
    op.drop_table("scale_mark")
    op.drop_index(op.f("ix_recommendation_procurement_id"), table_name="recommendation")
    op.drop_table("recommendation")
    op.drop_table("question")
    op.drop_table("price_line")
    op.drop_table("opening")
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
    op.drop_index(op.f("ix_bid_organisation_id"), table_name="bid")
    op.drop_table("bid")
    op.drop_index("ix_procurement_status_closes_at", table_name="procurement")
    op.drop_index(op.f("ix_procurement_framework_id"), table_name="procurement")
    op.drop_table("procurement")
    op.drop_table("lot")
    op.drop_index(op.f("ix_framework_region_id"), table_name="framework")
    op.drop_table("framework")
    op.drop_table("component")
