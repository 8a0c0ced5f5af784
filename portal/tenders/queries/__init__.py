"""What may be asked about frameworks, invitations to tender, bids and awards."""
