"""The pages of this domain, gathered for the application."""

from flask import Blueprint

from portal.providers.views import (
    details,
    imports,
    own_services,
    profile,
    providers,
    rating_reports,
    register,
)

blueprints: tuple[Blueprint, ...] = (
    profile.bp,
    own_services.bp,
    details.bp,
    rating_reports.bp,
    register.bp,
    imports.bp,
    providers.bp,
)
