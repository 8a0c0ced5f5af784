"""Premises, places on the map, needs and disputed claims of services."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.changing import add_column, drop_column, values_check

revision = "0014"
down_revision = "0013"

NEEDS = (
    *("emotional_and_behavioural", "mental_health", "trauma_and_attachment", "self_harm"),
    *("autism", "learning_disability", "physical_disability", "sensory_impairment"),
    *("complex_health", "sexual_exploitation", "criminal_exploitation", "going_missing"),
    *("substance_misuse", "offending", "risk_to_others", "harmful_sexual_behaviour"),
    *("fire_setting", "sibling_groups", "parent_and_child", "unaccompanied_asylum_seeking"),
    *("getting_ready_for_independence", "living_alone_with_staff", "emergency", "short_breaks"),
)
CATEGORIES = ("self_contained", "ring_fenced_shared", "shared", "private_residence")
RATIOS = ("standard", "one_to_one", "two_to_one", "more_than_two_to_one")
ACCEPTS = ("all", "girls", "boys")
CLOSURES = (
    *("providers_choice", "not_viable", "no_manager_or_staff", "premises_lost"),
    *("registration_cancelled", "replaced_by_another_service", "other"),
)
NEW_ON_SERVICE = (
    *("closure_note", "closure_reason", "accepts", "adults_by_night", "adults_by_day"),
    *("staffing_ratio", "district"),
)


def upgrade() -> None:
    _describe_services()
    _make_places()
    _make_claims()
    _derive()


def downgrade() -> None:
    op.drop_index("ix_claim_dispute_status_raised", table_name="claim_dispute")
    op.drop_index(
        "uq_claim_dispute_open_service",
        table_name="claim_dispute",
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    for column in ("holder_id", "claimant_id", "service_id"):
        op.drop_index(op.f(f"ix_claim_dispute_{column}"), table_name="claim_dispute")
    op.drop_table("claim_dispute")
    op.drop_table("claim_check")
    op.drop_index(op.f("ix_premises_service_id"), table_name="premises")
    op.drop_table("premises")
    op.drop_table("registered_category")
    op.drop_index("ix_postcode_district_place", table_name="postcode_district")
    op.drop_table("postcode_district")
    op.drop_index("ix_service_need_need", table_name="service_need")
    op.drop_table("service_need")
    for index in ("ix_service_name", "ix_service_organisation_council"):
        op.drop_index(index, table_name="service")
    op.drop_index("ix_service_organisation_name", table_name="service")
    op.drop_index(op.f("ix_service_district"), table_name="service")
    for column in NEW_ON_SERVICE:
        drop_column("service", column)


def _describe_services() -> None:
    add_column("service", sa.Column("district", sa.Text(), nullable=True))
    add_column(
        "service",
        sa.Column("staffing_ratio", sa.String(length=40), nullable=True),
        {"ck_service_staffingratio": values_check("staffing_ratio", RATIOS)},
    )
    for name in ("adults_by_day", "adults_by_night"):
        add_column(
            "service",
            sa.Column(name, sa.Integer(), nullable=True),
            {f"ck_service_{name}": f"{name} IS NULL OR {name} >= 0"},
        )
    add_column(
        "service",
        sa.Column("accepts", sa.String(length=40), nullable=True),
        {"ck_service_accepts": values_check("accepts", ACCEPTS)},
    )
    add_column(
        "service",
        sa.Column("closure_reason", sa.String(length=40), nullable=True),
        {"ck_service_closurereason": values_check("closure_reason", CLOSURES)},
    )
    add_column("service", sa.Column("closure_note", sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_service_district"), "service", ["district"], unique=False)
    op.create_index(
        "ix_service_organisation_name", "service", ["organisation_id", "name", "id"], unique=False
    )
    op.create_index(
        "ix_service_organisation_council",
        "service",
        ["organisation_id", "local_authority", "id"],
        unique=False,
    )
    op.create_index("ix_service_name", "service", ["name", "id"], unique=False)
    op.create_table(
        "service_need",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("need", _kept(NEEDS, "need"), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_need_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "need", name=op.f("pk_service_need")),
    )
    op.create_index("ix_service_need_need", "service_need", ["need"], unique=False)


def _make_places() -> None:
    op.create_table(
        "postcode_district",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Integer(), nullable=False),
        sa.Column("longitude", sa.Integer(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "latitude BETWEEN -90000000 AND 90000000",
            name=op.f("ck_postcode_district_latitude_on_earth"),
        ),
        sa.CheckConstraint(
            "longitude BETWEEN -180000000 AND 180000000",
            name=op.f("ck_postcode_district_longitude_on_earth"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_postcode_district")),
    )
    op.create_index(
        "ix_postcode_district_place", "postcode_district", ["latitude", "longitude"], unique=False
    )
    op.create_table(
        "registered_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("category", _kept(CATEGORIES, "premisescategory"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_registered_category_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_registered_category_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_category")),
        sa.UniqueConstraint(
            "service_id",
            "category",
            "starts_on",
            name=op.f("uq_registered_category_service_id_category_starts_on"),
        ),
    )
    op.create_table(
        "premises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", _kept(CATEGORIES, "premisescategory"), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "places IS NULL OR places > 0", name=op.f("ck_premises_places_positive")
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= opened_on",
            name=op.f("ck_premises_closed_after_opening"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_premises_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_premises_authority_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premises")),
        sa.UniqueConstraint("reference", name=op.f("uq_premises_reference")),
    )
    op.create_index(op.f("ix_premises_service_id"), "premises", ["service_id"], unique=False)


def _make_claims() -> None:
    op.create_table(
        "claim_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("listed_owner", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(looked_at IS NULL) = (looked_by_id IS NULL)", name=op.f("ck_claim_check_looked_at_by")
        ),
        sa.CheckConstraint("looked_at IS NULL OR note <> ''", name=op.f("ck_claim_check_noted")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_claim_check_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["looked_by_id"], ["membership.id"], name=op.f("fk_claim_check_looked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_check")),
        sa.UniqueConstraint("service_id", name=op.f("uq_claim_check_service_id")),
    )
    op.create_table(
        "claim_dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("vouching", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            _kept(("open", "upheld", "refused", "withdrawn"), "disputestatus"),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_claim_dispute_{name}"))
            for name, rule in {
                "two_organisations": "claimant_id <> holder_id",
                "reasoned": "reason <> ''",
                "answer_dated": "(answer = '') = (answered_at IS NULL)",
                "decided_by": "(status IN ('upheld', 'refused')) = (decided_by_id IS NOT NULL)",
                "dated_when_ended": "(status = 'open') = (ended_at IS NULL)",
                "decision_reasoned": "decided_by_id IS NULL OR decision <> ''",
            }.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_claim_dispute_{column}"))
            for column, target in {
                "service_id": "service.id",
                "claimant_id": "organisation.id",
                "holder_id": "organisation.id",
                "raised_by_id": "membership.id",
                "answered_by_id": "membership.id",
                "decided_by_id": "membership.id",
            }.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_dispute")),
        sa.UniqueConstraint("reference", name=op.f("uq_claim_dispute_reference")),
    )
    for column in ("service_id", "claimant_id", "holder_id"):
        op.create_index(op.f(f"ix_claim_dispute_{column}"), "claim_dispute", [column], unique=False)
    op.create_index(
        "uq_claim_dispute_open_service",
        "claim_dispute",
        ["service_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_claim_dispute_status_raised",
        "claim_dispute",
        ["status", "raised_at", "id"],
        unique=False,
    )


def _derive() -> None:
    """Give what is there its district, and list the claims that the register does not bear out."""
    # Postcodes are kept as the Royal Mail writes them: three characters follow the space.
    op.execute(
        "UPDATE service SET district = substr(postcode, 1, length(postcode) - 4)"
        " WHERE postcode IS NOT NULL"
    )
    connection = op.get_bind()
    claims = connection.execute(
        sa.text(
            "SELECT a.subject_id, a.at, a.facts, coalesce(r.owner, '') FROM audit_entry a"
            " JOIN service s ON s.id = a.subject_id"
            " LEFT JOIN register_setting r ON r.urn = s.urn"
            " WHERE a.subject_kind = 'service' AND a.event = 'service.claimed'"
            " AND s.status <> 'closed' ORDER BY a.id"
        )
    ).all()
    for service_id, at, facts, owner in claims:
        if _read(facts).get("owner_matches") is False:
            connection.execute(
                sa.text(
                    "INSERT INTO claim_check (service_id, listed_owner, raised_at, note)"
                    " VALUES (:service_id, :owner, :at, '')"
                ),
                {"service_id": service_id, "owner": owner, "at": at},
            )


def _read(facts: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(facts) if isinstance(facts, str) else facts
    return found


def _kept(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
