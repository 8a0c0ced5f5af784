"""Parts of SQL that the engine needs and the two databases spell differently."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, Unicode
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class random_reference_sql(FunctionElement[str]):
    """An unguessable public reference of 64 random bits, made anew for every row."""

    type = Unicode()
    inherit_cache = True


@compiles(random_reference_sql, "postgresql")
def _from_uuid(_element: Any, _compiler: Any, **_options: Any) -> str:
    # Of a version 4 UUID's 32 digits, the 13th and the 17th are not random.
    digits = "upper(replace(CAST(gen_random_uuid() AS text), '-', ''))"
    random = f"translate({digits}, '01', 'YZ')"
    return (
        f"regexp_replace({random}, '^(.{{4}})(.{{4}})(.{{4}}).{{8}}(.{{4}}).*$', '\\1-\\2-\\3-\\4')"
    )


@compiles(random_reference_sql, "sqlite")
def _from_blobs(_element: Any, _compiler: Any, **_options: Any) -> str:
    part = "replace(replace(hex(randomblob(2)), '0', 'Y'), '1', 'Z')"
    return " || '-' || ".join([part] * 4)


# What a rule finds, for as long as one transaction lasts. Not part of the portal's own schema.
found = Table(
    "found_breach",
    MetaData(),
    Column("subject_kind", Text, primary_key=True),
    Column("subject_id", Integer, primary_key=True, autoincrement=False),
    Column("period", Text, primary_key=True),
    Column("region_id", Integer, nullable=False),
    Column("organisation_id", Integer),
    Column("council_id", Integer),
    Column("measured", BigInteger, nullable=False),
    Column("threshold", BigInteger, nullable=False),
    Column("unit", Text, nullable=False),
    Column("amount_pence", BigInteger),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
