"""Register files are taken in whole, in any order, and a second time without a change."""

import hashlib
from datetime import UTC, date, datetime
from itertools import permutations
from time import perf_counter

import pytest
from sqlalchemy import func, select

from portal.audit import AuditEntry
from portal.changes import Changed, DirtyMark
from portal.errors import DomainError
from portal.providers.models import RegisterImport, RegisterInspection, RegisterSetting
from portal.providers.ofsted.parse import parse_register
from portal.providers.scales import FIRST_SCALES
from portal.providers.services.register_import import ImportCounts, import_register
from tests.factories.providers import AuthorityFactory, ServiceFactory
from tests.providers.ofsted.registers import FIXTURES, NAMES, OVERALL, register
from tests.support.real_data import real_file

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SPRING = {year: date(year, 3, 31) for year in (2023, 2024, 2025, 2026)}
INSPECTED = "Latest full inspection date"
PUBLISHED = "Latest full inspection publication date"


def take_in(data: bytes, as_at: date = SPRING[2025], **options) -> ImportCounts:
    parsed = parse_register(data, filename="register.csv", scales=FIRST_SCALES)
    return import_register(
        parsed,
        filename="register.csv",
        sha256=hashlib.sha256(data).hexdigest(),
        as_at=as_at,
        by=None,
        at=AT,
        **options,
    )


def setting(session, urn="SC900001") -> RegisterSetting:
    return session.get_one(RegisterSetting, urn)


def grades(session, urn="SC900001"):
    rows = session.execute(
        select(RegisterInspection.inspected_on, RegisterInspection.overall_code)
        .where(RegisterInspection.urn == urn)
        .order_by(RegisterInspection.inspected_on)
    )
    return [tuple(row) for row in rows]


def contents(session):
    """Everything that is kept about the settings and their inspections."""
    settings = session.execute(
        select(
            RegisterSetting.urn,
            RegisterSetting.owner,
            RegisterSetting.places,
            RegisterSetting.gone_on,
            RegisterImport.as_at,
        )
        .join(RegisterSetting.last_import)
        .order_by(RegisterSetting.urn)
    ).all()
    return [tuple(row) for row in settings], [grades(session, row.urn) for row in settings]


@pytest.mark.parametrize("name", NAMES)
def test_every_layout_is_taken_in_and_a_second_time_changes_nothing(session, name):
    data = (FIXTURES / name).read_bytes()
    first = take_in(data)
    assert (first.new, first.settings) == (first.settings, len(setting_urns(session)))
    before = contents(session)
    second = take_in(data)
    assert (second.unchanged, second.changed_nothing, second.taken_before) == (
        first.settings,
        True,
        True,
    )
    assert contents(session) == before
    assert session.scalar(select(func.count(RegisterImport.id))) == 1


def setting_urns(session):
    return session.scalars(select(RegisterSetting.urn)).all()


def test_a_setting_is_kept_with_its_owner_dates_grades_and_authority(session):
    authority = AuthorityFactory(name="Northmere")
    take_in(register({}))
    kept = setting(session)
    assert (kept.owner, kept.owner_key) == ("Thornbeck Care Limited", "thornbeck care limited")
    assert (kept.registered_on, kept.places) == (date(2020, 2, 1), 4)
    assert (kept.provision_type, kept.provision_wording) == ("childrens_home", "Children's home")
    assert kept.authority == authority
    [inspection] = session.scalars(select(RegisterInspection))
    assert (inspection.inspected_on, inspection.published_on) == (
        date(2024, 11, 5),
        date(2025, 1, 14),
    )
    assert (inspection.overall.label, inspection.protected.label) == ("Good", "Good")


def test_a_newer_file_changes_what_it_says_otherwise_and_adds_inspections(session):
    take_in(register({}))
    newer = register({"Places": "6", INSPECTED: "01/12/2025", PUBLISHED: "09/01/2026"})
    counts = take_in(newer, SPRING[2026])
    assert (counts.new, counts.changed, counts.unchanged, counts.inspections_new) == (0, 1, 0, 1)
    assert setting(session).places == 6
    assert grades(session) == [(date(2024, 11, 5), "good"), (date(2025, 12, 1), "good")]


def test_an_older_file_adds_history_and_overwrites_nothing(session):
    take_in(register({}))
    older = register({"Places": "9", "Organisation which owns the provider": "Somebody Ltd"})
    older = older.replace(b"05/11/2024", b"01/12/2023").replace(b"14/01/2025", b"03/02/2024")
    counts = take_in(older, SPRING[2024])
    assert (counts.older, counts.changed, counts.inspections_new) == (1, 0, 1)
    assert (setting(session).places, setting(session).owner) == (4, "Thornbeck Care Limited")
    assert grades(session) == [(date(2023, 12, 1), "good"), (date(2024, 11, 5), "good")]


def test_an_older_file_does_not_take_a_corrected_grade_back(session):
    take_in(register({OVERALL: "Inadequate"}))
    counts = take_in(register({}), SPRING[2024])
    assert (counts.inspections_changed, counts.changed, counts.older) == (0, 0, 1)
    assert grades(session) == [(date(2024, 11, 5), "inadequate")]


def test_a_setting_that_a_newer_file_no_longer_lists_is_marked_and_may_come_back(session):
    take_in(register({}, {}), SPRING[2024])
    counts = take_in(register({}), SPRING[2025])
    assert counts.gone == 1
    assert setting(session, "SC900002").gone_on == SPRING[2025]
    counts = take_in(register({}, {"Places": "4"}), SPRING[2026])
    assert (counts.changed, counts.unchanged, counts.gone) == (1, 1, 0)
    assert setting(session, "SC900002").gone_on is None


def test_files_may_come_in_any_order(session):
    files = {
        2023: register({}, {"Places": "2"}, {INSPECTED: "02/05/2022", PUBLISHED: "01/06/2022"}),
        2024: register({"Places": "5"}, {"Places": "3"}),
        2025: register({"Places": "6", OVERALL: "Outstanding"}, {"URN": "SC900009"}),
        2026: register({"URN": "SC900003"}, {"URN": "SC900001", "Places": "6"}),
    }
    kept: tuple[list, list] = ([], [])
    for order in permutations(files):
        for year in order:
            take_in(files[year], SPRING[year])
        now = contents(session)
        kept = kept if kept[0] else now
        assert now == kept, order
        session.rollback()
    assert [urn for urn, *_ in kept[0]] == ["SC900001", "SC900002", "SC900003", "SC900009"]


def test_a_column_that_a_file_lacks_leaves_what_is_known(session):
    take_in(register({}))
    header, row = register({}).decode().splitlines()
    names, cells = header.split(","), row.split(",")
    lacking = [names.index("Places"), names.index(OVERALL)]
    short = "\n".join(
        ",".join(cell for place, cell in enumerate(line) if place not in lacking)
        for line in (names, cells)
    )
    counts = take_in(short.encode(), SPRING[2026])
    assert counts.changed_nothing
    assert setting(session).places == 4
    assert grades(session) == [(date(2024, 11, 5), "good")]


def test_an_empty_cell_says_that_there_is_nothing(session):
    take_in(register({}))
    take_in(register({"Places": ""}), SPRING[2026])
    assert setting(session).places is None


def test_services_whose_ratings_changed_are_marked_for_the_next_check(session):
    claimed = ServiceFactory(urn="SC900001")
    ServiceFactory(urn="SC900002")
    take_in(register({}))
    marks = session.scalars(select(DirtyMark)).all()
    assert [(mark.kind, mark.subject_id) for mark in marks] == [(Changed.RATING, claimed.id)]
    take_in(register({}))
    assert len(session.scalars(select(DirtyMark)).all()) == 1


def test_an_import_is_one_entry_of_the_audit_trail(session):
    take_in(register({}, {}))
    [entry] = session.scalars(select(AuditEntry))
    assert (entry.event, entry.facts["new"], entry.facts["as_at"]) == (
        "register.imported",
        2,
        "2025-03-31",
    )


def test_a_file_of_a_day_to_come_is_refused(session):
    with pytest.raises(DomainError, match="today or in the past"):
        take_in(register({}), date(2026, 11, 24))


def test_a_file_that_was_cut_short_does_not_close_a_country_of_homes(session):
    whole = register(*({"URN": f"SC90{number:04d}"} for number in range(1, 121)))
    take_in(whole)
    short = b"\n".join(whole.splitlines()[:80])
    with pytest.raises(DomainError, match="lacks 41 of the 120 settings"):
        take_in(short, SPRING[2025])
    assert take_in(short, SPRING[2025], allow_missing=True).gone == 41


def test_progress_reaches_the_end(session):
    told = []
    take_in(register({}, {}), on_progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 6), (4, 6), (6, 6)]


REAL = "ofsted_csc_provider_level_2025-03-31.csv"


def test_the_real_file_is_taken_in_within_seconds_and_once(session):
    data = real_file(REAL).read_bytes()
    started = perf_counter()
    counts = take_in(data)
    assert perf_counter() - started < 15
    assert (counts.settings, counts.new, counts.left_out) == (5600, 5600, 0)
    homes = select(func.count()).where(RegisterSetting.provision_type == "childrens_home")
    assert session.scalar(homes) == 3946
    kept = session.scalar(select(func.count(RegisterInspection.id)))
    assert kept == counts.inspections_new > 4000
    before = contents(session)
    again = take_in(data)
    assert (again.changed_nothing, again.unchanged, again.taken_before) == (True, 5600, True)
    assert contents(session) == before


def test_the_real_files_grades_dates_and_owners_are_those_of_its_rows(session):
    data = real_file(REAL).read_bytes()
    take_in(data)
    kept = {one.urn: one for one in session.scalars(select(RegisterSetting))}
    inspected = {
        (one.urn, one.inspected_on): one for one in session.scalars(select(RegisterInspection))
    }
    for row in parse_register(data, filename=REAL, scales=FIRST_SCALES).rows:
        one = kept[row.urn]
        assert (one.owner, one.places) == (row.owner, row.places)
        assert one.registered_on == row.registered_on
        if row.inspected_on:
            found = inspected[row.urn, row.inspected_on]
            assert (found.overall_code, found.published_on) == (row.headline, row.published_on)
