"""What may be asked about postcode districts."""

from sqlalchemy import Select, select

from portal.db import db
from portal.providers.distance import Point, box_around, tenths_of_miles
from portal.providers.models import PostcodeDistrict


def district(code: str) -> Select[PostcodeDistrict]:
    """One postcode district."""
    return select(PostcodeDistrict).where(PostcodeDistrict.code == code)


def within_box(middle: Point, miles: int) -> Select[PostcodeDistrict]:
    """Districts that may lie within some miles, by code: some lie a little further off."""
    box = box_around(middle, miles)
    return (
        select(PostcodeDistrict)
        .where(
            PostcodeDistrict.latitude.between(box.south, box.north),
            PostcodeDistrict.longitude.between(box.west, box.east),
        )
        .order_by(PostcodeDistrict.code)
    )


def near(middle: PostcodeDistrict, miles: int) -> dict[str, int]:
    """Return the districts within some miles of another, with their distances in tenths of a mile.

    One statement cuts a box out of the map; what lies in its corners is then left out.
    """
    here = Point(middle.latitude, middle.longitude)
    found = {
        one.code: tenths_of_miles(here, Point(one.latitude, one.longitude))
        for one in db.session.scalars(within_box(here, miles))
    }
    return {code: tenths for code, tenths in found.items() if tenths <= 10 * miles}
