"""Inspections in full, regulatory actions and what follows from them."""

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
