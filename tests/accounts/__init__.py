"""Regions, organisations, people and how they sign in."""
