"""One of each kind of thing that belongs to somebody and that no day of the demo has."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Invitation, Membership
from portal.config import settings
from portal.db import db
from portal.files import TEXT, Upload
from portal.tasks import Task
from portal.tenders.models import (
    Bid,
    Clarification,
    DeadlineExtension,
    LateAttempt,
    Procurement,
    Response,
)
from portal.tenders.sealing.canonical import sha256
from portal.tenders.services import bid_files
from portal.tenders.services.vault import Vault
from tests.demo.conftest import MOMENT
from tests.demo.things import first


def add_what_the_demo_lacks() -> list[Any]:
    """Add them all, and return them so that they can be taken away again."""
    bid = db.session.scalars(select(Bid).join(Bid.entries).order_by(Bid.id).limit(1)).one()
    procurement = first(Procurement, status="published")
    writer = first(Membership, organisation_id=bid.organisation_id)
    lead = procurement.framework.region.lead_organisation_id
    officer = first(Membership, organisation_id=lead)
    made = [*of_bidder(bid, writer, procurement), *of_region(procurement, officer)]
    db.session.add_all(made)
    db.session.commit()
    return made


def of_bidder(bid: Bid, writer: Membership, procurement: Procurement) -> list[Any]:
    """A file, a bid that came too late, a question and an invitation to a colleague."""
    response = first(Response, procurement_id=bid.procurement_id, bid_id=bid.id)
    return [
        bid_files.add_file(
            bid,
            response.question,
            scope_key=response.scope_key,
            upload=Upload("Rota.txt", TEXT, b"Monday\n", sha256(b"Monday\n")),
            by=writer,
            at=MOMENT,
            vault=Vault.of(settings()),
        ),
        LateAttempt(
            procurement_id=bid.procurement_id,
            entry_id=bid.entries[0].id,
            received_at=MOMENT,
            by_membership_id=writer.id,
            reason="late",
            sealed=b"",
        ),
        Clarification(
            procurement_id=procurement.id,
            organisation_id=bid.organisation_id,
            asked_by_id=writer.id,
            asked_at=MOMENT,
            text="May a home start later?",
        ),
        Invitation(
            organisation_id=bid.organisation_id,
            email="new@demo.example",
            roles=["bid_writer"],
            token_hash="0" * 64,
            invited_by_id=writer.id,
            invited_at=MOMENT,
            expires_at=MOMENT + timedelta(days=7),
        ),
    ]


def of_region(procurement: Procurement, officer: Membership) -> list[Any]:
    """A later deadline that waits for its second person, and long work."""
    return [
        DeadlineExtension(
            procurement_id=procurement.id,
            closed_at_before=procurement.closes_at,
            closes_at=procurement.closes_at + timedelta(days=3),
            reason="More time",
            proposed_by_id=officer.id,
            proposed_at=MOMENT,
        ),
        Task(kind="pack", title="A pack", params={}, membership_id=officer.id, asked_at=MOMENT),
    ]
