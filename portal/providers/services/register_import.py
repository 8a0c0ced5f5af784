"""Taking a register file in: compared whole with what is known, then written in bulk."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, func, insert, select, update

from portal import audit, clock
from portal.accounts.models import Authority, Membership
from portal.changes import Changed, mark_changed
from portal.db import db
from portal.errors import DomainError
from portal.providers.models import (
    RegisterImport,
    RegisterInspection,
    RegisterSetting,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.ofsted.authorities import authority_key
from portal.providers.ofsted.layout import Field
from portal.providers.ofsted.parse import ParsedRegister, Progress
from portal.providers.services.register_plan import (
    INSPECTION_COLUMNS,
    SETTING_COLUMNS,
    Known,
    Plan,
    StoredInspection,
    StoredSetting,
    plan_import,
)

CHUNK = 500
SETTINGS = cast("Table", RegisterSetting.__table__)
INSPECTIONS = cast("Table", RegisterInspection.__table__)

# A file cut short would look like a country that closed its homes. Fewer than this many settings
# are not judged; of more, this many in a hundred may go missing, and as many again for each year.
FEW_SETTINGS = 100
PERCENT_GONE = 15


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did. `older` are settings of which a later file has already told."""

    settings: int
    new: int
    changed: int
    unchanged: int
    older: int
    gone: int
    inspections_new: int
    inspections_changed: int
    left_out: int
    taken_before: bool

    @property
    def changed_nothing(self) -> bool:
        return not any(
            (self.new, self.changed, self.gone, self.inspections_new, self.inspections_changed)
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
    if as_at > clock.today(at):
        raise DomainError("The date of the file must be today or in the past", "as_at")
    _wait_for_other_imports()
    known = _known(as_at)
    plan = plan_import(parsed, known, as_at=as_at)
    if not allow_missing:
        _require_whole(plan, known, as_at)
    counts = _counts(parsed, plan, taken_before=_taken_before(sha256))
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
    )
    _take_in(plan, source, on_progress or _silent, by=by)
    return counts


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
        gone=len(plan.gone),
        inspections_new=len(plan.new_inspections),
        inspections_changed=len(plan.changed_inspections),
        left_out=len(parsed.left_out),
        taken_before=taken_before,
    )


def _wait_for_other_imports() -> None:
    latest = select(RegisterImport.id).order_by(RegisterImport.id.desc()).limit(1)
    db.session.execute(latest.with_for_update())


def _taken_before(sha256: str) -> bool:
    query = select(RegisterImport.id).where(RegisterImport.sha256 == sha256).limit(1)
    return db.session.scalar(query) is not None


def _known(as_at: date) -> Known:
    later = select(func.min(RegisterImport.as_at)).where(RegisterImport.as_at > as_at)
    authorities = db.session.execute(select(Authority.name, Authority.id))
    return Known(
        settings=dict(_stored_settings()),
        inspections=dict(_stored_inspections()),
        authorities={authority_key(name): number for name, number in authorities},
        later_day=db.session.scalar(later),
    )


def _stored_settings() -> Iterator[tuple[str, StoredSetting]]:
    imports = db.session.execute(select(RegisterImport.id, RegisterImport.as_at))
    days = {number: as_at for number, as_at in imports}  # noqa: C416  mypy takes no row for a pair
    facts = [SETTINGS.c[name] for name in SETTING_COLUMNS]
    dated = (SETTINGS.c.first_import_id, SETTINGS.c.last_import_id, SETTINGS.c.gone_on)
    for urn, first, last, gone_on, *values in db.session.execute(
        select(SETTINGS.c.urn, *dated, *facts)
    ):
        kept = dict(zip(SETTING_COLUMNS, values, strict=True))
        yield urn, StoredSetting(kept, days[first], days[last], gone_on)


def _stored_inspections() -> Iterator[tuple[tuple[str, date], StoredInspection]]:
    facts = [INSPECTIONS.c[name] for name in INSPECTION_COLUMNS]
    for urn, inspected_on, number, *values in db.session.execute(
        select(INSPECTIONS.c.urn, INSPECTIONS.c.inspected_on, INSPECTIONS.c.id, *facts)
    ):
        kept = dict(zip(INSPECTION_COLUMNS, values, strict=True))
        yield (urn, inspected_on), StoredInspection(number, kept)


def _require_whole(plan: Plan, known: Known, as_at: date) -> None:
    listed = [one for one in known.settings.values() if one.gone_on is None]
    if len(listed) < FEW_SETTINGS or known.later_day:
        return
    years = (as_at - max(one.last_day for one in listed)).days // 365
    if len(plan.gone) * 100 > len(listed) * PERCENT_GONE * (1 + max(0, years)):
        raise DomainError(
            f"The file lacks {len(plan.gone):,} of the {len(listed):,} settings in the register, "
            "so it seems to be cut short. Use Ofsted’s whole list",
            "file",
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
    this, as_at = source.id, source.as_at
    both = {"first_import_id": this, "last_import_id": this}
    yield _Step(insert(SETTINGS), [row | both for row in plan.new])
    yield _Step(
        _change(SETTINGS, "urn", (*SETTING_COLUMNS, "gone_on")), _keyed(plan.changed, "urn")
    )
    seen = update(SETTINGS).where(SETTINGS.c.urn == bindparam("key"))
    for column, urns in (("last_import_id", plan.seen), ("first_import_id", plan.seen_earlier)):
        yield _Step(seen.values({column: this}), [{"key": urn} for urn in urns])
    yield _Step(seen.values(gone_on=as_at), [{"key": urn} for urn in plan.gone])
    of_this = {"import_id": this}
    yield _Step(insert(INSPECTIONS), [row | of_this for row in plan.new_inspections])
    yield _Step(
        _change(INSPECTIONS, "id", (*INSPECTION_COLUMNS, "import_id")),
        _keyed([row | of_this for row in plan.changed_inspections], "id"),
    )


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
