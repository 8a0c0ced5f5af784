"""Postcode districts: the distance between two, and the file they are loaded from."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.providers.distance import (
    Point,
    box_around,
    district_of,
    in_words,
    tenths_of_miles,
)
from portal.providers.district_files import is_district_file, parse_districts
from portal.providers.models import PostcodeDistrict
from portal.providers.ofsted.table import FileRefused
from portal.providers.queries import districts as queries
from tests.support.real_data import real_file

GOOD = (
    "postcode,eastings,latitude,longitude,town\n"
    "AB1,1,57.135140,-2.117310,Aberdeen\n"
    "ZZ1,2,52.5,-1.25,Thornmoor\n"
    "ZZ2,3,52.6,-1.25,Fenholt\n"
)
LONDON, EDINBURGH = Point(51_507_350, -127_760), Point(55_953_250, -3_188_270)
places = st.builds(Point, st.integers(49_000_000, 61_000_000), st.integers(-9_000_000, 2_000_000))


@pytest.fixture
def load(app, tmp_path):
    runner = app.test_cli_runner()

    def run(text: str):
        path = tmp_path / "districts.csv"
        path.write_text(text, encoding="utf-8")
        return runner.invoke(args=["reference", "load", str(path)])

    return run


def number(session) -> int:
    return session.scalar(select(func.count()).select_from(PostcodeDistrict))


class TestDistance:
    def test_it_is_what_an_atlas_says(self):
        # London to Edinburgh, great circle: 332 miles.
        assert tenths_of_miles(LONDON, EDINBURGH) // 10 in range(330, 334)

    def test_a_degree_of_latitude_is_a_360th_of_the_round(self):
        # 2 pi 6,371.0088 km / 360 = 111.195 km = 69.1 miles.
        assert tenths_of_miles(Point(52_000_000, 0), Point(53_000_000, 0)) == 691

    @given(places, places)
    def test_it_is_the_same_both_ways_and_nothing_to_itself(self, one, other):
        assert tenths_of_miles(one, other) == tenths_of_miles(other, one) >= 0
        assert tenths_of_miles(one, one) == 0

    @given(places, places, st.integers(1, 600))
    def test_the_box_holds_whatever_is_near_enough(self, middle, other, miles):
        box = box_around(middle, miles)
        inside = (
            box.south <= other.latitude <= box.north and box.west <= other.longitude <= box.east
        )
        assert inside or tenths_of_miles(middle, other) > 10 * miles

    def test_a_box_around_a_pole_goes_all_the_way_round(self):
        assert box_around(Point(90_000_000, 0), 5).east == 360_000_000

    def test_tenths_are_said_below_ten_miles_only(self):
        assert [in_words(one) for one in (0, 94, 100, 126, 12_345)] == [
            "0.0 miles",
            "9.4 miles",
            "10 miles",
            "13 miles",
            "1,235 miles",
        ]

    def test_the_district_is_the_first_half_of_a_postcode(self):
        assert (district_of("AB12 3CD"), district_of(None)) == ("AB12", None)


class TestLoading:
    def test_a_file_is_loaded_and_loading_it_again_changes_nothing(self, load, session):
        assert "3 postcode districts added, 0 changed." in load(GOOD).output
        assert "Nothing changed: all 3 postcode districts were known." in load(GOOD).output
        found = session.get(PostcodeDistrict, "AB1")
        assert (found.latitude, found.longitude, found.town) == (57_135_140, -2_117_310, "Aberdeen")

    def test_a_later_file_changes_what_is_new_and_leaves_the_rest(self, load, session):
        load(GOOD)
        later = "postcode,latitude,longitude\nZZ1,52.7,-1.25\nZZ9,52.0,-1.0\n"
        assert "1 postcode districts added, 1 changed." in load(later).output
        assert number(session) == 4
        assert session.get(PostcodeDistrict, "ZZ1").latitude == 52_700_000

    def test_every_error_is_listed_and_nothing_is_loaded(self, load, session):
        bad = (
            "postcode,latitude,longitude,town\n"
            "AB1,57.1,-2.1,A\n"
            "nowhere,57.1,-2.1,B\n"
            "AB2,north,200,C\n"
            "AB1,57.1,-2.1,D\n"
            "AB3,57.1\n"
            "AB4,40.2,-2.1,E\n"
        )
        result = load(bad)
        assert result.exit_code == 1
        for said in (
            "Line 3, column postcode, value “nowhere”: Not a postcode district",
            "Line 4, column latitude, value “north”: Not a number of degrees",
            "Line 4, column longitude, value “200”: Not in the British Isles",
            "Line 5, column postcode, value “AB1”: The same stands on line 2",
            "Line 6, value “AB3,57.1”: The row has 2 cells, and the header row has 4",
            "Line 7, column latitude, value “40.2”: Not in the British Isles",
            "Nothing was changed.",
        ):
            assert said in result.stderr
        assert number(session) == 0

    @pytest.mark.parametrize("text", ["", "postcode,latitude,longitude\n", "a,b\n1,2\n"])
    def test_a_file_without_districts_is_refused(self, load, session, text):
        assert load(text).exit_code == 1
        assert number(session) == 0

    def test_a_column_that_stands_there_twice_is_refused(self, load):
        result = load("postcode,latitude,longitude,latitude\nAB1,57.1,-2.1,57.1\n")
        assert "Line 1, column latitude: The file has this column twice" in result.stderr

    @given(st.data())
    def test_any_row_that_is_spoilt_is_named_and_no_other(self, data):
        rows = [f"ZZ{place},{50 + place}.5,-1.{place},T{place}" for place in range(1, 10)]
        spoilt = data.draw(st.sets(st.integers(0, 8), min_size=1))
        for place in spoilt:
            rows[place] = data.draw(st.sampled_from(sorted(ways_to_spoil(rows[place]))))
        text = "\n".join(["postcode,latitude,longitude,town", *rows])
        with pytest.raises(FileRefused) as refused:
            parse_districts(text.encode(), filename="f.csv")
        assert {error.line for error in refused.value.errors} == {place + 2 for place in spoilt}
        assert all(error.reason for error in refused.value.errors)

    @given(st.data())
    def test_however_a_file_is_mutilated_it_is_read_whole_or_refused_with_reasons(self, data):
        text = list(GOOD)
        for _ in range(data.draw(st.integers(1, 12))):
            place = data.draw(st.integers(0, len(text) - 1))
            text[place] = data.draw(st.sampled_from(["", "\0", '"', ",", "\n", "é", "9", "x", "-"]))
        mutilated = "".join(text).encode()
        found, errors = outcome(mutilated)
        assert bool(found) != bool(errors)
        assert all(error.reason for error in errors)
        assert not found or is_district_file(mutilated, "f.csv")


def outcome(file: bytes):
    """What a file holds, or else what is wrong with it."""
    try:
        return parse_districts(file, filename="f.csv"), []
    except FileRefused as refused:
        return (), refused.errors


def ways_to_spoil(row: str) -> set[str]:
    """The ways in which a row can be wrong, whatever it holds."""
    code, north, east, town = row.split(",")
    return {
        f"9{code},{north},{east},{town}",
        f"{code},{north}x,{east},{town}",
        f"{code},{north},,{town}",
        f"{code},{north},{east}",
        f"{code},{north},{east},{town},more",
        f"{code},{east},{north},{town}",
        f"{code},{north},{east},{'long ' * 80}",
    }


class TestTheRealFile:
    NAME = "uk_postcode_districts.csv"

    def test_every_district_is_read(self):
        found = parse_districts(real_file(self.NAME).read_bytes(), filename=self.NAME)
        assert len(found) == 2856
        assert found[0].code == "AB10"
        assert found[0].point == Point(57_135_140, -2_117_310)

    def test_it_loads_and_what_is_near_is_found(self, load, session):
        path = real_file(self.NAME)
        assert "2,856 postcode districts added" in load(path.read_text(encoding="utf-8")).output
        middle = session.get(PostcodeDistrict, "AB10")
        near = queries.near(middle, 10)
        assert near["AB10"] == 0
        assert "AB11" in near
        assert "SW1A" not in near
        everything = {
            one.code: tenths_of_miles(
                Point(middle.latitude, middle.longitude), Point(one.latitude, one.longitude)
            )
            for one in session.scalars(select(PostcodeDistrict))
        }
        assert near == {code: tenths for code, tenths in everything.items() if tenths <= 100}

    @given(st.integers(0, 2**32))
    def test_any_row_that_loses_a_comma_is_named(self, seed):
        lines = real_file(self.NAME).read_text(encoding="utf-8").splitlines()[:40]
        place = random.Random(seed).randrange(1, len(lines))
        lines[place] = lines[place].replace(",", " ", 1)
        with pytest.raises(FileRefused) as refused:
            parse_districts("\n".join(lines).encode(), filename=self.NAME)
        assert {error.line for error in refused.value.errors} == {place + 1}
