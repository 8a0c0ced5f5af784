"""A bid as it stands: everything that was saved for it, and what each entry still lacks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal import money
from portal.tenders.models import (
    Bid,
    Entry,
    Lot,
    PriceLine,
    Question,
    Requirement,
    Scope,
    Specification,
)
from portal.tenders.services.bid_files import FileFacts, read_files
from portal.tenders.services.drafts import (
    NO_ANSWER,
    Draft,
    read_answers,
    read_confirmations,
    read_prices,
    scope_key,
)
from portal.tenders.services.vault import Vault
from portal.words import count_words

TWO_TEXTS = "Two people wrote here at the same time: choose what to keep"


@dataclass(frozen=True)
class Answer:
    """A question as a bid answers it, for the organisation, a lot or an entry."""

    question: Question
    key: str
    draft: Draft
    files: tuple[FileFacts, ...]

    @property
    def text(self) -> str:
        """The text as last saved."""
        return str(self.draft.value)

    @property
    def problem(self) -> str | None:
        """What keeps the answer from being submitted, or `None`."""
        if self.draft.asides:
            return TWO_TEXTS
        words = count_words(self.text)
        if not words:
            return "Enter an answer"
        if words > self.question.word_limit:
            return f"Answer must be {self.question.word_limit:,} words or less: it has {words:,}"
        return None


@dataclass(frozen=True)
class EntryDraft:
    """Everything that would be submitted for one entry now."""

    entry: Entry
    answers: tuple[Answer, ...]
    confirmations: Draft
    prices: Draft

    @property
    def requirements(self) -> Sequence[Requirement]:
        """The requirements that the entry confirms or explains."""
        specification = specification_of(self.entry)
        return specification.requirements if specification else ()

    @property
    def confirmed(self) -> dict[int, tuple[bool, str]]:
        """What is said of each requirement that is answered without fault."""
        said = ((one, self.said_of(one)) for one in self.requirements)
        return {
            one.id: (bool(confirmed), "" if confirmed else why)
            for one, (confirmed, why) in said
            if confirmed or (confirmed is False and why.strip())
        }

    def said_of(self, requirement: Requirement) -> tuple[bool | None, str]:
        """Return what was saved about one requirement."""
        saved = self.confirmations.value.get(str(requirement.id), {})
        return saved.get("confirmed"), saved.get("why", "")

    @property
    def pence(self) -> dict[str, int]:
        """The prices that are right, in pence by component code."""
        return {
            line.component_code: money.parse_pounds(typed)
            for line in self.entry.lot.price_lines
            if (typed := self.typed(line)) and price_problem(line, typed) is None
        }

    def typed(self, line: PriceLine) -> str:
        """Return a price as it was typed."""
        return str(self.prices.value.get(line.component_code, "")).strip()

    def answer_problems(self) -> list[str]:
        """Say what is missing from the answers."""
        return [
            f"{answer.question.title}: {answer.problem}"
            for answer in self.answers
            if answer.problem
        ]

    def confirmation_problems(self) -> list[str]:
        """Say which requirements are neither confirmed nor explained."""
        settled = [TWO_TEXTS] if self.confirmations.asides else []
        said = self.confirmed
        return settled + [
            f"Requirement {one.number}: confirm it, or explain how you would meet the need"
            for one in self.requirements
            if one.id not in said
        ]

    def price_problems(self) -> list[str]:
        """Say which prices are missing or wrong."""
        settled = [TWO_TEXTS] if self.prices.asides else []
        found = (price_problem(line, self.typed(line)) for line in self.entry.lot.price_lines)
        return settled + [problem for problem in found if problem]

    def problems(self) -> list[str]:
        """Say everything that keeps the entry from being submitted."""
        return [*self.answer_problems(), *self.confirmation_problems(), *self.price_problems()]

    @property
    def complete(self) -> bool:
        """Whether the entry could be submitted."""
        return not self.problems()


@dataclass(frozen=True)
class BidDraft:
    """A bid with everything that was saved for it, read and unsealed once."""

    bid: Bid
    saved: Mapping[tuple[int, str], Draft]
    files: Sequence[FileFacts]
    vault: Vault

    def answer(self, question: Question, key: str) -> Answer:
        """Return a question's answer for a scope key."""
        place = (question.id, key)
        files = tuple(one for one in self.files if (one.question_id, one.scope_key) == place)
        return Answer(question, key, self.saved.get(place, NO_ANSWER), files)

    def organisation_answers(self) -> list[Answer]:
        """Return the answers given once for the whole organisation."""
        asked = [q for q in self.bid.procurement.questions if q.scope is Scope.ORGANISATION]
        return [self.answer(question, "organisation") for question in asked]

    def lot_answers(self, lot: Lot) -> list[Answer]:
        """Return the answers given once for a lot."""
        asked = [q for q in questions_for(self.bid, lot) if q.scope is Scope.LOT]
        return [self.answer(question, f"lot:{lot.id}") for question in asked]

    def entry(self, entry: Entry) -> EntryDraft:
        """Return everything that would be submitted for one entry."""
        asked = questions_for(self.bid, entry.lot)
        return EntryDraft(
            entry,
            tuple(
                self.answer(q, scope_key(q, lot_id=entry.lot_id, entry_id=entry.id)) for q in asked
            ),
            read_confirmations(entry, self.vault),
            read_prices(entry, self.vault),
        )

    def lots(self) -> Iterator[tuple[Lot, list[Entry]]]:
        """Yield the lots of the invitation with the bid's entries to each."""
        for lot in self.bid.procurement.lots:
            yield lot, [entry for entry in self.bid.entries if entry.lot_id == lot.id]


def read_bid(bid: Bid, vault: Vault) -> BidDraft:
    """Read everything that was saved for a bid."""
    return BidDraft(bid, read_answers(bid, vault), read_files(bid, vault), vault)


def read_entry(entry: Entry, vault: Vault) -> EntryDraft:
    """Read everything that would be submitted for one entry."""
    return read_bid(entry.bid, vault).entry(entry)


def questions_for(bid: Bid, lot: Lot) -> list[Question]:
    """Return the questions that an entry to a lot answers, in the published order."""
    return [q for q in bid.procurement.questions if q.lot_id in (None, lot.id)]


def specification_of(entry: Entry) -> Specification | None:
    """Return the version of its lot's specification that an entry answers.

    It is the one that the invitation was published with, whatever was published since.
    """
    invited = entry.procurement.invited
    return next((one.specification for one in invited if one.lot_id == entry.lot_id), None)


def price_problem(line: PriceLine, typed: str) -> str | None:
    """Say what is wrong with a price as typed, or `None`; an optional one may be left empty."""
    title = line.component.title
    if not typed:
        return f"Enter a price for {title}" if line.mandatory else None
    try:
        pence = money.parse_pounds(typed)
    except ValueError:
        return f"Enter a price in pounds for {title}, like 5,200.00"
    if pence == 0:
        return f"The price for {title} must be more than £0.00"
    if pence > line.ceiling_pence:
        ceiling = money.pounds(line.ceiling_pence)
        return f"The price for {title} must be {ceiling} or less, the ceiling of this lot"
    return None
