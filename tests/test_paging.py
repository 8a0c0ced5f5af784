"""Long lists come in parts that miss nothing and repeat nothing, in both directions."""

import json
from base64 import urlsafe_b64decode
from datetime import date

import pytest
from sqlalchemy import select

from portal.opaque import hide
from portal.paging import CURSOR, page_of
from portal.providers.models import RegisterImport, RegisterSetting
from tests.factories.providers import RegisterImportFactory, RegisterSettingFactory


@pytest.fixture
def urns(session):
    source = RegisterImportFactory()
    return [RegisterSettingFactory(last_import=source).urn for _ in range(7)]


def part(cursor=None, **options):
    return page_of(
        select(RegisterSetting),
        sort=[RegisterSetting.urn],
        key=lambda setting: [setting.urn],
        cursor=cursor,
        size=3,
        **options,
    )


def listed(page):
    return [setting.urn for setting in page.rows]


def test_a_list_is_read_to_its_end_and_back(urns):
    first = part()
    second = part(first.after)
    third = part(second.after)
    assert [listed(first), listed(second), listed(third)] == [urns[:3], urns[3:6], urns[6:]]
    assert (first.before, third.after) == (None, None)
    assert listed(part(third.before)) == urns[3:6]
    assert listed(part(second.before)) == urns[:3]
    assert part(second.before).before is None


def test_a_list_may_run_downwards(urns):
    first = part(descending=True)
    assert listed(first) == urns[:3:-1]
    assert listed(part(first.after, descending=True)) == urns[3:0:-1]


def test_dates_and_numbers_are_places_too(session):
    days = [date(2026, 1, 1), date(2026, 1, 1), date(2026, 2, 1)]
    wanted = [RegisterImportFactory(as_at=day).id for day in days]
    found, cursor = [], None
    for _ in days:
        page = page_of(
            select(RegisterImport),
            sort=[RegisterImport.as_at, RegisterImport.id],
            key=lambda one: [one.as_at, one.id],
            cursor=cursor,
            size=1,
        )
        found += [one.id for one in page.rows]
        cursor = page.after
    assert (found, cursor) == (wanted, None)


def forged(*values):
    return lambda: hide(json.dumps(values), purpose=CURSOR)


WRONG = (
    *("", "?", "é", "AAAA", "W" * 5000, "WzEsMl0"),
    *(forged(), forged(False), forged(False, 5), forged(False, [1]), forged(False, "a", "b")),
    *(forged(False, "a\0"), forged(False, "\ud800")),
)


@pytest.mark.parametrize("cursor", WRONG)
def test_a_wrong_cursor_shows_the_first_part(urns, cursor):
    assert listed(part(cursor() if callable(cursor) else cursor)) == urns[:3]


def test_a_cursor_says_nothing_to_whoever_holds_it(urns):
    after = part().after
    content = urlsafe_b64decode(after + "=" * (-len(after) % 4))
    assert not [urn for urn in urns if urn.encode() in content]
    assert len({len(part(size_of).after) for size_of in (None, after)}) == 1
