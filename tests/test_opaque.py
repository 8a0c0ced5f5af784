"""Our numbers go out so that nobody reads from them how many rows there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.opaque import hide, reveal


@given(text=st.text(st.characters(codec="utf-8"), max_size=80))
def test_what_is_hidden_is_revealed_for_the_same_purpose_only(app, text):
    hidden = hide(text, purpose="cursor")
    assert reveal(hidden, purpose="cursor") == text.rstrip(" ")
    assert reveal(hidden, purpose="address") is None
    assert hide(text, purpose="cursor") == hidden


def test_neighbours_have_nothing_in_common_and_the_same_length(app):
    written = [hide(str(number), purpose="address") for number in (9, 10, 11, 123_456_789)]
    assert len({one[:8] for one in written}) == len(written)
    assert len({len(one) for one in written}) == 1


@pytest.mark.parametrize("made_up", ["", "1", "é", "AAAA", "A" * 43, "A" * 5_000, "=", "W" * 64])
def test_what_was_made_up_reveals_nothing(app, made_up):
    assert reveal(made_up, purpose="address") is None


def test_a_row_is_found_by_what_was_hidden_and_not_by_its_number(app):
    pages = app.url_map.bind("localhost")
    place = pages.build("inbox.open_item", {"item_id": 41}, method="POST")
    assert "41" not in place.split("/")
    assert pages.match(place, method="POST") == ("inbox.open_item", {"item_id": 41})
    assert not pages.test("/inbox/41/open", method="POST")
