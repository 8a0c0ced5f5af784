"""Compliance documents: what may be sent in, who reviews it, and what runs out."""
