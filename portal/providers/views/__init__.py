"""The pages of this domain, gathered for the application."""

from flask import Blueprint

from portal.providers.views import (
    declarations,
    details,
    diligence_records,
    document_review,
    document_types,
    documents,
    imports,
    own_services,
    own_successions,
    profile,
    profile_people,
    providers,
    rating_reports,
    referees,
    region_vacancies,
    register,
    unit_costs,
    vacancies,
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
    vacancies.bp,
    region_vacancies.bp,
    own_successions.bp,
    providers.bp,
    documents.bp,
    document_review.bp,
    document_types.bp,
    declarations.bp,
    referees.bp,
    diligence_records.bp,
)
