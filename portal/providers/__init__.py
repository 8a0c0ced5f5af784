"""Providers, their services, the Ofsted register and ratings."""
