"""A council's search for a home for one child: what is needed, what was tried, what came back."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation
from portal.db import Base, Pence, enum_column, random_reference
from portal.providers.models import ProvisionType, Service


class AgeBand(StrEnum):
    """A child's age as the portal keeps it: a band, never a birth date."""

    UNDER_5 = "0-4"
    FROM_5 = "5-10"
    FROM_11 = "11-15"
    FROM_16 = "16-17"


class SourcingStep(StrEnum):
    """One rung of the search, from the council's own homes to an unregistered setting."""

    IN_HOUSE = "in_house"
    BLOCK = "block"
    FRAMEWORK = "framework"
    OTHER_FRAMEWORK = "other_framework"
    SPOT = "spot"
    UNREGISTERED = "unregistered"


class StepOutcome(StrEnum):
    """What a rung of the search came to."""

    OFFERED = "offered"
    NO_VACANCY = "no_vacancy"
    REFUSED_MATCHING = "refused_matching"
    REFUSED_OTHER = "refused_other"
    NO_REPLY = "no_reply"
    NOT_SUITABLE = "not_suitable"


class SearchStatus(StrEnum):
    """Whether a search goes on, found a home, or ended without one."""

    OPEN = "open"
    PLACED = "placed"
    ENDED = "ended"


SEARCH_MOVES = {SearchStatus.OPEN: {SearchStatus.PLACED, SearchStatus.ENDED}}


class Search(Base):
    """A search for one child, who is known by the council's own pseudonymous reference only."""

    __tablename__ = "search"
    __table_args__ = (Index("ix_search_council_status", "council_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    child_reference: Mapped[str]
    age_band: Mapped[AgeBand] = enum_column(AgeBand)
    status: Mapped[SearchStatus] = enum_column(SearchStatus, default=SearchStatus.OPEN)
    emergency: Mapped[bool]
    needed_by: Mapped[date]
    needs: Mapped[str]
    ideal_type: Mapped[ProvisionType] = enum_column(ProvisionType)
    ideal_area: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    ended_reason: Mapped[str] = mapped_column(default="")

    council: Mapped[Organisation] = relationship()
    steps: Mapped[list["SearchStep"]] = relationship(
        back_populates="search", order_by="SearchStep.tried_on, SearchStep.id"
    )


class SearchStep(Base):
    """One thing that was tried, and its outcome. A refusal on matching grounds is never scored."""

    __tablename__ = "search_step"
    __table_args__ = (
        CheckConstraint("offered_pence IS NULL OR offered_pence > 0", name="offer_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    search_id: Mapped[int] = mapped_column(ForeignKey("search.id"), index=True)
    step: Mapped[SourcingStep] = enum_column(SourcingStep)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    tried_on: Mapped[date]
    outcome: Mapped[StepOutcome] = enum_column(StepOutcome)
    offered_pence: Mapped[Pence | None]
    note: Mapped[str] = mapped_column(default="")

    search: Mapped[Search] = relationship(back_populates="steps")
    service: Mapped[Service | None] = relationship()
