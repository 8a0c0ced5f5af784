"""Columns of pence hold 64 bits: in 32, PostgreSQL refuses anything above £21 million."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table

from portal.db import Base


def too_narrow(metadata: MetaData) -> list[str]:
    """Return the columns named after pence that are not wide enough for them."""
    return [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if (column.name == "pence" or column.name.endswith("_pence"))
        and not isinstance(column.type, BigInteger)
    ]


def test_every_column_of_pence_is_wide_enough(application):
    assert not too_narrow(Base.metadata)


def test_a_narrow_column_would_be_named():
    metadata = MetaData()
    Table("invoice", metadata, Column("line_pence", Integer), Column("pence", BigInteger))
    assert too_narrow(metadata) == ["invoice.line_pence"]
