"""What frameworks ask for, and what bids record of the documents they relied on."""
