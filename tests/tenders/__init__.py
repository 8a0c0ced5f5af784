"""Tests of tendering: bids, sealing, marking, ranking."""
