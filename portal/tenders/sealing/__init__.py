"""Sealing: canonical documents, their digests, the keys of a procurement and what they lock."""
