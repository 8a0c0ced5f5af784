"""Successions: asked for and decided, what they carry, and their pages."""
