"""What the register said on a day, and what a file would change."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.providers.models import (
    ChangeKind,
    PreviewChange,
    RegisterInspection,
    RegisterSetting,
    RegisterVersion,
)
from portal.providers.queries.snapshots import register_as_at
from portal.providers.services.register_preview import FileAtHand, preview_register
from tests.factories.accounts import RccFactory, member
from tests.factories.providers import ServiceFactory
from tests.providers.ofsted.registers import OVERALL, parsed, register
from tests.providers.test_register_import import (
    AT,
    INSPECTED,
    PUBLISHED,
    SPRING,
    take_in,
)

FIRST = register({}, {"Places": "2"}, {"URN": "2601234", "Registration status": "Suspended"})
SECOND = register(
    {
        "Places": "6",
        "Organisation which owns the provider": "Hollowgate Homes Ltd",
        "Local authority": "Eastby",
        "Registration status": "Suspended",
        INSPECTED: "01/12/2024",
        PUBLISHED: "09/01/2025",
        OVERALL: "Inadequate",
    },
    {"URN": "2601234"},
    {
        "URN": "SC900009",
        INSPECTED: "",
        PUBLISHED: "",
        OVERALL: "",
        "How well children and young people are helped and protected": "",
    },
)


@pytest.fixture
def both(session):
    take_in(SECOND, SPRING[2025])
    take_in(FIRST, SPRING[2024])
    session.commit()


def said(session, on):
    found = session.scalars(register_as_at(on))
    return {
        one.urn: (one.places, one.owner, one.local_authority, one.registration_status,
                  one.overall_code, one.inspected_on)
        for one in found
    }  # fmt: skip


def test_the_register_of_a_day_is_that_of_the_file_before_it(session, both):
    assert said(session, date(2024, 3, 30)) == {}
    then = said(session, date(2025, 3, 30))
    assert sorted(then) == ["2601234", "SC900001", "SC900002"]
    assert then["SC900001"] == (
        *(4, "Thornbeck Care Limited", "Northmere", "active", "good", date(2024, 11, 5)),
    )
    assert then["2601234"][3] == "suspended"
    now = said(session, SPRING[2025])
    assert sorted(now) == ["2601234", "SC900001", "SC900009"]
    assert now["SC900001"] == (
        *(6, "Hollowgate Homes Ltd", "Eastby", "suspended", "inadequate", date(2024, 12, 1)),
    )
    assert now["SC900009"][4:] == (None, None)
    assert said(session, date(2026, 1, 1)) == now


def test_only_what_differs_makes_a_version(session):
    take_in(register({}, {}), SPRING[2024])
    take_in(register({}, {"Places": "5"}), SPRING[2025])
    spans = session.execute(
        select(RegisterVersion.urn, RegisterVersion.from_on, RegisterVersion.until_on).order_by(
            RegisterVersion.urn, RegisterVersion.from_on
        )
    ).all()
    assert [tuple(span) for span in spans] == [
        ("SC900001", SPRING[2024], None),
        ("SC900002", SPRING[2024], SPRING[2025]),
        ("SC900002", SPRING[2025], None),
    ]


def test_education_and_health_are_kept_of_those_judged_on_them(session):
    take_in(
        register({}).replace(
            b"Supported Accommodation outcome,", b"Health services,", 1
        ).replace(b",Good,Good,,", b",Good,Good,Outstanding,"), SPRING[2025]
    )  # fmt: skip
    [inspection] = session.scalars(select(RegisterInspection))
    assert (inspection.health_code, inspection.health.label) == ("outstanding", "Outstanding")
    assert inspection.education is None


class TestPages:
    @pytest.fixture
    def staff(self, client, session, at, both):
        return client.sign_in(member(RccFactory(), Role.CONTRACT_MANAGER))

    def test_the_list_can_be_seen_as_it_stood(self, staff):
        then = staff.get("/ofsted?on=30/3/2025").text
        assert "as the register stood on 30 March 2025" in then
        assert ("SC900002" in then, "SC900009" in then) == (True, False)
        now = staff.get("/ofsted?on=2025-03-31").text
        assert ("SC900002" in now, "SC900009" in now) == (False, True)

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("listed=gone", ["SC900002"]),
            ("grade=inadequate", ["SC900001"]),
            ("grade=none", ["SC900009"]),
            ("owner=hollowgate", ["SC900001"]),
            ("urn=26", ["2601234"]),
            ("listed=every&provision=childrens_home", None),
        ],
    )
    def test_a_search_of_a_past_day_finds_what_was_so_then(self, staff, asked, found):
        page = staff.get(f"/ofsted?on=2025-06-01&{asked}").text.split("<tbody")[1]
        every = ("2601234", "SC900001", "SC900002", "SC900009")
        assert [urn for urn in every if urn in page] == (found or list(every))

    def test_a_day_that_is_none_and_a_day_before_all_files_are_said(self, staff):
        assert "Enter a day like 31/3/2025" in staff.get("/ofsted?on=castle").text
        assert "No file of that day or before it" in staff.get("/ofsted?on=1999-01-01").text
        assert "lists this setting" in staff.get("/ofsted/SC900001?on=1999-01-01").text

    def test_the_list_of_a_day_is_a_file_too(self, staff):
        rows = staff.get("/ofsted/settings.csv?on=2025-03-30").text.splitlines()
        assert len(rows) == 1 + 3
        [row] = [row for row in rows if row.startswith("SC900001")]
        assert "Thornbeck Care Limited" in row
        assert "2024-11-05,2025-01-14,Good,Good" in row

    def test_a_setting_tells_what_became_of_it(self, staff):
        page = staff.get("/ofsted/SC900001").text
        for words in (
            *("Rated otherwise", "Good → Inadequate", "4 → 6", "Northmere → Eastby"),
            *("Active → Suspended", "Thornbeck Care Limited → Hollowgate Homes Ltd"),
            *("First listed", "31 March 2024"),
        ):
            assert words in page, words
        then = staff.get("/ofsted/SC900001?on=2024-12-24").text
        assert "As the register stood on 24 December 2024" in then
        gone = staff.get("/ofsted/SC900002?on=2025-04-01").text
        assert "This setting was not listed on 1 April 2025" in gone

    def test_the_list_of_a_day_takes_the_same_queries_for_many_settings(
        self, staff, session, count_queries
    ):
        staff.get("/ofsted?on=2025-04-01")
        with count_queries() as few:
            staff.get("/ofsted?on=2025-04-01")
        more = register(*({"URN": f"SC91{number:04d}"} for number in range(60)))
        take_in(more, SPRING[2026], allow_missing=True)
        session.commit()
        with count_queries() as many:
            page = staff.get("/ofsted?on=2026-04-01").text
        assert (len(many), page.count("/ofsted/SC91")) == (len(few), 50)


class TestPreview:
    def preview(self, session, data, as_at):
        by = member(RccFactory(), Role.CONTRACT_MANAGER)
        return preview_register(
            parsed(data),
            FileAtHand("register.csv", "0" * 64, "key"),
            as_at=as_at,
            by=by,
            at=AT,
            on_progress=lambda _done, _total: None,
        )

    def test_each_kind_of_change_is_counted_and_listed(self, session):
        service = ServiceFactory(urn="SC900001")
        take_in(FIRST, SPRING[2024])
        preview = self.preview(session, SECOND, SPRING[2025])
        kinds = {kind: number for kind, number in preview.counts["kinds"].items() if number}
        assert kinds == {
            "new": 1, "gone": 1, "rerated": 1, "suspended": 1, "reinstated": 1, "moved": 1,
            "places": 1, "owner": 1,
        }  # fmt: skip
        changes = {
            (one.kind, one.urn): (one.before, one.after, one.service_id)
            for one in session.scalars(select(PreviewChange))
        }
        assert changes[ChangeKind.RERATED, "SC900001"] == ("Good", "Inadequate", service.id)
        assert changes[ChangeKind.MOVED, "SC900001"][:2] == ("Northmere", "Eastby")
        assert changes[ChangeKind.REINSTATED, "2601234"] == ("suspended", "active", None)
        assert (ChangeKind.GONE, "SC900002") in changes

    def test_nothing_of_the_register_changes(self, session):
        take_in(FIRST, SPRING[2024])
        before = said(session, date(2026, 1, 1))
        self.preview(session, SECOND, SPRING[2025])
        session.flush()
        session.expire_all()
        assert said(session, date(2026, 1, 1)) == before
        assert session.get(RegisterSetting, "SC900009") is None

    def test_what_a_reader_should_know_is_said(self, session):
        take_in(SECOND, SPRING[2025])
        odd = register({"Provision type": "Treehouse"})
        warnings = " ".join(self.preview(session, odd, SPRING[2024]).warnings)
        assert "Types of provision not met before: Treehouse" in warnings
        assert "stand in a later file" in warnings

    def test_old_previews_go(self, session):
        take_in(FIRST, SPRING[2024])
        old = self.preview(session, SECOND, SPRING[2025])
        old.previewed_at = AT.replace(year=2025)
        session.flush()
        number = old.id
        self.preview(session, FIRST, SPRING[2025])
        assert session.scalars(select(PreviewChange.preview_id)).all().count(number) == 0

    def test_it_is_paged_told_in_a_file_and_kept_from_others(self, client, session, at):
        take_in(FIRST, SPRING[2024])
        many = register(*({"URN": f"SC91{number:04d}"} for number in range(60)))
        reference = self.preview(session, many, SPRING[2025]).reference
        session.commit()
        client.sign_in(member(RccFactory(), Role.CONTRACT_MANAGER))
        page = client.get(f"/ofsted/imports/previews/{reference}?kind=new")
        assert (page.text.count("SC91"), 'rel="next"' in page.text) == (50, True)
        empty = client.get(f"/ofsted/imports/previews/{reference}?kind=claimed")
        assert "No service of a provider here would change" in empty.text
        file = client.get(f"/ofsted/imports/previews/{reference}/changes.csv").text
        assert file.count("New settings,SC91") == 60
        client.sign_in(member(None, Role.PLACEMENTS_OFFICER))
        assert client.get(f"/ofsted/imports/previews/{reference}").status_code == 403
