"""The pages of this domain, gathered for the application."""

from flask import Blueprint

from portal.monitoring.views import (
    audit_trail,
    breach_actions,
    breaches,
    due,
    home,
    job_runs,
    own_breaches,
    provider_record,
    putting,
    rule_pages,
)

blueprints: tuple[Blueprint, ...] = (
    home.bp,
    breaches.bp,
    breach_actions.bp,
    putting.bp,
    own_breaches.bp,
    provider_record.bp,
    due.bp,
    rule_pages.bp,
    job_runs.bp,
    audit_trail.bp,
)
