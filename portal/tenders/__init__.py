"""Frameworks, invitations to tender, bids, their opening and marking, and the award."""
