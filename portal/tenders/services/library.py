"""The answer library: what a provider wrote in earlier bids, found again and put to use.

Nothing is kept twice: the library is the provider's own sealed answers, unsealed for it alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from sqlalchemy import select

from portal.accounts.models import Membership
from portal.db import all_of, db
from portal.errors import DomainError
from portal.files import Upload
from portal.providers.models import Service
from portal.tenders.models import (
    Bid,
    BidFile,
    Consensus,
    DraftAnswer,
    Entry,
    Envelope,
    Lot,
    Question,
    Response,
)
from portal.tenders.queries import bids as bid_queries
from portal.tenders.queries import library as queries
from portal.tenders.services import bid_files
from portal.tenders.services.bid_files import FileFacts
from portal.tenders.services.drafts import Saved, read_answer, save_answer
from portal.tenders.services.vault import Vault
from portal.words import count_words, likeness

MOST_OFFERED = 10
# Titles say what a question is about in few words, so they weigh as much as the long text.
TITLE_WEIGHT = Fraction(1, 2)
WHOLE_ORGANISATION = "the whole organisation"
KINDS = {kind.extension: kind for kind in bid_files.WELCOME}

RowT = TypeVar("RowT", BidFile, Consensus)
Place = tuple[int, int, str]


@dataclass(frozen=True)
class EarlierAnswer:
    """One answer of an earlier bid, with its files and what the panel made of it.

    `mark` is only there once the invitation is decided. `place` says what it was answered for.
    """

    row: DraftAnswer
    text: str
    place: str
    files: tuple[FileFacts, ...]
    mark: Consensus | None

    @property
    def words(self) -> int:
        """How many words it has."""
        return count_words(self.text)


def similar(question: Question, bid: Bid, vault: Vault, *, by: Membership) -> list[EarlierAnswer]:
    """Return what the provider answered to like questions in its other bids, the likest first."""
    rows = all_of(queries.answers_elsewhere(by, bid))
    alike: dict[int, Fraction] = {}
    for row in rows:
        if row.question_id not in alike:
            alike[row.question_id] = _likeness(question, row.question)
    ranked = sorted(rows, key=lambda row: -alike[row.question_id])
    offered = [row for row in ranked if alike[row.question_id]][:MOST_OFFERED]
    return [one for one in read(offered, vault) if one.text]


def read(rows: Sequence[DraftAnswer], vault: Vault) -> list[EarlierAnswer]:
    """Unseal some answers of a provider's own bids, with as many queries for many as for few."""
    bids = {row.bid_id: row.bid for row in rows}
    vault.fetch([bid.procurement for bid in bids.values()], Envelope.QUALITY)
    files = _grouped(all_of(queries.files_with(bids)), _place)
    marks = _grouped(all_of(queries.marks_told(bids)), lambda one: _place(one.response))
    places = _places({row.scope_key for row in rows})
    return [
        EarlierAnswer(
            row,
            str(read_answer(row.bid, row, vault).value),
            places.get(row.scope_key, WHOLE_ORGANISATION),
            tuple(bid_files.read_file(row.bid, file, vault) for file in files[_place(row)]),
            next(iter(marks[_place(row)]), None),
        )
        for row in rows
    ]


def reuse(
    earlier: DraftAnswer,
    *,
    bid: Bid,
    question: Question,
    scope_key: str,
    with_files: bool,
    by: Membership,
    at: datetime,
    vault: Vault,
) -> Saved:
    """Put an earlier answer of the same provider into a bid, sealed anew, with its files if wanted.

    Where something is written already the earlier text is set beside it: nothing is lost.

    Raises:
        DomainError: the answer can take no more files.
    """
    if earlier.bid.organisation_id != bid.organisation_id:
        raise DomainError("This answer belongs to another organisation.")
    row = db.session.scalars(bid_queries.draft_answer(bid, question.id, scope_key)).first()
    there = read_answer(bid, row, vault)
    outcome = save_answer(
        bid,
        question,
        scope_key=scope_key,
        text=str(read_answer(earlier.bid, earlier, vault).value),
        seen=there.version if not there.value else there.version - 1,
        by=by,
        at=at,
        vault=vault,
    )
    if with_files:
        for upload in _files_to_copy(earlier, bid, question, scope_key, vault):
            bid_files.add_file(
                bid, question, scope_key=scope_key, upload=upload, by=by, at=at, vault=vault
            )
    return outcome


def _files_to_copy(
    earlier: DraftAnswer, bid: Bid, question: Question, scope_key: str, vault: Vault
) -> list[Upload]:
    """Return the files of an earlier answer that the new one does not hold yet."""
    held = {
        one.sha256
        for one in bid_files.read_files(bid, vault)
        if (one.question_id, one.scope_key) == (question.id, scope_key)
    }
    place = (earlier.question_id, earlier.scope_key)
    found: list[Upload] = []
    for row in bid_files.rows(earlier.bid):
        if bid_files.place(row) != place:
            continue
        facts = bid_files.read_file(earlier.bid, row, vault)
        if facts.sha256 not in held:
            content = bid_files.file_content(earlier.bid, row, vault)
            found.append(Upload(facts.name, KINDS[facts.extension], content, facts.sha256))
    return found


def _likeness(asked: Question, before: Question) -> Fraction:
    """Return how alike two questions are, from 0 to 1; those of another scope count half."""
    titles = likeness(asked.title, before.title)
    texts = likeness(asked.text, before.text)
    alike = TITLE_WEIGHT * titles + (1 - TITLE_WEIGHT) * texts
    return alike if asked.scope is before.scope else alike / 2


def _place(one: DraftAnswer | BidFile | Response) -> Place:
    return one.bid_id, one.question_id, one.scope_key


def _grouped(rows: Iterable[RowT], place: Callable[[RowT], Place]) -> Mapping[Place, list[RowT]]:
    found: defaultdict[Place, list[RowT]] = defaultdict(list)
    for row in rows:
        found[place(row)].append(row)
    return found


def _places(keys: set[str]) -> Mapping[str, str]:
    """Return what scope keys stand for, in words."""
    lots = [int(key[4:]) for key in keys if key.startswith("lot:")]
    entries = [int(key[6:]) for key in keys if key.startswith("entry:")]
    named = {
        f"lot:{lot.id}": lot.name
        for lot in all_of(select(Lot).where(Lot.id.in_(lots)).order_by(Lot.id))
    }
    services = select(Entry.id, Service.name).join(Entry.service).where(Entry.id.in_(entries))
    return named | {f"entry:{id_}": name for id_, name in db.session.execute(services)}
