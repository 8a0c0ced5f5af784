"""The pages of this domain, gathered for the application."""

from flask import Blueprint

from portal.monitoring.views import (
    audit_trail,
    breach_actions,
    breaches,
    home,
    job_runs,
    rule_pages,
)

blueprints: tuple[Blueprint, ...] = (
    home.bp,
    breaches.bp,
    breach_actions.bp,
    rule_pages.bp,
    job_runs.bp,
    audit_trail.bp,
)
