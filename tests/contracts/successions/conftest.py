"""An old service with an appointment, its provider, and a service that may follow it."""

from datetime import date

import pytest

from portal.access import Role
from tests.contracts.successions.asking import ask
from tests.factories.accounts import member
from tests.factories.contracts import (
    appointed,
)
from tests.factories.providers import ServiceFactory


@pytest.fixture
def old(vale):
    """The appointment of the old service, with one rate of 5,200.00 a week."""
    return appointed(vale.lot)


@pytest.fixture
def owner(old):
    return member(old.organisation, Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def new(old):
    return ServiceFactory(organisation=old.organisation, registered_on=date(2026, 8, 1))


@pytest.fixture
def asked(old, new, owner, now):
    return ask(old.service, new, owner, now)
