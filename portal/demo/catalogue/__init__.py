"""The demo's four tenders: two with live frameworks, one in evaluation, one open for bids."""

from portal.demo.catalogue.fostering import fostering
from portal.demo.catalogue.homes import estuary, homes
from portal.demo.catalogue.supported import supported
from portal.demo.tenders.spec import DemoTender
from portal.demo.timeline import Timeline


def tenders(timeline: Timeline) -> dict[str, DemoTender]:
    """Return the tenders by their short names, with dates counted from the demo's day."""
    return {
        "homes": homes(timeline),
        "estuary": estuary(timeline),
        "supported": supported(timeline),
        "fostering": fostering(timeline),
    }
