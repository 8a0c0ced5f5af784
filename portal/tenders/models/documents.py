"""Which compliance documents a framework asks for, and which of them a bid relied on."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Pence, enum_column
from portal.providers.document_standing import State
from portal.providers.models import DocumentType
from portal.tenders.models.bids import Entry
from portal.tenders.models.frameworks import Framework


class FrameworkDocument(Base):
    """A kind of document that a framework asks of who is appointed to it.

    `minimum_pence` is the least sum insured. A mandatory one must be in place before an award;
    one `required_at_bid` already when the bid is submitted.
    """

    __tablename__ = "framework_document"
    __table_args__ = (
        UniqueConstraint("framework_id", "type_code"),
        CheckConstraint("minimum_pence > 0", name="minimum_positive"),
        CheckConstraint("mandatory OR NOT required_at_bid", name="mandatory_at_bid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    type_code: Mapped[str] = mapped_column(ForeignKey("document_type.code"))
    minimum_pence: Mapped[Pence | None]
    mandatory: Mapped[bool]
    required_at_bid: Mapped[bool]

    framework: Mapped[Framework] = relationship()
    type: Mapped[DocumentType] = relationship()


class EntryDocument(Base):
    """What an opened entry says of one document: how it stood when the bid was submitted.

    Where one counted then, `reference`, `sha256`, `expires_on` and `sum_insured_pence` say which.
    """

    __tablename__ = "entry_document"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    type_code: Mapped[str] = mapped_column(ForeignKey("document_type.code"), primary_key=True)
    state: Mapped[State] = enum_column(State, name="documentstate")
    reference: Mapped[str | None]
    sha256: Mapped[str | None]
    expires_on: Mapped[date | None]
    sum_insured_pence: Mapped[Pence | None]

    entry: Mapped[Entry] = relationship()
    type: Mapped[DocumentType] = relationship()
