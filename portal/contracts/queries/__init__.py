"""What may be asked about appointments, block contracts, searches, placements and prices."""
