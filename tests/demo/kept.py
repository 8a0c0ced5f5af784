"""What the demo's providers and buyers keep on record, and whose it is."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from portal.accounts.models import Organisation, RegionMember
from portal.contracts.models import PlacementReview, SuspensionProposal
from portal.db import db
from portal.providers.models import (
    ActionSource,
    ActionStatus,
    ClaimDispute,
    ComplianceDocument,
    ConnectedPerson,
    Contact,
    GroupSpell,
    Premises,
    QualityVisit,
    Referee,
    RegisteredCategory,
    RegulatoryAction,
    Service,
    Succession,
    UnitCost,
    VisitStatus,
)
from portal.tenders.models import Framework
from tests.demo.answered import ANSWERED
from tests.demo.things import Thing, all_rows, first, of_organisations, of_region, references


def own(model: type[Any], ended: str) -> Callable[[], Iterator[Thing]]:
    """Rows of an organisation that can still be changed: those that have not ended."""

    def found() -> Iterator[Thing]:
        for one in all_rows(model):
            if getattr(one, ended) is None:
                yield Thing(references(reference=one), of_organisations(one.organisation_id))

    return found


def unit_costs() -> Iterator[Thing]:
    for one in all_rows(UnitCost):
        if one.withdrawn_at is None:
            service = db.session.get_one(Service, one.service_id)
            found = references(reference=service, cost_reference=one)
            yield Thing(found, of_organisations(service.organisation_id))


def own_successions() -> Iterator[Thing]:
    for one in all_rows(Succession):
        owners = (one.old_service.organisation_id, one.new_service.organisation_id)
        yield Thing(references(reference=one), of_organisations(*owners))


def successions() -> Iterator[Thing]:
    for one in all_rows(Succession):
        council = first(Organisation, authority_id=one.new_service.authority_id)
        region = first(RegionMember, organisation_id=council.id).region
        yield Thing(references(reference=one), of_region(region))


def own_actions() -> Iterator[Thing]:
    for one in all_rows(RegulatoryAction):
        if one.source is ActionSource.PROVIDER:
            found = references(reference=one.service, action=one)
            yield Thing(found, of_organisations(one.service.organisation_id))


def actions() -> Iterator[Thing]:
    for one in all_rows(RegulatoryAction):
        council = first(Organisation, authority_id=one.service.authority_id)
        region = first(RegionMember, organisation_id=council.id).region
        yield Thing(references(action=one), of_region(region))


def suspension_proposals() -> Iterator[Thing]:
    for one in all_rows(SuspensionProposal):
        region = one.appointment.lot.framework.region
        yield Thing(references(reference=one), of_region(region))


def reviews() -> Iterator[Thing]:
    for one in all_rows(PlacementReview):
        yield Thing(references(reference=one), of_organisations(one.council_id))


def disputes(*sides: str) -> Callable[[], Iterator[Thing]]:
    """Disputed claims, for the sides of each that an address is for."""

    def found() -> Iterator[Thing]:
        for one in all_rows(ClaimDispute):
            whose = of_organisations(*(getattr(one, side) for side in sides))
            yield Thing(references(reference=one), whose)

    return found


def premises() -> Iterator[Thing]:
    for one in all_rows(Premises):
        category = first(RegisteredCategory, service_id=one.service_id, ends_on=None)
        found = references(reference=one.service, place=one)
        found |= {"category_id": category.id} if category else {}
        yield Thing(found, of_organisations(one.service.organisation_id))


def documents() -> Iterator[Thing]:
    for one in all_rows(ComplianceDocument):
        yield Thing(references(reference=one), of_organisations(one.organisation_id))


def new_documents() -> Iterator[Thing]:
    for one in all_rows(Service):
        found = references(service=one) | {"code": "statement_of_purpose"}
        yield Thing(found, of_organisations(one.organisation_id))


def required_documents() -> Iterator[Thing]:
    for one in all_rows(Framework):
        found = references(reference=one) | {"code": "public_liability"}
        yield Thing(found, of_region(one.region))


def referees() -> Iterator[Thing]:
    for one in all_rows(Referee):
        if one.removed_at is None:
            yield Thing(references(reference=one), of_organisations(one.organisation_id))


def received_visits() -> Iterator[Thing]:
    for one in all_rows(QualityVisit):
        if one.status is VisitStatus.SHARED:
            yield Thing(_visit(one), of_organisations(one.service.organisation_id))


def shared_visits() -> Iterator[Thing]:
    for one in all_rows(QualityVisit):
        if one.status is VisitStatus.SHARED:
            yield Thing(_visit(one), of_region(one.region))


def visits_of(*states: VisitStatus, lead: bool = False) -> Callable[[], Iterator[Thing]]:
    """Visits in some states, for the visitor's organisation, and for the region's lead if asked."""

    def found() -> Iterator[Thing]:
        for one in all_rows(QualityVisit):
            if one.status in states:
                leads = [one.region.lead_organisation_id] if lead else []
                yield Thing(_visit(one), of_organisations(one.organisation_id, *leads))

    return found


def _visit(one: QualityVisit) -> dict[str, Any]:
    asked = [action for action in one.actions if action.status is ActionStatus.OPEN]
    numbers = asked or one.findings
    return references(reference=one) | ({"number": numbers[0].number} if numbers else {})


KEPT: dict[str, Callable[[], Iterable[Thing]]] = {
    "/provider/people/contacts/": own(Contact, "ended_at"),
    "/provider/people/connected/": own(ConnectedPerson, "ends_on"),
    "/provider/people/groups/": own(GroupSpell, "ends_on"),
    "regulatory_actions.end_own": own_actions,
    "regulatory_actions.withdraw_own": own_actions,
    "/regulatory-actions/": actions,
    "/suspension-proposals/": suspension_proposals,
    "/council/reviews/": reviews,
    "unit_costs.": unit_costs,
    "premises.": premises,
    "claim_disputes.answer": disputes("holder_id"),
    "claim_disputes.withdraw": disputes("claimant_id"),
    "claim_disputes.": disputes("claimant_id", "holder_id"),
    "framework_documents.": required_documents,
    "documents.new_of_service": new_documents,
    "/provider/documents/<": documents,
    "/provider/referees/": referees,
    "/own-visits/": received_visits,
    "visit_records.answer": visits_of(VisitStatus.SHARED, lead=True),
    "visit_records.withdraw": visits_of(VisitStatus.SHARED),
    "visit_records.add_note": shared_visits,
    "visit_records.": visits_of(VisitStatus.DRAFT),
    "/visits/": shared_visits,
    **ANSWERED,
    "own_successions.": own_successions,
    "successions.": successions,
}
"""Addresses of these, by their start or that of their endpoint; the first that fits counts."""
