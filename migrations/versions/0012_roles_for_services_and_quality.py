"""Roles for people who run a council's own services and for quality assurance officers."""

from alembic import op

from migrations.changing import change_check, values_check

revision = "0012"
down_revision = "0011"

BEFORE = (
    "provider_administrator",
    "bid_writer",
    "commissioner",
    "evaluator",
    "approver",
    "contract_manager",
    "auditor",
    "placements_officer",
    "council_finance",
    "system_administrator",
)
NEW = ("service_manager", "quality_officer")


def upgrade() -> None:
    change_check("membership_role", "ck_membership_role_role", values_check("role", BEFORE + NEW))


def downgrade() -> None:
    op.execute("DELETE FROM membership_role WHERE role IN ('service_manager', 'quality_officer')")
    change_check("membership_role", "ck_membership_role_role", values_check("role", BEFORE))
