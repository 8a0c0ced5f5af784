"""Regions, organisations, memberships, people and how they sign in."""
