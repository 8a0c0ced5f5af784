"""Writes the demo's register as a file in Ofsted's layout, and imports it as any other."""

import csv
import hashlib
import io
from datetime import date, timedelta

from portal.demo import cast, strangers
from portal.demo.market import Market
from portal.providers.ofsted.parse import parse_register
from portal.providers.scales import FIRST_SCALES
from portal.providers.services.register_import import import_register

HEADINGS = (
    "Web link",
    "URN",
    "Provision type",
    "Registration date",
    "Registration status",
    "Name",
    "Ofsted Region",
    "Local authority",
    "Sector",
    "Places",
    "Organisation which owns the provider",
    "Latest Full inspection event type",
    "Latest full inspection date",
    "Latest full inspection publication date",
    "Latest full inspection event number",
    "Overall experiences and progress of children and young people",
    "How well children and young people are helped and protected",
    "The effectiveness of leaders and managers",
    "Supported Accommodation outcome",
)
FIRST_URN = 900_001
MONTHLY = 2


def urns() -> dict[str, str]:
    """Return the URN of each service in the cast, by the service's name."""
    return {
        service.name: f"SC{FIRST_URN + place}"
        for place, (_owner, _sector, service) in enumerate(cast.owned())
    }


def load_register(market: Market, *, day: int, file: int) -> None:
    """Import one of the three files, as at a day; it is taken in two days later."""
    as_at = market.timeline.day(day)
    content = written(as_at, file)
    import_register(
        parse_register(content, filename="demonstration-register.csv", scales=FIRST_SCALES),
        filename="demonstration-register.csv",
        sha256=hashlib.sha256(content).hexdigest(),
        as_at=as_at,
        by=market.members["sam.okoro"],
        at=market.timeline.moment(day + 2),
    )


def written(as_at: date, file: int) -> bytes:
    """Return a register file, as at a day. The second is a monthly list, without inspections."""
    width = (
        len(HEADINGS) if file != MONTHLY else HEADINGS.index("Latest Full inspection event type")
    )
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"Demonstration of the provider level list as at {as_at:%-d %B %Y}"])
    writer.writerow(HEADINGS[:width])
    known = urns()
    for place, (owner, sector, service) in enumerate(cast.owned()):
        cells = row((owner, sector), service, known[service.name], as_at, place)
        writer.writerow(cells[:width])
    councils = [council.name for council in cast.WENDMOOR.councils]
    for stranger in strangers.listed(file, (councils[0], councils[1])):
        writer.writerow(strangers.row_of(stranger, as_at, width))
    return out.getvalue().encode("utf-8-sig")


def row(
    owned_by: tuple[str, str], service: cast.CastService, urn: str, as_at: date, place: int
) -> list[str]:
    """Return one setting's row; how long ago it was inspected depends on its place."""
    owner, sector = owned_by
    inspected = as_at - timedelta(days=70 + 13 * place % 230)
    published = inspected + timedelta(days=40)
    supported = service.kind == cast.SUPPORTED
    rated = bool(service.grade)
    grades = ["", "", "", service.grade] if supported else [service.grade] * 3 + [""]
    return [
        "Demonstration",
        urn,
        service.kind,
        f"{as_at - timedelta(days=1500 + 97 * place):%d/%m/%Y}",
        "Active",
        "REDACTED",
        "Demonstration",
        service.council,
        sector,
        str(service.places) if service.kind == cast.HOME else "",
        owner,
        "Full inspection" if rated else "",
        f"{inspected:%d/%m/%Y}" if rated else "",
        f"{published:%d/%m/%Y}" if rated else "",
        f"1099{place:04d}" if rated else "",
        *grades,
    ]
