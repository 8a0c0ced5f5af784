"""What is done to frameworks, invitations to tender, bids and awards. Nothing here commits."""
