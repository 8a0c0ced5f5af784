"""Bidding: drafts, submission and receipts."""
