"""Block contracts: the list, and each one's places, shares and occupancy."""

from datetime import date
from fractions import Fraction
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.contracts.models import BlockContract
from portal.contracts.queries import blocks as queries
from portal.contracts.views.asking import links
from portal.contracts.views.shown import contract_line
from portal.db import db, first_or_404
from portal.paging import page_of

bp = Blueprint("blocks", __name__, url_prefix="/block-contracts")


@bp.get("")
@requires(Permission.SEE_CONTRACTS)
def index() -> ResponseReturnValue:
    """List the block contracts of one's regions."""
    today = clock.today(clock.now())
    page = page_of(
        queries.contracts(current_membership(), today),
        sort=[BlockContract.ends_on, BlockContract.id],
        key=lambda one: [one.ends_on, one.id],
        cursor=request.args.get("cursor"),
    )
    lived_in = occupancy([one.id for one in page.rows], today)
    return render_template(
        "contracts/blocks.html",
        contracts=[
            contract_line(one, sum(lived_in[one.id].values()), "blocks.show") for one in page.rows
        ],
        links=links(page, "blocks.index", {}),
    )


@bp.get("/<reference>")
@requires(Permission.SEE_CONTRACTS)
def show(reference: str) -> ResponseReturnValue:
    """Show a block contract."""
    today = clock.today(clock.now())
    contracts = queries.contracts(current_membership(), today)
    contract = first_or_404(queries.with_reference(contracts, reference))
    return render_template(
        "contracts/block.html", back_to=url_for("blocks.index"), **block_page(contract, today)
    )


def block_page(contract: BlockContract, today: date) -> dict[str, Any]:
    """What the page of a block contract shows."""
    lived_in = occupancy([contract.id], today)[contract.id]
    total = sum(lived_in.values())
    return {
        "contract": contract,
        "occupied": total,
        "occupancy": Fraction(total, contract.places),
        "guaranteed": Fraction(contract.places * contract.guarantee_percent, 100),
        "shares": [
            {
                "organisation": share.organisation.name,
                "places": share.places,
                "used": lived_in.get(share.organisation_id, 0),
                "starts_on": share.starts_on,
                "ends_on": share.ends_on,
            }
            for share in contract.shares
        ],
    }


def occupancy(ids: list[int], on: date) -> dict[int, dict[int, int]]:
    """How many placements each council has in each contract on a day."""
    found: dict[int, dict[int, int]] = {contract_id: {} for contract_id in ids}
    for contract_id, council_id, count in db.session.execute(queries.occupied(ids, on)):
        found[contract_id][council_id] = count
    return found
