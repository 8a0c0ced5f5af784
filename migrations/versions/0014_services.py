"""Premises, places on the map, needs and disputed claims of services."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
