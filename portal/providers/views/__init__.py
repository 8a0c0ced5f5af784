"""The pages of this domain, gathered for the application."""

from flask import Blueprint

from portal.providers.views import (
    details,
    imports,
    profile,
    providers,
    rating_reports,
    register,
    services,
)

blueprints: tuple[Blueprint, ...] = (
    profile.bp,
    services.bp,
    details.bp,
    rating_reports.bp,
    register.bp,
    imports.bp,
    providers.bp,
)
