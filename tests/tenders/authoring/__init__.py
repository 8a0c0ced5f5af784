"""Frameworks, invitations to tender and what the public sees of them."""
