"""How far postcode districts lie from one another, as the crow flies. Pure functions."""

from math import asin, ceil, cos, degrees, floor, radians, sin, sqrt
from typing import NamedTuple

# The Earth's mean radius as the International Union of Geodesy and Geophysics gives it (Moritz,
# Geodetic Reference System 1980, Journal of Geodesy 74, 2000), and the international mile of 1959.
EARTH_METRES = 6_371_008.8
MILE_METRES = 1_609.344
MILLIONTHS = 1_000_000


class Point(NamedTuple):
    """A place in millionths of a degree north and east."""

    latitude: int
    longitude: int


class Box(NamedTuple):
    """The part of the map, edges included, that holds whatever is near enough."""

    south: int
    north: int
    west: int
    east: int


def district_of(postcode: str | None) -> str | None:
    """Return the district of a postcode in its one spelling (`AB1 2CD` gives `AB1`)."""
    return postcode.split(" ")[0] if postcode else None


def tenths_of_miles(one: Point, other: Point) -> int:
    """Return the great-circle distance in tenths of a mile, rounded half up.

    With the haversine formula (Sinnott, Virtues of the Haversine, Sky and Telescope 68, 1984),
    `2 r asin(sqrt(hav(φ2 - φ1) + cos φ1 cos φ2 hav(λ2 - λ1)))`, on a sphere of the Earth's mean
    radius: right to about half a per cent. Districts are measured middle to middle.
    """
    north, other_north = _angle(one.latitude), _angle(other.latitude)
    up = sin((other_north - north) / 2) ** 2
    along = sin((_angle(other.longitude) - _angle(one.longitude)) / 2) ** 2
    chord = min(1.0, up + cos(north) * cos(other_north) * along)
    return floor(20 * EARTH_METRES * asin(sqrt(chord)) / MILE_METRES + 0.5)


def box_around(middle: Point, miles: int) -> Box:
    """Return a box that holds every point within some miles; it also holds points further off."""
    # A distance of so many miles and a twentieth rounds up to a tenth above them.
    turn = (miles + 0.05) * MILE_METRES / EARTH_METRES
    high = ceil(degrees(turn) * MILLIONTHS)
    across = _across(turn, _angle(middle.latitude))
    return Box(
        middle.latitude - high,
        middle.latitude + high,
        middle.longitude - across,
        middle.longitude + across,
    )


def in_words(tenths: int) -> str:
    """Return a distance as a page says it: tenths below ten miles, whole miles above."""
    if tenths < 100:
        return f"{tenths // 10}.{tenths % 10} miles"
    return f"{(tenths + 5) // 10:,} miles"


def _across(turn: float, north: float) -> int:
    """Return how far east and west a circle reaches, the whole round where it holds a pole."""
    edge = sin(turn) / max(cos(north), 1e-9)
    return 360 * MILLIONTHS if edge >= 1 else ceil(degrees(asin(edge)) * MILLIONTHS)


def _angle(millionths: int) -> float:
    return radians(millionths / MILLIONTHS)
