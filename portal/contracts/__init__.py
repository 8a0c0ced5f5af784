"""Appointments, rates, block contracts, searches, placements and price checks."""
