"""The documents of the demo's providers: renewed, running out, returned, too small, to review."""

from dataclasses import dataclass, replace

from portal.accounts.models import Membership
from portal.config import settings
from portal.db import all_of
from portal.demo.market import Market
from portal.display import day, pounds
from portal.files import PDF, FileStore, Upload, open_store
from portal.pdf import Facts, Text, letter
from portal.providers.models import (
    ComplianceDocument,
    DocumentHolder,
    DocumentType,
    Service,
)
from portal.providers.queries import documents as queries
from portal.providers.services import document_reminders
from portal.providers.services.document_review import accept_document, return_document
from portal.providers.services.documents import DocumentFacts, add_document
from portal.tenders.sealing.canonical import sha256

REVIEWER = "helen.tranter"
# Those who bid long ago added their first documents then, and have renewed them since.
EARLY = ("quillbrook", "ferndell", "tidewell", "vennacre", "orringate")
LATER = ("pellwood", "heronfield", "marrowby", "stepwell")
FIRST, RENEWED, LATE = -500, -145, -70
YEARLY = (
    "employers_liability",
    "public_liability",
    "professional_indemnity",
    "ico_registration",
    "accounts",
)
INSURERS = ("Harbour Mutual", "Beacon and Vale Insurance", "Northgate Underwriting")
# Who has not renewed what: it ran out with the first term.
LAPSED = {("vennacre", "ico_registration")}
WAITING = {
    ("heronfield", "accounts"),
    ("marrowby", "safer_recruitment"),
    ("stepwell", "public_liability"),
    ("pellwood", "safeguarding"),
}
ABSENT = {("stepwell", "modern_slavery"), ("heronfield", "business_continuity")}


@dataclass(frozen=True, slots=True)
class Lodging:
    """One document as a provider adds it, in days from the demo’s own day."""

    added: int
    ends: int
    sum_pence: int | None = None
    waits: bool = False
    returned: str = ""


def lodge(market: Market, services: dict[str, Service]) -> None:
    """Add what providers had before they bid, and review it."""
    _take(market, services, before=True)


def play(market: Market, services: dict[str, Service]) -> None:
    """Add what came since; then remind of what runs out, as the daily job does."""
    _take(market, services, before=False)
    at = market.timeline.moment(0, 6, 30)
    for organisation_id, steps in document_reminders.due_reminders(at):
        document_reminders.remind(organisation_id, steps, at=at)
    document_reminders.mark_ended(at)


def _take(market: Market, services: dict[str, Service], *, before: bool) -> None:
    store = open_store(settings().files_url)
    expected = [one for one in all_of(queries.types()) if one.expected]
    for number, provider in enumerate((*EARLY, *LATER)):
        desk = Desk(market, store, market.of(provider), INSURERS[number % len(INSURERS)])
        homes = [one for one in services.values() if one.organisation_id == desk.organisation_id]
        for kind in expected:
            for about in homes if kind.held_by is DocumentHolder.SERVICE else [None]:
                for lodging in lodgings(provider, kind):
                    if (lodging.added in (FIRST, LATE)) is before:
                        desk.take(kind, about, lodging)


def lodgings(provider: str, kind: DocumentType) -> list[Lodging]:
    """Return the versions that a provider adds of one kind of document."""
    key, least = (provider, kind.code), kind.minimum_pence
    if key in ABSENT:
        return []
    if provider in LATER:
        if key in WAITING:
            return [Lodging(LATE, 25, least), Lodging(-4, 360, least, waits=True)]
        return [Lodging(LATE, LATE + 363, least)]
    if kind.code not in YEARLY:
        return [Lodging(FIRST, FIRST + 729)]
    first = Lodging(FIRST, RENEWED + 4, least)
    if key in LAPSED:
        return [first]
    return [first, *_renewals(provider, kind, Lodging(RENEWED, RENEWED + 364, least))]


def _renewals(provider: str, kind: DocumentType, usual: Lodging) -> list[Lodging]:
    """Return how a provider renewed, with what makes some of them worth a look."""
    match provider, kind.code:
        case "quillbrook", "public_liability":
            return [replace(usual, ends=20)]
        case "quillbrook", "accounts":
            return [usual, Lodging(-3, 360, waits=True)]
        case "tidewell", "public_liability":
            return [replace(usual, sum_pence=5_000_000_00)]
        case "ferndell", "professional_indemnity":
            reason = "The schedule names another company. Add the one in your own name."
            return [replace(usual, returned=reason)]
        case _:
            return [usual]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one provider's documents are added and looked at."""

    market: Market
    store: FileStore
    by: Membership
    insurer: str

    @property
    def organisation_id(self) -> int:
        """Whose documents they are."""
        return self.by.organisation_id

    def take(self, kind: DocumentType, about: Service | None, lodging: Lodging) -> None:
        """Add one version, and have it reviewed the day after unless it waits."""
        timeline = self.market.timeline
        facts = DocumentFacts(
            timeline.day(lodging.added - 1),
            timeline.day(lodging.ends),
            lodging.sum_pence if kind.insures else None,
            f"{kind.code[:3].upper()}/{self.organisation_id:04d}/7" if kind.number_label else "",
            self.insurer if kind.issuer_label else "",
        )
        content = paper(kind, self.by.organisation.name, facts)
        made = add_document(
            self.by.organisation,
            kind,
            about,
            facts,
            upload=Upload(f"{kind.code}.pdf", PDF, content, sha256(content)),
            store=self.store,
            by=self.by,
            at=timeline.moment(lodging.added, 11, 20),
        )
        self.review(made, lodging)

    def review(self, made: ComplianceDocument, lodging: Lodging) -> None:
        """Accept it, or return it, where somebody has looked at it."""
        reviewer = self.market.members[REVIEWER]
        at = self.market.timeline.moment(lodging.added + 1, 14, 5)
        if lodging.returned:
            return_document(made, reason=lodging.returned, by=reviewer, at=at)
        elif not lodging.waits:
            accept_document(made, by=reviewer, at=at)


def paper(kind: DocumentType, holder: str, facts: DocumentFacts) -> bytes:
    """Write a document of the demo."""
    rows = [
        ("Holder", holder),
        ("From", day(facts.issued_on)),
        (kind.expiry_label, day(facts.expires_on) if facts.expires_on else "No end"),
        ("Sum insured", pounds(facts.sum_insured_pence)),
        (kind.number_label, facts.number),
        (kind.issuer_label, facts.issuer),
    ]
    return letter(
        service_name="An invented document of the demonstration",
        title=kind.title,
        blocks=[
            Text("Everything in it is invented."),
            Facts([(name, value) for name, value in rows if name and value]),
        ],
    )
