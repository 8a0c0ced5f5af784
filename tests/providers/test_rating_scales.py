"""A later rating scale is rows with a first day: no release, and nothing graded before changes."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access import Role
from portal.audit import AuditEntry
from portal.errors import DomainError
from portal.providers.models import ProvisionType, RatingGrade, RegisterInspection, ScaleUse
from portal.providers.ofsted.grades import Level
from portal.providers.ofsted.parse import parse_register
from portal.providers.queries import scales
from portal.providers.services.register_import import import_register
from portal.providers.services.scales import NewGrade, NewScale, add_scale, scales_in_words
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.providers import RatingReportFactory, RegisterInspectionFactory
from tests.providers.ofsted.registers import OVERALL, register
from tests.providers.test_register_import import AT, INSPECTED, PUBLISHED
from tests.support.client import heading
from tests.support.pages import date_boxes

HOME, LODGING = ProvisionType.CHILDRENS_HOME, ProvisionType.SUPPORTED_ACCOMMODATION
START = date(2026, 4, 1)
GRADES = (NewGrade("Strong", Level.ACCEPTABLE), NewGrade("Good", Level.WEAK))


@pytest.fixture
def administrator(session):
    return member(None, Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def add(administrator):
    def adding(**changed):
        facts: dict[str, Any] = {
            "title": "Two grades",
            "judgements": 1,
            "source": "",
            "grades": GRADES,
            "provision_types": [HOME],
            "valid_from": START,
        }
        return add_scale(NewScale(**facts | changed), by=administrator, at=AT)

    return adding


def scale_on(session, kind, on):
    found = session.scalars(scales.scale_on(kind, on)).all()
    assert len(found) <= 1
    return found[0].code if found else None


@pytest.mark.parametrize(
    ("kind", "on", "scale"),
    [
        (HOME, date(2026, 1, 1), "four_grades"),
        (HOME, date(2015, 4, 1), "four_grades"),
        (HOME, date(2015, 3, 31), "until_2015"),
        (HOME, date(2011, 8, 10), "until_2012"),
        (ProvisionType.SPECIAL_SCHOOL, date(2026, 1, 1), "residential_special_schools"),
        (LODGING, date(2026, 1, 1), "supported_accommodation"),
        (LODGING, date(2020, 1, 1), None),
    ],
)
def test_which_scale_holds_is_a_question_with_a_day(session, kind, on, scale):
    assert scale_on(session, kind, on) == scale


def test_grades_are_those_of_the_day_the_best_first(session):
    labels = [one.label for one in session.scalars(scales.grades_on(HOME, date(2014, 5, 1)))]
    assert labels == ["Outstanding", "Good", "Adequate", "Inadequate"]
    three = session.scalars(scales.grades_of("supported_accommodation")).all()
    assert [one.rank for one in three] == [3, 2, 1]


def test_a_new_scale_ends_the_one_before_for_its_own_kinds_only(session, add):
    scale = add()
    assert scale_on(session, HOME, date(2026, 3, 31)) == "four_grades"
    assert scale_on(session, HOME, START) == scale.code == "two_grades"
    assert scale_on(session, ProvisionType.SECURE_HOME, START) == "four_grades"
    grades = session.scalars(scales.grades_on(HOME, START)).all()
    assert [(one.label, one.rank, one.level) for one in grades] == [
        ("Strong", 2, "acceptable"),
        ("Good", 1, "weak"),
    ]
    assert not scale.has_judgements
    [entry] = session.scalars(select(AuditEntry))
    assert (entry.event, entry.facts["valid_from"]) == ("rating_scale.added", "2026-04-01")


def test_a_file_is_read_with_the_scale_of_each_inspections_day(session, add):
    add()
    early, late = {INSPECTED: "05/11/2025", PUBLISHED: ""}, {INSPECTED: "05/05/2026", PUBLISHED: ""}
    protected = {"How well children and young people are helped and protected": ""}
    data = register(early | protected, late | protected, late | protected | {OVERALL: "strong"})
    import_register(
        parse_register(data, filename="register.csv", scales=scales_in_words()),
        filename="register.csv",
        sha256="0" * 64,
        as_at=date(2026, 6, 30),
        by=None,
        at=AT,
    )
    codes = session.scalars(
        select(RegisterInspection.overall_code).order_by(RegisterInspection.urn)
    ).all()
    good = session.scalars(select(RatingGrade).where(RatingGrade.code == codes[1])).one()
    assert (codes[0], good.scale, good.level) == ("good", "two_grades", "weak")
    assert codes[2] == "two_grades_2"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"grades": GRADES[:1]}, "2 to 10 grades"),
        ({"grades": (GRADES[0], NewGrade("STRONG", Level.WEAK))}, "same label"),
        ({"grades": GRADES[::-1]}, "cannot mean less"),
        ({"title": "Four grades"}, "Another scale has this title"),
        ({"title": "…"}, "made of words"),
        ({"provision_types": []}, "at least one kind"),
        ({"valid_from": date(2015, 4, 1)}, "another scale starts on 1 April 2015"),
        ({"valid_from": date(2011, 4, 1)}, "another scale starts on 1 April 2015"),
    ],
)
def test_a_scale_that_cannot_be_is_refused(session, add, changed, sentence):
    with pytest.raises(DomainError, match=sentence):
        add(**changed)
    session.rollback()
    assert scale_on(session, HOME, START) == "four_grades"


def test_it_cannot_start_before_an_inspection_that_was_graded(session, add):
    RegisterInspectionFactory(inspected_on=date(2026, 4, 1))
    with pytest.raises(DomainError, match="An inspection of 1 April 2026 was graded"):
        add()
    RatingReportFactory(inspected_on=date(2026, 5, 6), published_on=None)
    with pytest.raises(DomainError, match="An inspection of 6 May 2026 was graded"):
        add(valid_from=date(2026, 5, 1))
    add(valid_from=date(2026, 5, 7))


def test_the_database_holds_one_open_scale_for_a_kind(session):
    session.add(ScaleUse(scale_code="until_2015", provision_type=HOME, valid_from=START))
    with pytest.raises(IntegrityError):
        session.flush()


FORM = {
    "title": "Two grades",
    "provision_types": ["childrens_home", "fostering_agency"],
    "judgements": "1",
    "grades": "Strong; acceptable\nNot strong; weak\n",
    "token": "one",
    **date_boxes("valid_from", date(2027, 4, 1)),
}


class TestPages:
    def test_an_administrator_adds_a_scale_and_sees_it(self, client, session, administrator, at):
        client.sign_in(administrator)
        assert heading(client.get("/rating-scales")) == "Rating scales"
        assert client.post("/rating-scales/new", data=FORM).status_code == 303
        page = " ".join(client.get("/rating-scales").text.split())
        for words in ("Not strong", "from 1 April 2027", "until 1 April 2027"):
            assert words in page
        session.expire_all()
        assert scale_on(session, ProvisionType.FOSTERING_AGENCY, date(2027, 4, 1)) == "two_grades"

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"grades": "Strong, acceptable"}, "is not a label, a semicolon"),
            ({"grades": "Strong; splendid"}, "is not a label, a semicolon"),
            ({"grades": "\n".join(f"G{n}; weak" for n in range(11))}, "2 to 10 grades"),
            ({"provision_types": []}, "Choose at least one kind of provision"),
            ({"title": ""}, "Enter a title"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(
        self, client, session, administrator, at, changed, sentence
    ):
        client.sign_in(administrator)
        answer = client.post("/rating-scales/new", data=FORM | changed)
        assert (answer.status_code, sentence in answer.text) == (200, True)

    def test_others_are_kept_out(self, client, session):
        client.sign_in(member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR))
        assert client.get("/rating-scales").status_code == 403
        assert client.post("/rating-scales/new", data=FORM).status_code == 403
