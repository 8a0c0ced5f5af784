"""Vacancies of services, and which service follows which."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "vacancy_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("registered_places", sa.Integer(), nullable=True),
        sa.Column("occupied", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("unavailable", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_membership_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "available >= 0", name=op.f("ck_vacancy_declaration_available_not_negative")
        ),
        sa.CheckConstraint(
            "occupied >= 0", name=op.f("ck_vacancy_declaration_occupied_not_negative")
        ),
        sa.CheckConstraint(
            "registered_places IS NULL OR occupied + available + unavailable = registered_places",
            name=op.f("ck_vacancy_declaration_adds_up"),
        ),
        sa.CheckConstraint(
            "unavailable >= 0", name=op.f("ck_vacancy_declaration_unavailable_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["by_membership_id"],
            ["membership.id"],
            name=op.f("fk_vacancy_declaration_by_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_vacancy_declaration_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_declaration")),
    )
    op.create_index(
        "ix_vacancy_declaration_service_as_at",
        "vacancy_declaration",
        ["service_id", "as_at", "id"],
        unique=False,
    )
    op.create_table(
        "unavailable_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "matching",
                "staffing",
                "restriction",
                "works",
                "held",
                name="unavailablereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("places > 0", name=op.f("ck_unavailable_places_places_positive")),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["vacancy_declaration.id"],
            name=op.f("fk_unavailable_places_declaration_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unavailable_places")),
        sa.UniqueConstraint(
            "declaration_id", "reason", name=op.f("uq_unavailable_places_declaration_id_reason")
        ),
    )
    op.create_table(
        "succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("old_service_id", sa.Integer(), nullable=False),
        sa.Column("new_service_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "new_registration",
                "new_owner",
                "moved_premises",
                "merged",
                name="successionreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "approved",
                "refused",
                "withdrawn",
                name="successionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(status IN ('approved', 'refused')) = (decided_at IS NOT NULL)",
            name=op.f("ck_succession_dated_when_decided"),
        ),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (agreed_by_id IS NULL)",
            name=op.f("ck_succession_agreed_by_somebody"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_succession_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id",
            name=op.f("ck_succession_two_people"),
        ),
        sa.CheckConstraint(
            "old_service_id <> new_service_id", name=op.f("ck_succession_two_services")
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["membership.id"], name=op.f("fk_succession_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["membership.id"], name=op.f("fk_succession_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["new_service_id"], ["service.id"], name=op.f("fk_succession_new_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["old_service_id"], ["service.id"], name=op.f("fk_succession_old_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["membership.id"], name=op.f("fk_succession_requested_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
        sa.UniqueConstraint("reference", name=op.f("uq_succession_reference")),
    )
    op.create_index(
        op.f("ix_succession_new_service_id"), "succession", ["new_service_id"], unique=False
    )
    op.create_index(
        op.f("ix_succession_old_service_id"), "succession", ["old_service_id"], unique=False
    )
    op.create_index(
        "ix_succession_status_requested_at", "succession", ["status", "requested_at"], unique=False
    )
    op.create_index(
        "uq_succession_live_old_service",
        "succession",
        ["old_service_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('requested', 'approved')"),
        postgresql_where=sa.text("status IN ('requested', 'approved')"),
    )
    op.create_table(
        "carried_appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("succession_id", sa.Integer(), nullable=False),
        sa.Column("old_appointment_id", sa.Integer(), nullable=False),
        sa.Column("new_appointment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["new_appointment_id"],
            ["appointment.id"],
            name=op.f("fk_carried_appointment_new_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["old_appointment_id"],
            ["appointment.id"],
            name=op.f("fk_carried_appointment_old_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["succession_id"], ["succession.id"], name=op.f("fk_carried_appointment_succession_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_appointment")),
        sa.UniqueConstraint(
            "old_appointment_id", name=op.f("uq_carried_appointment_old_appointment_id")
        ),
    )
    op.create_index(
        op.f("ix_carried_appointment_new_appointment_id"),
        "carried_appointment",
        ["new_appointment_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_carried_appointment_succession_id"),
        "carried_appointment",
        ["succession_id"],
        unique=False,
    )
    op.create_table(
        "carried_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("succession_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["block_contract.id"], name=op.f("fk_carried_contract_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["succession_id"], ["succession.id"], name=op.f("fk_carried_contract_succession_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_contract")),
        sa.UniqueConstraint(
            "succession_id",
            "contract_id",
            name=op.f("uq_carried_contract_succession_id_contract_id"),
        ),
    )
    op.create_index(
        op.f("ix_carried_contract_contract_id"), "carried_contract", ["contract_id"], unique=False
    )
    op.create_table(
        "earlier_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("succession_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_earlier_service_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_earlier_service_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_earlier_service_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["succession_id"], ["succession.id"], name=op.f("fk_earlier_service_succession_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_service")),
        sa.UniqueConstraint(
            "placement_id",
            "succession_id",
            name=op.f("uq_earlier_service_placement_id_succession_id"),
        ),
    )
    op.create_index(
        "ix_earlier_service_placement_ends_on",
        "earlier_service",
        ["placement_id", "ends_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_earlier_service_service_id"), "earlier_service", ["service_id"], unique=False
    )
    op.create_index(
        op.f("ix_earlier_service_succession_id"), "earlier_service", ["succession_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_earlier_service_succession_id"), table_name="earlier_service")
    op.drop_index(op.f("ix_earlier_service_service_id"), table_name="earlier_service")
    op.drop_index("ix_earlier_service_placement_ends_on", table_name="earlier_service")
    op.drop_table("earlier_service")
    op.drop_index(op.f("ix_carried_contract_contract_id"), table_name="carried_contract")
    op.drop_table("carried_contract")
    op.drop_index(op.f("ix_carried_appointment_succession_id"), table_name="carried_appointment")
    op.drop_index(
        op.f("ix_carried_appointment_new_appointment_id"), table_name="carried_appointment"
    )
    op.drop_table("carried_appointment")
    op.drop_index(
        "uq_succession_live_old_service",
        table_name="succession",
        sqlite_where=sa.text("status IN ('requested', 'approved')"),
        postgresql_where=sa.text("status IN ('requested', 'approved')"),
    )
    op.drop_index("ix_succession_status_requested_at", table_name="succession")
    op.drop_index(op.f("ix_succession_old_service_id"), table_name="succession")
    op.drop_index(op.f("ix_succession_new_service_id"), table_name="succession")
    op.drop_table("succession")
    op.drop_table("unavailable_places")
    op.drop_index("ix_vacancy_declaration_service_as_at", table_name="vacancy_declaration")
    op.drop_table("vacancy_declaration")
