"""The pages of this domain, gathered for the application."""

from flask import Blueprint

from portal.providers.views import (
    declarations,
    details,
    document_review,
    document_types,
    documents,
    diligence_records,
    imports,
    own_services,
    profile,
    profile_people,
    providers,
    rating_reports,
    referees,
    register,
    unit_costs,
)

blueprints: tuple[Blueprint, ...] = (
    profile.bp,
    profile_people.bp,
    own_services.bp,
    details.bp,
    unit_costs.bp,
    rating_reports.bp,
    register.bp,
    imports.bp,
    providers.bp,
    documents.bp,
    document_review.bp,
    document_types.bp,
    declarations.bp,
    referees.bp,
    diligence_records.bp,
)
