"""Tests of canonical documents, keys and what they lock."""
