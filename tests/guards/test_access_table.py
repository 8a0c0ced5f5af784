"""Who may reach which page is checked in, and every view carries a stamp."""

from pathlib import Path

from portal.access import permission_of
from tests.guards.access_table import lines

TABLE = Path(__file__).with_name("access_table.txt")
OWN_GUARD = {"static"}


def test_the_table_of_access_is_what_the_routes_say(app):
    """A change that is meant goes in with what `python -m tests.guards.access_table` prints."""
    assert list(lines(app)) == TABLE.read_text(encoding="utf-8").splitlines()


def test_every_view_says_who_may_use_it(app):
    assert not [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in OWN_GUARD and permission_of(view) is None
    ]
