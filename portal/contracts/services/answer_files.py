"""Answers of a provider as a file: the download comes back filled in, whole or not at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.models import Membership
from portal.contracts.models import Answer, DisputeReason
from portal.contracts.queries import answers as queries
from portal.contracts.services import answers as services
from portal.contracts.services.answers import Grounds
from portal.contracts.services.dispute_news import tell_councils
from portal.contracts.services.subjects import Subject
from portal.errors import DomainError
from portal.files import plain
from portal.money import LARGEST_UNIT_PRICE, parse_pounds
from portal.providers.ofsted.table import FileRefused, Row, RowError, read_table, shown

AGREEMENT, CHARGE, VERSION = "Agreement number", "Charge", "Version"
ANSWER, REASON, WORDS = "Answer", "Reason", "Words"
PRICE, END = "Price it should be", "Date it should end"
NEEDED = (AGREEMENT, CHARGE, VERSION, ANSWER, REASON, WORDS, PRICE, END)
MOST_ROWS = 5_000
LONGEST_WORDS = 2_000
FIELDS = {"words": WORDS, "proposed_pence": PRICE, "proposed_on": END}
Wrong = Callable[[str, str], None]
ANSWERS = {"agree": Answer.AGREED, "dispute": Answer.DISPUTED} | {one.value: one for one in Answer}

# As forms take them.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Line:
    """One answered row: what it is about, as which version, and what is said."""

    line: int
    key: str
    version: str
    grounds: Grounds | None


def take_in(content: bytes, *, filename: str, by: Membership, at: datetime) -> tuple[int, int]:
    """Save all answers of a file; return how many were agreed and how many disputed.

    Rows without an answer are passed over.

    Raises:
        FileRefused: with everything that is wrong in the file; nothing is saved.
    """
    lines = read(content, filename=filename)
    found = {one.key: one for one in services.load([one.key for one in lines], by)}
    errors = list(_misfits(lines, found))
    if errors:
        raise FileRefused(filename, errors)
    agreeing = [found[one.key] for one in lines if one.grounds is None]
    agreed = [one for one in agreeing if one.state != queries.AGREED]
    services.record_agreed(agreed, by=by, at=at)
    disputed = [
        services.record_disputed(found[one.key], one.grounds, by=by, at=at)
        for one in lines
        if one.grounds is not None
    ]
    tell_councils(disputed, at=at)
    return len(agreed), len(disputed)


def read(content: bytes, *, filename: str) -> list[Line]:
    """Return the answered rows of a file.

    Raises:
        FileRefused: with everything that cannot be read.
    """
    table = read_table(content, filename=filename, is_header=lambda cells: set(NEEDED) <= {*cells})
    if len(table.rows) > MOST_ROWS:
        reason = f"The file has more than {MOST_ROWS:,} rows. Filter the list before downloading it"
        raise FileRefused(filename, [RowError(0, "", "", reason)])
    places = {name: table.header.cells.index(name) for name in NEEDED}
    errors: list[RowError] = []
    lines: list[Line] = []
    for row in table.rows:
        cells = {name: _cell(row, place) for name, place in places.items()}
        if cells[ANSWER]:
            lines += _line(row.line, cells, errors)
    errors += _twice(lines)
    if not errors and not lines:
        errors.append(RowError(0, ANSWER, "", "No row has an answer. Write agree or dispute"))
    if errors:
        raise FileRefused(filename, sorted(errors))
    return lines


def _line(number: int, cells: Mapping[str, str], errors: list[RowError]) -> Iterator[Line]:
    """Read one row; what is wrong in it goes to the errors, all of it."""

    def wrong(column: str, reason: str) -> None:
        errors.append(RowError(number, column, shown(cells[column]), reason))

    before = len(errors)
    answer = ANSWERS.get(cells[ANSWER].casefold())
    if answer is None:
        wrong(ANSWER, "Write agree or dispute, or leave it empty")
    if not cells[AGREEMENT]:
        wrong(AGREEMENT, "Enter the agreement number")
    if cells[CHARGE] and not (cells[CHARGE].isascii() and cells[CHARGE].isdigit()):
        wrong(CHARGE, "Use the number from the download; empty for the placement itself")
    grounds = _grounds(cells, wrong) if answer is Answer.DISPUTED else None
    if len(errors) == before:
        charge = cells[CHARGE].lstrip("0")
        key = cells[AGREEMENT].upper() + (f"/{charge}" if charge else "")
        yield Line(number, key, cells[VERSION], grounds)


def _grounds(cells: Mapping[str, str], wrong: Wrong) -> Grounds | None:
    reason = cells[REASON].casefold().replace(" ", "_")
    if reason not in set(DisputeReason):
        wrong(REASON, "Write one of " + ", ".join(DisputeReason))
        return None
    if len(cells[WORDS]) > LONGEST_WORDS:
        wrong(WORDS, f"Must be {LONGEST_WORDS:,} characters or fewer")
    return Grounds(
        DisputeReason(reason), cells[WORDS], _price(cells[PRICE], wrong), _day(cells[END], wrong)
    )


def _price(text: str, wrong: Wrong) -> int | None:
    if not text:
        return None
    try:
        pence = parse_pounds(text)
    except ValueError as error:
        wrong(PRICE, str(error))
        return None
    if not 0 < pence <= LARGEST_UNIT_PRICE:
        wrong(PRICE, "Enter a price above nothing, for one unit")
    return pence


def _day(text: str, wrong: Wrong) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        wrong(END, "Write the date like 2026-11-30")
        return None
    if not EARLIEST <= day <= LATEST:
        wrong(END, "The year must be between 1900 and 2199")
        return None
    return day


def _twice(lines: Sequence[Line]) -> list[RowError]:
    first: dict[str, int] = {}
    return [
        RowError(one.line, AGREEMENT, one.key, f"Answered on line {first[one.key]} already")
        for one in lines
        if first.setdefault(one.key, one.line) != one.line
    ]


def _misfits(lines: Sequence[Line], found: Mapping[str, Subject]) -> Iterator[RowError]:
    """Say which rows do not fit what is recorded now."""
    for one in lines:
        subject = found.get(one.key)
        if subject is None:
            reason = "Nothing that stands is recorded under this number at your services"
            yield RowError(one.line, AGREEMENT, shown(one.key), reason)
        elif subject.facts.digest != one.version:
            reason = "The council has changed this since. Download the list again"
            yield RowError(one.line, VERSION, shown(one.version), reason)
        elif one.grounds is not None:
            yield from _refused(one, subject, one.grounds)


def _refused(line: Line, subject: Subject, grounds: Grounds) -> Iterator[RowError]:
    try:
        services.check_grounds(subject, grounds)
    except DomainError as error:
        yield RowError(line.line, FIELDS.get(error.field or "", ANSWER), "", error.message)


def _cell(row: Row, place: int) -> str:
    text = row.cells[place].strip() if place < len(row.cells) else ""
    return plain(text)
