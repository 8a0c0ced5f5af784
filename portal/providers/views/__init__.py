"""The pages of this domain, gathered for the application."""

from flask import Blueprint

blueprints: tuple[Blueprint, ...] = ()
