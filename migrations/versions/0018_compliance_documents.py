"""Compliance documents and what frameworks require of them."""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
