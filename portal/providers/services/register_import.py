"""Taking a register file in: compared whole with what is known, then written in bulk."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, bindparam, delete, insert, select, update

from portal import audit, clock
from portal.accounts.models import Membership
from portal.changes import Changed, mark_changed
from portal.db import db
from portal.errors import DomainError
from portal.providers.models import (
    RegisterImport,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.ofsted.layout import Field
from portal.providers.ofsted.parse import ParsedRegister, Progress
from portal.providers.services.register_history import FACTS, INSPECTION_COLUMNS
from portal.providers.services.register_known import (
    INSPECTIONS,
    SETTINGS,
    VERSIONS,
    known_before,
)
from portal.providers.services.register_plan import (
    SETTING_COLUMNS,
    Known,
    Plan,
    closed_by,
    plan_import,
)

CHUNK = 500
VERSION_COLUMNS = ("from_on", "until_on", *FACTS, "authority_id")

# A file cut short would look like a country that closed its homes. Fewer than this many settings
# are not judged; of more, this many in a hundred may go missing, and as many again for each year.
FEW_SETTINGS = 100
PERCENT_GONE = 15


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did. `older` are settings of which a later file has already told.

    `versions` counts the rows of the settings' histories that it wrote.
    """

    settings: int
    new: int
    changed: int
    unchanged: int
    older: int
    gone: int
    inspections_new: int
    inspections_changed: int
    versions: int
    left_out: int
    taken_before: bool

    @property
    def changed_nothing(self) -> bool:
        return not any(
            (
                *(self.new, self.changed, self.gone, self.versions),
                *(self.inspections_new, self.inspections_changed),
            )
        )


def import_register(
    parsed: ParsedRegister,
    *,
    filename: str,
    sha256: str,
    as_at: date,
    by: Membership | None,
    at: datetime,
    on_progress: Progress | None = None,
    allow_missing: bool = False,
) -> ImportCounts:
    """Take a file in, as at the day that it describes. A file taken in before changes nothing.

    `on_progress` is told rows written and rows to write.

    Raises:
        DomainError: the day is to come, or the file lacks so many settings that it seems cut short
            (`allow_missing` takes it all the same); nothing changes.
    """
    plan, counts, cut_short = compared(parsed, sha256=sha256, as_at=as_at, at=at)
    if cut_short and not allow_missing:
        raise DomainError(cut_short, "file")
    if counts.changed_nothing and counts.taken_before:
        return counts
    source = RegisterImport(
        filename=filename,
        sha256=sha256,
        as_at=as_at,
        imported_at=at,
        lists_grades={Field.INSPECTED_ON, Field.OVERALL} <= parsed.fields,
        by_membership_id=by.id if by else None,
        counts=asdict(counts),
        fields=sorted(field.value for field in parsed.fields),
    )
    _take_in(plan, source, on_progress or _silent, by=by)
    return counts


class Comparison(NamedTuple):
    """What a file would write, how much of it, and why it seems to be cut short, if it does."""

    plan: Plan
    counts: ImportCounts
    cut_short: str | None


def compared(parsed: ParsedRegister, *, sha256: str, as_at: date, at: datetime) -> Comparison:
    """Compare a file with the register, which stays as it is until the transaction ends.

    Raises:
        DomainError: the day of the file is to come.
    """
    if as_at > clock.today(at):
        raise DomainError("The date of the file must be today or in the past", "as_at")
    db.session.scalars(latest_import().with_for_update()).first()
    known = known_before(as_at)
    plan = plan_import(parsed, known, as_at=as_at)
    counts = _counts(parsed, plan, taken_before=_taken_before(sha256, as_at))
    return Comparison(plan, counts, _cut_short(plan, known, as_at))


def latest_import() -> Select[RegisterImport]:
    """The import that was made last: whoever locks it waits for another one."""
    return select(RegisterImport).order_by(RegisterImport.id.desc()).limit(1)


def _take_in(
    plan: Plan, source: RegisterImport, on_progress: Progress, *, by: Membership | None
) -> None:
    """Write what a file changes, on the record, and mark the services that it grades anew."""
    db.session.add(source)
    db.session.flush()
    _write(plan, source, on_progress)
    facts = {"as_at": source.as_at.isoformat(), "sha256": source.sha256, **source.counts}
    audit.record(source, "register.imported", by=by, at=source.imported_at, facts=facts)
    mark_changed(Changed.RATING, _services_with(plan.regraded), at=source.imported_at)
    db.session.expire_all()


def _counts(parsed: ParsedRegister, plan: Plan, *, taken_before: bool) -> ImportCounts:
    return ImportCounts(
        settings=len(parsed.rows),
        new=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        older=plan.older,
        gone=closed_by(plan),
        inspections_new=len(plan.new_inspections),
        inspections_changed=len(plan.changed_inspections),
        versions=plan.versions,
        left_out=len(parsed.left_out),
        taken_before=taken_before,
    )


def _taken_before(sha256: str, as_at: date) -> bool:
    query = select(RegisterImport.id).where(
        RegisterImport.sha256 == sha256, RegisterImport.as_at == as_at
    )
    return db.session.scalar(query.limit(1)) is not None


def _cut_short(plan: Plan, known: Known, as_at: date) -> str | None:
    """Return why the latest file seems to be cut short, or None."""
    listed = [one for one in known.settings.values() if one.gone_on is None]
    if len(listed) < FEW_SETTINGS or known.later:
        return None
    closed = closed_by(plan)
    years = (as_at - max(one.last_day for one in listed)).days // 365
    if closed * 100 <= len(listed) * PERCENT_GONE * (1 + max(0, years)):
        return None
    return (
        f"The file lacks {closed:,} of the {len(listed):,} settings in the register, "
        "so it seems to be cut short. Use Ofsted’s whole list"
    )


class _Step(NamedTuple):
    """One statement and the rows that it is sent with."""

    statement: Any
    rows: Sequence[Mapping[str, Any]]


def _write(plan: Plan, source: RegisterImport, on_progress: Callable[[int, int], None]) -> None:
    steps = [step for step in _steps(plan, source) if step.rows]
    total, done = sum(len(step.rows) for step in steps), 0
    for step in steps:
        for start in range(0, len(step.rows), CHUNK):
            chunk = step.rows[start : start + CHUNK]
            db.session.execute(step.statement, chunk)
            done += len(chunk)
            on_progress(done, total)


def _steps(plan: Plan, source: RegisterImport) -> Iterator[_Step]:
    this = source.id
    both = {"first_import_id": this, "last_import_id": this}
    yield _Step(insert(SETTINGS), [row | both for row in plan.new])
    yield _Step(
        _change(SETTINGS, "urn", (*SETTING_COLUMNS, "gone_on")), _keyed(plan.changed, "urn")
    )
    seen = update(SETTINGS).where(SETTINGS.c.urn == bindparam("key"))
    for column, urns in (("last_import_id", plan.seen), ("first_import_id", plan.seen_earlier)):
        yield _Step(seen.values({column: this}), [{"key": urn} for urn in urns])
    yield _Step(seen.values(gone_on=bindparam("new_gone_on")), plan.gone)
    yield from _version_steps(plan)
    of_this = {"import_id": this}
    yield _Step(insert(INSPECTIONS), [row | of_this for row in plan.new_inspections])
    yield _Step(
        _change(INSPECTIONS, "id", (*INSPECTION_COLUMNS, "import_id")),
        _keyed([row | of_this for row in plan.changed_inspections], "id"),
    )


def _version_steps(plan: Plan) -> Iterator[_Step]:
    """Yield the changes of the histories: one that closes a span before one that opens another."""
    yield _Step(
        delete(VERSIONS).where(VERSIONS.c.id == bindparam("key")),
        [{"key": number} for number in plan.old_versions],
    )
    closing_first = sorted(plan.changed_versions, key=lambda row: row["until_on"] is None)
    yield _Step(_change(VERSIONS, "id", VERSION_COLUMNS), _keyed(closing_first, "id"))
    yield _Step(insert(VERSIONS), plan.new_versions)


def _change(table: Table, key: str, columns: Sequence[str]) -> Any:
    """An update of one row by its key, for a list of rows as `_keyed` makes it."""
    named: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
    return update(table).where(table.c[key] == bindparam("key")).values(named)


def _keyed(rows: Sequence[Mapping[str, Any]], key: str) -> list[dict[str, Any]]:
    return [
        {"key": row[key]} | {f"new_{name}": value for name, value in row.items() if name != key}
        for row in rows
    ]


def _services_with(urns: set[str]) -> list[int]:
    claimed = db.session.execute(
        select(Service.id, Service.urn)
        .where(Service.regulator == Regulator.OFSTED, Service.status != RegistrationState.CLOSED)
        .order_by(Service.id)
    )
    return [number for number, urn in claimed if urn in urns]


def _silent(_done: int, _total: int) -> None:
    """Report to nobody."""
