"""Block contracts made of awards, with the shares of those who pay."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from portal import audit
from portal.accounts.models import Membership, Organisation
from portal.accounts.queries import councils_of
from portal.changes import Changed, mark_changed
from portal.contracts.models import BlockContract, BlockShare
from portal.contracts.services.appointments import require_awaiting, require_within
from portal.db import db, lock
from portal.errors import DomainError
from portal.tenders.models import Award, EntryPrice, LotPurpose


def make_block_contract(
    award: Award,
    *,
    title: str,
    starts_on: date,
    ends_on: date,
    shares: Mapping[Organisation, int],
    by: Membership,
    at: datetime,
) -> BlockContract:
    """Make the contract that an award of a block lot decided, with places shared out.

    Raises:
        DomainError: the award is for single places or was acted on, the dates leave the
            framework's term, the bid has no core price, or the shares do not fit the places.
    """
    lock(award)
    lot = award.entry.lot
    require_awaiting(award, LotPurpose.BLOCK)
    require_within(lot.framework, starts_on, ends_on)
    taken = {council: places for council, places in shares.items() if places}
    _require_shares(taken, lot.block_places or 0, lot.framework.region_id, starts_on)
    contract = _contract_of(award, title=title, starts_on=starts_on, ends_on=ends_on, at=at)
    contract.shares = [
        BlockShare(organisation_id=council.id, places=places, starts_on=starts_on)
        for council, places in taken.items()
    ]
    db.session.add(contract)
    facts = {"award": award.reference, "places": contract.places}
    audit.record(contract, "block_contract.made", by=by, at=at, facts=facts)
    mark_changed(Changed.BLOCK_CONTRACT, [contract.id], at=at)
    return contract


def _require_shares(
    shares: Mapping[Organisation, int], places: int, region_id: int, on: date
) -> None:
    councils = set(db.session.scalars(councils_of(region_id, on)))
    strangers = sorted(one.name for one in shares if one not in councils)
    if strangers:
        raise DomainError(f"{strangers[0]} is not a council of this region on the start date.")
    if any(count < 0 for count in shares.values()) or sum(shares.values()) != places:
        given = sum(shares.values())
        raise DomainError(f"The shares must add up to {places} places. They add up to {given}.")


def _contract_of(
    award: Award, *, title: str, starts_on: date, ends_on: date, at: datetime
) -> BlockContract:
    """Price from the bid, places and guarantee from the lot."""
    entry, lot = award.entry, award.entry.lot
    return BlockContract(
        title=title,
        lot_id=lot.id,
        service_id=entry.service_id,
        organisation_id=entry.service.organisation_id,
        award_id=award.id,
        places=lot.block_places,
        weekly_pence=_core_price(award),
        guarantee_percent=lot.guarantee_percent,
        starts_on=starts_on,
        ends_on=ends_on,
        made_at=at,
    )


def _core_price(award: Award) -> int:
    pence = db.session.scalars(
        select(EntryPrice.pence).where(
            EntryPrice.entry_id == award.entry_id, EntryPrice.component_code == "CORE"
        )
    ).first()
    if pence is None:
        raise DomainError(f"The bid of {award.entry.service.name} has no core price.")
    return pence
