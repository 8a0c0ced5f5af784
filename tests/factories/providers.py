"""Authorities, services, the Ofsted register and what providers report."""

from datetime import UTC, date, datetime

from portal.accounts.models import Authority, Organisation
from portal.providers.models import (
    PROVISION_TITLES,
    ProvisionType,
    RatingReport,
    RegisterImport,
    RegisterInspection,
    RegisterSetting,
    Service,
)
from portal.providers.provision import owner_key as owner_of
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.base import ModelFactory, factory

URN = factory.Sequence(lambda n: f"SC{900001 + n}")
A_MORNING = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class AuthorityFactory(ModelFactory):
    """An invented authority with codes of its own."""

    class Meta:
        model = Authority

    gss_code = factory.Sequence(lambda n: f"E{99000001 + n}")
    dfe_code = factory.Sequence(lambda n: f"{n:03d}")
    name = factory.Sequence(lambda n: f"Wexmoor {n}")
    region_code = "E12000099"
    region_name = "The Vale"


class RegisterImportFactory(ModelFactory):
    """A file as at the end of March 2026."""

    class Meta:
        model = RegisterImport

    filename = "register.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    as_at = date(2026, 3, 31)
    imported_at = A_MORNING
    counts = factory.LazyFunction(dict)


class RegisterSettingFactory(ModelFactory):
    """A children's home of four places that nobody has claimed."""

    class Meta:
        model = RegisterSetting

    urn = URN
    provision_type = ProvisionType.CHILDRENS_HOME.value
    provision_wording = factory.LazyAttribute(
        lambda o: PROVISION_TITLES.get(o.provision_type, o.provision_type)
    )
    registered_on = date(2020, 2, 1)
    registration_status = "active"
    name = ""
    owner = "Thornbeck Care Limited"
    owner_key = factory.LazyAttribute(lambda o: owner_of(o.owner))
    sector = "Private"
    places = 4
    local_authority = factory.LazyAttribute(
        lambda o: o.authority.name if o.authority else "Northmere"
    )
    authority = None
    ofsted_region = "The Vale"
    first_import_id = factory.LazyAttribute(lambda o: o.last_import.id)
    last_import = factory.SubFactory(RegisterImportFactory)


class RegisterInspectionFactory(ModelFactory):
    """A full inspection in November 2025 that was graded good."""

    class Meta:
        model = RegisterInspection

    urn = factory.LazyFunction(lambda: RegisterSettingFactory().urn)
    inspected_on = date(2025, 11, 5)
    published_on = date(2026, 1, 14)
    event_type = "Full inspection"
    overall_code = "good"
    protected_code = "good"
    leaders_code = "good"
    import_id = factory.LazyFunction(lambda: RegisterImportFactory().id)


class ServiceFactory(ModelFactory):
    """A registered children's home of four places."""

    class Meta:
        model = Service

    organisation = factory.SubFactory(OrganisationFactory)
    urn = factory.Sequence(lambda n: f"SC{950001 + n}")
    name = factory.Sequence(lambda n: f"Larkfield House {n}")
    provision_type = ProvisionType.CHILDRENS_HOME
    places = 4
    claimed_at = A_MORNING


class RatingReportFactory(ModelFactory):
    """A provider's report that an inspection in November 2025 found its service good."""

    class Meta:
        model = RatingReport

    service = factory.SubFactory(ServiceFactory)
    inspected_on = date(2025, 11, 5)
    published_on = date(2026, 1, 14)
    overall_code = "good"
    protected_code = "good"
    leaders_code = "good"
    reported_at = A_MORNING
    by_membership_id = factory.LazyAttribute(
        lambda o: MembershipFactory(organisation=o.service.organisation).id
    )


def claimed_service(organisation: Organisation | None = None, **facts) -> Service:
    """Return a service that the register lists, of this organisation or of a new one."""
    setting = RegisterSettingFactory(authority=facts.get("authority"))
    owner = {"organisation": organisation} if organisation else {}
    return ServiceFactory(urn=setting.urn, **owner, **facts)
