"""The pages of this domain, gathered for the application."""

from flask import Blueprint

from portal.contracts.views import (
    agreeing,
    appointments,
    awards,
    blocks,
    charges,
    council_placements,
    disputes,
    disputing,
    framework_register,
    own_contracts,
    own_placements,
    recording,
    region_placements,
    searches,
)

blueprints: tuple[Blueprint, ...] = (
    awards.bp,
    appointments.bp,
    blocks.bp,
    framework_register.bp,
    searches.bp,
    recording.bp,
    charges.bp,
    council_placements.bp,
    region_placements.bp,
    own_contracts.bp,
    own_placements.bp,
    agreeing.bp,
    disputing.bp,
    disputes.bp,
    disputes.region,
)
