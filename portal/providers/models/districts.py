"""Where postcode districts lie: reference data, loaded from a file, for distances."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class PostcodeDistrict(Base):
    """A postcode district (the first half of postcodes) by its middle, in millionths of a degree.

    North and east count upwards from 0.
    """

    __tablename__ = "postcode_district"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90000000 AND 90000000", name="latitude_on_earth"),
        CheckConstraint("longitude BETWEEN -180000000 AND 180000000", name="longitude_on_earth"),
        Index("ix_postcode_district_place", "latitude", "longitude"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    latitude: Mapped[int]
    longitude: Mapped[int]
    town: Mapped[str]
