"""The pages of this domain, gathered for the application."""

from flask import Blueprint

from portal.accounts.views import (
    account,
    colleagues,
    inbox,
    invitations,
    mail,
    organisations,
    passwords,
    regions,
    registration,
    second_factor,
    sign_in,
    tasks,
)

blueprints: tuple[Blueprint, ...] = (
    sign_in.bp,
    passwords.bp,
    registration.bp,
    second_factor.bp,
    account.bp,
    colleagues.bp,
    invitations.bp,
    organisations.bp,
    regions.bp,
    inbox.bp,
    tasks.bp,
    mail.bp,
)
