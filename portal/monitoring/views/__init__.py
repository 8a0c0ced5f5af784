"""The pages of this domain, gathered for the application."""

from flask import Blueprint

from portal.monitoring.views import home

blueprints: tuple[Blueprint, ...] = (home.bp,)
