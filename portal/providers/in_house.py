"""Services that a council, a children's trust or a co-operative runs itself, and whose they are."""

from sqlalchemy import select

from portal.access import OrganisationKind
from portal.accounts.models import Authority, Organisation
from portal.db import all_of, db
from portal.providers.models import RegisterSetting
from portal.providers.ofsted.text import key_of
from portal.providers.provision import owner_key

RUN_BY = {
    OrganisationKind.COUNCIL: "Run by the council",
    OrganisationKind.TRUST: "Run by the children’s trust",
    OrganisationKind.RCC: "Run by the Regional Care Co-operative",
}
# What Ofsted's list calls the sector of homes that councils and their trusts own.
PUBLIC_SECTOR = "local authority"
# Words that say what an authority is, not which: Ofsted's list spells owners as it was told them
# ("London Borough of Croydon", "Croydon Council", "Rochdale MBC", "Wirral Council - Social Care").
TITLES = frozenset(
    {
        "authority",
        "borough",
        "care",
        "childrens",
        "city",
        "council",
        "county",
        "district",
        "la",
        "london",
        "mbc",
        "metropolitan",
        "of",
        "royal",
        "services",
        "social",
        "the",
        "unitary",
    }
)

SHORT_NAMES = {"hull": "kingston upon hull", "newcastle": "newcastle upon tyne"}


def in_house(organisation: Organisation) -> bool:
    """Say whether what an organisation runs is run in-house by a public body."""
    return organisation.kind is not OrganisationKind.PROVIDER


def run_by(organisation: Organisation) -> str:
    """Return who runs an in-house service in words, or nothing for a provider's."""
    return RUN_BY.get(organisation.kind, "")


def council_key(name: str) -> str:
    """Return what the many names of one council have in common.

    `Bolton Metropolitan Borough Council` and `Bolton` share a key; `Derby` and `Derbyshire` do not.
    """
    words = key_of(name)
    plain = " ".join(word for word in words.split() if word not in TITLES) or words
    return SHORT_NAMES.get(plain, plain)


def own_owner_keys(organisation: Organisation) -> frozenset[str]:
    """Return the owners' keys under which the register lists what an organisation runs.

    A provider is listed under its own name. A council or trust is listed under any name of its own
    authority too, where the register puts the setting into the public sector.
    """
    own = {owner_key(organisation.name)}
    council = _council(organisation)
    if council:
        query = (
            select(RegisterSetting.owner_key)
            .where(RegisterSetting.sector.ilike(PUBLIC_SECTOR))
            .distinct()
            .order_by(RegisterSetting.owner_key)
        )
        own |= {key for key in all_of(query) if council_key(key) == council}
    return frozenset(own)


def _council(organisation: Organisation) -> str:
    if organisation.kind not in (OrganisationKind.COUNCIL, OrganisationKind.TRUST):
        return ""
    authority = db.session.get(Authority, organisation.authority_id or 0)
    return council_key(authority.name if authority else organisation.name)
