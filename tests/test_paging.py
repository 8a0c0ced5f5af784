"""Long lists come in parts that miss nothing and repeat nothing, in both directions."""

import json
from base64 import urlsafe_b64encode
from datetime import date

import pytest
from sqlalchemy import select

from portal.paging import page_of
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
    return urlsafe_b64encode(json.dumps(values).encode()).decode()


WRONG = (
    *("", "?", "é", "AAAA", "W" * 5000),
    *(forged(), forged(False), forged(False, 5), forged(False, [1]), forged(False, "a", "b")),
    *(forged(False, "a\0"), forged(False, "\ud800")),
)


@pytest.mark.parametrize("cursor", WRONG)
def test_a_wrong_cursor_shows_the_first_part(urns, cursor):
    assert listed(part(cursor)) == urns[:3]
