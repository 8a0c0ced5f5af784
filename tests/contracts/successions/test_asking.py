"""One service follows another when it fits, both providers agree and somebody else decides."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.access import Role
from portal.contracts.models import (
    CarriedAppointment,
    EarlierService,
)
from portal.db import db
from portal.errors import DomainError
from portal.inbox import InboxItem
from portal.providers.models import (
    ProvisionType,
    RegistrationState,
    SuccessionReason,
    SuccessionStatus,
)
from portal.providers.services import successions as services
from tests.contracts.successions.asking import ON, TODAY, approve, ask, one
from tests.factories.accounts import member
from tests.factories.contracts import (
    placed,
)
from tests.factories.providers import ServiceFactory


class TestAsking:
    def test_services_of_two_kinds_do_not_follow_one_another(self, old, owner, now):
        other = ServiceFactory(provision_type=ProvisionType.FOSTERING_AGENCY)
        with pytest.raises(DomainError, match="A service can only follow one of its own kind"):
            ask(old.service, other, owner, now)

    def test_a_service_does_not_follow_itself(self, old, owner, now):
        with pytest.raises(DomainError, match="cannot follow itself"):
            ask(old.service, old.service, owner, now)

    def test_a_closed_one_follows_nothing(self, old, owner, now):
        closed = ServiceFactory(status=RegistrationState.CLOSED)
        with pytest.raises(DomainError, match="is closed"):
            ask(old.service, closed, owner, now)

    def test_the_day_is_not_before_the_new_registration(self, old, new, owner, now):
        with pytest.raises(DomainError, match="before the new service was registered"):
            ask(old.service, new, owner, now, on_date=date(2026, 7, 31))

    def test_an_old_service_has_one_live_succession(self, asked, old, owner, now):
        another = ServiceFactory(organisation=old.organisation)
        with pytest.raises(DomainError, match="Another request or decision"):
            ask(old.service, another, owner, now)
        services.withdraw(asked, reason="Wrong home", by=owner, at=now)
        assert ask(old.service, another, owner, now).status is SuccessionStatus.REQUESTED

    def test_services_do_not_follow_one_another_in_a_ring(self, asked, new, old, owner, now):
        third = ServiceFactory(organisation=old.organisation)
        ask(new, third, owner, now)
        with pytest.raises(DomainError, match="itself follows the new one"):
            ask(third, old.service, owner, now)

    def test_another_providers_service_needs_its_agreement(self, old, owner, vale, now):
        theirs = ServiceFactory()
        asking = member(theirs.organisation, Role.PROVIDER_ADMINISTRATOR)
        wanted = ask(old.service, theirs, asking, now, reason=SuccessionReason.NEW_OWNER)
        assert wanted.waits_for_agreement
        assert one(db.session, InboxItem).membership_id == owner.id
        with pytest.raises(DomainError, match="has to agree first"):
            approve(wanted, vale.manager, now)
        with pytest.raises(DomainError, match="Only the provider of the old service"):
            services.agree(wanted, by=asking, at=now)
        services.agree(wanted, by=owner, at=now)
        approve(wanted, vale.manager, now)
        assert wanted.status is SuccessionStatus.APPROVED


class TestDeciding:
    def test_approval_closes_the_old_service_on_the_day(self, asked, old, vale, now):
        approve(asked, vale.manager, now)
        assert (old.service.status, old.service.closed_on) == (RegistrationState.CLOSED, ON)
        assert asked.decided_by_id == vale.manager.id

    def test_one_who_asked_does_not_decide(self, old, new, vale, now):
        wanted = ask(old.service, new, vale.manager, now)
        with pytest.raises(DomainError, match="somebody else has to decide"):
            approve(wanted, vale.manager, now)

    def test_it_is_approved_once(self, asked, vale, session, now):
        approve(asked, vale.manager, now)
        with pytest.raises(DomainError, match="cannot become approved"):
            approve(asked, vale.manager, now)
        assert session.scalar(select(func.count(CarriedAppointment.id))) == 1

    def test_a_refusal_carries_nothing(self, asked, old, vale, session, now):
        stay = placed(vale.council, vale.lot, old.service)
        services.refuse(asked, reason="Not the same home.", by=vale.manager, at=now)
        with pytest.raises(DomainError, match="cannot become approved"):
            approve(asked, vale.manager, now)
        assert (stay.service_id, old.ends_on) == (old.service_id, date(2030, 3, 1))
        assert not session.scalars(select(EarlierService)).all()
        assert old.service.status is RegistrationState.REGISTERED

    def test_it_waits_for_its_day_and_for_the_registration(self, old, new, owner, vale, now):
        tomorrow = TODAY + timedelta(days=1)
        wanted = ask(old.service, new, owner, now, on_date=tomorrow)
        with pytest.raises(DomainError, match="You can approve this from 24 November 2026"):
            approve(wanted, vale.manager, now)
        services.withdraw(wanted, reason="Wrong day", by=owner, at=now)
        waiting = ServiceFactory(
            organisation=old.organisation, status=RegistrationState.APPLIED, urn=None
        )
        with pytest.raises(DomainError, match="is not registered"):
            approve(ask(old.service, waiting, owner, now), vale.manager, now)
