"""Block contracts, their shares, and who lives in their places."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.accounts.models import Membership
from portal.contracts.models import BlockContract, BlockShare, Placement
from portal.contracts.queries.appointments import region_ids
from portal.contracts.queries.placements import live_on
from portal.tenders.models import Framework, Lot


def contracts(membership: Membership, on: date) -> Select[BlockContract]:
    """Block contracts of the membership's regions, by end date."""
    return _contracts().where(Framework.region_id.in_(region_ids(membership, on)))


def own_contracts(membership: Membership) -> Select[BlockContract]:
    """A provider's own block contracts."""
    return _contracts().where(BlockContract.organisation_id == membership.organisation_id)


def with_reference(statement: Select[BlockContract], reference: str) -> Select[BlockContract]:
    """One contract of a list, with its shares."""
    return statement.where(BlockContract.reference == reference).options(
        selectinload(BlockContract.shares).joinedload(BlockShare.organisation)
    )


def occupied(ids: Collection[int], on: date) -> Select[*tuple[Any, ...]]:
    """How many places of each contract are lived in on a day: contract, council, placements."""
    return (
        select(Placement.block_contract_id, Placement.council_id, func.count(Placement.id))
        .where(Placement.block_contract_id.in_(ids), live_on(on))
        .group_by(Placement.block_contract_id, Placement.council_id)
        .order_by(Placement.block_contract_id, Placement.council_id)
    )


def _contracts() -> Select[BlockContract]:
    return (
        select(BlockContract)
        .join(BlockContract.lot)
        .join(Lot.framework)
        .options(
            contains_eager(BlockContract.lot).contains_eager(Lot.framework),
            joinedload(BlockContract.service),
            joinedload(BlockContract.organisation),
        )
        .order_by(BlockContract.ends_on, BlockContract.id)
    )
