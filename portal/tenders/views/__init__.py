"""The pages of this domain, gathered for the application."""

from flask import Blueprint

from portal.tenders.views import (
    answers,
    bidding,
    declarations,
    entries,
    opening,
    receipts,
    sending,
)

blueprints: tuple[Blueprint, ...] = (
    bidding.bp,
    answers.bp,
    entries.bp,
    sending.bp,
    receipts.bp,
    declarations.bp,
    opening.bp,
)
