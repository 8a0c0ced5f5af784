"""What each side is told of a dispute. Mail names agreement numbers and nothing else."""

from collections.abc import Iterable
from datetime import datetime

from portal.access import Role
from portal.accounts.models import Membership
from portal.accounts.queries import holders
from portal.contracts.models import ProviderAnswer
from portal.db import all_of
from portal.display import count_of
from portal.tenders.services.telling import tell_everyone

AT_THE_COUNCIL = (Role.PLACEMENTS_OFFICER, Role.COUNCIL_FINANCE)
AT_THE_PROVIDER = (Role.PROVIDER_ADMINISTRATOR, Role.SERVICE_MANAGER)
NUMBERS_NAMED = 5


def tell_councils(disputes: Iterable[ProviderAnswer], *, at: datetime) -> None:
    """Tell each council once what was disputed of its placements in one go."""
    of_council: dict[int, list[ProviderAnswer]] = {}
    for dispute in disputes:
        of_council.setdefault(dispute.placement.council_id, []).append(dispute)
    for council_id, some in of_council.items():
        numbers = list(dict.fromkeys(one.placement.reference for one in some))
        named = ", ".join(numbers[:NUMBERS_NAMED])
        others = len(numbers) - NUMBERS_NAMED
        more = f" and {others} more" if others > 0 else ""
        tell_everyone(
            _people(council_id, AT_THE_COUNCIL),
            "A provider disputes what is recorded",
            f"{count_of(len(some), 'record is', 'records are')} disputed, under agreement {named}"
            f"{more}. Correct the record, or keep it and say why.",
            link="/council/disputes" if len(some) > 1 else f"/council/disputes/{some[0].reference}",
            at=at,
            dedupe_key=f"disputed:{some[0].reference}",
        )


def tell_provider(dispute: ProviderAnswer, what: str, *, at: datetime) -> None:
    """Tell the provider what became of its dispute."""
    tell_everyone(
        _people(dispute.organisation_id, AT_THE_PROVIDER),
        "Your dispute has been answered",
        f"Agreement {dispute.placement.reference}: {what}",
        link=f"/our/placements/{dispute.placement.reference}",
        at=at,
        dedupe_key=f"dispute-answered:{dispute.reference}",
    )


def _people(organisation_id: int, roles: tuple[Role, ...]) -> list[Membership]:
    here = holders(*roles).where(Membership.organisation_id == organisation_id)
    return list(all_of(here))
