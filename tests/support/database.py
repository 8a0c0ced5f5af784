"""One database for the whole run, emptied after each test of what the test put in."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, event, insert

from portal.contracts import models as contracts_models
from portal.db import Base, db
from portal.monitoring import models as monitoring_models
from portal.providers.document_types import DOCUMENT_TYPES
from portal.providers.models import DocumentType, RatingGrade, RatingScale, ScaleGrade, ScaleUse
from portal.providers.ofsted.grades import SCALES
from portal.providers.scales import RATING_SCALES, SCALE_GRADES, SCALE_USES
from portal.tenders.components import COMPONENTS
from portal.tenders.models import Component
from tests.support import postgres

MODELS = (contracts_models, monitoring_models)
SEEDED = (RatingGrade, RatingScale, ScaleGrade, ScaleUse, Component, DocumentType)
REFERENCE = {model.__tablename__ for model in SEEDED}
INSERT = re.compile(r'INSERT INTO "?(\w+)')


@contextmanager
def database_url(folder: Path) -> Iterator[str]:
    """Give the address of an empty database of the kind that this run asks for."""
    if os.environ.get("PORTAL_TEST_DATABASE") != "postgresql":
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    with postgres.running() as server:
        yield server.new_database("portal")


def fill_reference_data() -> None:
    """Put in what a migrated database holds from the start."""
    db.session.execute(insert(RatingGrade), [row._asdict() for row in SCALES])
    fill_scales()
    db.session.execute(
        insert(Component),
        [row._asdict() | {"position": place} for place, row in enumerate(COMPONENTS)],
    )
    db.session.execute(
        insert(DocumentType),
        [row._asdict() | {"position": place} for place, row in enumerate(DOCUMENT_TYPES)],
    )
    db.session.commit()


def fill_scales() -> None:
    """Put in the rating scales, whose grades are there."""
    titles = ("code", "title", "judgements", "source")
    scales = [dict(zip(titles, row, strict=True)) for row in RATING_SCALES]
    db.session.execute(insert(RatingScale), scales)
    kept = [
        {"scale_code": scale, "grade_code": grade}
        for scale, grades in SCALE_GRADES.items()
        for grade in grades
    ]
    db.session.execute(insert(ScaleGrade), kept)
    days = ("scale_code", "provision_type", "valid_from", "valid_until")
    db.session.execute(insert(ScaleUse), [dict(zip(days, row, strict=True)) for row in SCALE_USES])


class Touched:
    """Which tables were written to since they were last emptied."""

    def __init__(self, engine: Engine) -> None:
        self.tables: set[str] = set()
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement: str, *_rest) -> None:
        found = INSERT.match(statement)
        if found:
            self.tables.add(found.group(1))

    def empty(self, engine: Engine) -> None:
        """Delete every row of the tables written to."""
        if not self.tables:
            return
        refill = self.tables & REFERENCE
        self.tables |= REFERENCE if refill else set()
        with engine.connect() as connection:
            sqlite = connection.dialect.name == "sqlite"
            connection.rollback()
            if sqlite:
                raw = connection.connection.cursor()
                raw.execute("PRAGMA foreign_keys=OFF")
                self._delete(connection)
                connection.commit()
                raw.execute("PRAGMA foreign_keys=ON")
            else:
                connection.exec_driver_sql("SET session_replication_role = replica")
                self._delete(connection)
                connection.exec_driver_sql("SET session_replication_role = DEFAULT")
                connection.commit()
        if refill:
            fill_reference_data()
        self.tables.clear()

    def _delete(self, connection: Connection) -> None:
        for table in sorted(self.tables & set(Base.metadata.tables)):
            connection.exec_driver_sql(f'DELETE FROM "{table}"')  # noqa: S608  names of our tables
