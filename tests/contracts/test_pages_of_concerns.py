"""The pages about ratings, regulatory actions, proposed suspensions and reviews."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.contracts.models import (
    AppointmentStatus,
    PlacementReview,
    SuspensionProposal,
)
from portal.contracts.services.concerns import act_on_concerns
from portal.providers.models import ProvisionType, RatingReport, RegulatoryAction
from tests.factories.accounts import RegionFactory, member
from tests.factories.concerns import RegulatoryActionFactory
from tests.factories.contracts import AppointmentFactory, council_of, placed
from tests.factories.providers import (
    RatingReportFactory,
    RegisterInspectionFactory,
    ServiceFactory,
    claimed_service,
)
from tests.support.client import heading
from tests.support.pages import date_boxes

CLAIMED = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def home(session):
    return claimed_service(claimed_at=CLAIMED, name="Zennor House", registered_on=date(2024, 1, 8))


@pytest.fixture
def appointment(vale, home):
    vale.lot.minimum_grade_code = "good"
    return AppointmentFactory(lot=vale.lot, service=home)


@pytest.fixture
def administrator(home):
    return member(home.organisation, Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def restricted(session, vale, home, appointment, now):
    placement = placed(vale.council, vale.lot, home)
    RegulatoryActionFactory(service=home)
    act_on_concerns(now)
    return placement


def staffs_page(service):
    return f"/providers/{service.organisation.reference}/services/{service.reference}"


def notice(**changes):
    days = date_boxes("served_on", changes.pop("served_on", date(2026, 11, 16)))
    days |= date_boxes("starts_on", changes.pop("starts_on", date(2026, 11, 16)))
    return days | {"kind": "restriction", "terms": "No new child"} | changes


def inspection(**changes):
    days = {"inspected_on": date(2026, 11, 3), "received_on": date(2026, 11, 19)}
    days |= {name: changes.pop(name) for name in list(changes) if name.endswith("_on")}
    boxes: dict[str, str] = {}
    for name, day in days.items():
        boxes |= date_boxes(name, day)
    return boxes | {"kind": "full", "overall": "good"} | changes


def one(session, model):
    return session.scalars(select(model)).one()


def test_a_provider_is_told_by_when_it_must_report(
    client, vale, home, appointment, administrator, at
):
    client.sign_in(administrator)
    path = f"/services/{home.reference}/ratings"
    assert "must report by 25 November 2026" in client.get(path).text
    vale.framework.rating_report_days = 5
    assert "within 5 working days" in client.get(path).text
    assert "must report by 30 November 2026" in client.get(path).text
    RegisterInspectionFactory(urn=home.urn)
    assert "it was due by 21 January 2026, and is" in client.get(path).text


def test_an_inspection_is_reported_in_full_with_its_plan(client, session, home, administrator, at):
    client.sign_in(administrator)
    base = f"/services/{home.reference}/ratings"
    told = inspection(
        protected="good",
        leaders="requires_improvement",
        requirements="2",
        recommendations="0",
        link="https://reports.ofsted.gov.uk/provider/2/SC900000",
        action_plan="A deputy starts in May",
        plan_file=(io.BytesIO(PDF), "our plan.pdf"),
    )
    told |= date_boxes("inspected_until", date(2026, 11, 4))
    page = client.post(f"{base}/new", data=told, follow_redirects=True)
    assert heading(page) == "Ratings of Zennor House"
    for words in ("A deputy starts in May", "Statutory requirements: 2", "to 4 Nov 2026"):
        assert words in page.text
    assert "Reported first" in page.text
    assert "In time" in page.text
    sent = client.get(f"{base}/2026-11-03/action-plan")
    assert sent.data == PDF
    assert sent.headers["Content-Disposition"].startswith("attachment")
    report = one(session, RatingReport)
    assert (report.inspected_until, report.requirements) == (date(2026, 11, 4), 2)
    again = inspection(overall="inadequate", plan_file=(io.BytesIO(PDF), "second.pdf"))
    assert client.post(f"{base}/2026-11-03", data=again).status_code == 303
    assert (
        "second.pdf" in client.get(f"{base}/2026-11-03/action-plan").headers["Content-Disposition"]
    )
    rival = member(None, Role.PROVIDER_ADMINISTRATOR)
    assert client.sign_in(rival).get(f"{base}/2026-11-03/action-plan").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"received_on": date(2026, 11, 24)}, "Date you got the report must be today or in"),
        ({"received_on": date(2026, 11, 2)}, "must not be before the inspection"),
        ({"link": "http://reports.ofsted.gov.uk/"}, "must be a whole web address"),
        ({"link": "javascript:alert(1)"}, "must be a whole web address"),
        ({"link": "https://user@reports.ofsted.gov.uk/x"}, "must be a whole web address"),
        ({"link": "https://[bad"}, "must be a whole web address"),
        ({"overall": "not_judged"}, "Choose the overall grade"),
        ({"requirements": "-1"}, "requirements raised"),
        ({"plan_file": (io.BytesIO(b"MZ" + b"\0" * 40), "plan.pdf")}, "must be a PDF"),
    ],
)
def test_a_report_that_cannot_be_right_is_not_saved(
    client, session, home, administrator, at, changes, said
):
    client.sign_in(administrator)
    page = client.post(f"/services/{home.reference}/ratings/new", data=inspection(**changes))
    assert (page.status_code, said in page.text) == (200, True)
    assert session.scalars(select(RatingReport)).all() == []


def test_a_visit_needs_no_grade(client, session, home, administrator, at):
    client.sign_in(administrator)
    told = inspection(kind="monitoring", overall="not_judged")
    page = client.post(f"/services/{home.reference}/ratings/new", data=told, follow_redirects=True)
    assert "Monitoring visit" in page.text
    assert "No grade" in page.text
    edited = client.get(f"/services/{home.reference}/ratings/2026-11-03").text
    assert 'value="not_judged" checked' in edited


def test_the_chart_has_its_figures_in_words_and_in_the_table(client, home, administrator, at):
    RatingReportFactory(service=home)
    page = client.sign_in(administrator).get(f"/services/{home.reference}/ratings").text
    assert "<svg" in page
    assert "5 November 2025: Good, reported. The table below has the same." in page
    assert "5 Nov 2025" in page


def test_a_provider_reports_a_notice_and_says_when_it_is_over(
    client, session, home, administrator, at
):
    client.sign_in(administrator)
    base = f"/services/{home.reference}/regulatory-actions"
    assert "Enter what the notice says" in client.post(f"{base}/new", data=notice(terms="")).text
    page = client.post(f"{base}/new", data=notice(), follow_redirects=True).text
    assert "In force" in page
    assert "4 working days late" in page
    assert "on record already" in client.post(f"{base}/new", data=notice()).text
    action = one(session, RegulatoryAction)
    over = date_boxes("until", date(2026, 11, 20))
    over |= {"reason": "Lifted after a visit", "evidence": "Ofsted’s letter of 20 November"}
    page = client.post(f"{base}/{action.reference}/end", data=over, follow_redirects=True).text
    assert "Ended: Lifted after a visit" in page
    assert "already ended" in client.post(f"{base}/{action.reference}/end", data=over).text
    wrong = {"reason": "It was another home"}
    page = client.post(
        f"{base}/{action.reference}/withdraw", data=wrong, follow_redirects=True
    ).text
    assert "Withdrawn as wrong: It was another home" in page


def test_only_kinds_of_service_that_can_be_restricted_are(client, home, administrator, at):
    agency = ServiceFactory(
        organisation=home.organisation, provision_type=ProvisionType.FOSTERING_AGENCY
    )
    client.sign_in(administrator)
    page = client.post(f"/services/{agency.reference}/regulatory-actions/new", data=notice()).text
    assert "in homes and residential centres only" in page


def test_a_provider_neither_ends_nor_withdraws_what_a_contract_manager_recorded(
    client, home, administrator, at
):
    action = RegulatoryActionFactory(service=home)
    base = f"/services/{home.reference}/regulatory-actions/{action.reference}"
    client.sign_in(administrator)
    assert client.get(f"{base}/withdraw").status_code == 404
    assert client.get(f"{base}/end").status_code == 404
    client.sign_in(member(None, Role.PROVIDER_ADMINISTRATOR))
    assert client.get(f"{base}/end").status_code == 404


def test_a_contract_manager_records_an_action_and_a_suspension_is_proposed_at_once(
    client, session, vale, home, appointment, at
):
    client.sign_in(vale.manager)
    path = f"{staffs_page(home)}/regulatory-actions/new"
    told = notice(source="letter", starts_on=date(2026, 8, 3), served_on=date(2026, 8, 3))
    assert "Choose where it is from" in client.post(path, data=notice()).text
    page = client.post(path, data=told, follow_redirects=True).text
    assert "Over 12 weeks" in page
    assert one(session, SuspensionProposal).appointment_id == appointment.id
    assert "Zennor House" in client.get("/regulatory-actions").text
    action = one(session, RegulatoryAction)
    over = date_boxes("until", date(2026, 11, 20)) | {"reason": "Lifted", "evidence": "http://x"}
    path = f"/regulatory-actions/{action.reference}"
    assert "must be a whole web address" in client.post(f"{path}/end", data=over).text
    over["evidence"] = "Letter of 20 November"
    assert client.post(f"{path}/end", data=over).status_code == 303
    assert "No regulatory actions" in client.get("/regulatory-actions").text
    assert "Zennor House" in client.get("/regulatory-actions?state=every").text
    assert client.post(f"{path}/withdraw", data={"reason": "Wrong"}).status_code == 303


def test_a_manager_of_another_region_records_nothing_here(client, home, restricted, session, at):
    client.sign_in(member(RegionFactory().lead, Role.CONTRACT_MANAGER))
    action, proposal = one(session, RegulatoryAction), one(session, SuspensionProposal)
    assert client.get(f"{staffs_page(home)}/regulatory-actions/new").status_code == 404
    assert client.get(f"/regulatory-actions/{action.reference}/end").status_code == 404
    assert client.get(f"/suspension-proposals/{proposal.reference}").status_code == 404
    assert "Nothing is proposed" in client.get("/suspension-proposals").text
    assert "Zennor House" not in client.get("/ratings").text
    assert "What councils have reviewed" not in client.get(f"{staffs_page(home)}/ratings").text


def test_a_person_decides_about_a_suspension_with_a_reason(
    client, session, vale, restricted, appointment, administrator, at
):
    client.sign_in(vale.manager)
    proposal = one(session, SuspensionProposal)
    path = f"/suspension-proposals/{proposal.reference}"
    assert "Decide about proposed suspensions" in client.get("/").text
    assert path in client.get("/suspension-proposals").text
    assert path in client.get(f"/appointments/{appointment.reference}").text
    refused = client.post(path, data={}).text
    assert "Choose what you decide" in refused
    assert "Enter the reason" in refused
    told = {"decision": "suspend", "reason": "Until the restriction is lifted"}
    assert client.post(path, data=told).status_code == 303
    session.refresh(appointment)
    assert appointment.status is AppointmentStatus.SUSPENDED
    assert "already decided" in client.post(path, data=told).text
    assert "Until the restriction is lifted" in client.get(path).text
    assert "Zennor House" in client.get("/suspension-proposals?state=suspended").text
    client.sign_in(administrator)
    own = client.get(f"/our/appointments/{appointment.reference}").text
    assert "Until the restriction is lifted" in own
    assert "One of your appointments is suspended" in client.get("/inbox").text


def test_an_appointment_that_is_left_stays_and_nothing_is_proposed_again(
    client, session, vale, restricted, appointment, at, now
):
    proposal = one(session, SuspensionProposal)
    told = {"decision": "leave", "reason": "No child is placed there at present"}
    client.sign_in(vale.manager).post(f"/suspension-proposals/{proposal.reference}", data=told)
    act_on_concerns(now)
    session.refresh(appointment)
    assert appointment.status is AppointmentStatus.APPOINTED
    assert one(session, SuspensionProposal).status == "declined"
    assert "Nothing is proposed" in client.get("/suspension-proposals").text


def test_a_council_records_its_review_and_nobody_else_reads_its_note(
    client, session, vale, home, restricted, at
):
    review = one(session, PlacementReview)
    path = f"/council/reviews/{review.reference}"
    client.sign_in(vale.officer)
    assert "Review placements" in client.get("/").text
    assert f"C-{restricted.id}" in client.get("/council/reviews?state=due").text
    assert "Choose what you decided" in client.post(path, data={}).text
    wanting = {"outcome": "plan_to_move", "note": ""}
    assert "how the move is planned" in client.post(path, data=wanting).text
    told = {"outcome": "stays_with_conditions", "note": "Weekly visits until March"}
    assert client.post(path, data=told).status_code == 303
    assert "Weekly visits until March" in client.get(path).text
    assert "No reviews" in client.get("/council/reviews?state=due").text
    assert "already recorded" in client.post(path, data=told).text
    other = member(council_of(vale.region), Role.PLACEMENTS_OFFICER)
    assert client.sign_in(other).get(path).status_code == 404
    assert client.sign_in(vale.finance).get(path).status_code == 403
    client.sign_in(vale.manager)
    assert client.get(path).status_code == 403
    page = client.get(f"{staffs_page(home)}/ratings").text
    assert "What councils have reviewed" in page
    assert vale.council.name in page
    assert "Weekly visits" not in page
    assert f"C-{restricted.id}" not in page


def test_the_list_compares_filters_and_downloads(client, vale, home, appointment, at):
    RegisterInspectionFactory(urn=home.urn, overall_code="inadequate")
    RatingReportFactory(service=home, received_on=date(2026, 1, 14))
    client.sign_in(vale.manager)
    page = client.get("/ratings").text
    assert "Overall: reported “Good”, Ofsted “Inadequate”, 2 levels better" in page
    assert "working days late" in page
    for query, there in (
        ("state=differs", True),
        ("state=agrees", False),
        (f"provider={home.organisation.reference}", True),
        ("provider=nobody", False),
        (f"region={vale.region.code}", True),
        ("region=NOWHERE", False),
        ("text=zennor", True),
        (f"text={home.urn}", True),
        ("text=%25", False),
    ):
        assert ("Zennor House" in client.get(f"/ratings?{query}").text) is there, query
    sent = client.get("/ratings.csv?state=differs")
    [row] = csv.DictReader(io.StringIO(sent.data.decode("utf-8-sig")))
    assert (row["Service"], row["Compared"], row["Reported"]) == (
        "Zennor House",
        "Differs",
        "Good",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/ratings",
        "/ratings.csv",
        "/regulatory-actions",
        "/suspension-proposals",
        "/council/reviews",
    ],
)
def test_lists_ask_as_much_for_many_as_for_one(
    client, session, vale, restricted, at, now, count_queries, path
):
    client.sign_in(vale.officer if path.startswith("/council") else vale.manager)
    RatingReportFactory(service=restricted.service)
    client.get(path)
    with count_queries() as few:
        client.get(path)
    for _ in range(4):
        another = claimed_service(claimed_at=CLAIMED)
        AppointmentFactory(lot=vale.lot, service=another)
        RatingReportFactory(service=another)
        RegulatoryActionFactory(service=another)
        placed(vale.council, vale.lot, another)
    act_on_concerns(now)
    with count_queries() as many:
        client.get(path)
    assert len(many) == len(few)
