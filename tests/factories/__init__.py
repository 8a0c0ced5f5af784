"""Factories: one file for each domain, writing through the session of the application."""
