"""Profiles of providers, their people and groups."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

# What a profile offered as words until now, and which form that is; charities were not told apart.
FORMS = {
    "Private limited company": "company_limited_by_shares",
    "Community interest company": "community_interest_company",
    "Charity or charitable company": "other_charity",
    "Limited liability partnership": "limited_liability_partnership",
    "Partnership": "partnership",
    "Sole trader": "sole_trader",
    "Local authority": "public_body",
    "Other": "other",
}


def upgrade() -> None:
    op.create_table(
        "profile_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("trading_name", sa.Text(), nullable=True),
        sa.Column(
            "legal_form",
            sa.Enum(
                "company_limited_by_shares",
                "company_limited_by_guarantee",
                "community_interest_company",
                "public_limited_company",
                "charitable_incorporated_organisation",
                "other_charity",
                "registered_society",
                "limited_liability_partnership",
                "partnership",
                "sole_trader",
                "public_body",
                "other",
                name="legalform",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("company_number", sa.Text(), nullable=True),
        sa.Column("charity_number", sa.Text(), nullable=True),
        sa.Column("ppon", sa.Text(), nullable=True),
        sa.Column("share_code", sa.Text(), nullable=True),
        sa.Column("vcse", sa.Boolean(), nullable=True),
        sa.Column(
            "size",
            sa.Enum(
                "micro",
                "small",
                "medium",
                "large",
                name="organisationsize",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("contact_email", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_profile_version_number_positive")),
        sa.ForeignKeyConstraint(
            ["by_membership_id"],
            ["membership.id"],
            name=op.f("fk_profile_version_by_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_profile_version_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_version")),
        sa.UniqueConstraint(
            "organisation_id", "number", name=op.f("uq_profile_version_organisation_id_number")
        ),
    )
    op.create_table(
        "owner_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("company_number", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_owner_group_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_group")),
        sa.UniqueConstraint(
            "country", "company_number", name=op.f("uq_owner_group_country_company_number")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_owner_group_reference")),
    )
    op.create_index(op.f("ix_owner_group_name_key"), "owner_group", ["name_key"], unique=False)
    op.create_table(
        "group_spell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_group_spell_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_group_spell_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["owner_group.id"], name=op.f("fk_group_spell_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_group_spell_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_spell")),
        sa.UniqueConstraint("reference", name=op.f("uq_group_spell_reference")),
    )
    op.create_index(op.f("ix_group_spell_group_id"), "group_spell", ["group_id"], unique=False)
    op.create_index(
        "ix_group_spell_organisation_dates",
        "group_spell",
        ["organisation_id", "starts_on", "ends_on"],
        unique=False,
    )
    op.create_index(
        "uq_group_spell_open",
        "group_spell",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_table(
        "connected_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
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
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body_number", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_connected_person_named")),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_connected_person_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["by_membership_id"],
            ["membership.id"],
            name=op.f("fk_connected_person_by_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_connected_person_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connected_person")),
        sa.UniqueConstraint("reference", name=op.f("uq_connected_person_reference")),
    )
    op.create_index(
        op.f("ix_connected_person_organisation_id"),
        "connected_person",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "referrals",
                "contracts",
                "tenders",
                "finance",
                "safeguarding",
                "data_protection",
                "out_of_hours",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_contact_named")),
        sa.CheckConstraint(
            "email IS NOT NULL OR phone IS NOT NULL", name=op.f("ck_contact_can_be_reached")
        ),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_contact_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contact_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("reference", name=op.f("uq_contact_reference")),
    )
    op.create_index(
        "ix_contact_organisation_purpose", "contact", ["organisation_id", "purpose"], unique=False
    )
    op.create_table(
        "unit_cost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("staffing_pence", sa.BigInteger(), nullable=False),
        sa.Column("premises_pence", sa.BigInteger(), nullable=False),
        sa.Column("education_pence", sa.BigInteger(), nullable=False),
        sa.Column("therapy_pence", sa.BigInteger(), nullable=False),
        sa.Column("overheads_pence", sa.BigInteger(), nullable=False),
        sa.Column("central_pence", sa.BigInteger(), nullable=False),
        sa.Column("occupancy", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("basis <> ''", name=op.f("ck_unit_cost_based")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)",
            name=op.f("ck_unit_cost_withdrawn_with_reason"),
        ),
        sa.CheckConstraint(
            "occupancy > 0 AND occupancy <= 10000", name=op.f("ck_unit_cost_occupancy_is_a_share")
        ),
        sa.CheckConstraint(
            "pence = staffing_pence + premises_pence + education_pence + therapy_pence"
            " + overheads_pence + central_pence",
            name=op.f("ck_unit_cost_sum_of_parts"),
        ),
        sa.CheckConstraint("pence > 0", name=op.f("ck_unit_cost_positive")),
        sa.CheckConstraint(
            "staffing_pence >= 0 AND premises_pence >= 0 AND education_pence >= 0"
            " AND therapy_pence >= 0 AND overheads_pence >= 0 AND central_pence >= 0",
            name=op.f("ck_unit_cost_no_part_below_zero"),
        ),
        sa.ForeignKeyConstraint(
            ["by_membership_id"], ["membership.id"], name=op.f("fk_unit_cost_by_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_unit_cost_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_cost")),
        sa.UniqueConstraint("reference", name=op.f("uq_unit_cost_reference")),
    )
    op.create_index(op.f("ix_unit_cost_service_id"), "unit_cost", ["service_id"], unique=False)
    op.create_index(
        "uq_unit_cost_live",
        "unit_cost",
        ["service_id", "starts_on"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    begin_versions()


def begin_versions() -> None:
    """Keep what stands in each provider's profile today as its first version."""
    named = ("name", "company_number", "charity_number", "contact_email")
    columns = [*named, "organisation_id", "number", "legal_form", "saved_at"]
    form = sa.case(FORMS, value=sa.column("legal_form"), else_=None)
    standing = (
        sa.select(
            *map(sa.column, named),
            sa.column("id"),
            sa.literal(1),
            form,
            sa.func.current_timestamp(),
        )
        .select_from(sa.table("organisation"))
        .where(sa.column("kind") == "provider")
    )
    versions = sa.table("profile_version", *map(sa.column, columns))
    op.execute(sa.insert(versions).from_select(columns, standing))


def downgrade() -> None:
    op.drop_index(
        "uq_unit_cost_live",
        table_name="unit_cost",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_unit_cost_service_id"), table_name="unit_cost")
    op.drop_table("unit_cost")
    op.drop_index("ix_contact_organisation_purpose", table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_connected_person_organisation_id"), table_name="connected_person")
    op.drop_table("connected_person")
    op.drop_index(
        "uq_group_spell_open",
        table_name="group_spell",
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.drop_index("ix_group_spell_organisation_dates", table_name="group_spell")
    op.drop_index(op.f("ix_group_spell_group_id"), table_name="group_spell")
    op.drop_table("group_spell")
    op.drop_index(op.f("ix_owner_group_name_key"), table_name="owner_group")
    op.drop_table("owner_group")
    op.drop_table("profile_version")
