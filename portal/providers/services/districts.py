"""Loading postcode districts as reference data."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from portal.db import db
from portal.providers.district_files import District
from portal.providers.models import PostcodeDistrict


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """What loading a list did."""

    new: int
    changed: int
    unchanged: int


def load_districts(listed: Sequence[District]) -> LoadCounts:
    """Bring the districts to what a list says. One that the list leaves out stays as it was."""
    known = {
        one.code: (one.latitude, one.longitude, one.town)
        for one in db.session.scalars(select(PostcodeDistrict).order_by(PostcodeDistrict.code))
    }
    new = [one for one in listed if one.code not in known]
    changed = [
        one for one in listed if one.code in known and known[one.code] != (*one.point, one.town)
    ]
    if new:
        db.session.execute(insert(PostcodeDistrict), [_row(one) for one in new])
    if changed:
        db.session.execute(update(PostcodeDistrict), [_row(one) for one in changed])
    return LoadCounts(len(new), len(changed), len(listed) - len(new) - len(changed))


def _row(one: District) -> dict[str, object]:
    return {
        "code": one.code,
        "latitude": one.point.latitude,
        "longitude": one.point.longitude,
        "town": one.town,
    }
