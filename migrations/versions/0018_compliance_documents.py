"""Compliance documents and what frameworks require of them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

# From what it insures on: the labels, months of validity, expected, confirmable.
INSURANCE = ("Policy number", "Insurer", "Last day of cover", 12, True, False)
ASKED = ("organisation", False, None, "", "", "Date of its next review", 12, True, True)
WELCOME = ("organisation", False, None, "", "", "Date of its next review", 12, False, True)
CERTIFICATE = "The certificate or schedule that shows the sum insured for any one claim."

TYPES = (
    (
        "employers_liability",
        "Employers’ liability insurance",
        "The certificate of insurance. The law asks for at least £5 million.",
        *("organisation", True, 5_000_000_00, *INSURANCE),
    ),
    (
        "public_liability",
        "Public liability insurance",
        CERTIFICATE,
        *("organisation", True, 10_000_000_00, *INSURANCE),
    ),
    (
        "professional_indemnity",
        "Professional indemnity insurance",
        CERTIFICATE,
        *("organisation", True, 5_000_000_00, *INSURANCE),
    ),
    (
        "ico_registration",
        "Data protection registration (ICO)",
        "The certificate of registration with the Information Commissioner’s Office, "
        "renewed each year.",
        *("organisation", False, None, "Registration number", ""),
        *("Last day of the registration", 12, True, False),
    ),
    (
        "accounts",
        "Accounts",
        "The latest accounts as they were filed or signed.",
        *("organisation", False, None, "", ""),
        *("Date by which the next accounts are due", 12, True, False),
    ),
    (
        "statement_of_purpose",
        "Statement of purpose",
        "The statement of this service as the regulator has it.",
        *("service", *ASKED[1:]),
    ),
    (
        "safeguarding",
        "Safeguarding policy",
        "How children are kept safe, with the name of who is responsible.",
        *ASKED,
    ),
    (
        "safer_recruitment",
        "Safer recruitment and DBS declaration",
        "Signed by the responsible individual: how staff are checked, and that every check is "
        "in date.",
        *ASKED,
    ),
    (
        "modern_slavery",
        "Modern slavery statement",
        "The statement for the last financial year, or one that says why none is due.",
        *ASKED,
    ),
    (
        "business_continuity",
        "Business continuity plan",
        "What happens when a home, its people or its systems are lost.",
        *WELCOME,
    ),
    ("complaints", "Complaints policy", "How children and others complain, and to whom.", *WELCOME),
    ("data_protection", "Data protection policy", "How records of children are kept.", *WELCOME),
    ("health_and_safety", "Health and safety policy", "Signed within the last year.", *WELCOME),
    (
        "equality",
        "Equality and diversity policy",
        "For children and for people who work for you.",
        *WELCOME,
    ),
)
COLUMNS = (
    "code",
    "title",
    "guidance",
    "held_by",
    "insures",
    "minimum_pence",
    "number_label",
    "issuer_label",
    "expiry_label",
    "valid_months",
    "expected",
    "confirmable",
)


def upgrade() -> None:
    op.create_table(
        "document_type",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column(
            "held_by",
            sa.Enum(
                "organisation",
                "service",
                name="documentholder",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("insures", sa.Boolean(), nullable=False),
        sa.Column("minimum_pence", sa.BigInteger(), nullable=True),
        sa.Column("number_label", sa.Text(), nullable=False),
        sa.Column("issuer_label", sa.Text(), nullable=False),
        sa.Column("expiry_label", sa.Text(), nullable=False),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("expected", sa.Boolean(), nullable=False),
        sa.Column("confirmable", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "insures OR minimum_pence IS NULL", name=op.f("ck_document_type_sum_when_insuring")
        ),
        sa.CheckConstraint("valid_months > 0", name=op.f("ck_document_type_validity_positive")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_document_type")),
        sa.UniqueConstraint("title", name=op.f("uq_document_type_title")),
    )
    op.create_table(
        "compliance_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("type_code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "accepted",
                "returned",
                "superseded",
                "withdrawn",
                name="documentstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("sum_insured_pence", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status <> 'returned' OR reason <> ''",
            name=op.f("ck_compliance_document_reasoned_when_returned"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('accepted', 'returned') OR reviewed_at IS NOT NULL",
            name=op.f("ck_compliance_document_reviewed_when_decided"),
        ),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by_id IS NULL)",
            name=op.f("ck_compliance_document_reviewed_by_somebody"),
        ),
        sa.CheckConstraint(
            "expires_on >= issued_on", name=op.f("ck_compliance_document_expires_after_issue")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_compliance_document_size_positive")),
        sa.CheckConstraint(
            "sum_insured_pence > 0", name=op.f("ck_compliance_document_sum_positive")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_compliance_document_version_positive")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_compliance_document_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"],
            ["membership.id"],
            name=op.f("fk_compliance_document_reviewed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_compliance_document_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["type_code"], ["document_type.code"], name=op.f("fk_compliance_document_type_code")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["membership.id"],
            name=op.f("fk_compliance_document_uploaded_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_document")),
        sa.UniqueConstraint(
            "organisation_id",
            "service_id",
            "type_code",
            "version",
            name=op.f("uq_compliance_document_organisation_id_service_id_type_code_version"),
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_compliance_document_reference")),
    )
    op.create_index(
        op.f("ix_compliance_document_service_id"),
        "compliance_document",
        ["service_id"],
        unique=False,
    )
    op.create_index(
        "ix_compliance_document_status_expires",
        "compliance_document",
        ["status", "expires_on"],
        unique=False,
    )
    op.create_index(
        "ix_compliance_document_status_uploaded",
        "compliance_document",
        ["status", "uploaded_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_compliance_document_store_key"), "compliance_document", ["store_key"], unique=False
    )
    op.create_index(
        "uq_compliance_document_version_organisation",
        "compliance_document",
        ["organisation_id", "type_code", "version"],
        unique=True,
        sqlite_where=sa.text("service_id IS NULL"),
        postgresql_where=sa.text("service_id IS NULL"),
    )
    op.create_index(
        "uq_compliance_document_waiting_organisation",
        "compliance_document",
        ["organisation_id", "type_code"],
        unique=True,
        sqlite_where=sa.text("status = 'submitted' AND service_id IS NULL"),
        postgresql_where=sa.text("status = 'submitted' AND service_id IS NULL"),
    )
    op.create_index(
        "uq_compliance_document_waiting_service",
        "compliance_document",
        ["service_id", "type_code"],
        unique=True,
        sqlite_where=sa.text("status = 'submitted' AND service_id IS NOT NULL"),
        postgresql_where=sa.text("status = 'submitted' AND service_id IS NOT NULL"),
    )
    op.create_table(
        "document_reminder",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "step IN (60, 30, 7, 0, -1)", name=op.f("ck_document_reminder_step_known")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["compliance_document.id"],
            name=op.f("fk_document_reminder_document_id"),
        ),
        sa.PrimaryKeyConstraint("document_id", "step", name=op.f("pk_document_reminder")),
    )
    op.create_table(
        "framework_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("type_code", sa.Text(), nullable=False),
        sa.Column("minimum_pence", sa.BigInteger(), nullable=True),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("required_at_bid", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "mandatory OR NOT required_at_bid", name=op.f("ck_framework_document_mandatory_at_bid")
        ),
        sa.CheckConstraint(
            "minimum_pence > 0", name=op.f("ck_framework_document_minimum_positive")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_framework_document_framework_id")
        ),
        sa.ForeignKeyConstraint(
            ["type_code"], ["document_type.code"], name=op.f("fk_framework_document_type_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_document")),
        sa.UniqueConstraint(
            "framework_id", "type_code", name=op.f("uq_framework_document_framework_id_type_code")
        ),
    )
    op.create_table(
        "entry_document",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("type_code", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "met",
                "expires_soon",
                "awaiting_review",
                "not_yet_in_force",
                "sum_too_low",
                "returned",
                "expired",
                "missing",
                name="documentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("sum_insured_pence", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_document_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["type_code"], ["document_type.code"], name=op.f("fk_entry_document_type_code")
        ),
        sa.PrimaryKeyConstraint("entry_id", "type_code", name=op.f("pk_entry_document")),
    )
    fill_document_type()


def fill_document_type() -> None:
    """Put in what every installation starts with."""
    rows = sa.table("document_type", *map(sa.column, (*COLUMNS, "position")))
    op.bulk_insert(
        rows,
        [
            {**dict(zip(COLUMNS, row, strict=True)), "position": place}
            for place, row in enumerate(TYPES)
        ],
    )


def downgrade() -> None:
    op.drop_table("entry_document")
    op.drop_table("framework_document")
    op.drop_table("document_reminder")
    op.drop_index(
        "uq_compliance_document_waiting_service",
        table_name="compliance_document",
        sqlite_where=sa.text("status = 'submitted' AND service_id IS NOT NULL"),
        postgresql_where=sa.text("status = 'submitted' AND service_id IS NOT NULL"),
    )
    op.drop_index(
        "uq_compliance_document_waiting_organisation",
        table_name="compliance_document",
        sqlite_where=sa.text("status = 'submitted' AND service_id IS NULL"),
        postgresql_where=sa.text("status = 'submitted' AND service_id IS NULL"),
    )
    op.drop_index(
        "uq_compliance_document_version_organisation",
        table_name="compliance_document",
        sqlite_where=sa.text("service_id IS NULL"),
        postgresql_where=sa.text("service_id IS NULL"),
    )
    op.drop_index(op.f("ix_compliance_document_store_key"), table_name="compliance_document")
    op.drop_index("ix_compliance_document_status_uploaded", table_name="compliance_document")
    op.drop_index("ix_compliance_document_status_expires", table_name="compliance_document")
    op.drop_index(op.f("ix_compliance_document_service_id"), table_name="compliance_document")
    op.drop_table("compliance_document")
    op.drop_table("document_type")
