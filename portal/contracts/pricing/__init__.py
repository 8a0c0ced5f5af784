"""What a placement should have cost, worked out piece by piece from plain facts."""

from portal.contracts.pricing.check import pieces_for, steps, totals

__all__ = ["pieces_for", "steps", "totals"]
