"""Takes an invitation of the demo through its stages, by the services that people use."""

from portal.demo.tenders.bidding import write_bid
from portal.demo.tenders.judging import agree, decide, declare_for_bidders, mark, open_envelope
from portal.demo.tenders.spec import Run, Stage
from portal.demo.tenders.writing import write_framework, write_invitation
from portal.tenders.models import Envelope, Procurement


def play(run: Run) -> Procurement:
    """Write, publish, bid, and go on as far as the tender's stage says."""
    write_framework(run)
    write_invitation(run)
    for bid in run.tender.bids:
        write_bid(run, bid)
    if run.tender.stage >= Stage.MARKING:
        open_envelope(run, Envelope.QUALITY)
        declare_for_bidders(run)
        mark(run)
    if run.tender.stage >= Stage.AWARDED:
        agree(run)
        open_envelope(run, Envelope.PRICE)
        decide(run)
    return run.procurement
