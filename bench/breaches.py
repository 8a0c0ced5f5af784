"""Comparing what a rule finds with the breaches kept, beside writing the same rows down once."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import Integer, Select, cast, insert, literal, null, select
from sqlalchemy.schema import CreateTable, DropTable

from bench.cases import PROCESSOR, Case
from bench.pages import application
from portal.access import OrganisationKind
from portal.accounts.models import Organisation, Region
from portal.db import db
from portal.monitoring.engine import Check, check_rule
from portal.monitoring.rule import Rule, RuleKind, Severity
from portal.monitoring.sql import found

SUBJECTS = 20_000
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def failing(_as_at: date, _settings: Mapping[str, int]) -> Select[Any]:
    """Select as many failing subjects as the case asks for."""
    numbers = select(literal(1).label("number")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < SUBJECTS))
    return select(
        literal("placement").label("subject_kind"),
        numbers.c.number.label("subject_id"),
        literal("").label("period"),
        literal(1).label("region_id"),
        cast(null(), Integer).label("organisation_id"),
        cast(null(), Integer).label("council_id"),
        literal(2_700).label("measured"),
        literal(0).label("threshold"),
        literal("hundredths_of_percent").label("unit"),
        (numbers.c.number * 100).label("amount_pence"),
    )


RULE = Rule(
    code="bench",
    title="A rule that everything fails",
    meaning="Does it fail?",
    action="Measure.",
    kind=RuleKind.MARKET_SIGNAL,
    subject_kinds=("placement",),
    severity=Severity.LOW,
    told="Nobody",
    due_in=5,
    query=failing,
)


def run_again(app: Flask) -> None:
    """Run the rule over breaches that are all known already."""
    with app.app_context():
        counts = check_rule(Check(RULE, NOW.date(), NOW))
        db.session.rollback()
    if counts != {"failing": SUBJECTS}:
        raise RuntimeError(f"a second run did {dict(counts)}")


def write_down(app: Flask) -> None:
    """Write what the rule finds into a table, and nothing more."""
    with app.app_context():
        db.session.execute(CreateTable(found))
        rows = failing(NOW.date(), {}).subquery()
        names = [column.name for column in found.c]
        statement = select(*(rows.c[name] for name in names))
        db.session.execute(insert(found).from_select(names, statement))
        db.session.execute(DropTable(found))
        db.session.rollback()


def cases() -> Iterator[Case]:
    """Yield a run that finds everything as it was."""
    app = application()
    with app.app_context():
        lead = Organisation(kind=OrganisationKind.RCC, name="Vale Regional Care Co-operative")
        db.session.add(Region(id=1, code="VALE", name="The Vale", lead=lead))
        check_rule(Check(RULE, NOW.date(), NOW))
        db.session.commit()
    yield Case(
        f"a rule over {SUBJECTS:,} known breaches",
        portal=lambda: run_again(app),
        bare=lambda: write_down(app),
        at_most=20,
        clock=PROCESSOR,
    )
