"""Compliance documents of providers, and what frameworks ask for."""

from datetime import UTC, date, datetime

from portal.providers.models import ComplianceDocument, DocumentStatus
from portal.tenders.models import FrameworkDocument
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.base import ModelFactory, factory

UPLOADED_AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
REVIEWED = (DocumentStatus.ACCEPTED, DocumentStatus.RETURNED)


class DocumentFactory(ModelFactory):
    """An accepted public liability insurance of ten million pounds for a year to September 2027."""

    class Meta:
        model = ComplianceDocument

    organisation = factory.SubFactory(OrganisationFactory)
    service = None
    type_code = "public_liability"
    version = 1
    status = DocumentStatus.ACCEPTED
    store_key = factory.Sequence(lambda n: f"{n:032x}")
    name = "certificate.pdf"
    media_type = "application/pdf"
    size = 2048
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    issued_on = date(2026, 9, 1)
    expires_on = date(2027, 8, 31)
    sum_insured_pence: int | None = 10_000_000_00
    number = "PL/100200"
    issuer = "Harbour Mutual"
    uploaded_at = UPLOADED_AT
    uploaded_by = factory.LazyAttribute(lambda o: MembershipFactory(organisation=o.organisation))
    reviewed_by = factory.LazyAttribute(
        lambda o: MembershipFactory() if o.status in REVIEWED else None
    )
    reviewed_at = factory.LazyAttribute(lambda o: UPLOADED_AT if o.reviewed_by else None)
    reason = factory.LazyAttribute(
        lambda o: "The sum is not readable." if o.status is DocumentStatus.RETURNED else ""
    )


class PolicyFactory(DocumentFactory):
    """An accepted safeguarding policy, next reviewed in August 2027."""

    type_code = "safeguarding"
    sum_insured_pence = None
    number = ""
    issuer = ""


class FrameworkDocumentFactory(ModelFactory):
    """A framework that asks for public liability of ten million pounds before an award."""

    class Meta:
        model = FrameworkDocument

    type_code = "public_liability"
    minimum_pence: int | None = 10_000_000_00
    mandatory = True
    required_at_bid = False
