"""What tests of profiles make again and again."""

from datetime import date

from portal.providers.models import Connection
from portal.providers.services import connected, groups


def name_group(acting, now, since, name="Orringate Holdings plc", **number):
    return groups.name_group(
        acting.organisation,
        name=name,
        company_number=number.get("company_number"),
        country=number.get("country", groups.UNITED_KINGDOM),
        starts_on=since,
        by=acting,
        at=now,
    )


def connect(acting, now, since=date(2024, 1, 1)):
    return connected.add_connected(
        acting.organisation,
        kind=Connection.DIRECTOR,
        name="Corin Vale",
        body_number=None,
        starts_on=since,
        by=acting,
        at=now,
    )
