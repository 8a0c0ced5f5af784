"""The breaches of the demo are those it was made for: none more, none fewer."""

from sqlalchemy import select

from portal.contracts.models import Appointment, Placement
from portal.db import db
from portal.monitoring.models import Breach
from portal.providers.models import Service
from portal.tenders.models import Framework

EXPECTED = {
    ("price-above-own-rate", "Thornmoor Council at Alder Lodge"),
    ("price-above-own-rate", "Brackwater Council at Fairwater House"),
    ("price-above-own-rate", "Fenholt Council at Coppice View"),
    ("own-price-premium", "Thornmoor Council at Quayside"),
    ("spot-from-holder", "Thornmoor Council at Alder Lodge"),
    ("spot-from-holder", "Kelderby Council at Northgarth"),
    ("rating-below-minimum", "Dunnock Cottage on Lot 1"),
    ("rating-below-minimum", "Oxlip House on Lot 1"),
    ("rating-differs-from-ofsted", "Gorse Bank"),
    ("ending-soon", "Hazel Rise on Lot 1"),
    ("ending-soon", "Quayside on Lot 1"),
    ("ending-soon", "Estuary children’s homes framework"),
}


def subject(breach: Breach) -> str:
    """Name what a breach is about."""
    session, number = db.session, breach.subject_id
    if breach.subject_kind == "placement":
        placement = session.get_one(Placement, number)
        return f"{placement.council.name} at {placement.service and placement.service.name}"
    if breach.subject_kind == "appointment":
        appointment = session.get_one(Appointment, number)
        return f"{appointment.service.name} on Lot {appointment.lot.number}"
    if breach.subject_kind == "framework":
        return session.get_one(Framework, number).title
    return session.get_one(Service, number).name


def test_the_demo_opens_exactly_the_breaches_it_was_made_for(demo):
    found = {(breach.rule_code, subject(breach)) for breach in db.session.scalars(select(Breach))}
    assert found == EXPECTED
