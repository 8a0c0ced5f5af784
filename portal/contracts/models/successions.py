"""What a service succession carried from the old service to the new one."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.contracts.models.appointments import Appointment
from portal.contracts.models.blocks import BlockContract
from portal.contracts.models.placements import Placement
from portal.db import Base
from portal.providers.models import Service, Succession


class CarriedAppointment(Base):
    """An appointment of the old service that ended, and the new service's that goes on from it."""

    __tablename__ = "carried_appointment"

    id: Mapped[int] = mapped_column(primary_key=True)
    succession_id: Mapped[int] = mapped_column(ForeignKey("succession.id"), index=True)
    old_appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), unique=True)
    new_appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)

    succession: Mapped[Succession] = relationship()
    old_appointment: Mapped[Appointment] = relationship(foreign_keys=[old_appointment_id])
    new_appointment: Mapped[Appointment] = relationship(foreign_keys=[new_appointment_id])


class CarriedContract(Base):
    """A block contract whose places are at the new service since the succession."""

    __tablename__ = "carried_contract"
    __table_args__ = (UniqueConstraint("succession_id", "contract_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    succession_id: Mapped[int] = mapped_column(ForeignKey("succession.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("block_contract.id"), index=True)

    succession: Mapped[Succession] = relationship()
    contract: Mapped[BlockContract] = relationship()


class EarlierService(Base):
    """The service at which a placement stood before a succession, up to, not including, a day.

    The placement itself names the service where it stands now, so that the stay goes on unbroken.
    """

    __tablename__ = "earlier_service"
    __table_args__ = (
        UniqueConstraint("placement_id", "succession_id"),
        Index("ix_earlier_service_placement_ends_on", "placement_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    succession_id: Mapped[int] = mapped_column(ForeignKey("succession.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    ends_on: Mapped[date]

    placement: Mapped[Placement] = relationship()
    service: Mapped[Service] = relationship()
    succession: Mapped[Succession] = relationship()
