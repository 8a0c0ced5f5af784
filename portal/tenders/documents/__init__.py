"""Letters and records of tendering, as PDF."""
